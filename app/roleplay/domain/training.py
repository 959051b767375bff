"""Training the weights: one linear support vector machine a label, bit by bit repeatable.

Dual coordinate descent for the squared hinge loss (Hsieh and others, 2008), which needs nothing but
additions, multiplications and divisions of doubles; sums go through `math.fsum`, whose result does not
depend on the order or on the version of Python. Limits come from cross-validation inside the
examples given; what is held back is never seen here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum, log, sqrt
from operator import mul
from random import Random

from app.roleplay.domain.bank import ANY_MISCONDUCT, CONDUCT, LABELS, Example, digest
from app.roleplay.domain.features import CONTEXT, count_features, evenness, extract, value_of
from app.roleplay.domain.weights import SCALE, Weights

# A feature counts at most as if it were e³ times as frequent on one side.
_MOST_TOLD = 3.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. `strong` is the value of a pattern where an n-gram has 1; `rare` the cost of
    missing a label as a multiple of that of finding it wrongly; `exact` the precision that findings of misconduct
    must keep; `room` the number of weights that are kept, the heaviest."""

    cost: float = 0.06
    rare: float = 1.5
    strong: float = 1.6
    rounds: int = 12
    folds: int = 3
    least: int = 2
    exact: float = 0.9
    room: int = 110_000


@dataclass(frozen=True, slots=True)
class _Row:
    """An example as numbers: its features and their values, its length as a vector, its labels."""

    at: tuple[int, ...]
    values: tuple[float, ...]
    square: float
    labels: frozenset[str]
    fold: int


@dataclass(frozen=True, slots=True)
class _Line:
    """The weights of one label: of every feature, and the bias."""

    weights: list[float]
    bias: float

    def score(self, row: _Row) -> float:
        return self.bias + fsum(map(mul, map(self.weights.__getitem__, row.at), row.values))


def train(examples: Sequence[Example], settings: Settings | None = None) -> Weights:
    """Train on `examples`; the order in which they come does not matter."""
    chosen = settings or Settings()
    ordered = sorted(examples, key=lambda example: example.id)
    names, rows = _rows(ordered, chosen)
    alone = [_without_context(row, names) for row in rows]
    sides = [(label, alone if label in CONDUCT else rows) for label in LABELS]
    lines = [_fit(side, label, len(names), chosen) for label, side in sides]
    limits = [_limit(side, label, len(names), chosen) for label, side in sides]
    return Weights(
        bank=digest(ordered),
        examples=len(ordered),
        labels=LABELS,
        bias=tuple(round(line.bias * SCALE) for line in lines),
        limits=tuple(round(limit * SCALE) for limit in limits),
        table=_table(names, lines, chosen),
    )


def _rows(examples: Sequence[Example], settings: Settings) -> tuple[list[str], list[_Row]]:
    """Number the features that occur often enough, and write the examples in these numbers."""
    found = [extract(example.utterance, example.context).names for example in examples]
    counts = count_features(name for names in found for name in names)
    names = sorted(name for name, count in counts.items() if count >= settings.least)
    number = {name: at for at, name in enumerate(names)}
    rows: list[_Row] = []
    for example, own in zip(examples, found, strict=True):
        known = [name for name in own if name in number]
        even = evenness(len(own))
        values = tuple(even * value_of(name, settings.strong) for name in known)
        fold = example.draw("fold ") % settings.folds
        square = fsum(value * value for value in values) + 1.0
        rows.append(
            _Row(tuple(number[name] for name in known), values, square, example.labels, fold)
        )
    return names, rows


def _without_context(row: _Row, names: Sequence[str]) -> _Row:
    """Whether somebody was rude may not hang on what the customer said before."""
    kept = [
        (at, value)
        for at, value in zip(row.at, row.values, strict=True)
        if not names[at].startswith(CONTEXT)
    ]
    values = tuple(value for _at, value in kept)
    square = fsum(value * value for value in values) + 1.0
    return replace(row, at=tuple(at for at, _value in kept), values=values, square=square)


def _fit(rows: Sequence[_Row], label: str, size: int, settings: Settings) -> _Line:
    """The line between rows with and without a label, on features scaled by how much they tell."""
    scales = _scales(rows, label, size)
    line = _separate([_scaled(row, scales) for row in rows], label, size, settings)
    weights = [weight * scale for weight, scale in zip(line.weights, scales, strict=True)]
    return _Line(weights, line.bias)


def _scales(rows: Sequence[_Row], label: str, size: int) -> list[float]:
    """Half a constant and half the log-count ratio of naive Bayes (Wang and Manning, 2012).

    Rounded, because logarithms may differ in their last bit from machine to machine.
    """
    counts = [[0] * size, [0] * size]
    totals = [0, 0]
    for row in rows:
        side = label in row.labels
        totals[side] += 1
        own = counts[side]
        for at in row.at:
            own[at] += 1
    without, with_ = totals[0] + 1.0, totals[1] + 1.0
    return [
        0.5 + 0.5 * min(_MOST_TOLD, round(abs(log((b + 0.5) * without / ((a + 0.5) * with_))), 6))
        for a, b in zip(*counts, strict=True)
    ]


def _scaled(row: _Row, scales: Sequence[float]) -> _Row:
    values = tuple(value * scales[at] for at, value in zip(row.at, row.values, strict=True))
    return replace(row, values=values, square=fsum(value * value for value in values) + 1.0)


def _separate(rows: Sequence[_Row], label: str, size: int, settings: Settings) -> _Line:
    """The line between rows with and without a label."""
    random = Random(f"{label} {len(rows)}")
    weights = [0.0] * size
    line = _Line(weights, 0.0)
    bias = 0.0
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    for _ in range(settings.rounds):
        random.shuffle(order)
        moved = 0.0
        for at in order:
            row = rows[at]
            sign = 1.0 if label in row.labels else -1.0
            slack = 0.5 / (settings.cost * (settings.rare if sign > 0 else 1.0))
            score = line.score(row) + bias
            slope = sign * score - 1.0 + slack * alphas[at]
            if alphas[at] == 0.0 and slope >= 0.0:
                continue
            fresh = max(0.0, alphas[at] - slope / (row.square + slack))
            step = (fresh - alphas[at]) * sign
            alphas[at] = fresh
            bias += step
            for index, value in zip(row.at, row.values, strict=True):
                weights[index] += step * value
            moved += abs(step) * sqrt(row.square)
        if moved < 1e-3 * len(rows):
            break
    return _Line(weights, bias)


def _limit(rows: Sequence[_Row], label: str, size: int, settings: Settings) -> float:
    """The limit with the best F1 on parts not trained on; for misconduct the one that keeps it exact."""
    scored: list[tuple[float, bool]] = []
    for fold in range(settings.folds):
        line = _fit([row for row in rows if row.fold != fold], label, size, settings)
        scored += [(line.score(row), label in row.labels) for row in rows if row.fold == fold]
    scored.sort(reverse=True)
    exact = settings.exact if label == ANY_MISCONDUCT else 0.0
    return _best_limit(scored, exact)


def _best_limit(scored: Sequence[tuple[float, bool]], exact: float) -> float:
    """Try every place in the list of (score, truth), highest first; stay within ±0.6 of zero."""
    positives = sum(truth for _score, truth in scored)
    best, limit, right = -1.0, 0.0, 0
    for count, (score, truth) in enumerate(scored, 1):
        right += truth
        if not -0.6 <= score <= 0.6 or right / count < exact:
            continue
        value = 2 * right / (count + positives) if positives else 0.0
        if value > best:
            best, limit = value, score
    return limit


def _table(
    names: Sequence[str], lines: Sequence[_Line], settings: Settings
) -> dict[str, tuple[tuple[int, int], ...]]:
    """The heaviest weights, rounded; what a pattern weighs includes its value."""
    cells: list[tuple[int, str, int]] = []
    for at, name in enumerate(names):
        value = value_of(name, settings.strong)
        for label, line in enumerate(lines):
            weight = round(line.weights[at] * value * SCALE)
            if weight:
                cells.append((weight, name, label))
    cells.sort(key=lambda cell: (-abs(cell[0]), cell[1], cell[2]))
    table: dict[str, list[tuple[int, int]]] = {}
    for weight, name, label in sorted(cells[: settings.room], key=lambda c: (c[1], c[2])):
        table.setdefault(name, []).append((label, weight))
    return {name: tuple(row) for name, row in table.items()}
