"""Markdown into paragraphs of a Word document: runs, formulas, pictures and tables."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, cast

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.oxml.parser import OxmlElement  # pyright: ignore[reportUnknownVariableType]
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from app.bank.exchange.formats.markup import INLINE
from app.bank.exchange.omml import omml_of

_new_element = cast("Any", OxmlElement)
_TABLE = re.compile(r"\|.*\|\n\|(?:\s*:?-{3,}:?\s*\|)+(?:\n\|.*\|)*")
_CELL_BAR = re.compile(r"(?<!\\)\|")
_BAD_PICTURE = (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
    OSError,
    ValueError,
    KeyError,
    ZeroDivisionError,
)
_MOST_WIDTH = Cm(14)
_WIDTH = Cm(15)

Pictures = Mapping[str, bytes]


def add_paragraph(document: Any, text: str = "", style: str = "") -> Any:
    """A paragraph at the end.

    The library's own way searches the whole body for the place, which takes ever longer.
    """
    body = document.element.body
    node = _new_element("w:p")
    body[-1].addprevious(node)  # the last child holds the settings of the page
    paragraph = Paragraph(node, document._body)
    if style:
        paragraph.style = document.styles[style]
    if text:
        add_run(paragraph, text)
    return paragraph


def add_run(paragraph: Any, text: str) -> Any:
    """A run with this text.

    The library clears a run by a search through the document before it puts text in.
    """
    run = paragraph.add_run()
    for number, part in enumerate(text.split("\t")):
        if number:
            run.add_tab()
        if part:
            run._r.add_t(part)
    return run


def add_text(document: Any, lead: str, markdown: str, pictures: Pictures) -> None:
    """Paragraphs for a text; `lead` (a number, 答案：) stands before its first words."""
    first = True
    for block in re.split(r"\n\n+", markdown) or [""]:
        if _TABLE.fullmatch(block):
            if first and lead:
                add_paragraph(document, lead)
            add_table(document, block, pictures)
        else:
            for line in block.split("\n"):
                paragraph = add_paragraph(document)
                if first and lead:
                    add_run(paragraph, lead)
                add_inline(paragraph, line, pictures)
                first = False
        first = False


def add_table(document: Any, block: str, pictures: Pictures) -> None:
    """A Markdown table as a table with lines."""
    lines = block.split("\n")
    rows = [[c.strip() for c in _CELL_BAR.split(x[1:-1])] for x in [lines[0], *lines[2:]]]
    # By way of the body, since the document would search itself for the width of its page.
    table = document._body.add_table(len(rows), max(map(len, rows)), _WIDTH)
    table.style = document.styles["Table Grid"]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            add_inline(cell.paragraphs[0], text, pictures)


def add_inline(paragraph: Any, text: str, pictures: Pictures) -> None:
    """Runs for one line of Markdown."""
    end = 0
    for match in INLINE.finditer(text):
        if match.start() > end:
            add_run(paragraph, text[end : match.start()])
        _add_marked(paragraph, match, pictures)
        end = match.end()
    if end < len(text):
        add_run(paragraph, text[end:])


def _add_marked(paragraph: Any, match: re.Match[str], pictures: Pictures) -> None:
    kind = match.lastgroup or ""
    if kind in ("strong", "em"):
        run = add_run(paragraph, match[kind])
        run.bold, run.italic = kind == "strong" or None, kind == "em" or None
    elif kind in ("block", "formula"):
        formula = omml_of(match[kind].strip())
        if formula is None:
            add_run(paragraph, match[0])
        else:
            paragraph._p.append(formula)  # the library has no formulas
    elif kind == "picture":
        name = match["picture"].removeprefix("picture:")
        if not _add_picture(paragraph, pictures.get(name)):
            add_run(paragraph, f"［图：{match['alt'] or name}］")
    elif kind == "link":
        add_run(paragraph, f"{match['words']}（{match['link']}）")
    else:
        add_run(paragraph, match[kind])


def _add_picture(paragraph: Any, data: bytes | None) -> bool:
    if data is None:
        return False
    run = paragraph.add_run()
    try:
        shape = run.add_picture(io.BytesIO(data))
    except _BAD_PICTURE:
        return False
    if shape.width > _MOST_WIDTH:
        shape.height = int(shape.height * _MOST_WIDTH / shape.width)
        shape.width = _MOST_WIDTH
    return True
