"""How the marks of one person make a final mark.

A column's mark counts as its share of the column's maximum; a category is the weighted mean of its
columns' shares (by weights, or by points: then the maximum is the weight) times the category's weight;
the total is the sum over categories. Missing work counts as nothing until its due date and as zero
afterwards, unless excused. A category in which nothing counts is left out, and the total is stated out of
the weights that count, so that a mark never looks like a loss merely because the term is young. While any
mark is still to come the total is provisional; a category from which a person is excused altogether is not
waited for.

A higher mark never lowers a total, whatever rules are combined: every mark enters with a weight of zero or
more; whether it counts does not depend on how high it is, or (lowest left out) is settled in favour of the
total; lateness is taken off before results are combined; a bonus adds to what was earned and not to what
could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from app.gradebook.domain.dropping import Weighed, best_kept
from app.gradebook.domain.marks import MILLION, CellLike, Column

HUNDRED = Decimal(100)


class Mode(StrEnum):
    """How the columns of a category are weighed."""

    WEIGHTS = "weights"
    POINTS = "points"


class Scale(NamedTuple):
    """Whole numbers by which a category is worked out: `unit` × `weights` is the whole.

    A millionth of a mark in column i is worth `factors[i]`.
    """

    unit: int
    weights: tuple[int, ...]
    factors: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Category:
    """A weighted part of the final mark; `weight` is a percentage, `drop` how many lowest do not count."""

    name: str
    weight: Decimal
    is_final: bool = False
    mode: Mode = Mode.WEIGHTS
    drop: int = 0
    columns: Sequence[Column] = field(default=())

    @cached_property
    def scale(self) -> Scale:
        maxima = [int(column.max * 100) * (MILLION // 100) for column in self.columns]
        weights = tuple(self.weight_of(column) for column in self.columns)
        unit = lcm(*maxima) if maxima else 1
        factors = tuple(w * (unit // m) for w, m in zip(weights, maxima, strict=True))
        return Scale(unit, weights, factors)

    @cached_property
    def is_idle(self) -> bool:
        """Whether it has no column that counts, other than bonuses."""
        columns = zip(self.scale.weights, self.columns, strict=True)
        return not any(weight and not column.bonus for weight, column in columns)

    def weight_of(self, column: Column) -> int:
        """What a column weighs in this category, in hundredths."""
        if not column.weight:
            return 0
        return int((column.max if self.mode is Mode.POINTS else column.weight) * 100)


class Part(NamedTuple):
    """A category with one person's cells, in the order of its columns."""

    category: Category
    cells: Sequence[CellLike]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTotal:
    """A category worked out: `share` 0–1 (None: nothing counts), `earned` of `weight`.

    `waits`: a mark of it is still to come, or it has no column yet. `dropped`: places of the columns that
    were left out as the lowest.
    """

    category: Category
    share: Fraction | None
    waits: bool
    dropped: frozenset[int] = frozenset()

    @property
    def earned(self) -> Fraction | None:
        return None if self.share is None else self.share * Fraction(self.category.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A final mark with its arithmetic.

    `earned` points of `counted` percent; `complete` when no mark is still to come; `cap` where no mark is
    to exceed 100.
    """

    categories: Sequence[CategoryTotal]
    earned: Fraction
    counted: Fraction
    cap: bool = False

    @property
    def complete(self) -> bool:
        return not any(part.waits for part in self.categories)

    @property
    def uncapped(self) -> Fraction | None:
        """The exact mark out of 100, of the weights that count; None where none does."""
        return self.earned / self.counted * 100 if self.counted else None

    @property
    def mark(self) -> Fraction | None:
        mark = self.uncapped
        return Fraction(100) if mark is not None and self.cap and mark > 100 else mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """平时合格线: whether the final may be sat. `have` is the coursework's mark out of 100.

    `total` is the arithmetic behind it.
    """

    ok: bool
    have: Fraction | None
    line: Decimal
    total: Total | None = None


def work_out(parts: Sequence[Part], now: datetime, *, cap: bool = False) -> Total:
    """Work out a final mark at the instant `now`."""
    return add_up([work_out_category(part, now) for part in parts], cap=cap)


def add_up(parts: Sequence[CategoryTotal], *, cap: bool = False) -> Total:
    """The total of categories that are worked out."""
    earned = counted = Fraction(0)
    for part in parts:
        if part.share is not None and part.category.weight:
            weight = Fraction(part.category.weight)
            earned += part.share * weight
            counted += weight
    return Total(categories=parts, earned=earned, counted=counted, cap=cap)


class Gathered(NamedTuple):
    """What of a category counts: weighed marks with their places, the bonus, places still to come."""

    marks: list[Weighed]
    places: list[int]
    bonus: int | Fraction
    waiting: list[int]

    def keep(self, drop: int) -> int:
        """How many marks stay where `drop` lowest do not count: never none."""
        return max(1, len(self.marks) - drop)


def gather(part: Part, now: datetime) -> Gathered:
    """Sort the cells of a category into what counts and what is still to come."""
    category, cells = part
    _unit, weights, factors = category.scale
    found = Gathered([], [], 0, [])
    bonus: int | Fraction = 0
    for place, (column, cell) in enumerate(zip(category.columns, cells, strict=True)):
        weight = weights[place]
        if not weight or cell.excused:
            continue
        value = column.value(cell)
        if column.bonus:
            bonus += factors[place] * (value or 0)
        elif value is not None or column.is_missing(cell, now):
            found.marks.append(Weighed(factors[place] * (value or 0), weight))
            found.places.append(place)
        else:
            found.waiting.append(place)
    return found._replace(bonus=bonus)


def work_out_category(part: Part, now: datetime) -> CategoryTotal:
    """One category at the instant `now`."""
    category, _cells = part
    found = gather(part, now)
    share, kept = _share(found, category.drop, category.scale.unit)
    dropped = frozenset(found.places).difference(found.places[i] for i in kept)
    return CategoryTotal(
        category=category,
        share=share,
        waits=bool(category.weight) and (bool(found.waiting) or category.is_idle),
        dropped=dropped if found.marks else frozenset(),
    )


def check_eligibility(
    parts: Sequence[Part], line: Decimal, now: datetime, *, cap: bool = False
) -> Eligibility:
    """Compare the coursework (all categories but the final) with the line.

    Nobody is kept out while no coursework counts: a class that keeps none has nothing to compare.
    """
    return judge_eligibility([work_out_category(part, now) for part in parts], line, cap=cap)


def judge_eligibility(
    parts: Sequence[CategoryTotal], line: Decimal, *, cap: bool = False
) -> Eligibility:
    """The same of categories that are worked out."""
    coursework = add_up([part for part in parts if not part.category.is_final], cap=cap)
    have = coursework.mark
    ok = have is None or have >= Fraction(line)
    return Eligibility(ok=ok, have=have, line=line, total=coursework)


def round_half_up(value: Fraction | Decimal, places: int) -> Decimal:
    """Round as people do (0.5 up), exactly: the fraction is never turned into a float."""
    exact = Fraction(value)
    scaled = Decimal(exact.numerator * 10**places * 10 // exact.denominator) / 10
    return scaled.to_integral_value(ROUND_HALF_UP).scaleb(-places)


def _share(found: Gathered, drop: int, unit: int) -> tuple[Fraction | None, Sequence[int]]:
    """The weighted mean of the marks that are kept, and which those are."""
    marks, keep = found.marks, found.keep(drop)
    if not marks:
        return None, ()
    # A bonus is measured by all columns that count, also those that are dropped: else a column would be
    # kept for being small, so that the bonus weighs more beside it.
    extra = _ratio(found.bonus, unit * sum([one[1] for one in marks])) if found.bonus else 0
    kept: Sequence[int] = range(len(marks))
    if keep < len(marks):
        kept = best_kept(marks, keep)
        marks = [marks[i] for i in kept]
    points, whole = sum([one[0] for one in marks]), sum([one[1] for one in marks])
    return _ratio(points, unit * whole) + extra, kept


def _ratio(points: int | Fraction, whole: int) -> Fraction:
    """Quicker than dividing fractions where both are whole numbers, as nearly always."""
    return Fraction(points, whole) if isinstance(points, int) else points / whole
