"""ABC classification by cumulative share (帕累托分析).

Customers stand in falling order of value. With S the sum of all positive values, a customer whose
larger ones together have the share p of S is A where p < cut_a, B where p < cut_b, else C: the one who
crosses a line still belongs to the higher class. Equal values stand together: same class, same share.
A value of nothing or less is C and adds nothing to S.

Cut-offs of 80 and 95 % of the value are the usual default (Flores & Whybark 1986 and textbooks on
inventory after Dickie 1951), but sources differ: they are settings and stand on the page. The 5/15/80 of
chapter 3 are shares of the number of customers, another rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Placed:
    """One customer: share of the sum, cumulative share (equals included), class A, B or C."""

    share: Fraction
    cumulative: Fraction
    cls: str


def classify(values: Mapping[str, Fraction], cut_a: Fraction, cut_b: Fraction) -> dict[str, Placed]:
    """Place every customer; values in any one unit, cuts as shares with 0 < cut_a < cut_b < 1."""
    whole = sum((v for v in values.values() if v > 0), Fraction(0))
    placed: dict[str, Placed] = {}
    for name, value in values.items():
        if value <= 0 or not whole:
            placed[name] = Placed(Fraction(0), Fraction(1), "C")
            continue
        before = sum((v for v in values.values() if v > value), Fraction(0)) / whole
        through = sum((v for v in values.values() if v >= value), Fraction(0)) / whole
        cls = "A" if before < cut_a else "B" if before < cut_b else "C"
        placed[name] = Placed(value / whole, through, cls)
    return placed
