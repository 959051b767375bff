"""Mastery of a knowledge point: a weighted mean of the latest answers, and how it fades.

The last `WINDOW` answers count, each newer one more (`AGEING` per step back). The mean is shrunk
towards nothing while there are few answers, as if `PRIOR` answers had been given wrong, so that one
lucky tick is not mastery. What is not used fades: each `HALF_LIFE_DAYS` without an answer halves
what stands above `FLOOR` of the estimate, for a point once learnt is never wholly gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

WINDOW = 8
AGEING = 0.85
PRIOR = 1.0
HALF_LIFE_DAYS = 45.0
FLOOR = 0.5


def estimate(results: Sequence[float]) -> float:
    """Mastery 0–1 from correctness values 0–1, oldest first; 0 where there are none."""
    recent = list(results)[-WINDOW:]
    weights = [AGEING ** (len(recent) - 1 - i) for i in range(len(recent))]
    total = sum(weight * result for weight, result in zip(weights, recent, strict=True))
    return total / (sum(weights) + PRIOR) if recent else 0.0


def faded(value: float, since: datetime, now: datetime) -> float:
    """What is left of an estimate made at `since`."""
    days = max(0.0, (now - since).total_seconds() / 86400)
    keep = FLOOR + (1 - FLOOR) * 0.5 ** (days / HALF_LIFE_DAYS)
    return value * keep


def of_chapter(values: Iterable[float], points: int) -> float:
    """Mastery of a chapter: the mean over all of its `points`, those never answered being 0."""
    return sum(values) / points if points else 0.0


def strokes(value: float) -> int:
    """How many of the five strokes of 正 are inked."""
    return min(5, int(value * 5 + 0.5))


def rounded(value: float) -> Decimal:
    """For storing: four places."""
    return Decimal(f"{min(1.0, max(0.0, value)):.4f}")
