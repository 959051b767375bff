"""双向细目表: how many questions, and how many marks, each chapter has in each type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.bank.domain.types import ItemType


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a paper, as far as the table counts it."""

    chapter: str
    type: ItemType
    points: Decimal


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of questions and their marks."""

    count: int = 0
    points: Decimal = Decimal(0)

    def plus(self, points: Decimal) -> Tally:
        return Tally(self.count + 1, self.points + points)


NOTHING = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWay:
    """The table with its sums; `types` are the columns, `chapters` the rows, both in order."""

    chapters: Sequence[str]
    types: Sequence[ItemType]
    cells: dict[tuple[str, ItemType], Tally] = field(
        default_factory=dict[tuple[str, ItemType], Tally]
    )
    by_chapter: dict[str, Tally] = field(default_factory=dict[str, Tally])
    by_type: dict[ItemType, Tally] = field(default_factory=dict[ItemType, Tally])
    total: Tally = NOTHING

    def cell(self, chapter: str, type_: ItemType) -> Tally:
        return self.cells.get((chapter, type_), NOTHING)


def tabulate(entries: Iterable[Entry]) -> TwoWay:
    """Count a paper; only chapters and types that occur have a row or a column."""
    cells: dict[tuple[str, ItemType], Tally] = {}
    by_chapter: dict[str, Tally] = {}
    by_type: dict[ItemType, Tally] = {}
    total = NOTHING
    for entry in entries:
        place = (entry.chapter, entry.type)
        cells[place] = cells.get(place, NOTHING).plus(entry.points)
        by_chapter[entry.chapter] = by_chapter.get(entry.chapter, NOTHING).plus(entry.points)
        by_type[entry.type] = by_type.get(entry.type, NOTHING).plus(entry.points)
        total = total.plus(entry.points)
    return TwoWay(
        chapters=sorted(by_chapter),
        types=[type_ for type_ in ItemType if type_ in by_type],
        cells=cells,
        by_chapter=by_chapter,
        by_type=by_type,
        total=total,
    )
