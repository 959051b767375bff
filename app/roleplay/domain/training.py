"""Training the weights: linear support vector machines in two passes, bit by bit repeatable.

Dual coordinate descent for the squared hinge loss (Hsieh and others, 2008), which needs nothing but
additions, multiplications and divisions of doubles; sums go through `math.fsum`, whose result does not
depend on the order or on the version of Python. The second pass learns from scores of examples that
the first was not trained on. Limits come from cross-validation inside the
examples given; what is held back is never seen here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import fsum, log, sqrt
from operator import mul
from random import Random

from app.roleplay.domain.acts import Act
from app.roleplay.domain.bank import ANY_MISCONDUCT, CONDUCT, LABELS, Example, digest
from app.roleplay.domain.features import CONTEXT, count_features, evenness, extract, value_of
from app.roleplay.domain.limits import best_limit, middle_limit
from app.roleplay.domain.second import FINE, OWN, inputs
from app.roleplay.domain.text import bare
from app.roleplay.domain.weights import GRAIN, SCALE, Weights, write_cells

# A feature counts at most as if it were e³ times as frequent on one side.
_MOST_TOLD = 3.0
# `explain` is not marked; found too easily it parts wordings that are otherwise judged alike.
_SELDOM = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. `strong` is the value of a pattern where an n-gram has 1; `rare` the cost of
    missing a label as a multiple of that of finding it wrongly; `exact` the precision that findings of misconduct
    must keep, `alarms` the share of clean lines in which it may be found (lines of a hand that was not
    trained on had four fifths of it); `room` the number of weights that are kept, the heaviest.
    What begins with `second_` is for the second pass."""

    cost: float = 0.03
    rare: float = 1.5
    strong: float = 1.3
    rounds: int = 6
    folds: int = 5
    second_cost: float = 0.3
    second_rounds: int = 30
    second_folds: int = 4
    second_least: int = 500
    least: int = 2
    exact: float = 0.9
    alarms: float = 0.025
    room: int = 400_000


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
    fit = partial(_fit, size=len(names), settings=chosen)
    unseen = [_unseen(side, alone, label, chosen.folds, fit) for label, side in sides]
    centres = [round(best_limit(one.full, _truth(rows, one.label), 0.0) * SCALE) for one in unseen]
    seconds = _second_pass(ordered, unseen, centres, chosen)
    return Weights(
        bank=digest(ordered),
        examples=len(ordered),
        labels=LABELS,
        bias=tuple(round(line.bias * SCALE) for line in lines),
        centres=tuple(centres),
        second=tuple(row for row, _limit_ in seconds),
        limits=tuple(limit for _row, limit in seconds),
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


@dataclass(frozen=True, slots=True)
class _Unseen:
    """Scores of every row by lines not trained on it: as given, and without the customer's words."""

    label: str
    full: list[float]
    alone: list[float]


def _unseen(
    rows: Sequence[_Row],
    alone: Sequence[_Row],
    label: str,
    folds: int,
    fit: Callable[[Sequence[_Row], str], _Line],
) -> _Unseen:
    full, part = [0.0] * len(rows), [0.0] * len(rows)
    for fold in range(folds):
        line = fit([row for row in rows if row.fold != fold], label)
        for at, row in enumerate(rows):
            if row.fold == fold:
                full[at] = line.score(row)
                part[at] = full[at] if alone is rows else line.score(alone[at])
    return _Unseen(label, full, part)


def _second_pass(
    examples: Sequence[Example],
    unseen: Sequence[_Unseen],
    centres: Sequence[int],
    settings: Settings,
) -> list[tuple[tuple[int, ...], int]]:
    """The second weights and the final limit of every label, as whole numbers.

    From few examples nothing can be learnt about labels together: each then keeps its own score.
    """
    chosen = replace(settings, cost=settings.second_cost, rounds=settings.second_rounds)
    whole = _second_rows(examples, [one.full for one in unseen], centres, settings)
    apart = _second_rows(examples, [one.alone for one in unseen], centres, settings)
    found: list[tuple[tuple[int, ...], int]] = []
    for label in LABELS:
        rows = apart if label in CONDUCT else whole
        fit = partial(_separate, size=len(rows[0].at), settings=chosen)
        if len(examples) < settings.second_least:
            at = OWN + LABELS.index(label)
            weights = [float(number == at) for number in range(len(rows[0].at))]
            scores = [row.values[at] for row in rows]
        else:
            line = fit(rows, label)
            weights = [line.weights[0] + line.bias, *line.weights[1:]]
            scores = _unseen(rows, rows, label, settings.second_folds, fit).full
        truth = _truth(rows, label)
        limit = _limit(label, scores, truth, settings)
        found.append((tuple(round(weight * FINE) for weight in weights), round(limit * SCALE)))
    return found


def _limit(label: str, scores: Sequence[float], truth: Sequence[bool], settings: Settings) -> float:
    """Misconduct is found rather too seldom than wrongly, and so is what is never marked."""
    if label == ANY_MISCONDUCT:
        return best_limit(scores, truth, settings.exact, settings.alarms)
    return middle_limit(scores, truth, _SELDOM if label == Act.EXPLAIN else 1.0)


def _truth(rows: Sequence[_Row], label: str) -> list[bool]:
    return [label in row.labels for row in rows]


def _second_rows(
    examples: Sequence[Example],
    scores: Sequence[Sequence[float]],
    centres: Sequence[int],
    settings: Settings,
) -> list[_Row]:
    rows: list[_Row] = []
    for at, example in enumerate(examples):
        margins = [own[at] - centre / SCALE for own, centre in zip(scores, centres, strict=True)]
        values = tuple(inputs(margins, len(bare(example.utterance))))
        square = fsum(value * value for value in values) + 1.0
        fold = example.draw("second ") % settings.second_folds
        rows.append(_Row(tuple(range(len(values))), values, square, example.labels, fold))
    return rows


def _table(names: Sequence[str], lines: Sequence[_Line], settings: Settings) -> dict[str, str]:
    """The heaviest weights, rounded; what a pattern weighs includes its value."""
    cells: list[tuple[int, str, int]] = []
    for at, name in enumerate(names):
        value = value_of(name, settings.strong)
        for label, line in enumerate(lines):
            weight = round(line.weights[at] * value * SCALE / GRAIN)
            if weight:
                cells.append((weight, name, label))
    cells.sort(key=lambda cell: (-abs(cell[0]), cell[1], cell[2]))
    table: dict[str, list[tuple[int, int]]] = {}
    for weight, name, label in sorted(cells[: settings.room], key=lambda c: (c[1], c[2])):
        table.setdefault(name, []).append((label, weight))
    return {name: write_cells(row) for name, row in table.items()}
