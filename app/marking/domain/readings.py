"""Blind double marking (双评): two people read an answer, and what follows from their marks (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one marker gave. `mark` None takes back what they gave before; `number` tells the order."""

    number: int
    author_id: int
    mark: Decimal | None
    points: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])


class Verdict(StrEnum):
    """How far an answer has come."""

    WAITS = "waits"  # fewer than two people have read it
    AGREED = "agreed"
    APART = "apart"  # their marks differ by more than the tolerance: a third person decides


def standing(readings: Iterable[Reading]) -> list[Reading]:
    """The newest reading of each marker that was not taken back, in order."""
    newest: dict[int, Reading] = {}
    for reading in sorted(readings, key=lambda one: one.number):
        newest[reading.author_id] = reading
    held = [one for one in newest.values() if one.mark is not None]
    return sorted(held, key=lambda one: one.number)


def judge(held: Sequence[Reading], tolerance: Decimal) -> Verdict:
    """What follows from the readings that stand; those beyond the second do not count."""
    marks = [one.mark for one in held[:2] if one.mark is not None]
    if len(marks) < 2:
        return Verdict.WAITS
    return Verdict.AGREED if abs(marks[0] - marks[1]) <= tolerance else Verdict.APART


def mean(values: Sequence[Decimal]) -> Decimal:
    """The mean to two places, half up."""
    return (sum(values, Decimal(0)) / len(values)).quantize(CENT, ROUND_HALF_UP)


def mean_points(held: Sequence[Reading]) -> dict[str, Decimal]:
    """The mean of two markers' points for each key point that both judged."""
    first, second = held[0].points, held[1].points
    return {id_: mean([first[id_], second[id_]]) for id_ in first if id_ in second}
