"""How the marks of one person make a final mark.

A column's mark counts as its share of the column's maximum; a category is the weighted mean of its
columns' shares times the category's weight; the total is the sum over categories. Missing work
counts as nothing until its due date and as zero afterwards, unless excused. A category in which
nothing counts is left out, and the total is stated out of the weights that count, so that a mark
never looks like a loss merely because the term is young. While any mark is still to come the total
is provisional; a category from which a person is excused altogether is not waited for.

A higher mark never lowers a total: every mark enters with a weight of zero or more, and whether a
column counts does not depend on how high its mark is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One mark. `mark` None: none entered. Marks may exceed `max` (extra credit)."""

    title: str
    mark: Decimal | None
    max: Decimal
    weight: Decimal = Decimal(1)
    excused: bool = False
    due_at: datetime | None = None

    def share(self, now: datetime) -> Fraction | None:
        """The cell's share of its maximum; None while it does not count."""
        if self.excused:
            return None
        if self.mark is not None:
            return Fraction(self.mark) / Fraction(self.max)
        return Fraction(0) if self.is_missing(now) else None

    def is_missing(self, now: datetime) -> bool:
        """Whether there is no mark, and the time for it is over: it counts as zero."""
        if self.mark is not None or self.excused:
            return False
        return self.due_at is not None and self.due_at <= now

    def waits(self, now: datetime) -> bool:
        """Whether a mark that will count is still to come."""
        return bool(self.weight) and not self.excused and self.share(now) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A weighted part of the final mark; `weight` is a percentage."""

    name: str
    weight: Decimal
    is_final: bool = False
    cells: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTotal:
    """A category worked out: `share` 0–1 (None: nothing counts), `earned` of `weight`.

    `waits`: a mark of it is still to come, or it has no column yet.
    """

    category: Category
    share: Fraction | None
    waits: bool

    @property
    def earned(self) -> Fraction | None:
        return None if self.share is None else self.share * Fraction(self.category.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A final mark with its arithmetic.

    `earned` points of `counted` percent; `complete` when no mark is still to come.
    """

    categories: Sequence[CategoryTotal]
    earned: Fraction
    counted: Fraction

    @property
    def complete(self) -> bool:
        return not any(part.waits for part in self.categories)

    @property
    def mark(self) -> Fraction | None:
        """The exact mark out of 100, of the weights that count; None where none does."""
        return self.earned / self.counted * 100 if self.counted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """平时合格线: whether the final may be sat. `have` is the coursework's mark out of 100.

    `total` is the arithmetic behind it.
    """

    ok: bool
    have: Fraction | None
    line: Decimal
    total: Total | None = None


def work_out(categories: Sequence[Category], now: datetime) -> Total:
    """Work out a final mark at the instant `now`."""
    parts = [
        CategoryTotal(category=c, share=_share(c, now), waits=_waits(c, now)) for c in categories
    ]
    counting = [part for part in parts if part.share is not None]
    return Total(
        categories=parts,
        earned=sum((part.earned or Fraction(0) for part in counting), Fraction(0)),
        counted=sum((Fraction(part.category.weight) for part in counting), Fraction(0)),
    )


def check_eligibility(categories: Sequence[Category], line: Decimal, now: datetime) -> Eligibility:
    """Compare the coursework (all categories but the final) with the line.

    Nobody is kept out while no coursework counts: a class that keeps none has nothing to compare.
    """
    coursework = work_out([c for c in categories if not c.is_final], now)
    have = coursework.mark
    ok = have is None or have >= Fraction(line)
    return Eligibility(ok=ok, have=have, line=line, total=coursework)


def round_half_up(value: Fraction | Decimal, places: int) -> Decimal:
    """Round as people do (0.5 up), exactly: the fraction is never turned into a float."""
    exact = Fraction(value)
    scaled = Decimal(exact.numerator * 10**places * 10 // exact.denominator) / 10
    return scaled.to_integral_value(ROUND_HALF_UP).scaleb(-places)


def _waits(category: Category, now: datetime) -> bool:
    """Whether marks of the category that will count are still to come."""
    columns = [cell for cell in category.cells if cell.weight]
    return bool(category.weight) and (not columns or any(cell.waits(now) for cell in columns))


def _share(category: Category, now: datetime) -> Fraction | None:
    """The weighted mean of the shares that count."""
    counting = [
        (share, Fraction(cell.weight))
        for cell in category.cells
        if (share := cell.share(now)) is not None
    ]
    weights = sum((weight for _share, weight in counting), Fraction(0))
    if not weights:
        return None
    return sum((share * weight for share, weight in counting), Fraction(0)) / weights
