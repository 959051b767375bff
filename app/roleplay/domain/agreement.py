"""How far two people, or a person and the engine, agree in marking: Cohen's weighted κ."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

# A check is not met, met in part, met.
LEVELS = 3


def weighted_kappa(
    first: Sequence[int], second: Sequence[int], levels: int = LEVELS
) -> float | None:
    """Quadratically weighted κ of two ratings of the same things, each 0 … levels − 1.

    κ = 1 − Σ w(i,j)·o(i,j) / Σ w(i,j)·e(i,j), where w(i,j) = (i − j)² / (levels − 1)², o(i,j) counts how
    often the first said i and the second j, and e(i,j) = r(i)·c(j) / n is what chance would give from how
    often each says what (Cohen 1968). 1 is full agreement, 0 what chance gives. None where it is not
    defined: nothing rated, or both said one and the same thing throughout.

    >>> weighted_kappa([0, 1, 2, 2], [0, 2, 2, 1])
    0.6363636363636364
    """
    if len(first) != len(second):
        raise ValueError("the two rate different things")
    if not first:
        return None
    seen = sum(_apart(a, b, levels) for a, b in zip(first, second, strict=True))
    chance = sum(_apart(a, b, levels) for a in first for b in second) / len(first)
    if not chance:
        return None
    return float(1 - seen / chance)


def _apart(one: int, other: int, levels: int) -> Fraction:
    if not (0 <= one < levels and 0 <= other < levels):
        raise ValueError(f"ratings are 0 to {levels - 1}")
    return Fraction((one - other) ** 2, (levels - 1) ** 2)
