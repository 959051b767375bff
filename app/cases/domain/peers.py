"""Calibrated peer review: how much a reviewer's word weighs, what a work is worth by it, and how well
somebody reviewed. All values are shares of the full marks, 0 to 1.

- **Calibration.** A reviewer first marks samples that the instructor has marked. The error e is the mean
  distance from the instructor over all criteria; the weight is max(`LIGHTEST`, 1 − 2e): exact marks weigh
  1, whoever is half the scale off weighs 0.1, and nobody weighs nothing, so that a median always exists.
- **Work.** The weighted median of the reviews that came in. Missing ones count as nothing at all, not as
  zeros. With fewer than `ENOUGH_REVIEWS`, or with reviews further apart than `WIDE`, the instructor is asked.
- **Reviewing.** Only for those who gave at least `ENOUGH_REVIEWS`. Half of it is calibration (1 − 2e), half is
  agreement: 1 − 2d, d being the mean distance of one's marks from the median of *other* reviewers of the
  same work (from the instructor's mark, where there is one).

Distances are absolute and never divided by a spread. A formula that divides by the spread of the marks
makes everybody excellent where all give the same to all; here, where neither the works' marks nor one's
own differ, agreement shows nothing, and calibration alone counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

LIGHTEST = 0.1
ENOUGH_REVIEWS = 3
WIDE = 0.4
# Marks closer than this do not differ.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's mark of a work."""

    reviewer: int
    work: int
    share: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reviews say of a work. `share` None: nobody reviewed it; `ask`: the instructor decides."""

    share: float | None
    count: int
    spread: float = 0.0

    @property
    def is_wide(self) -> bool:
        return self.spread > WIDE + SAME

    @property
    def ask(self) -> bool:
        return self.count < ENOUGH_REVIEWS or self.is_wide


def calibration_error(own: Sequence[Sequence[float]], key: Sequence[Sequence[float]]) -> float:
    """Mean distance from the instructor over the criteria of all samples; both as shares, sample by sample."""
    distances = [
        abs(a - b)
        for mine, right in zip(own, key, strict=True)
        for a, b in zip(mine, right, strict=True)
    ]
    return fmean(distances) if distances else 0.0


def weight(error: float) -> float:
    """How much a reviewer's word weighs, `LIGHTEST` to 1."""
    return max(LIGHTEST, 1 - 2 * error)


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """The value at which half of the weight lies on each side; between two such values, their mean.

    With equal weights it is the usual median. Weights are positive; there is at least one value.
    """
    rows = sorted(zip(values, weights, strict=True))
    half = sum(weights) / 2
    below = 0.0
    for at, (value, heavy) in enumerate(rows):
        below += heavy
        if abs(below - half) <= SAME and at + 1 < len(rows):
            return (value + rows[at + 1][0]) / 2
        if below > half:
            return value
    return rows[-1][0]


def verdicts(
    works: Sequence[int], reviews: Sequence[Review], weights: Mapping[int, float]
) -> dict[int, Verdict]:
    """What reviews say of each work, by work."""
    by_work: dict[int, list[Review]] = {work: [] for work in works}
    for review in reviews:
        if review.work in by_work:
            by_work[review.work].append(review)
    return {work: _verdict(of_one, weights) for work, of_one in by_work.items()}


def reviewing_mark(
    reviewer: int,
    reviews: Sequence[Review],
    weights: Mapping[int, float],
    error: float,
    decided: Mapping[int, float] | None = None,
) -> float | None:
    """How well somebody reviewed; None where they gave too few reviews to tell.

    `decided` are the instructor's own marks by work, which go before any median.
    """
    own = [review for review in reviews if review.reviewer == reviewer]
    if len(own) < ENOUGH_REVIEWS:
        return None
    calibrated = max(0.0, 1 - 2 * error)
    pairs = [
        (review.share, reference)
        for review in own
        if (reference := _reference(review, reviews, weights, decided or {})) is not None
    ]
    if not pairs or (_flat([mine for mine, _ in pairs]) and _flat([one for _, one in pairs])):
        return calibrated
    distance = fmean(abs(mine - reference) for mine, reference in pairs)
    return (calibrated + max(0.0, 1 - 2 * distance)) / 2


def _verdict(reviews: Sequence[Review], weights: Mapping[int, float]) -> Verdict:
    if not reviews:
        return Verdict(None, 0)
    shares = [review.share for review in reviews]
    heavy = [weights.get(review.reviewer, LIGHTEST) for review in reviews]
    return Verdict(weighted_median(shares, heavy), len(shares), max(shares) - min(shares))


def _reference(
    review: Review,
    reviews: Sequence[Review],
    weights: Mapping[int, float],
    decided: Mapping[int, float],
) -> float | None:
    """What a review is compared with: never with itself."""
    if review.work in decided:
        return decided[review.work]
    others = [one for one in reviews if one.work == review.work and one.reviewer != review.reviewer]
    return _verdict(others, weights).share


def _flat(values: Sequence[float]) -> bool:
    return max(values) - min(values) <= SAME
