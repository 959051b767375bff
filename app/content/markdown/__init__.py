"""Markdown as the course uses it: lessons with their blocks, and fragments of items and notes.

What comes out is safe to put into a page as it is: raw HTML is never passed on, everything goes
through one sanitiser, and formulas and figures are put in afterwards from sources of our own.
"""

from app.content.markdown.fragment import (
    check_fragment,
    render_fragment,
    render_inline,
    split_blanks,
)
from app.content.markdown.lesson import Part, RenderedLesson, Section, render_lesson

__all__ = [
    "Part",
    "RenderedLesson",
    "Section",
    "check_fragment",
    "render_fragment",
    "render_inline",
    "render_lesson",
    "split_blanks",
]
