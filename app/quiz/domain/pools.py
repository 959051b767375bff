"""Pools: groups of questions of which each candidate gets some; and what a paper holds because of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.bank.domain.types import ItemType
from app.quiz.domain.paper import Heading, Slot


class PoolFault(StrEnum):
    """Why a pool would not be fair: papers drawn from it would differ in more than their questions."""

    POINTS = "points"
    HEADING = "heading"
    TAKE = "take"


@dataclass(frozen=True, slots=True)
class Pool:
    """The questions of a pool; each candidate gets `take` of them."""

    name: str
    slots: tuple[Slot, ...]

    @property
    def take(self) -> int:
        return self.slots[0].take

    @property
    def faults(self) -> list[PoolFault]:
        """What is uneven: marks, types or sections, or a number that the pool cannot give."""
        uneven = {
            PoolFault.POINTS: len({slot.points for slot in self.slots}) > 1,
            PoolFault.HEADING: len({(slot.heading, slot.type) for slot in self.slots}) > 1,
            PoolFault.TAKE: len({slot.take for slot in self.slots}) > 1
            or not 1 <= self.take <= len(self.slots),
        }
        return [fault for fault, holds in uneven.items() if holds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of every paper in numbers; `title` is empty where the type is the heading."""

    title: str
    type: ItemType
    count: int
    points: Decimal


def pools_of(slots: Iterable[Slot]) -> list[Pool]:
    """The pools of a paper, in the order in which they first come."""
    found: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.pool:
            found.setdefault(slot.pool, []).append(slot)
    return [Pool(name, tuple(members)) for name, members in found.items()]


def given(slots: Sequence[Slot]) -> list[Slot]:
    """As many questions as each candidate gets: of each pool its first ones stand for those drawn."""
    left = {pool.name: pool.take for pool in pools_of(slots)}
    chosen: list[Slot] = []
    for slot in slots:
        if slot.pool:
            left[slot.pool] -= 1
            if left[slot.pool] < 0:
                continue
        chosen.append(slot)
    return chosen


def worth(slots: Sequence[Slot]) -> Decimal:
    """The marks of every candidate's paper; meaningful where no pool has a fault."""
    return sum((slot.points for slot in given(slots)), Decimal(0))


def chance(slots: Sequence[Slot]) -> dict[int, Fraction]:
    """How likely each question is on a candidate's paper, by slot id: 1 outside pools."""
    size = {pool.name: len(pool.slots) for pool in pools_of(slots)}
    return {
        slot.id: min(Fraction(slot.take, size[slot.pool]), Fraction(1))
        if slot.pool
        else Fraction(1)
        for slot in slots
    }


def outline(slots: Iterable[Slot]) -> list[Part]:
    """The sections of every candidate's paper, in numbers."""
    found: dict[Heading, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: slot.position):
        found.setdefault(slot.heading, []).append(slot)
    return [
        Part(
            title=members[0].section,
            type=members[0].type,
            count=len(given(members)),
            points=worth(members),
        )
        for members in found.values()
    ]
