"""Importance–performance analysis (四分图) and cross-tables (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean

from app.workshop.survey.domain.questionnaire import (
    Kind,
    Measures,
    Question,
    Questionnaire,
    Response,
    share_of_scale,
)


class Quadrant(StrEnum):
    """The four fields, by the names of the course text (6.2.7)."""

    IMPROVE = "improve"  # important, done badly: 优先改进
    KEEP = "keep"  # important, done well: 继续保持
    LOW = "low"  # unimportant, done badly: 低优先
    EXCESS = "excess"  # unimportant, done well: 可能投入过度


class Crosshair(StrEnum):
    """Where the lines are drawn: means of this survey, or the middle of the scale."""

    MEANS = "means"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A dimension in the grid: ratings from 1 to the questionnaire's points, a correlation, fields."""

    name: str
    performance: float
    stated: float | None
    derived: float | None
    quadrant: Quadrant | None
    derived_quadrant: Quadrant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The spots and the lines. `ceiling`: stated importance is so high throughout, or so alike, that it
    tells little."""

    points: int
    spots: tuple[Spot, ...]
    performance_line: float | None
    stated_line: float | None
    derived_line: float | None
    crosshair: Crosshair
    ceiling: bool
    n: int


CEILING_SHARE = 0.8
CEILING_SPREAD = 0.08  # of the scale's length: a third of a point of five
FEWEST_PAIRS = 10


def importance_grid(
    questionnaire: Questionnaire, responses: Sequence[Response], crosshair: Crosshair
) -> Grid:
    """Performance × importance of each dimension (Martilla & James 1977).

    Stated importance: the mean of the questions that ask for it. Derived importance: Pearson's
    correlation of a person's score of the dimension with their overall satisfaction, which is the
    standardised slope of a regression on that one dimension; at least ten people have both. Lines at the
    means over the dimensions or the middle of the scale; derived importance has no middle, so its line
    is always the mean. What lies on a line counts as high.
    """
    points = questionnaire.points
    overall = [share_of_scale(r, questionnaire.items(Measures.OVERALL)) for r in responses]
    raw: list[tuple[str, float, float | None, float | None]] = []
    for name in questionnaire.dimensions:
        own = _shares(questionnaire, responses, Measures.PERFORMANCE, name)
        wanted = _shares(questionnaire, responses, Measures.IMPORTANCE, name)
        performance = _mean(own)
        if performance is not None:
            raw.append((name, performance, _mean(wanted), correlation(own, overall)))
    middle = crosshair is Crosshair.MIDDLE
    stated = [one[2] for one in raw]
    across = 0.5 if middle and raw else _mean([one[1] for one in raw])
    up = (0.5 if middle else _mean(stated)) if any(one is not None for one in stated) else None
    derived = _mean([one[3] for one in raw])
    known = [one for one in stated if one is not None]
    return Grid(
        points=points,
        spots=tuple(_spot(one, points, across, up, derived) for one in raw),
        performance_line=_rated(across, points),
        stated_line=_rated(up, points),
        derived_line=derived,
        crosshair=crosshair,
        ceiling=len(known) > 1
        and (min(known) >= CEILING_SHARE or max(known) - min(known) < CEILING_SPREAD),
        n=len(responses),
    )


def _shares(
    questionnaire: Questionnaire, responses: Sequence[Response], measures: Measures, name: str
) -> list[float | None]:
    items = [item for item in questionnaire.items(measures) if item.dimension == name]
    return [share_of_scale(response, items) for response in responses]


def _mean(values: Sequence[float | None]) -> float | None:
    given = [one for one in values if one is not None]
    return fmean(given) if given else None


def _rated(share: float | None, points: int) -> float | None:
    return None if share is None else 1 + share * (points - 1)


def _spot(
    raw: tuple[str, float, float | None, float | None],
    points: int,
    across: float | None,
    up: float | None,
    derived_line: float | None,
) -> Spot:
    name, performance, stated, derived = raw
    return Spot(
        name=name,
        performance=1 + performance * (points - 1),
        stated=_rated(stated, points),
        derived=derived,
        quadrant=_quadrant(performance, across, stated, up),
        derived_quadrant=_quadrant(performance, across, derived, derived_line),
    )


# Sums of floats may miss their own mean by a hair.
_HAIR = 1e-9


def _quadrant(
    performance: float, across: float | None, importance: float | None, up: float | None
) -> Quadrant | None:
    if across is None or importance is None or up is None:
        return None
    important, good = importance >= up - _HAIR, performance >= across - _HAIR
    if important:
        return Quadrant.KEEP if good else Quadrant.IMPROVE
    return Quadrant.EXCESS if good else Quadrant.LOW


def correlation(left: Sequence[float | None], right: Sequence[float | None]) -> float | None:
    """Pearson's r over the pairs where both are known; None for fewer than ten or where one is constant."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None and b is not None]
    if len(pairs) < FEWEST_PAIRS:
        return None
    mean_a, mean_b = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    both = sum((a - mean_a) * (b - mean_b) for a, b in pairs)
    square_a = sum((a - mean_a) ** 2 for a, _ in pairs)
    square_b = sum((b - mean_b) ** 2 for _, b in pairs)
    if square_a < _HAIR or square_b < _HAIR:
        return None
    return both / sqrt(square_a * square_b)


# Groups smaller than this are not shown apart: who is in them could be known.
SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line of a cross-table: the counts over the columns and the mean of overall satisfaction.

    `hidden`: too few to be shown apart."""

    label: str
    n: int
    counts: tuple[int, ...]
    overall: float | None
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTable:
    """A choice against another (`columns`), or against overall satisfaction alone (no columns).

    `strength` is Cramér's V, None where an expected count is below five and it would say nothing.
    """

    row_question: Question
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    strength: float | None
    n: int


def cross_table(
    questionnaire: Questionnaire,
    responses: Sequence[Response],
    row: Question,
    column: Question | None = None,
) -> CrossTable:
    """Counts of the options of `row` by those of `column`, over the people who answered both.

    V = √(χ²/(n · (min(r, c) − 1))) (Cramér 1946). Overall satisfaction is a mean from 1 to the points.
    """
    overall_items = questionnaire.items(Measures.OVERALL)
    columns = column.options if column is not None else ()
    groups: list[Group] = []
    for number, label in enumerate(row.options):
        own = [r for r in responses if r.answers.get(row.id) == number]
        if column is not None:
            own = [r for r in own if column.id in r.answers]
        counts = tuple(
            sum(1 for r in own if column is not None and _chose(r, column, option))
            for option in range(len(columns))
        )
        shares = [share_of_scale(r, overall_items) for r in own]
        mean = _mean(shares)
        groups.append(
            Group(
                label=label,
                n=len(own),
                counts=counts,
                overall=_rated(mean, questionnaire.points),
                hidden=0 < len(own) < SMALLEST_GROUP,
            )
        )
    multiple = column is not None and column.kind is Kind.MULTIPLE
    return CrossTable(
        row_question=row,
        columns=columns,
        groups=tuple(groups),
        strength=None if multiple else cramers_v([group.counts for group in groups]),
        n=sum(group.n for group in groups),
    )


def _chose(response: Response, question: Question, option: int) -> bool:
    value = response.answers.get(question.id)
    return option in value if isinstance(value, list) else value == option


def cramers_v(counts: Sequence[Sequence[int]]) -> float | None:
    """Cramér's V of a table of counts; None where it is empty, thin or has one line only."""
    rows = [sum(line) for line in counts]
    columns = [sum(line) for line in zip(*counts, strict=True)]
    kept_rows = [i for i, total in enumerate(rows) if total]
    kept_columns = [j for j, total in enumerate(columns) if total]
    n, smaller = sum(rows), min(len(kept_rows), len(kept_columns))
    if smaller < 2:
        return None
    expected = {(i, j): rows[i] * columns[j] / n for i in kept_rows for j in kept_columns}
    if min(expected.values()) < 5:
        return None
    square = sum((counts[i][j] - e) ** 2 / e for (i, j), e in expected.items())
    return sqrt(square / (n * (smaller - 1)))
