"""Features to probabilities: two sums of small trees, `at least half` and `full`, with shipped numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.bank.answers.features import NAMES
from app.bank.answers.heap import SHAPE

_FILE = Path(__file__).parent / "data" / "weights.json"
_MOST = 30.0
_LEAVES = 8


@dataclass(frozen=True, slots=True)
class Trees:
    """Log-odds as a sum over trees of three questions each.

    A tree is seven features (indices into `features.NAMES`) with a cut each, in heap order, and eight
    leaves; a value above its cut goes right.
    """

    base: float
    rows: tuple[tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...]], ...] = ()

    def chance(self, values: Sequence[float]) -> float:
        """Sums in a fixed order, so that every machine gets the same."""
        total = self.base
        for asked, cuts, leaves in self.rows:
            if values[asked[0]] <= cuts[0]:
                if values[asked[1]] <= cuts[1]:
                    total += leaves[0] if values[asked[3]] <= cuts[3] else leaves[1]
                else:
                    total += leaves[2] if values[asked[4]] <= cuts[4] else leaves[3]
            elif values[asked[2]] <= cuts[2]:
                total += leaves[4] if values[asked[5]] <= cuts[5] else leaves[5]
            else:
                total += leaves[6] if values[asked[6]] <= cuts[6] else leaves[7]
        return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, total))))


@dataclass(frozen=True, slots=True)
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
        some = self.some.chance(values)
        return some, min(some, self.full.chance(values))

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
        if any((len(names), len(leaves)) != (_LEAVES - 1, _LEAVES) for names, _, leaves in rows):
            raise ValueError("a tree has seven questions and eight leaves")
        return Trees(float(data[kind]["base"]), rows)

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
