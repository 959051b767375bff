"""Which marks are left out where the lowest do not count (pure).

Leaving out “the lowest” by share alone is a trap where columns weigh differently. Of 40/100, 5/10 and
90/100 the first would go, which leaves 95/110. Raise it to 51/100 and the second goes instead, which
leaves 141/200: a better mark, a worse total. What is left out here is whatever makes the result best. The
best of several results that never fall never falls itself, and where columns weigh the same it is the
lowest that goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Weighed(NamedTuple):
    """A mark times its weight, and the weight: their sums' ratio is what shall be best."""

    points: int | Fraction
    weight: int


def best_kept(marks: Sequence[Weighed], keep: int) -> list[int]:
    """The places of the `keep` marks with the greatest sum of points / sum of weights.

    Weights are above zero. Dinkelbach's method (Management Science 13, 1967): for a ratio r, the best
    choice by points − r × weight has a ratio of at least r; repeated, it ends at the greatest.
    """
    ratio = Fraction(0)
    while True:
        chosen = _best_for(marks, keep, ratio)
        points = sum([marks[i][0] for i in chosen])
        reached = Fraction(points) / sum([marks[i][1] for i in chosen])
        if reached <= ratio:
            return chosen
        ratio = reached


def _best_for(marks: Sequence[Weighed], keep: int, ratio: Fraction) -> list[int]:
    """The `keep` places with the greatest points − ratio × weight; of equals the first."""
    up, down = ratio.numerator, ratio.denominator
    losses = [weight * up - points * down for points, weight in marks]
    return sorted(sorted(range(len(marks)), key=losses.__getitem__)[:keep])
