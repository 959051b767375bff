"""Customer lifetime value with a constant margin, retention rate and discount rate.

m: margin of a period in yuan; r: probability of being retained from one period to the next, 0 ≤ r < 1;
d: discount rate of a period (chapter 3 writes i). What comes out depends on when the first margin falls;
Fader & Hardie ("Fitting and valuing contractual customer bases", and the note "What's wrong with this
CLV formula?") name the three conventions, chapter 3, section 3.1.10, numbers them ① to ③:

    ① the first margin is in hand and no longer counted:   Σ t≥1  m rᵗ ⁄ (1+d)ᵗ    = m r ⁄ (1+d−r)
    ② the first margin comes at the end of period 1, sure: Σ t≥1  m rᵗ⁻¹ ⁄ (1+d)ᵗ  = m ⁄ (1+d−r)
    ③ the first margin is received now:                    Σ t≥0  m rᵗ ⁄ (1+d)ᵗ    = m (1+d) ⁄ (1+d−r)

With m = 100, r = 0.8 and d = 0.1: 266.7, 333.3 and 366.7. The cost of acquisition is in none of them.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction


class Convention(StrEnum):
    """When the first margin falls, numbered as in chapter 3."""

    IN_HAND = "1"
    END_OF_FIRST = "2"
    NOW = "3"


def lifetime_value(m: Fraction, r: Fraction, d: Fraction, convention: Convention) -> Fraction:
    """The value over an endless horizon, in yuan, before the cost of acquisition."""
    _check(r, d)
    first = {
        Convention.IN_HAND: r,
        Convention.END_OF_FIRST: Fraction(1),
        Convention.NOW: 1 + d,
    }[convention]
    return m * first / (1 + d - r)


def truncated_value(
    m: Fraction, r: Fraction, d: Fraction, convention: Convention, periods: int
) -> Fraction:
    """The first `periods` margins only: a truncated value (截断值), smaller than the lifetime value."""
    _check(r, d)
    shift, delay = {
        Convention.IN_HAND: (1, 1),
        Convention.END_OF_FIRST: (0, 1),
        Convention.NOW: (0, 0),
    }[convention]
    return sum((m * r ** (t + shift) / (1 + d) ** (t + delay) for t in range(periods)), Fraction(0))


def _check(r: Fraction, d: Fraction) -> None:
    if not 0 <= r < 1 or d < 0:
        raise ValueError(f"retention {r} and discount rate {d} have no finite value")
