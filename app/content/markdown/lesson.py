"""A chapter's Markdown rendered into the parts that the reader puts together."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.content.figures import Figure
from app.content.markdown.engine import Run, convert, without_private
from app.content.markdown.inline import MARK
from app.content.markdown.outline import Heading, Outline, Stretch, read_outline

_MARK = re.compile(f"<p>{MARK}([0-9]+){MARK}</p>")


@dataclass(frozen=True)
class Part:
    """A stretch of a section.

    `html`: `html` is the text. `heading`: `html` is the ready `<h3>`, its pieces stand in
    `number`, `title`, `anchor` and `knowledge`. `check`: put the item `item` here; `html` is a
    place holder, `<div data-check="…"></div>`.
    """

    kind: Literal["html", "heading", "check"]
    html: str
    number: str = ""
    title: str = ""
    anchor: str = ""
    knowledge: tuple[str, ...] = ()
    item: str = ""


@dataclass(frozen=True)
class Section:
    """What stands under one `##`; `hanzi` counts the 汉字 of all of it."""

    number: str
    title: str
    anchor: str
    knowledge: tuple[str, ...]
    hanzi: int
    parts: tuple[Part, ...]

    @property
    def all_knowledge(self) -> tuple[str, ...]:
        below = (point for part in self.parts for point in part.knowledge)
        return (*self.knowledge, *below)

    @property
    def checks(self) -> tuple[str, ...]:
        return tuple(part.item for part in self.parts if part.kind == "check")

    @property
    def headings(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind == "heading")


@dataclass(frozen=True)
class TocEntry:
    number: str
    title: str
    anchor: str
    children: tuple[TocEntry, ...] = ()


@dataclass(frozen=True)
class RenderedLesson:
    """A whole lesson. `opening` is what stands before the first section; `terms` and `figures`
    are ids in the order of first use; `notes` are what is wrong, each with its line in the file."""

    opening: tuple[Part, ...]
    sections: tuple[Section, ...]
    hanzi: int
    terms: tuple[str, ...]
    figures: tuple[str, ...]
    headings: tuple[Heading, ...]
    notes: tuple[tuple[int, str], ...]
    check_lines: tuple[tuple[str, int], ...]

    @property
    def checks(self) -> tuple[str, ...]:
        return tuple(item for item, _ in self.check_lines)

    @property
    def toc(self) -> tuple[TocEntry, ...]:
        return tuple(
            TocEntry(
                section.number,
                section.title,
                section.anchor,
                tuple(TocEntry(part.number, part.title, part.anchor) for part in section.headings),
            )
            for section in self.sections
        )

    @property
    def summary(self) -> str:
        """The HTML of the summary block, for the printed sheet; empty where there is none."""
        for section in reversed(self.sections):
            for part in reversed(section.parts):
                if part.kind == "html" and (found := _cut_box(part.html, "zk-box--summary")):
                    return found
        return ""

    def find_section(self, anchor: str) -> Section | None:
        return next((section for section in self.sections if section.anchor == anchor), None)


def render_lesson(
    body: str,
    *,
    find_term: Callable[[str], str | None],
    find_figure: Callable[[str], Figure | None],
    first_line: int = 1,
) -> RenderedLesson:
    """Render the text of a chapter (without its front matter)."""
    notes: list[tuple[int, str]] = []
    if without_private(body) != body:
        notes.append((first_line, "含有不能使用的字符（Unicode 私用区）"))
        body = without_private(body)
    outline = read_outline(body, first_line)
    notes += outline.problems
    run = Run(find_term=find_term, lookup_figure=find_figure, anchors=outline.anchors)
    rendered: list[tuple[Stretch, tuple[Part, ...]]] = []
    for stretch in outline.stretches:
        parts = _render_stretch(stretch, outline, run)
        rendered.append((stretch, parts))
        start = stretch.heading.line if stretch.heading else first_line
        for message, source in run.notes.items():
            notes.append((_line_of(source, body, start, first_line), message))
        run.notes.clear()
    sections = tuple(
        _section(stretch.heading, stretch, parts) for stretch, parts in rendered if stretch.heading
    )
    return RenderedLesson(
        opening=rendered[0][1],
        sections=sections,
        hanzi=sum(stretch.hanzi for stretch, _ in rendered),
        terms=tuple(run.terms),
        figures=tuple(run.figures),
        headings=tuple(outline.headings),
        notes=tuple(notes),
        check_lines=tuple((mark.check, mark.line) for mark in outline.marks if mark.check),
    )


def _line_of(source: str, body: str, start: int, first_line: int) -> int:
    """Find the line of a piece of Markdown in its section, or else the section's own line."""
    lines = body.splitlines()[start - first_line :]
    wanted = source.partition("\n")[0]
    offset = next((i for i, line in enumerate(lines) if wanted and wanted in line), 0)
    return start + offset


def _section(heading: Heading, stretch: Stretch, parts: tuple[Part, ...]) -> Section:
    return Section(
        heading.number, heading.title, heading.anchor, heading.knowledge, stretch.hanzi, parts
    )


def _render_stretch(stretch: Stretch, outline: Outline, run: Run) -> tuple[Part, ...]:
    prefix = stretch.heading.anchor if stretch.heading else "opening"
    pieces = _MARK.split(convert(stretch.source, run, blocks=True, footnote_prefix=prefix))
    parts: list[Part] = []
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if piece.strip():
                parts.append(Part("html", piece.strip()))
            continue
        mark = outline.marks[int(piece)]
        if mark.heading is not None:
            parts.append(_heading_part(mark.heading))
        else:
            holder = f'<div data-check="{html.escape(mark.check)}"></div>'
            parts.append(Part("check", holder, item=mark.check))
    return tuple(parts)


def _heading_part(heading: Heading) -> Part:
    number = f"<small>{html.escape(heading.number)}</small> " if heading.number else ""
    markup = f'<h3 id="{html.escape(heading.anchor)}">{number}{html.escape(heading.title)}</h3>'
    return Part("heading", markup, heading.number, heading.title, heading.anchor, heading.knowledge)


def _cut_box(markup: str, name: str) -> str:
    """Return the last box of class `name` with its balanced `<div>`s."""
    start = markup.rfind(f'<div class="zk-box {name}">')
    if start < 0:
        return ""
    depth = 0
    for match in re.finditer(r"<(/?)div\b", markup[start:]):
        depth += -1 if match.group(1) else 1
        if depth == 0:
            return markup[start : markup.index(">", start + match.start()) + 1]
    return ""
