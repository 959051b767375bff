"""The skeleton of a lesson, read line by line: headings, blocks, check questions.

Reading it apart from the Markdown converter gives every mistake a line number, and leaves nothing
to the converter's guessing: a block it would not know never reaches it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.content.figures import is_figure_name
from app.content.markdown.blocks import FIGURE_CAPTION, NAMES, TITLED, figure_anchor
from app.content.markdown.inline import MARK
from app.content.text import count_hanzi, glued_blocks

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*(?:\{([^{}]*)\})?\s*\Z")
_NUMBER = re.compile(r"(拓?\d+(?:\.\d+)*)\s+(\S.*)\Z")
_ATTRIBUTE = re.compile(r"\s*(?:#([^\s\"{}]+)|(\w+)=\"([^\"]*)\")")
_ANCHOR = re.compile(r"[a-z][a-z0-9-]*\Z")
_FENCE = re.compile(r" {0,3}(/{3,})\s*(?:([\w-]+)\s*(?:\|\s*(.*?))?)?\s*\Z")
_OPTION = re.compile(r" {4,}(\w+):\s*(.*?)\s*\Z")
_ITEM_ID = re.compile(r"[a-z][a-z0-9-]*\Z")


@dataclass
class Heading:
    """A `##` (level 2) or `###` (level 3) line and the text of its own below it."""

    level: int
    number: str
    title: str
    anchor: str
    knowledge: tuple[str, ...]
    line: int
    hanzi: int = 0


@dataclass
class Mark:
    """What stands at a place in the text but is not text: a heading or a check question."""

    heading: Heading | None = None
    check: str = ""
    line: int = 0


@dataclass
class Stretch:
    """A section's source: its heading (none before the first) and its text with marks put in."""

    heading: Heading | None
    lines: list[str] = field(default_factory=list[str])
    hanzi: int = 0

    @property
    def source(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Outline:
    stretches: list[Stretch]
    marks: list[Mark]
    problems: list[tuple[int, str]]
    figures: frozenset[str]

    @property
    def headings(self) -> list[Heading]:
        own = [stretch.heading for stretch in self.stretches if stretch.heading]
        below = [mark.heading for mark in self.marks if mark.heading]
        return sorted([*own, *below], key=lambda heading: heading.line)

    @property
    def anchors(self) -> frozenset[str]:
        """What a link in the lesson may lead to: headings, and figures as `fig-1-1`."""
        return frozenset(heading.anchor for heading in self.headings) | {
            figure_anchor(number) for number in self.figures
        }


def read_outline(body: str, first_line: int) -> Outline:
    """Read a lesson's text; `first_line` is the number of its first line in the file."""
    reader = _Reader(first_line)
    for offset in glued_blocks(body):
        reader.note(first_line + offset - 1, "列表或表格前要空一行，否则会连进上一段")
    for line in body.splitlines():
        reader.read(line)
        reader.line += 1
    reader.finish()
    return Outline(reader.stretches, reader.marks, sorted(reader.problems), reader.figures)


@dataclass
class _Open:
    name: str
    length: int
    line: int
    argument: str
    options: dict[str, str] = field(default_factory=dict[str, str])
    begun: bool = False


class _Reader:
    def __init__(self, first_line: int) -> None:
        self.line = first_line
        self.stretches = [Stretch(None)]
        self.marks: list[Mark] = []
        self.problems: list[tuple[int, str]] = []
        self._open: list[_Open] = []
        self._heading: Heading | None = None
        self._anchors: set[str] = set()
        self._figures: set[str] = set()

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(self._figures)

    def note(self, line: int, message: str) -> None:
        self.problems.append((line, message))

    def read(self, line: str) -> None:
        if match := _FENCE.match(line):
            self._fence(match)
        elif self._open and not self._open[-1].begun and (match := _OPTION.match(line)):
            self._option(match, line)
        elif match := _HEADING.match(line):
            self._begin(match)
        else:
            self._text(line)

    def finish(self) -> None:
        for block in self._open:
            self.note(block.line, f"“{block.name}”块没有用 /// 关上")

    # ── headings

    def _begin(self, match: re.Match[str]) -> None:
        if self._open:
            self.note(self.line, f"标题不能放在“{self._open[-1].name}”块里（上一块没有关上？）")
            return
        heading = self._heading_of(match)
        self._heading = heading
        if heading.level == 2:
            self.stretches.append(Stretch(heading))
        else:
            self._mark(Mark(heading=heading, line=self.line))

    def _heading_of(self, match: re.Match[str]) -> Heading:
        level = len(match.group(1))
        if level not in (2, 3):
            self.note(self.line, "标题只用 ## 和 ### 两级")
            level = 3
        if level == 3 and self.stretches[-1].heading is None:
            self.note(self.line, "### 之前要先有 ##")
        anchor, knowledge = self._attributes(match.group(3))
        numbered = _NUMBER.match(match.group(2))
        number, title = numbered.groups() if numbered else ("", match.group(2))
        if not title or "[[" in title or "](" in title:
            self.note(self.line, "标题应是不带链接的文字")
        return Heading(level, number, title, anchor, knowledge, self.line)

    def _attributes(self, text: str | None) -> tuple[str, tuple[str, ...]]:
        anchor, knowledge, rest = "", (), (text or "").strip()
        while rest and (match := _ATTRIBUTE.match(rest)):
            if match.group(1):
                anchor = match.group(1)
            elif match.group(2) == "kp":
                knowledge = tuple(match.group(3).split())
            else:
                self.note(self.line, f"标题只能有 #锚点 和 kp，不能有 {match.group(2)}")
            rest = rest[match.end() :].strip()
        if rest:
            self.note(self.line, f"看不懂标题后的“{rest}”")
        if not _ANCHOR.match(anchor):
            self.note(self.line, "标题要有小写字母开头的锚点，如 {#s1-1}")
        elif anchor in self._anchors:
            self.note(self.line, f"锚点“{anchor}”重复")
        self._anchors.add(anchor)
        return anchor, knowledge

    # ── blocks

    def _fence(self, match: re.Match[str]) -> None:
        slashes, name, argument = len(match.group(1)), match.group(2), match.group(3) or ""
        if name is None:
            self._close(slashes)
            return
        if any(block.length <= slashes for block in self._open):
            outer = self._open[-1]
            self.note(self.line, f"第 {outer.line} 行的“{outer.name}”块还没有关上")
        if name not in NAMES:
            self.note(self.line, f"没有“{name}”这种块")
        elif name in TITLED and not argument:
            self.note(self.line, f"“{name}”块要在 | 后写出内容")
        if self._open:
            self._open[-1].begun = True
        self._open.append(_Open(name, slashes, self.line, argument))
        if name != "check":
            self._put("", f"{'/' * slashes} {name} | {argument}" if argument else f"/// {name}")
            self.stretches[-1].hanzi += count_hanzi(argument)
            if self._heading:
                self._heading.hanzi += count_hanzi(argument)

    def _option(self, match: re.Match[str], line: str) -> None:
        block = self._open[-1]
        key, value = match.groups()
        if block.name != "figure" or key != "src":
            self.note(self.line, f"“{block.name}”块没有选项 {key}")
            return
        block.options[key] = value
        self._put(line)

    def _close(self, slashes: int) -> None:
        if not self._open or self._open[-1].length != slashes:
            self.note(self.line, "这里没有要关的块")
            return
        block = self._open.pop()
        if block.name == "check":
            self._check(block)
            return
        if block.name == "figure":
            self._figure(block)
        self._put("", "/" * slashes, "")

    def _check(self, block: _Open) -> None:
        if self._open:
            self.note(block.line, "检查题不能放在别的块里")
        elif block.begun:
            self.note(block.line, "check 块里不写内容")
        elif not _ITEM_ID.match(block.argument):
            self.note(block.line, f"“{block.argument}”不是题目编号")
        else:
            self._mark(Mark(check=block.argument, line=block.line))

    def _figure(self, block: _Open) -> None:
        match = FIGURE_CAPTION.match(block.argument)
        if not match:
            self.note(block.line, "图题应写作“图 1-1　标题”")
        elif match.group(1) in self._figures:
            self.note(block.line, f"图号 {match.group(1)} 重复")
        else:
            self._figures.add(match.group(1))
        if not is_figure_name(block.options.get("src", "")):
            self.note(block.line, "图要有选项 src，如 src: ch01/levers")

    # ── text

    def _text(self, line: str) -> None:
        if self._open and line.strip():
            if not self._open[-1].begun and self._open[-1].name != "check":
                self._put("")
            self._open[-1].begun = True
            if self._open[-1].name == "check":
                return
        self._put(line)
        hanzi = count_hanzi(line)
        self.stretches[-1].hanzi += hanzi
        if self._heading:
            self._heading.hanzi += hanzi

    def _mark(self, mark: Mark) -> None:
        self._put("", f"{MARK}{len(self.marks)}{MARK}", "")
        self.marks.append(mark)

    def _put(self, *lines: str) -> None:
        self.stretches[-1].lines.extend(lines)
