"""What a case is: values read from a file, without knowledge of where they are stored or shown.

Everything that gives an answer away stands in these fields: `Option.right` and
`.why`, `Cell.answer`, `.variants`, `.formula`, a turn's `fault`, a question's `key_points`,
`model_answer`, `explanation`, `rubric` and `rewrite`, and the case's `teaching_note`. Whoever shows a case
decides when they are released. Points are exact decimals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from app.bank.domain.items import KeyPoint
from app.cases.domain.faults import Fault
from app.cases.domain.questions import AnyQuestion


class CaseKind(StrEnum):
    """What sort of text a case is."""

    STORY = "story"
    COMPANY = "company"
    DIALOGUE = "dialogue"
    DATA = "data"


class Status(StrEnum):
    """How sure the facts are; readers are told."""

    DOCUMENTED = "documented"
    CHECKED = "checked"
    UNVERIFIED = "unverified"
    COMPOSITE = "composite"


class Opens(StrEnum):
    """When a part opens, unless the class that uses the case decides otherwise.

    `ANSWER`: after the answers to the part before were handed in. `DATE` and `STAFF`: the
    instructor sets a time, or opens it by hand.
    """

    START = "start"
    ANSWER = "answer"
    DATE = "date"
    STAFF = "staff"


# ── what is read ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the facts panel. Here and below, `part` is the part before which it is not shown."""

    label: str
    value: str
    note: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline. `when` is text, since sources seldom give a date."""

    when: str
    what: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A doubt about the facts, or something that was made up for the case."""

    text: str
    part: str = ""

    def __str__(self) -> str:
        return self.text


Line = TypeVar("Line", Fact, Event, Remark)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A better wording of a faulty turn, and the key points a reader's own wording is marked by."""

    model: str
    points: tuple[KeyPoint, ...]

    @property
    def total(self) -> Decimal:
        return sum((point.points for point in self.points), Decimal(0))


@dataclass(frozen=True, slots=True)
class TurnFault:
    """The fault of a turn: `phrase` is a piece of the turn's text.

    `also` are classes that may fairly be named instead of `fault`.
    """

    fault: Fault
    phrase: str
    why: str
    rewrite: Rewrite
    also: tuple[Fault, ...] = ()

    def accepts(self, named: Fault) -> bool:
        return named is self.fault or named in self.also


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says. `by` is a key of the dialogue's `people`."""

    id: str
    by: str
    text: str
    fault: TurnFault | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A service dialogue. `people` maps keys to the names that are shown."""

    people: Mapping[str, str]
    turns: tuple[Turn, ...]

    @property
    def faulty(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.fault)

    def turn(self, id_: str) -> Turn:
        """The turn of this id; raises KeyError."""
        for turn in self.turns:
            if turn.id == id_:
                return turn
        raise KeyError(id_)


# ── the whole ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a case. A later part may tell what the one before asks about."""

    id: str
    title: str
    opens: Opens
    text: str
    questions: tuple[AnyQuestion, ...]
    dialogue: Dialogue | None = None

    @property
    def points(self) -> Decimal:
        return sum((question.points for question in self.questions), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as its file tells it; texts are Markdown where readers see paragraphs."""

    id: str
    title: str
    kind: CaseKind
    chapters: tuple[str, ...]
    knowledge: tuple[str, ...]
    minutes: int
    summary: str
    status: Status
    facts: tuple[Fact, ...]
    timeline: tuple[Event, ...]
    doubts: tuple[Remark, ...]
    sources: tuple[str, ...]
    invented: tuple[Remark, ...]
    parts: tuple[Part, ...]
    teaching_note: str
    discussion: tuple[str, ...]

    @property
    def points(self) -> Decimal:
        return sum((part.points for part in self.parts), Decimal(0))

    @property
    def questions(self) -> tuple[AnyQuestion, ...]:
        return tuple(question for part in self.parts for question in part.questions)

    def known(self, lines: Iterable[Line], opened: Collection[str]) -> list[Line]:
        """Those of facts, events, doubts or inventions that do not tell of a part still closed."""
        return [line for line in lines if not line.part or line.part in opened]

    def part(self, id_: str) -> Part:
        """The part of this id; raises KeyError."""
        for part in self.parts:
            if part.id == id_:
                return part
        raise KeyError(id_)

    def question(self, id_: str) -> AnyQuestion:
        """The question of this id; raises KeyError."""
        for question in self.questions:
            if question.id == id_:
                return question
        raise KeyError(id_)
