"""RFM scores by quintiles (Hughes 1994, Strategic Database Marketing, the five equal groups).

n customers, each judged on recency (days from the last purchase to the fixed reference date),
frequency and monetary value. For each the score is 1 + ⌊5 · w ⁄ n⌋ with w the number of customers who do
worse: more days for R (it is reversed), fewer purchases for F, less money for M. Scores run from 1 to 5.

Quintiles say nothing of equal values; the rule is declared and shown:
`low` counts only those who do strictly worse, so that equals share the lower score; `high` counts the
equals as well (all but oneself), so that they share the higher one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Ties(StrEnum):
    """Which score equal values share."""

    LOW = "low"
    HIGH = "high"


def quintiles(values: Mapping[str, int], ties: Ties, *, reverse: bool = False) -> dict[str, int]:
    """The score 1 to 5 of each; `reverse` where less is better (days since the last purchase)."""
    goods = {name: -value if reverse else value for name, value in values.items()}
    n = len(goods)
    scores: dict[str, int] = {}
    for name, own in goods.items():
        worse = sum(other < own for other in goods.values())
        if ties is Ties.HIGH:
            worse += sum(other == own for other in goods.values()) - 1
        scores[name] = 1 + 5 * worse // n
    return scores


# From this score on a dimension counts as high (chapter 7, section 7.1.8).
HIGH_FROM = 3


def octant(r: int, f: int, m: int) -> str:
    """One of the eight groups of chapter 7, 高 or 低 for R, F and M in this order."""
    return "".join("高" if score >= HIGH_FROM else "低" for score in (r, f, m))
