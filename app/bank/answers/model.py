"""Features to probabilities: two logistic curves, `at least half` and `full`, with shipped weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.bank.answers.features import NAMES

_FILE = Path(__file__).parent / "data" / "weights.json"
_MOST = 30.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of `features.NAMES`, the constant last; thresholds of the decision."""

    some: tuple[float, ...]
    full: tuple[float, ...]
    half_from: float
    full_from: float

    def chances(self, values: Sequence[float]) -> tuple[float, float]:
        """Probabilities of at least half and of full credit; the second is never the larger."""
        some = logistic(self.some, values)
        return some, min(some, logistic(self.full, values))

    def credit(self, some: float, full: float) -> float:
        """1, 0.5 or 0: the step next to the credit to be expected."""
        expected = (some + full) / 2
        if expected < self.half_from:
            return 0.0
        return 0.5 if expected < self.full_from else 1.0


def logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    """Sums in a fixed order, so that every machine gets the same."""
    total = weights[-1]
    for weight, value in zip(weights, values, strict=False):
        total += weight * value
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, total))))


def model_of(data: Mapping[str, Any]) -> Model:
    """Read weights by feature name; a feature without one counts nothing."""

    def row(kind: str) -> tuple[float, ...]:
        weights: Mapping[str, float] = data[kind]
        return (*(float(weights.get(name, 0)) for name in NAMES), float(weights["constant"]))

    return Model(row("some"), row("full"), float(data["half_from"]), float(data["full_from"]))


@cache
def shipped_model() -> Model:
    """The weights that `tools/train_grading.py` wrote."""
    return model_of(json.loads(_FILE.read_text(encoding="utf-8")))
