"""What the marks of an exam say: the spread of totals, and how each question was answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

PASS = Fraction(60, 100)
HARD, EASY = Fraction(30, 100), Fraction(95, 100)
# Below this many papers a share says little.
ENOUGH = 20
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Totals of a group out of `full`; `bins` are ten equal parts from 0 to full marks."""

    full: Decimal
    count: int
    mean: Fraction
    median: Fraction
    lowest: Decimal
    highest: Decimal
    passed: int
    bins: Sequence[int]

    @property
    def evidence(self) -> bool:
        """Whether there are enough papers for a share to mean something."""
        return self.count >= ENOUGH


def spread(totals: Iterable[Decimal], full: Decimal) -> Spread | None:
    """Summarise totals; None where there are none. Full marks fall into the last bin."""
    ordered = sorted(totals)
    if not ordered or full <= 0:
        return None
    n = len(ordered)
    middle = Fraction(ordered[(n - 1) // 2]) + Fraction(ordered[n // 2])
    bins = [0] * BINS
    for total in ordered:
        bins[min(int(Fraction(total) * BINS / Fraction(full)), BINS - 1)] += 1
    return Spread(
        full=full,
        count=n,
        mean=sum((Fraction(total) for total in ordered), Fraction(0)) / n,
        median=middle / 2,
        lowest=ordered[0],
        highest=ordered[-1],
        passed=sum(Fraction(total) >= PASS * Fraction(full) for total in ordered),
        bins=bins,
    )


class Finding(StrEnum):
    """What a question's facility suggests; the interface has the words."""

    HARD = "hard"
    EASY = "easy"
    USUAL = "usual"
    UNSURE = "unsure"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """How a question was answered: the mean share of its marks over `count` marked papers.

    Only papers that had the question count.
    """

    count: int
    share: Fraction | None

    @property
    def finding(self) -> Finding:
        if self.share is None:
            return Finding.UNMARKED
        if self.count < ENOUGH:
            return Finding.UNSURE
        if self.share < HARD:
            return Finding.HARD
        return Finding.EASY if self.share >= EASY else Finding.USUAL


def facility(tallies: Iterable[tuple[int, Decimal, Decimal]]) -> Facility:
    """The facility of a question from (papers, marks earned in all, marks each) of every place.

    The same question may stand on several forms, for different marks.
    """
    count, earned, possible = 0, Fraction(0), Fraction(0)
    for papers, total, points in tallies:
        count += papers
        earned += Fraction(total)
        possible += Fraction(points) * papers
    return Facility(count=count, share=earned / possible if possible else None)
