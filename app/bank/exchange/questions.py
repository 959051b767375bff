"""A question on its way between a file and the bank: what was found, and how sure that is.

Every reader makes these and every writer takes them, so that no format knows another. Nothing here
is checked like an item: a damaged question is kept with its problems, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from app.bank.domain.items import Derived, KeyPoint, Variable
from app.bank.domain.types import ItemType


class ProblemKind(StrEnum):
    """What a person should look at; the words for it belong to the interface."""

    GUESSED_TYPE = "guessed_type"
    UNKNOWN_TYPE = "unknown_type"
    NO_STEM = "no_stem"
    NO_OPTIONS = "no_options"
    SKIPPED_LETTER = "skipped_letter"
    SAME_OPTIONS = "same_options"
    NO_KEY = "no_key"
    ODD_KEY = "odd_key"
    KEYS_DIFFER = "keys_differ"
    TOO_FEW_KEYS = "too_few_keys"
    NO_BLANK = "no_blank"
    BLANK_COUNT = "blank_count"
    WHOLE_AS_POINT = "whole_as_point"
    POINTS_DIFFER = "points_differ"
    NUMBER_GAP = "number_gap"
    NUMBER_TWICE = "number_twice"
    CUT_OFF = "cut_off"
    GARBLED = "garbled"
    TURNED_SIMPLE = "turned_simple"
    LOST_PICTURE = "lost_picture"
    LOST_FEATURE = "lost_feature"
    SAME_AS_EARLIER = "same_as_earlier"
    BAD_VALUE = "bad_value"
    GUESSED_KEY = "guessed_key"
    NO_EXPLANATION = "no_explanation"
    LETTER_TWICE = "letter_twice"
    ALL_RIGHT = "all_right"
    UNKNOWN_KNOWLEDGE = "unknown_knowledge"
    UNKNOWN_LABEL = "unknown_label"
    NO_LETTERS = "no_letters"
    SHARED_ANSWER = "shared_answer"
    LEARNED_HABIT = "learned_habit"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at. `place` is a line or row of the source (from 1), 0 where it has none."""

    kind: ProblemKind
    place: int = 0
    detail: str = ""


class SourceKind(StrEnum):
    LINE = "line"
    ROW = "row"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question stands: lines or rows `first` to `last` (from 1), or a path inside a package."""

    kind: SourceKind
    first: int = 0
    last: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option. `label` is the letter of the source, or the letter of its place where it had none."""

    label: str
    text: str
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that texts name as `![…](picture:NAME)`; `data` are the bytes of the file."""

    name: str
    data: bytes


Key = tuple[str, ...] | bool | tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question between a file and the bank. Texts are Markdown; formulas are `$LaTeX$`.

    `type` is None where it is unknown, `stem` where it is lost. `correct` holds the labels of the
    right options, `truth` the answer of a 判断, `blanks` the accepted forms of each blank; they are
    None where the source gives no key. A blank of the stem is `____`. `points` are the marks of the
    whole question as `ItemFace.points` counts them (for fill-in items: of one blank).
    `confidence` runs from 0 (a guess) to 1 (the format says so).
    """

    source: Source
    type: ItemType | None = None
    number: str = ""
    section: str = ""
    stem: str | None = None
    options: tuple[Choice, ...] = ()
    shuffle: bool = True
    correct: tuple[str, ...] | None = None
    truth: bool | None = None
    blanks: tuple[tuple[str, ...], ...] | None = None
    ordered: bool = True
    tolerance: Decimal = Decimal(0)
    reference: str | None = None
    key_points: tuple[KeyPoint, ...] = ()
    any_of: int = 0
    explanation: str = ""
    misconception: str = ""
    points: Decimal | None = None
    material: tuple[str, str] | None = None
    variables: tuple[Variable, ...] = ()
    derived: tuple[Derived, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    pictures: tuple[Picture, ...] = ()
    confidence: float = 1.0
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> Key | None:
        """The key whatever the type, or None where none is given."""
        if self.type is not None and self.type.is_choice:
            return self.correct
        if self.type is ItemType.TRUE_FALSE:
            return self.truth
        return self.blanks if self.type is ItemType.FILL_BLANK else None

    def to_json(self) -> dict[str, Any]:
        """What `items import --json` prints of a question; the key is as `items grade` reads it."""
        place: dict[str, Any] = {self.source.kind.value: self.source.path or self.source.first}
        if self.source.last > self.source.first:
            place["last"] = self.source.last
        return {
            "type": self.type.value if self.type else "unknown",
            "stem": self.stem,
            "options": [{"label": one.label, "text": one.text} for one in self.options],
            "key": self._key_data(),
            "reference": self.reference,
            "points": None if self.points is None else _number(self._all_points(self.points)),
            "section": self.section,
            "number": self.number,
            "explanation": self.explanation,
            "confidence": round(self.confidence, 2),
            "problems": [
                {"kind": one.kind.value, "line": one.place, "detail": one.detail}
                for one in self.problems
            ],
            "source": place,
            **(
                {}
                if self.material is None
                else {"material": "\n\n".join(filter(None, self.material))}
            ),
        }

    def _all_points(self, points: Decimal) -> Decimal:
        """The marks of the whole question, also where `points` are those of one blank."""
        if self.type is not ItemType.FILL_BLANK:
            return points
        return points * max(1, (self.stem or "").count("____"))

    def _key_data(self) -> object:
        if self.type is ItemType.FILL_BLANK:
            return None if self.blanks is None else [list(forms) for forms in self.blanks]
        if self.type is ItemType.SINGLE_CHOICE and self.correct and len(self.correct) == 1:
            return self.correct[0]
        return list(self.key) if isinstance(self.key, tuple) else self.key

    def with_problems(self, *problems: Problem) -> Self:
        return replace(self, problems=(*self.problems, *problems))


@dataclass(frozen=True, slots=True)
class Found:
    """All that a file holds. `loose` are places and texts that belong to no question: headings that
    say nothing, page furniture, remarks. `lines` are the lines that places refer to, for the preview; of
    a table each is the cells of one row as a list in JSON."""

    questions: tuple[Question, ...]
    loose: tuple[tuple[int, str], ...] = ()
    lines: tuple[str, ...] = ()


class ReadFault(StrEnum):
    """Why a file cannot be read at all; the words for it belong to the interface."""

    OLD_WORD = "old_word"
    UNKNOWN_FORMAT = "unknown_format"
    WRONG_FORMAT = "wrong_format"
    BROKEN = "broken"
    UNSAFE = "unsafe"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    NO_COLUMNS = "no_columns"
    NO_QUESTIONS = "no_questions"


class ReadError(ValueError):
    """A file that cannot be read at all. `place` is a line or row (from 1), 0 where it has none.

    `rows` are those of a sheet whose columns nobody knows, each the cells of one row as a list in JSON.
    """

    def __init__(
        self, fault: ReadFault, detail: str = "", place: int = 0, rows: tuple[str, ...] = ()
    ) -> None:
        self.fault, self.detail, self.place, self.rows = fault, detail, place, rows
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
