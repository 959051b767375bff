"""Boosted trees of five questions each, in the standard library and without chance.

Each tree is fitted to what the trees before it got wrong (Friedman 2001), by second-order gains over
bins of the values (Chen and Guestrin 2016). Every round leaves out three tenths of the items in turn, so
that no tree rests on the wording of one question. Sums run in a fixed order: same input, same trees.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# As many questions in a row as `app.bank.answers.model` asks.
DEPTH = 5
_NODES = 2**DEPTH - 1
_ROUNDS = 90
_RATE = 0.1
_RIDGE = 2.0
# A leaf needs so much evidence: the sum of p(1 − p) of its rows.
_LEAST = 2.0
_BINS = 20
_LEFT_OUT = 0.3
_CYCLE = 10


@dataclass(frozen=True, slots=True)
class Example:
    """Values of one row, whether it is so (0 or 1), its weight, the group that it belongs to."""

    values: Sequence[float]
    right: bool
    weight: float
    group: str


@dataclass(slots=True)
class Tree:
    """Questions `value of features[i] > cuts[i]` in heap order, then what each leaf adds."""

    features: list[int] = field(default_factory=lambda: [0] * _NODES)
    cuts: list[float] = field(default_factory=lambda: [math.inf] * _NODES)
    leaves: list[float] = field(default_factory=lambda: [0.0] * (_NODES + 1))


@dataclass(frozen=True, slots=True)
class _Column:
    """One feature cut into bins: the edges, and the rows that are in another bin than the first."""

    edges: list[float]
    rows: list[int]
    bins: list[int]
    dense: list[int]


def boost(examples: Sequence[Example], rounds: int = _ROUNDS) -> tuple[float, list[Tree]]:
    """The log-odds to begin with, and the trees whose leaves are added to them."""
    columns = [
        _column([example.values[i] for example in examples]) for i in range(len(examples[0].values))
    ]
    right = sum(example.weight for example in examples if example.right)
    every = sum(example.weight for example in examples)
    base = round(math.log((right + 1) / (every - right + 1)), 4)
    groups = {name: n for n, name in enumerate(dict.fromkeys(row.group for row in examples))}
    turns = [groups[row.group] * 7 % _CYCLE for row in examples]
    scores = [base] * len(examples)
    trees: list[Tree] = []
    for number in range(rounds):
        slopes, bends = _slopes(examples, scores, turns, number)
        tree, places = _grow(columns, slopes, bends)
        trees.append(tree)
        scores = [score + tree.leaves[place] for score, place in zip(scores, places, strict=True)]
    return base, trees


def _slopes(
    examples: Sequence[Example], scores: Sequence[float], turns: Sequence[int], number: int
) -> tuple[list[float], list[float]]:
    """First and second derivatives; zero for the groups that this round leaves out."""
    slopes: list[float] = []
    bends: list[float] = []
    for example, score, turn in zip(examples, scores, turns, strict=True):
        if (turn + 3 * number) % _CYCLE < _LEFT_OUT * _CYCLE:
            slopes.append(0.0)
            bends.append(0.0)
            continue
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
        slopes.append(example.weight * (example.right - chance))
        bends.append(example.weight * max(1e-6, chance * (1 - chance)))
    return slopes, bends


def _column(values: Sequence[float]) -> _Column:
    ordered = sorted(values)
    picked = {ordered[(n * len(ordered)) // _BINS] for n in range(_BINS)}
    edges = sorted({round(value, 4) for value in picked})
    if edges and edges[-1] >= ordered[-1]:
        edges.pop()
    dense = [bisect_right(edges, value - 1e-9) for value in values]
    rows = [row for row, place in enumerate(dense) if place]
    return _Column(edges, rows, [dense[row] for row in rows], dense)


def _grow(
    columns: Sequence[_Column], slopes: Sequence[float], bends: Sequence[float]
) -> tuple[Tree, list[int]]:
    """One tree, and the leaf that each row falls into."""
    tree = Tree()
    places = [0] * len(slopes)
    for level in range(DEPTH):
        width = 2**level
        sums = _totals(places, slopes, bends, width)
        best = [(1e-6, 0, -1)] * width
        for number, column in enumerate(columns):
            _try(column, number, places, slopes, bends, sums, best)
        first = width - 1
        cuts = [-1] * width
        for node, (_gain, number, cut) in enumerate(best):
            if cut >= 0:
                tree.features[first + node] = number
                tree.cuts[first + node] = columns[number].edges[cut]
                cuts[node] = cut
        dense = [columns[number].dense for _gain, number, _cut in best]
        places = [
            2 * place + (cuts[place] >= 0 and dense[place][row] > cuts[place])
            for row, place in enumerate(places)
        ]
    for leaf, (slope, bend) in enumerate(_totals(places, slopes, bends, _NODES + 1)):
        tree.leaves[leaf] = round(_RATE * slope / (bend + _RIDGE), 4)
    return tree, places


def _totals(
    places: Iterable[int], slopes: Iterable[float], bends: Iterable[float], width: int
) -> list[tuple[float, float]]:
    first, second = [0.0] * width, [0.0] * width
    for place, slope, bend in zip(places, slopes, bends, strict=True):
        first[place] += slope
        second[place] += bend
    return list(zip(first, second, strict=True))


def _try(
    column: _Column,
    number: int,
    places: Sequence[int],
    slopes: Sequence[float],
    bends: Sequence[float],
    sums: Sequence[tuple[float, float]],
    best: list[tuple[float, int, int]],
) -> None:
    """Look whether a question about one feature divides any node better than those before."""
    size = len(column.edges) + 1
    first, second = [0.0] * (size * len(sums)), [0.0] * (size * len(sums))
    for row, place in zip(column.rows, column.bins, strict=True):
        key = places[row] * size + place
        first[key] += slopes[row]
        second[key] += bends[row]
    for node, (slope, bend) in enumerate(sums):
        high_slope = high_bend = 0.0
        whole = slope * slope / (bend + _RIDGE)
        for cut in range(size - 2, -1, -1):
            high_slope += first[node * size + cut + 1]
            high_bend += second[node * size + cut + 1]
            low_slope, low_bend = slope - high_slope, bend - high_bend
            if high_bend < _LEAST or low_bend < _LEAST:
                continue
            gain = (
                high_slope * high_slope / (high_bend + _RIDGE)
                + low_slope * low_slope / (low_bend + _RIDGE)
                - whole
            )
            if gain > best[node][0]:
                best[node] = (gain, number, cut)
