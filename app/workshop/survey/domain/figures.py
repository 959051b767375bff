"""CSI, NPS and Cronbach's α out of responses, each with what it stands on (pure).

Missing values: a person's score of a dimension is the mean of the items they rated; skipped items and “不适用” count
for nothing. A dimension's mean is over those who have such a score. α takes only people who rated all its items.
Reverse items are turned (k + 1 − x) before anything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from app.workshop.survey.domain.questionnaire import (
    NPS_TOP,
    Item,
    Kind,
    Measures,
    Questionnaire,
    Response,
    rating,
    share_of_scale,
)

Z = 1.96
SMALL = 30
# Student's t, two-sided 95 %, for 1 to 30 degrees of freedom (any table of the distribution).
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
    2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048,
    2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """A dimension: mean of (x − 1)/(k − 1) over `n` people, 0 to 1, and its weight (0 to 1)."""

    name: str
    weight: float
    n: int
    share: float | None

    def on_scale(self, points: int) -> float | None:
        """The mean as a rating from 1 to `points`."""
        return None if self.share is None else 1 + self.share * (points - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Csi:
    """The index, 0 to 100, with its interval; `value` None where a weighted dimension has no answers."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    dimensions: tuple[DimensionScore, ...]


def normalise(weights: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Weights that sum to 1, over these dimensions; equal ones where none is positive."""
    kept = {name: max(0.0, weights.get(name, 0.0)) for name in names}
    total = sum(kept.values())
    if total <= 0:
        return {name: 1 / len(names) for name in names}
    return {name: value / total for name, value in kept.items()}


def t_quantile(degrees: int) -> float:
    """Student's t, two-sided 95 %. Beyond the table Cornish and Fisher's expansion about the normal."""
    if degrees <= len(_T):
        return _T[max(degrees, 1) - 1]
    return Z + (Z**3 + Z) / (4 * degrees) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * degrees**2)


def csi(
    questionnaire: Questionnaire, responses: Sequence[Response], weights: Mapping[str, float]
) -> Csi:
    """CSI = 100 · Σ wᵢ (x̄ᵢ − 1)/(k − 1), Σ wᵢ = 1, over the dimensions (course text 6.2.5, counted from 1).

    Interval: ± t · SE, SE² = Σ zⱼ² / (n (n − 1)), where zⱼ = Σᵢ wᵢ rᵢⱼ (xᵢⱼ − x̄ᵢ) n/nᵢ is person j's pull on the
    index (r: has a score; linearisation of a weighted sum of means, Särndal, Swensson & Wretman 1992,
    ch. 5). Without gaps that is the standard error of the people's own indices. Weights are taken as
    given, not as estimated.
    """
    names = questionnaire.dimensions
    items = questionnaire.items(Measures.PERFORMANCE)
    shares = {
        name: [share_of_scale(r, [i for i in items if i.dimension == name]) for r in responses]
        for name in names
    }
    used = normalise(weights, names) if names else {}
    scores = tuple(_score(name, used[name], shares[name]) for name in names)
    n = sum(
        1 for person in zip(*shares.values(), strict=True) if any(s is not None for s in person)
    )
    weighted = [one for one in scores if one.weight > 0]
    if not weighted or any(one.share is None for one in weighted):
        return Csi(value=None, low=None, high=None, n=n, dimensions=scores)
    value = 100 * sum(one.weight * (one.share or 0) for one in weighted)
    error = _index_error(weighted, shares, n)
    if error is None:
        return Csi(value=value, low=None, high=None, n=n, dimensions=scores)
    half = 100 * error * t_quantile(n - 1)
    return Csi(
        value=value, low=max(0, value - half), high=min(100, value + half), n=n, dimensions=scores
    )


def _score(name: str, weight: float, shares: Sequence[float | None]) -> DimensionScore:
    given = [one for one in shares if one is not None]
    return DimensionScore(
        name=name, weight=weight, n=len(given), share=fmean(given) if given else None
    )


def _index_error(
    scores: Sequence[DimensionScore], shares: Mapping[str, Sequence[float | None]], n: int
) -> float | None:
    if n < 2:
        return None
    people = len(next(iter(shares.values())))
    pulls: list[float] = []
    for person in range(people):
        pull = 0.0
        for one in scores:
            own = shares[one.name][person]
            if own is not None and one.share is not None:
                pull += one.weight * (own - one.share) * n / one.n
        pulls.append(pull)
    return sqrt(sum(pull**2 for pull in pulls) / (n * (n - 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nps:
    """Counts, the score (−100 to 100) and its interval; None where nobody answered."""

    promoters: int
    passives: int
    detractors: int
    value: float | None
    error: float | None
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors


def nps(ratings: Sequence[int]) -> Nps:
    """NPS = %(9–10) − %(0–6) (Reichheld 2003), over all who answered.

    SE = √((p + q − (p − q)²)/n), p promoters, q detractors: the standard deviation of a mean of +1, 0, −1;
    interval ± 1.96 SE (course text 7.1.7). At n = 30, p = 0.5, q = 0.2 that is 30 ± 27.9 points.
    """
    promoters = sum(1 for one in ratings if one >= 9)
    detractors = sum(1 for one in ratings if one <= 6)
    n = len(ratings)
    counts = (promoters, n - promoters - detractors, detractors)
    if not n:
        return Nps(promoters=0, passives=0, detractors=0, value=None, error=None, low=None, high=None)  # fmt: skip
    p, q = promoters / n, detractors / n
    value, error = 100 * (p - q), 100 * sqrt((p + q - (p - q) ** 2) / n)
    return Nps(
        promoters=counts[0],
        passives=counts[1],
        detractors=counts[2],
        value=value,
        error=error,
        low=max(-100, value - Z * error),
        high=min(100, value + Z * error),
    )


def nps_ratings(questionnaire: Questionnaire, responses: Sequence[Response]) -> list[int]:
    """The answers to the first recommendation question."""
    asked = questionnaire.of_kind(Kind.NPS)
    if not asked:
        return []
    values = (response.answers.get(asked[0].id) for response in responses)
    return [one for one in values if isinstance(one, int) and 0 <= one <= NPS_TOP]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """Cronbach's α of some items over the `n` people who rated all; None where it cannot be worked out."""

    name: str
    items: int
    n: int
    value: float | None


FEWEST_ITEMS, FEWEST_PEOPLE = 3, 3


def alpha(name: str, items: Sequence[Item], responses: Sequence[Response]) -> Alpha:
    """α = m/(m − 1) · (1 − Σ s²ᵢ / s²ₜ), m items, s² sample variances, t the sum (Cronbach 1951).

    Reverse items are turned first; people with a gap are left out; at least 3 items and 3 people. A high
    α says that the items move together, not that they measure one thing.
    """
    rows = [[rating(response, item) for item in items] for response in responses]
    whole = [[value for value in row if value is not None] for row in rows if None not in row]
    m, n = len(items), len(whole)
    if m < FEWEST_ITEMS or n < FEWEST_PEOPLE:
        return Alpha(name=name, items=m, n=n, value=None)
    total = variance([sum(row) for row in whole])
    if total == 0:
        return Alpha(name=name, items=m, n=n, value=None)
    apart = sum(variance(column) for column in zip(*whole, strict=True))
    return Alpha(name=name, items=m, n=n, value=m / (m - 1) * (1 - apart / total))


def alphas(questionnaire: Questionnaire, responses: Sequence[Response]) -> list[Alpha]:
    """α of all rated items together (name ""), then of each dimension with at least three."""
    items = questionnaire.items(Measures.PERFORMANCE)
    found = [alpha("", items, responses)]
    for name in questionnaire.dimensions:
        own = [item for item in items if item.dimension == name]
        if len(own) >= FEWEST_ITEMS:
            found.append(alpha(name, own, responses))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """One item: how often each rating was given, the mean (reverse-coded) and the share of the top two."""

    item: Item
    counts: tuple[int, ...]
    n: int
    not_rated: int
    mean: float | None
    deviation: float | None
    top_two: float | None


def item_figures(item: Item, responses: Sequence[Response]) -> ItemFigures:
    """Counts of 1…k after reverse-coding; top two: 满意率 of the course text (6.1.9)."""
    given = [one for r in responses if (one := rating(r, item)) is not None]
    n = len(given)
    return ItemFigures(
        item=item,
        counts=tuple(given.count(point) for point in range(1, item.points + 1)),
        n=n,
        not_rated=len(responses) - n,
        mean=fmean(given) if given else None,
        deviation=sqrt(variance(given)) if n > 1 else None,
        top_two=sum(1 for one in given if one >= item.points - 1) / n if n else None,
    )
