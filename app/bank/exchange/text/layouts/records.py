"""Records of a question bank, each part behind its name: 题号：3 题型：单选题 分值：2 / 题干：… / 选项A：…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.marks import REMARK_NAMES

_ASKED = "(?:试题|题目|考题|习题)"
_NUMBER = f"题号|{_ASKED}?(?:编号|序号|ID|id)|{_ASKED}号"
_STEM = f"{_ASKED}?题干(?:内容|描述)?|{_ASKED}(?:内容|描述|正文|题面)?|题面|正文|内容|问题(?:描述|内容)?|提问|问|Q|q"
_OPTIONS = f"{_ASKED}?(?:备选|候选)?(?:选项|答案选项|备选答案|备选项)(?:列表|内容)?"
_LETTER = r"(?:备?选项?\s{0,4}[A-Ha-h]|[A-Ha-h]\s{0,4}(?:选项|项))"
_REMARKS = "|".join(sorted(REMARK_NAMES, key=len, reverse=True))
_NAME = rf"(?P<name>(?P<letter>{_LETTER})|(?P<options>{_OPTIONS})|(?P<remark>{_REMARKS})|(?P<number>{_NUMBER})|(?P<stem>{_STEM}))"
_FIRST = re.compile(
    rf"(?:[【\[]\s{{0,4}}{_NAME}\s{{0,4}}[】\]]\s{{0,4}}[:：]?|{_NAME.replace('?P<', '?P<b_')}\s{{0,4}}[:：])\s*"
)
# Of several parts on one line the later ones are short: 题型：单选题 难度：中 分值：2.
_NEXT = re.compile(
    rf"(?:[\s；;|，,]+|(?<=[】\]]))(?=[【\[]?(?:{_REMARKS}|{_NUMBER})\s{{0,4}}(?:[】\]]|[:：]))"
)
# These words begin sentences too; only several of them show that they are names of parts.
_WEAK = re.compile(r"题目|试题|考题|习题|问题|问|Q|q|提问|正文|内容")
_CASE = re.compile(r"问题\s{0,4}[:：]\s{0,4}(?:$|[（(]?\s{0,4}1)")
_LETTERED = re.compile(r"\s*([A-Ba-b])\s*\d{0,3}\s*[:：]")
_COUNT = re.compile(r"[【\[（(]?\s*第\s*(\d{1,4})\s*题\s*[】\])）]?\s*[:：.．、]?")
_DIGITS = re.compile(r"(\d{1,4})\s*$")
_FEWEST = 2
_SHORTEST = 4


@dataclass(slots=True)
class _Head:
    """What stands in front of a question's text: the lines of its labels, and its number."""

    number: int = 0
    labels: list[Line] = field(default_factory=list[Line])
    begun: bool = False


def plain_records(lines: Sequence[Line]) -> list[Line]:
    """The lines of such records as those of a paper: 第3题 …, A. …, and the labels behind the text."""
    first = [_FIRST.match(line.text) for line in lines]
    kinds = [_kind(match) for match in first]
    stems = [
        line.text[match.end() :].strip()
        for line, match, kind in zip(lines, first, kinds, strict=True)
        if match is not None and kind == "stem" and not _CASE.match(line.text)
    ]
    names = [_named(match) for match, kind in zip(first, kinds, strict=True) if kind == "stem"]
    if set(names) <= {"Q", "q"} and _asked_and_told(lines):
        return list(lines)
    numbers = sum(kind == "number" for kind in kinds)
    strong = any(_WEAK.fullmatch(name) is None for name in names)
    told = sum(len(stem) >= _SHORTEST for stem in stems)
    if numbers < _FEWEST and not (strong and told) and told < _FEWEST:
        return list(lines)
    return list(_Records(lines, first, kinds).read())


def _asked_and_told(lines: Sequence[Line]) -> bool:
    """Whether A： answers Q： and is no option, as no B： follows."""
    heads = [match[1].upper() for line in lines if (match := _LETTERED.match(line.text))]
    return heads.count("A") >= _FEWEST and "B" not in heads


def _named(match: re.Match[str] | None) -> str:
    return (match["name"] or match["b_name"] or "").strip() if match else ""


def _kind(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    for kind in ("letter", "options", "remark", "number", "stem"):
        if match[kind] or match[f"b_{kind}"]:
            return kind
    return ""


class _Records:
    def __init__(
        self, lines: Sequence[Line], first: Sequence[re.Match[str] | None], kinds: Sequence[str]
    ) -> None:
        self.lines, self.first, self.kinds = lines, first, kinds
        self.count = 0
        self.head = _Head()
        self.numbered = "number" in kinds
        # Labels in front of the first text: the labels of a question stand before it, and not behind.
        self.heads_first = self._heads_first()

    def _heads_first(self) -> bool:
        before = self.kinds[: self.kinds.index("stem")] if "stem" in self.kinds else self.kinds
        return "remark" in before or self.numbered

    def read(self) -> Iterator[Line]:
        for place, (line, match, kind) in enumerate(
            zip(self.lines, self.first, self.kinds, strict=True)
        ):
            rest = line.text[match.end() :].strip() if match else ""
            if match is None and self._counts(place):
                continue
            if match is None or (kind == "stem" and _CASE.match(line.text)):
                yield from self._plain(line)
            elif kind == "letter":
                letter = re.sub("[^A-Ha-h]", "", _named(match)).upper()
                yield replace(line, text=f"{letter}. {rest}")
            elif kind == "options":
                if rest:
                    yield replace(line, text=rest)
            elif kind == "stem":
                yield from self._stem(line, rest)
            elif self._is_head(place):
                self._gather(line)
            else:
                yield line
        yield from self.head.labels

    def _counts(self, place: int) -> bool:
        """Take 【第3题】 on a line of its own above the parts of a record, as its number."""
        count = _COUNT.fullmatch(self.lines[place].text.strip())
        below = self.kinds[place + 1 : place + 2]
        if count is None or "stem" not in self.kinds or not any(below):
            return False
        self.head.begun, self.head.number = True, int(count[1])
        return True

    def _is_head(self, place: int) -> bool:
        """Whether labels belong to the question that follows."""
        if self.head.begun or self.kinds[place] == "number":
            return True
        if not self.heads_first or self.numbered:
            return False
        # 题型：… begins the next record where nothing counts them.
        word = _named(self.first[place])
        return REMARK_NAMES.get(word) == "type"

    def _gather(self, line: Line) -> None:
        self.head.begun = True
        for part in _NEXT.split(line.text):
            match = _FIRST.match(part)
            if _kind(match) == "number" and match is not None:
                digits = _DIGITS.search(part)
                self.head.number = int(digits[1]) if digits else 0
            elif part.strip():
                self.head.labels.append(replace(line, text=part.strip()))

    def _plain(self, line: Line) -> Iterator[Line]:
        """A line without a name: where a head waits for its text, this is it."""
        if self.head.begun and "stem" not in self.kinds:
            yield from self._stem(line, line.text)
        else:
            yield line

    def _stem(self, line: Line, text: str) -> Iterator[Line]:
        number = self.head.number
        self.count = number if number > self.count else self.count + 1
        yield replace(line, text=f"第{self.count}题 {text}")
        yield from self.head.labels
        self.head = _Head()
