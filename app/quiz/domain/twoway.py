"""双向细目表: how many questions, and how many marks, each chapter has in each type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.bank.domain.types import ItemType


@dataclass(frozen=True, slots=True)
class Entry:
    """Questions of a paper, as far as the table counts them: `count` of them, `points` each.

    `chapter` may be any row of the table, say a pool whose questions come from several chapters.
    """

    chapter: str
    type: ItemType
    points: Decimal
    count: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of questions and their marks."""

    count: int = 0
    points: Decimal = Decimal(0)

    def plus(self, entry: Entry) -> Tally:
        return Tally(self.count + entry.count, self.points + entry.points * entry.count)


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

    def row(self, chapter: str) -> Tally:
        return self.by_chapter.get(chapter, NOTHING)

    def column(self, type_: ItemType) -> Tally:
        return self.by_type.get(type_, NOTHING)

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
        cells[place] = cells.get(place, NOTHING).plus(entry)
        by_chapter[entry.chapter] = by_chapter.get(entry.chapter, NOTHING).plus(entry)
        by_type[entry.type] = by_type.get(entry.type, NOTHING).plus(entry)
        total = total.plus(entry)
    return TwoWay(
        chapters=sorted(by_chapter),
        types=[type_ for type_ in ItemType if type_ in by_type],
        cells=cells,
        by_chapter=by_chapter,
        by_type=by_type,
        total=total,
    )
