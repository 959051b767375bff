"""目标分: what is needed in the rest for a wished total (pure).

“The rest” are the marks still to come; the wish is answered with one share of the maximum that would have
to be reached in each of them. The total is a sum of best choices, each linear in that share, so it is
convex and rises; Newton's method from above on such a function meets the wish exactly after finitely many
steps, in fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from app.gradebook.domain.dropping import Weighed, best_kept
from app.gradebook.domain.marks import Column
from app.gradebook.domain.totals import Category, Gathered, Part, gather


class Outlook(StrEnum):
    SAFE = "safe"  # reached even with nothing more
    NEEDED = "needed"  # a share is needed in the rest
    OUT_OF_REACH = "out-of-reach"
    SETTLED = "settled"  # nothing is still to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The answer. `share` 0–1 is what is needed in each mark of the rest; `rest` names those.

    `best` is the total with full marks in all the rest, `least` with nothing more.
    """

    outlook: Outlook
    rest: Sequence[Column]
    least: Fraction
    best: Fraction
    share: Fraction | None = None


class Line(NamedTuple):
    """A total as long as the same marks are left out: `base` + share × `rise`, out of 100."""

    base: Fraction
    rise: Fraction

    def at(self, share: Fraction) -> Fraction:
        return self.base + share * self.rise


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A category with its rest: points of the marks that stand, weights of those to come."""

    category: Category
    found: Gathered
    rest: Sequence[Column]
    weights: Sequence[int]

    @classmethod
    def of(cls, part: Part, now: datetime) -> Open:
        category, found = part.category, gather(part, now)
        if category.is_idle:  # no column yet: one will come
            column = Column(title=category.name, max=Decimal(100))
            weight = category.weight_of(column)
            return cls(category=category, found=found, rest=(column,), weights=(weight,))
        return cls(
            category=category,
            found=found,
            rest=[category.columns[place] for place in found.waiting],
            weights=[category.scale.weights[place] for place in found.waiting],
        )

    def line(self, share: Fraction) -> Line | None:
        """The category's share of its maximum, as it rises at `share`; None where nothing counts."""
        unit, own = self.category.scale.unit, self.found.marks
        marks = [*own, *(Weighed(share * unit * weight, weight) for weight in self.weights)]
        if not marks:
            return None
        keep = max(1, len(marks) - self.category.drop)
        kept = best_kept(marks, keep)
        whole = sum(marks[i].weight for i in kept)
        points = sum(own[i].points for i in kept if i < len(own))
        rising = sum(marks[i].weight for i in kept if i >= len(own))
        extra = Fraction(self.found.bonus) / (unit * sum(one.weight for one in marks))
        return Line(Fraction(points) / (unit * whole) + extra, Fraction(rising, whole))


def find_needed(
    parts: Sequence[Part], wished: Decimal, decimals: int, now: datetime, *, cap: bool = False
) -> Wish:
    """What is needed for a mark that, rounded half up to `decimals` places, is `wished` or more."""
    goal = Fraction(wished) - Fraction(1, 2 * 10**decimals)
    open_ = [Open.of(part, now) for part in parts if part.category.weight]
    rest = [column for one in open_ for column in one.rest]
    least, best = (_total(open_, Fraction(n)).at(Fraction(n)) for n in (0, 1))
    if cap:
        least, best = min(least, Fraction(100)), min(best, Fraction(100))
    if not rest:
        outlook, share = Outlook.SETTLED, None
    elif least >= goal:
        outlook, share = Outlook.SAFE, Fraction(0)
    elif best < goal:
        outlook, share = Outlook.OUT_OF_REACH, None
    else:
        outlook, share = Outlook.NEEDED, _solve(open_, goal)
    return Wish(outlook=outlook, rest=rest, share=share, least=least, best=best)


def round_up(value: Fraction, places: int) -> Decimal:
    """The least decimal with so many places that is not below the value."""
    scaled = value * 10**places
    return Decimal(-(-scaled.numerator // scaled.denominator)).scaleb(-places)


def _solve(open_: Sequence[Open], goal: Fraction) -> Fraction:
    """The least share that reaches the goal, which 1 does and 0 does not."""
    share = Fraction(1)
    while True:
        line = _total(open_, share)
        nearer = (goal - line.base) / line.rise if line.rise else share
        if nearer >= share:
            return share
        share = nearer


def _total(open_: Sequence[Open], share: Fraction) -> Line:
    """The total's line at a share of the rest."""
    base = rise = counted = Fraction(0)
    for one in open_:
        line = one.line(share)
        if line is not None:
            weight = Fraction(one.category.weight)
            counted += weight
            base += weight * line.base
            rise += weight * line.rise
    if not counted:
        return Line(Fraction(0), Fraction(0))
    return Line(base / counted * 100, rise / counted * 100)
