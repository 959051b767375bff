"""Sums of small trees, all asked at once."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import getitem

_MOST = 30.0
DEPTH = 5

# Features (indices into the values) and cuts in heap order, and leaves.
Row = tuple[Sequence[int], Sequence[float], Sequence[float]]
_LEAVES = 2**DEPTH
# The leaves of a tree are bits in so many bytes, which lie as far apart as there are trees.
_PLANES = _LEAVES // 8


@dataclass(frozen=True)
class Trees:
    """Log-odds as a sum over trees of up to five questions each; a value above a cut goes to the last branch."""

    base: float
    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, base: float, rows: Iterable[Row]) -> Trees:
        """Read trees."""
        return cls(base, tuple(rows))

    def chance(self, values: Sequence[float]) -> float:
        """The probability of what the trees were trained to foresee."""
        return self._alone.chances(values)[0]

    @cached_property
    def _alone(self) -> Forest:
        return Forest.of(self)


@dataclass(frozen=True, slots=True)
class Forest:
    """Several sums of trees that are asked about the same values.

    Each feature is asked once for all trees: a value strikes out the leaves, as bits, that it does not
    lead to, and one leaf of each tree is left (QuickScorer, Lucchese et al., SIGIR 2015). Byte `i` of a
    plane holds eight leaves of tree `i`, so that the number of the leaf that is left of each tree can
    be read off for all trees by a table for each plane.
    """

    # Of each sum: its base and the numbers of its trees.
    sums: tuple[tuple[float, int, int], ...]
    # Of each feature that is asked about: its place, its cuts, and what is left below and between them.
    features: tuple[int, ...]
    cuts: tuple[tuple[float, ...], ...]
    masks: tuple[tuple[int, ...], ...]
    everything: int
    # What each tree adds, by leaf.
    leaves: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, *several: Trees) -> Forest:
        """Join sums of trees; a smaller tree leads to every so manieth leaf."""
        rows = [row for trees in several for row in trees.rows]
        whole = everything = (1 << _LEAVES * len(rows)) - 1
        asked: dict[int, list[tuple[float, int, int]]] = {}
        for tree, (features, cuts, _leaves) in enumerate(rows):
            for node in range(_LEAVES - 1):
                low, high = (_bits(side, tree, len(rows)) for side in _sides(node))
                if node < len(cuts) and cuts[node] < math.inf:
                    row = (cuts[node], whole ^ low, whole ^ high)
                    asked.setdefault(features[node], []).append(row)
                else:
                    everything &= whole ^ high
        same: dict[float, float] = {}
        left = {feature: _left(asked[feature]) for feature in sorted(asked)}
        sums: list[tuple[float, int, int]] = []
        first = 0
        for trees in several:
            sums.append((trees.base, first, first + len(trees.rows)))
            first += len(trees.rows)
        return cls(
            tuple(sums),
            tuple(left),
            tuple(cuts for cuts, _masks in left.values()),
            tuple(masks for _cuts, masks in left.values()),
            everything,
            tuple(_spread(row[2], same) for row in rows),
        )

    def chances(self, values: Sequence[float]) -> list[float]:
        """A probability for each sum; added up in a fixed order, so that every machine gets the same."""
        places = map(bisect_left, self.cuts, map(values.__getitem__, self.features))
        left = self.everything
        for mask in map(getitem, self.masks, places):
            left &= mask
        added = list(map(getitem, self.leaves, _reached(left, len(self.leaves))))
        found: list[float] = []
        for total, first, last in self.sums:
            for leaf in added[first:last]:
                total += leaf
            found.append(1 / (1 + math.exp(-max(-_MOST, min(_MOST, total)))))
        return found


def _sides(node: int) -> tuple[range, range]:
    """The leaves below the two branches of a node, which is counted in heap order."""
    level = (node + 1).bit_length() - 1
    half = _LEAVES >> level + 1
    start = (node + 1 - (1 << level)) * 2 * half
    return range(start, start + half), range(start + half, start + 2 * half)


def _bits(leaves: Iterable[int], tree: int, trees: int) -> int:
    """Some leaves of one tree of several."""
    return sum(1 << 8 * (leaf // 8 * trees + tree) + leaf % 8 for leaf in leaves)


def _left(nodes: list[tuple[float, int, int]]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """The cuts of a feature, and for a value below all, between two, above all of them: what is left."""
    cuts = sorted({cut for cut, _above, _below in nodes})
    highest = [-math.inf, *cuts]
    masks = (
        reduce(int.__and__, (above if cut <= passed else below for cut, above, below in nodes))
        for passed in highest
    )
    return tuple(cuts), tuple(masks)


def _spread(leaves: Sequence[float], same: dict[float, float]) -> tuple[float, ...]:
    """What a tree adds, by leaf; a smaller tree has each of its leaves several times. Equal numbers are one
    object for all trees, as what is small stays near the processor."""
    each = _LEAVES // len(leaves)
    numbers = [same.setdefault(leaf, leaf) for leaf in map(float, leaves)]
    return tuple(leaf for leaf in numbers for _ in range(each))


def _table(plane: int) -> bytes:
    """For a byte of a plane the number of the leaf that is its only bit; 0 for none."""
    numbers = {1 << bit: 8 * plane + bit for bit in range(8)}
    return bytes(numbers.get(byte, 0) for byte in range(256))


_TABLES = tuple(map(_table, range(_PLANES)))


def _reached(left: int, trees: int) -> bytes:
    """The number of the one leaf that is left of each tree."""
    planes = left.to_bytes(_PLANES * trees, "little")
    numbers = 0
    for plane, table in enumerate(_TABLES):
        part = planes[plane * trees : (plane + 1) * trees]
        numbers |= int.from_bytes(part.translate(table), "little")
    return numbers.to_bytes(trees, "little")
