"""Features to probabilities: two sums of small trees, `at least half` and `full`, with shipped numbers."""

from __future__ import annotations

import json
import math
import struct
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from typing import Any

from app.bank.answers.features import NAMES
from app.bank.answers.heap import SHAPE

_FILE = Path(__file__).parent / "data" / "weights.json"
_MOST = 30.0
DEPTH = 5

# Features (indices into the values) and cuts in heap order, and leaves.
Row = tuple[Sequence[int], Sequence[float], Sequence[float]]
_BITS = 2**DEPTH  # of a tree: one for each leaf, the last branch's highest


@dataclass(frozen=True, slots=True)
class Trees:
    """Log-odds as a sum over trees of five questions each; a value above a cut goes to the last branch.

    Each feature is asked once for all trees: a value strikes out the leaves, as bits, that it does not
    lead to, and one leaf of each tree is left (QuickScorer, Lucchese et al., SIGIR 2015).
    """

    base: float
    # Of each feature that is asked about: its place, its cuts, and what is left below and between them.
    questions: tuple[tuple[int, tuple[float, ...], tuple[int, ...]], ...] = ()
    everything: int = 0
    # What each tree adds, by the bits that are left of it.
    leaves: tuple[dict[int, float], ...] = ()

    @classmethod
    def of(cls, base: float, rows: Iterable[Row]) -> Trees:
        """Read trees; a smaller one has the same leaf in several places."""
        trees = list(rows)
        whole = everything = (1 << _BITS * len(trees)) - 1
        asked: dict[int, list[tuple[float, int, int]]] = {}
        for place, (features, cuts, _leaves) in enumerate(trees):
            for node, (feature, cut) in enumerate(zip(features, cuts, strict=True)):
                low, high = (side << _BITS * place for side in _sides(node))
                if cut < math.inf:
                    asked.setdefault(feature, []).append((cut, whole ^ low, whole ^ high))
                else:
                    everything &= whole ^ high
        questions = tuple((feature, *_left(asked[feature])) for feature in sorted(asked))
        return cls(base, questions, everything, tuple(_spread(row[2]) for row in trees))

    def chance(self, values: Sequence[float]) -> float:
        """Sums in a fixed order, so that every machine gets the same."""
        left = self.everything
        for feature, cuts, masks in self.questions:
            left &= masks[bisect_left(cuts, values[feature])]
        total = self.base
        count = len(self.leaves)
        words = struct.unpack(f"<{count}I", left.to_bytes(_BITS // 8 * count, "little"))
        for bits, leaves in zip(words, self.leaves, strict=True):
            total += leaves[bits]
        return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, total))))


def _sides(node: int) -> tuple[int, int]:
    """The leaves below the two branches of a node, which is counted in heap order, as bits."""
    level = (node + 1).bit_length() - 1
    half = _BITS >> level + 1
    start = (node + 1 - (1 << level)) * 2 * half
    low = (1 << half) - 1 << start
    return low, low << half


def _left(nodes: list[tuple[float, int, int]]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """The cuts of a feature, and for a value below all, between two, above all of them: what is left."""
    cuts = sorted({cut for cut, _above, _below in nodes})
    highest = [-math.inf, *cuts]
    masks = (
        reduce(int.__and__, (above if cut <= passed else below for cut, above, below in nodes))
        for passed in highest
    )
    return tuple(cuts), tuple(masks)


def _spread(leaves: Sequence[float]) -> dict[int, float]:
    """What a tree adds, by the bits of its leaf: one, of a smaller tree several."""
    each = _BITS // len(leaves)
    one = (1 << each) - 1
    return {one << each * place: float(leaf) for place, leaf in enumerate(leaves)}


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
