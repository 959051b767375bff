"""What a case asks: five types of questions, and what their marks rest on. Points are exact decimals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.bank.domain.items import KeyPoint


@dataclass(frozen=True, slots=True)
class Level:
    """What one level of a criterion looks like, and its points."""

    points: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric; `levels` fall from `points` to the least."""

    name: str
    points: Decimal
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all questions have in common. `model_answer` and `explanation` are told after release."""

    id: str
    prompt: str
    points: Decimal
    hint: str = ""
    model_answer: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """An option. In a decision none is `right`: reasons decide."""

    id: str
    text: str
    right: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestion(Question):
    """One right option, or several if `multiple`."""

    options: tuple[Option, ...]
    multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuestion(Question):
    """A written answer, marked by key points or, where a person judges, by a rubric: never both."""

    key_points: tuple[KeyPoint, ...] = ()
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: `given`, or to be filled in.

    `answer` is a number or a text; a number may miss by `tolerance` (in the same unit), a text may
    be one of `variants`. `formula` shows how a number came about and is recomputed by the checks.
    """

    given: str = ""
    answer: Decimal | str | None = None
    points: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    variants: tuple[str, ...] = ()
    formula: str = ""

    @property
    def is_asked(self) -> bool:
        return self.answer is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestion(Question):
    """A table of which some cells are to be filled in; all rows are as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def asked(self) -> Iterator[tuple[int, int, Cell]]:
        """The cells to fill in, with row and column counted from 0."""
        for at, row in enumerate(self.rows):
            for column, cell in enumerate(row):
                if cell.is_asked:
                    yield at, column, cell


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionQuestion(Question):
    """A decision with reasons: any option may earn full marks, the rubric judges the reasons."""

    options: tuple[Option, ...]
    rubric: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueQuestion(Question):
    """Find the faulty turns of the part's dialogue, name their classes, rewrite some of them.

    Each faulty turn found brings `per_turn`, its class rightly named `per_class`; a turn wrongly
    flagged costs `per_turn`, never below nothing for this half of the question, so that flagging
    everything does not pay. `rewrite` names the turns whose new wording is marked. It is part of
    the key: offering a new wording for them alone would give the faults away.
    """

    per_turn: Decimal
    per_class: Decimal
    rewrite: tuple[str, ...] = ()


AnyQuestion = ChoiceQuestion | TextQuestion | TableQuestion | DecisionQuestion | DialogueQuestion
