"""How far somebody is with a practice goal (pure)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# From this estimate on a knowledge point counts as mastered.
MASTERED = 0.8
FULL = Decimal(100)


def share_of(reached: int, target: int) -> Fraction:
    """What of the goal is reached, 0–1: more than it asks for counts as all of it."""
    return min(Fraction(1), Fraction(reached, target))


def mastered_percent(estimates: list[float], points: int) -> int:
    """Per cent of so many knowledge points that are mastered, rounded down."""
    return sum(one >= MASTERED for one in estimates) * 100 // points if points else 0


def mark_of(share: Fraction) -> Decimal:
    """The mark out of 100, with two decimals."""
    exact = Decimal(share.numerator) * FULL / share.denominator
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
