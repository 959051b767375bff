"""Mastery of a knowledge point: a weighted mean of the latest answers, each of which fades.

The last `WINDOW` answers count, each older one less (`AGEING` per step back). One wrong answer before
all of them is assumed, so that one lucky tick is not mastery. What was right fades: every
`HALF_LIFE_DAYS` halve what stands above `FLOOR` of its worth, for a point once learnt is never wholly
gone. Since every answer fades by its own age, a wrong answer never raises mastery and a right one
never lowers it, however long the pause before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

WINDOW = 8
AGEING = 0.85
HALF_LIFE_DAYS = 45
FLOOR = 0.5
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Result:
    """One answer: how right it was, 0–1, and when."""

    correctness: float
    at: datetime


def estimate(results: Sequence[Result], now: datetime) -> float:
    """Mastery 0–1 at `now` from answers, oldest first; 0 where there are none."""
    recent = list(results)[-WINDOW:]
    if not recent:
        return 0.0
    weights = [AGEING**step for step in reversed(range(len(recent)))]
    got = sum(
        weight * result.correctness * kept(result.at, now)
        for weight, result in zip(weights, recent, strict=True)
    )
    return got / (sum(weights) + AGEING ** len(recent))


def kept(since: datetime, now: datetime) -> float:
    """The share, from 1 down to `FLOOR`, that is left of an answer given at `since`."""
    days = max(0.0, (now - since).total_seconds() / _DAY)
    return FLOOR + (1 - FLOOR) * 0.5 ** (days / HALF_LIFE_DAYS)


def of_chapter(values: Iterable[float], points: int) -> float:
    """Mastery of a chapter: the mean over all of its `points`, those never answered being 0."""
    return sum(values) / points if points else 0.0


def rounded(value: float) -> Decimal:
    """For storing: four places."""
    return Decimal(f"{min(1.0, max(0.0, value)):.4f}")
