"""Rulings on a question of a frozen paper: steps that are only ever added, and what they come to.

What holds of a question follows from the steps that stand, in their order:

- 改答案 sets the key anew; what was “also accepted” before it no longer counts.
- 也算对 adds to the key.
- 改分值 sets what the question is worth.
- 作废 and 人人满分 end the matter: while one of them stands nothing else is decided on the question.
- 撤销 takes back the newest step that stands, never an earlier one: later steps were decided on top of
  it, so they have to be taken back first.

作废 takes the question's marks out of the full marks of the paper as well: 92 of 100 with a question of 2
voided is out of 98. Nothing is scaled, so every other mark stays what it was, to the hundredth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a step does."""

    KEY = "key"
    ACCEPT = "accept"
    VOID = "void"
    FULL = "full"
    POINTS = "points"
    UNDO = "undo"

    @property
    def is_last_word(self) -> bool:
        """Whether nothing else can be decided while it stands."""
        return self in (Kind.VOID, Kind.FULL)

    @property
    def spares_hand_marks(self) -> bool:
        """Whether marks that people gave stay as they are unless it is chosen otherwise."""
        return self in (Kind.KEY, Kind.ACCEPT)


class Fault(StrEnum):
    """Why a step cannot be taken; the interface has the words."""

    LAST_WORD = "last_word"
    NOT_NEWEST = "not_newest"
    UNDONE = "undone"
    NOT_FOR_ALL = "not_for_all"


class RulingError(ValueError):
    """A step that cannot be taken on this question as it stands."""

    def __init__(self, fault: Fault, steps: Sequence[int] = ()) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.steps = tuple(steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `version_id` is the key's item version (改答案), `accept` what else is right."""

    number: int
    kind: Kind
    undoes: int | None = None
    version_id: int | None = None
    points: Decimal | None = None
    accept: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Mode(StrEnum):
    """How a question counts."""

    COUNTS = "counts"
    VOID = "void"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the steps that stand come to. None means: as on the frozen paper."""

    version_id: int | None = None
    points: Decimal | None = None
    accepted: tuple[Mapping[str, Any], ...] = ()
    mode: Mode = Mode.COUNTS

    def worth(self, frozen: Decimal) -> Decimal:
        """The question's marks, given those on the frozen paper."""
        if self.mode is Mode.VOID:
            return Decimal(0)
        return frozen if self.points is None else self.points


AS_FROZEN = Terms()


def standing(steps: Iterable[Step]) -> list[Step]:
    """The steps that were not taken back, oldest first."""
    ordered = sorted(steps, key=lambda step: step.number)
    undone = {step.undoes for step in ordered if step.kind is Kind.UNDO}
    return [s for s in ordered if s.kind is not Kind.UNDO and s.number not in undone]


def fold(steps: Iterable[Step]) -> Terms:
    """What holds after these steps."""
    version_id: int | None = None
    points: Decimal | None = None
    accepted: tuple[Mapping[str, Any], ...] = ()
    mode = Mode.COUNTS
    for step in standing(steps):
        match step.kind:
            case Kind.KEY:
                version_id, accepted = step.version_id, ()
            case Kind.ACCEPT:
                accepted = (*accepted, step.accept)
            case Kind.POINTS:
                points = step.points
            case Kind.VOID:
                mode = Mode.VOID
            case _:
                mode = Mode.FULL
    return Terms(version_id=version_id, points=points, accepted=accepted, mode=mode)


def check_new(steps: Iterable[Step]) -> None:
    """Raise RulingError where nothing more can be decided on the question."""
    last = [step for step in standing(steps) if step.kind.is_last_word]
    if last:
        raise RulingError(Fault.LAST_WORD, [step.number for step in last])


def find_undoable(steps: Iterable[Step]) -> Step | None:
    """The one step that can be taken back now: the newest that stands."""
    held = standing(steps)
    return held[-1] if held else None


def check_undo(steps: Sequence[Step], number: int) -> Step:
    """The step of this number, if it can be taken back; else RulingError names what is in the way."""
    held = standing(steps)
    later = [step.number for step in held if step.number > number]
    found = next((step for step in held if step.number == number), None)
    if found is None:
        raise RulingError(Fault.UNDONE, [number])
    if later:
        raise RulingError(Fault.NOT_NEWEST, later)
    return found


def before(steps: Iterable[Step], number: int) -> list[Step]:
    """The steps without the one of this number and without what only took it back."""
    return [step for step in steps if step.number != number and step.undoes != number]
