"""Features to probabilities: two sums of small trees, `at least half` and `full`, with shipped numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.bank.answers.features import NAMES
from app.bank.answers.heap import SHAPE

_FILE = Path(__file__).parent / "data" / "weights.json"
_MOST = 30.0
DEPTH = 5
_SIZES = frozenset(2**depth for depth in range(1, DEPTH + 1))

# A question `(feature, cut, otherwise, above)`; behind the last of them stands what a leaf adds.
Node = tuple[int, float, Any, Any]
Row = tuple[Sequence[int], Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Trees:
    """Log-odds as a sum over trees of five questions each; a value above a cut goes to the last branch."""

    base: float
    roots: tuple[Any, ...] = ()

    @classmethod
    def of(cls, base: float, rows: Iterable[Row]) -> Trees:
        """Read trees as features (indices into `features.NAMES`) and cuts in heap order, and leaves."""
        return cls(base, tuple(_grown(*row, 0, DEPTH) for row in rows))

    def chance(self, values: Sequence[float]) -> float:
        """Sums in a fixed order, so that every machine gets the same."""
        total = self.base
        for i, cut, low, high in self.roots:
            i, cut, low, high = high if values[i] > cut else low
            i, cut, low, high = high if values[i] > cut else low
            i, cut, low, high = high if values[i] > cut else low
            i, cut, low, high = high if values[i] > cut else low
            total += high if values[i] > cut else low
        return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, total))))


def _grown(
    features: Sequence[int], cuts: Sequence[float], leaves: Sequence[float], place: int, deep: int
) -> Node | float:
    """The part of a tree from one place on; a smaller tree goes on with questions that all answer alike."""
    if not deep:
        return float(leaves[place - len(features)])
    if place >= len(features):
        end = _grown(features, cuts, leaves, place, deep - 1)
        return (0, math.inf, end, end)
    low = _grown(features, cuts, leaves, 2 * place + 1, deep - 1)
    high = _grown(features, cuts, leaves, 2 * place + 2, deep - 1)
    return (features[place], float(cuts[place]), low, high)


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
