"""What a ruling would do to the papers: counted batch by batch, so that its size does not grow with them."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

PASS = Fraction(60, 100)
BINS = 10
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One answer that changes: its mark, and the total of its paper, before and after.

    `was_max` and `max` are what the question is worth, `was_full` and `full` the marks of the paper.
    """

    work_id: int
    name: str
    was: Decimal | None
    new: Decimal | None
    was_max: Decimal
    max: Decimal
    was_total: Decimal
    total: Decimal
    was_full: Decimal
    full: Decimal

    @property
    def was_share(self) -> Fraction:
        return share_of(self.was_total, self.was_full)

    @property
    def share(self) -> Fraction:
        return share_of(self.total, self.full)

    @property
    def crosses(self) -> int:
        """1: the paper comes up to 60 %, −1: it falls below, 0: neither."""
        return int(self.share >= PASS) - int(self.was_share >= PASS)

    @property
    def delta(self) -> Decimal:
        """How the mark of the answer changes."""
        return (self.new or Decimal(0)) - (self.was or Decimal(0))


def share_of(total: Decimal, full: Decimal) -> Fraction:
    """The share of the full marks; nothing of nothing is nothing."""
    return Fraction(total) / Fraction(full) if full else Fraction(0)


@dataclass(slots=True)
class Forecast:
    """The sum of all shifts. `bins` are papers by tenths of the full marks; `shown` the largest shifts."""

    papers: int = 0
    changed: int = 0
    raised: int = 0
    lowered: int = 0
    waits: int = 0
    up: int = 0
    down: int = 0
    kept_by_hand: int = 0
    sum_before: Fraction = Fraction(0)
    sum_after: Fraction = Fraction(0)
    bins_before: list[int] = field(default_factory=lambda: [0] * BINS)
    bins_after: list[int] = field(default_factory=lambda: [0] * BINS)
    _largest: list[tuple[tuple[int, Decimal, Fraction], int, Shift]] = field(
        default_factory=list[tuple[tuple[int, Decimal, Fraction], int, Shift]]
    )
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def add(self, shift: Shift, *, changes: bool) -> None:
        """Count one paper; `changes` says whether its mark of the question does."""
        self.papers += 1
        self.sum_before += shift.was_share
        self.sum_after += shift.share
        self.bins_before[_bin(shift.was_share)] += 1
        self.bins_after[_bin(shift.share)] += 1
        self.up += shift.crosses > 0
        self.down += shift.crosses < 0
        if not changes:
            return
        self.changed += 1
        self.raised += shift.share > shift.was_share
        self.lowered += shift.share < shift.was_share
        self.waits += shift.new is None
        weight = (abs(shift.crosses), abs(shift.delta), abs(shift.share - shift.was_share))
        entry = (weight, -next(self._order), shift)
        if len(self._largest) < MOST_SHOWN:
            heapq.heappush(self._largest, entry)
        else:
            heapq.heappushpop(self._largest, entry)

    @property
    def shown(self) -> list[Shift]:
        """The largest shifts, those that cross 60 % first."""
        return [shift for _weight, _order, shift in sorted(self._largest, reverse=True)]

    @property
    def mean_before(self) -> Fraction:
        return self.sum_before / self.papers if self.papers else Fraction(0)

    @property
    def mean_after(self) -> Fraction:
        return self.sum_after / self.papers if self.papers else Fraction(0)


def _bin(share: Fraction) -> int:
    return max(0, min(int(share * BINS), BINS - 1))
