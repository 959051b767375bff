"""Tables of questions: what the columns mean, and a row as a question.

Our own tables have the headings of `OWN_COLUMNS`, one row a question. Foreign ones are read by a
`Mapping` that `propose_mapping` guesses from their headings and a person may change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.domain.items import LETTERS
from app.bank.exchange.formats.heading_words import FIELDS, SHAPES

LABELS = (
    "id",
    "chapter",
    "knowledge",
    "level",
    "cognitive",
    "difficulty",
    "use",
    "source",
    "stimulus",
    "tags",
)
_CHOICE = "选项|选择项?|备选项?|备选答案|备选选项|候选项?|候选答案|答案选项|可选项|可选答案|option|choice|answer option"
_OPTION = re.compile(
    rf"(?:{_CHOICE}|答案)?[ _:.-]?([a-z])(?:选项|项|选择项|答案)?[ _]?(?:内容|文本|描述)?[.、:]?"
)
_COUNT = "[0-9]{1,2}|[一二三四五六七八九十]"
_NUMBERED_OPTION = re.compile(
    rf"(?:第)?(?:{_CHOICE}|答案)[ _:.-]?(?P<a>{_COUNT})(?:个)?(?:内容|文本|描述)?"
    rf"|第?(?P<b>{_COUNT})(?:个|项)?(?:选择?项|备选项|备选答案|答案项)(?:内容|文本|描述)?"
)
_OPTION_NOTE = re.compile(r"(?:选项)?([a-z])(反馈|误解)")
_BRACKETED_OPTION = re.compile(r"(?:选项|备选项?|答案选项|选择项)\s*[(（]\s*([a-z])\s*[)）]")
_CHINESE_DIGITS = "一二三四五六七八九十"
OWN_OPTIONS = 8
# Of these a second column is no reason to ask: the first one counts, the other is told as not read.
_MAY_REPEAT = frozenset({"number", "id", "chapter", "knowledge", "difficulty", "source", "tags"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column (from 0) holds which field; option columns are `option_A` …

    `heading_row` is the row (from 0) of the headings, and -1 where there are none. `unused` are the
    headings of columns that hold something and mean nothing to us; `twice` says that one of them names
    a field that another column has already.
    """

    columns: dict[str, int] = field(default_factory=dict[str, int])
    heading_row: int = 0
    unused: tuple[str, ...] = ()
    twice: bool = False

    @property
    def has_stem(self) -> bool:
        """Whether there is a column for the text of questions."""
        return "stem" in self.columns

    @property
    def is_usable(self) -> bool:
        """Whether the text of questions has a column, and nothing of a question can stay behind: a
        column that says nothing to us (备注) may only be left out where the answers have theirs."""
        answered = bool(self.columns.keys() & {"key", "reference", "key_points"})
        return self.has_stem and not self.twice and (answered or not self.unused)


def own_headings(options: int, *, notes: bool = True) -> list[tuple[str, str]]:
    """Fields and headings of our own tables, with so many columns of options."""
    columns: list[tuple[str, str]] = []
    for name, heading, _ in FIELDS:
        if name != "options":
            columns.append((name, heading))
            continue
        letters = LETTERS[: max(options, 4)]
        columns += [(f"option_{letter}", f"选项{letter}") for letter in letters]
        if notes:
            columns += [(f"feedback_{letter}", f"{letter}反馈") for letter in letters]
            columns += [(f"misconception_{letter}", f"{letter}误解") for letter in letters]
    return columns


def heading_of(name: str) -> str:
    """The heading of a field in our own tables."""
    if name.startswith("option_"):
        return f"选项{name[-1]}"
    return next((heading for field, heading, _ in FIELDS if field == name), name)


def propose_mapping(rows: Sequence[Sequence[str]]) -> Mapping:
    """Guess the columns of a sheet from its headings, which may stand in one of its first ten rows.

    The row that names most fields is taken; the mapping is not usable where none names the stem.
    """
    best = Mapping({}, -1)
    for number, row in enumerate(rows[:10]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = field_of(cell)
            if name and name not in columns:
                columns[name] = column
        if "stem" in columns and len(columns) > max(len(best.columns), 1):
            unused = _unused(row, columns, rows[number + 1 :])
            twice = any(
                (name := field_of(heading)) in columns and name not in _MAY_REPEAT
                for heading in unused
            )
            best = Mapping(columns, number, unused, twice)
    return best


def _unused(
    headings: Sequence[str], columns: dict[str, int], rows: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """The headings that name no field, of columns that hold something.

    A second column of a field counts too: which of the two is meant, only a person knows.
    """
    used = set(columns.values())
    return tuple(
        heading.strip()
        for column, heading in enumerate(headings)
        if column not in used
        and heading.strip()
        and any(column < len(row) and row[column].strip() for row in rows)
    )


def field_of(heading: str) -> str:
    """The field that a heading names, empty for none."""
    name = unicodedata.normalize("NFKC", heading).strip().lower()
    if option := _BRACKETED_OPTION.fullmatch(name):
        return f"option_{option[1].upper()}"
    name = re.sub(r"[*:：\s]+", " ", re.sub(r"[(（].*?[)）]", "", name)).strip()
    if not name or len(name) > 40:
        return ""
    if name in _NAMES:
        return _NAMES[name]
    if note := _OPTION_NOTE.fullmatch(name):
        return f"{'feedback' if note[2] == '反馈' else 'misconception'}_{note[1].upper()}"
    if option := _OPTION.fullmatch(name):
        return f"option_{option[1].upper()}"
    if option := _NUMBERED_OPTION.fullmatch(name):
        digits = option["a"] or option["b"]
        place = int(digits) if digits.isdecimal() else _CHINESE_DIGITS.index(digits) + 1
        return f"option_{LETTERS[place - 1]}" if 0 < place <= len(LETTERS) else ""
    bare = re.sub(r"\s", "", name).strip("/._-、")
    return next((field for field, shape in SHAPES if shape.fullmatch(bare)), "")


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    two_words = ("question type", "question text", "question number", "correct answer")
    three = ("model answer", "sample answer", "key points", "material title", "stimulus id")
    for name, heading, others in FIELDS:
        names.setdefault(heading, name)
        for phrase in (*two_words, *three):
            if phrase in others:
                names.setdefault(phrase, name)
                others = others.replace(phrase, "")
        for other in others.split():
            names.setdefault(other, name)
    return names


_NAMES = _names()
