"""A Word document into questions: its body as lines, then the parser of free text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.bank.domain.types import ItemType
from app.bank.exchange.detect import ZIP
from app.bank.exchange.docx.beside import Beside
from app.bank.exchange.docx.chosen import (
    all_coloured,
    answers,
    chosen_truth,
    with_key,
    without_struck,
)
from app.bank.exchange.docx.names import Element, child, local
from app.bank.exchange.docx.numbering import Numbering
from app.bank.exchange.docx.package import Package, open_package
from app.bank.exchange.docx.paragraphs import Paragraphs, hinted
from app.bank.exchange.docx.pictures import Pictures
from app.bank.exchange.docx.tables import table_lines
from app.bank.exchange.questions import Found, Problem, ProblemKind, Question, ReadError, ReadFault
from app.bank.exchange.text import read_text
from app.bank.exchange.text.cleaning.lines import HINTS
from app.bank.exchange.text.words.headings import find_heading

_PASSED = frozenset({"w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml"})
_HINTS = re.compile(f"[{HINTS}]")
_DEEPEST = 12
_MOST_LINES = 200_000


def sniff_docx(_name: str, data: bytes) -> bool:
    """Whether a file is a zip that holds a Word document."""
    return data.startswith(ZIP) and b"word/document" in data


def read_docx(data: bytes) -> Found:
    """Read the questions of a .docx; lines count its paragraphs, line breaks and rows of tables.

    Raises `ReadError`: `WRONG_FORMAT` for another kind of file, `BROKEN`, `UNSAFE`, `TOO_BIG` or
    `TOO_MANY` for what should not be opened.
    """
    if not data.startswith(ZIP):
        raise ReadError(ReadFault.WRONG_FORMAT)
    package = open_package(data)
    part = package.main_part()
    root = package.xml(part)
    body = child(root, "w:body")
    if body is None:
        raise ReadError(ReadFault.WRONG_FORMAT)
    pictures = Pictures(package)
    styles = _sibling(package, part, "styles")
    numbering = Numbering(_sibling(package, part, "numbering"), styles)
    notes = {name: _sibling(package, part, name) for name in ("footnotes", "endnotes", "comments")}
    paragraphs = Paragraphs(part, numbering, pictures, Beside(styles, notes))
    lines: list[str] = []
    for line in _block(body, paragraphs, 0):
        lines.append(line)
        if len(lines) > _MOST_LINES:
            raise ReadError(ReadFault.TOO_MANY)
    found = read_text("\n".join(lines), hinted=True)
    return replace(found, questions=tuple(_with_pictures(one, pictures) for one in found.questions))


def _sibling(package: Package, part: str, name: str) -> Element | None:
    """A part that belongs to the main one, found by its usual name."""
    folder = part.rpartition("/")[0]
    targets = [one for one in package.targets(part).values() if one.endswith(f"/{name}.xml")]
    return package.xml(targets[0] if targets else f"{folder}/{name}.xml")


def _block(
    node: Element, paragraphs: Paragraphs, depth: int, *, raw: bool = False
) -> Iterator[str]:
    """The lines of a body, a cell or a text box; `raw` with all that stood out in them."""
    if depth > _DEEPEST:
        return
    above: ItemType | None = None
    asked, inked = "", False
    for part in node:
        name = local(part)
        if name == "w:p":
            lines, boxes = paragraphs.lines(part)
            if not raw:
                lines = _looked_at(part, lines)
                coloured = all_coloured(part)
                if coloured and not inked and answers(lines, asked, above):
                    lines = [f"答：{lines[0]}", *lines[1:]]
                if any(map(str.strip, lines)):
                    asked, inked = lines[-1], coloured
            heads = (find_heading(_HINTS.sub("", line)) for line in lines)
            above = next((one.type for one in heads if one is not None), above)
            yield from lines if raw else map(hinted, lines)
            for box in boxes:
                yield from _block(box, paragraphs, depth + 1)
        elif name == "w:tbl":
            yield from table_lines(_rows(part, paragraphs, depth), above)
        elif name in _PASSED:
            yield from _block(part, paragraphs, depth + 1, raw=raw)


def _looked_at(paragraph: Element, lines: list[str]) -> list[str]:
    """The lines of a paragraph with the key in place of 对 / 错, where the look of one of them tells it."""
    if key := without_struck(paragraph):
        return [*lines[:-1], with_key(lines[-1], key)]
    return list(map(chosen_truth, lines))


def _rows(table: Element, paragraphs: Paragraphs, depth: int) -> list[list[list[str]]]:
    return [
        [list(_block(cell, paragraphs, depth + 1, raw=True)) for cell in _children(row, "w:tc")]
        for row in _children(table, "w:tr")
    ]


def _children(node: Element, name: str) -> Iterator[Element]:
    """Children of a name, also those inside content controls."""
    for part in node:
        if local(part) == name:
            yield part
        elif local(part) in _PASSED:
            yield from _children(part, name)


def _with_pictures(question: Question, pictures: Pictures) -> Question:
    texts = [question.stem or "", question.reference or "", question.explanation]
    texts += [option.text for option in question.options]
    texts += list(question.material or ())
    kept, lost = pictures.of(*texts)
    problems = tuple(
        Problem(ProblemKind.LOST_PICTURE, question.source.first, name) for name in lost
    )
    if not kept and not problems:
        return question
    return replace(question, pictures=kept, problems=(*question.problems, *problems))
