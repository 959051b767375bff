"""Short Markdown: stems, options, explanations, notes, and whatever people type."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache

from app.content.figures import Figure
from app.content.markdown.engine import MAX_LENGTH, Run, convert, without_private
from app.content.markdown.inline import BLANK

FigureLookup = Callable[[str], Figure | None]

_BLANK_SPAN = f'<span class="zk-blank">{BLANK}</span>'
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p\b).)*)</p>\s*\Z", re.DOTALL)


def _no_figure(_name: str) -> Figure | None:
    return None


def render_fragment(text: str, figures: FigureLookup = _no_figure) -> str:
    """Render Markdown to safe block HTML.

    `figures` finds a figure by its name (`ch01/levers`). Blanks (`____`) become
    `<span class="zk-blank">`. A text too long to render is shown as it is.
    """
    return _show_blanks(_render(text, figures))


def render_inline(text: str, figures: FigureLookup = _no_figure) -> str:
    """Render a text that is one paragraph without the paragraph around it (options, titles)."""
    rendered = render_fragment(text, figures)
    match = _ONE_PARAGRAPH.match(rendered)
    return match.group(1) if match else rendered


def split_blanks(text: str, figures: FigureLookup = _no_figure) -> list[str]:
    """Render a stem and cut it at its blanks: n blanks give n + 1 pieces of HTML.

    A piece alone need not be balanced; joined with one input field between each two they are.
    """
    return [_leftovers(part) for part in _render(text, figures).split(_BLANK_SPAN)]


def check_fragment(
    text: str, figures: FigureLookup = _no_figure, terms: Callable[[str], str | None] | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Render only to see what is wrong; returns messages, figures used and terms used."""
    run = Run(find_term=terms or (lambda _: None), lookup_figure=figures)
    if without_private(text) != text:
        run.note("含有不能使用的字符（Unicode 私用区）")
    try:
        convert(without_private(text), run)
    except ValueError as failure:
        run.note(str(failure))
    return list(run.notes), run.figures, run.terms


@lru_cache(maxsize=8192)
def _render(text: str, figures: FigureLookup) -> str:
    if len(text) > MAX_LENGTH:
        return f"<p>{html.escape(text)}</p>"
    return convert(without_private(text), Run(lookup_figure=figures))


def _show_blanks(rendered: str) -> str:
    number = 0

    def blank(_match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f'<span class="zk-blank"><span class="zk-vh">第 {number} 空</span>____</span>'

    return _leftovers(re.sub(re.escape(_BLANK_SPAN), blank, rendered))


def _leftovers(rendered: str) -> str:
    """A blank inside words of a picture stays the four underscores that were typed."""
    return rendered.replace(BLANK, "____")
