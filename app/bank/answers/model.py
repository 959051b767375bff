"""Features to probabilities: two sums of small trees, `at least half` and `full`, with shipped numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from app.bank.answers.features import NAMES
from app.bank.answers.heap import SHAPE
from app.bank.answers.trees import Forest, Trees

_FILE = Path(__file__).parent / "data" / "weights.json"


@dataclass(frozen=True)
class Model:
    """The chances of at least half and of full credit; thresholds of the decision."""

    some: Trees
    full: Trees
    half_from: float
    full_from: float
    # The chance that an answer of a shape is a heap of words or a copy; `None` leaves it to the rules.
    heap: Trees | None = None

    def chances(self, values: Sequence[float]) -> tuple[float, float]:
        """Probabilities of at least half and of full credit; the second is never the larger."""
        some, full = self._both.chances(values)
        return some, min(some, full)

    @cached_property
    def _both(self) -> Forest:
        return Forest.of(self.some, self.full)

    def credit(self, some: float, full: float) -> float:
        """1, 0.5 or 0: the step next to the credit to be expected."""
        expected = (some + full) / 2
        if expected < self.half_from:
            return 0.0
        return 0.5 if expected < self.full_from else 1.0


def model_of(data: Mapping[str, Any]) -> Model:
    """Read `{"some", "full", "heap": {"base", "trees": [[names, cuts, leaves]]}, "half_from", "full_from"}`.

    A cut of `null` sends every value left. A feature that no longer exists is a `KeyError`: such a file
    must be trained anew.
    """

    def trees(kind: str, features: Sequence[str] = NAMES) -> Trees:
        number = {name: index for index, name in enumerate(features)}
        rows = tuple(
            (
                tuple(number[name] for name in names),
                tuple(math.inf if cut is None else float(cut) for cut in cuts),
                tuple(map(float, leaves)),
            )
            for names, cuts, leaves in data[kind]["trees"]
        )
        if any(
            len(leaves) != len(names) + 1 or len(leaves) & len(names) for names, _, leaves in rows
        ):
            raise ValueError("a tree has one leaf more than questions, and a power of two of them")
        return Trees.of(float(data[kind]["base"]), rows)

    return Model(
        trees("some"),
        trees("full"),
        float(data["half_from"]),
        float(data["full_from"]),
        trees("heap", SHAPE) if "heap" in data else None,
    )


@cache
def shipped_model() -> Model:
    """The numbers that `tools/train_grading.py` wrote."""
    return model_of(json.loads(_FILE.read_text(encoding="utf-8")))
