"""From which score on a label holds, chosen on examples that the score was not trained on."""

from __future__ import annotations

from collections.abc import Sequence

# Scores whose F1 is this near to the best are as good: chance decides among them.
_AS_GOOD = 0.99
_WIDEST = 0.6


def best_limit(scores: Sequence[float], truth: Sequence[bool], exact: float) -> float:
    """The limit with the best F1, of those that keep findings at least `exact` (0–1) right.

    Tries every score, highest first; stays within ±0.6 of zero, and is zero if none will do.
    """
    tried = _tried(scores, truth, exact)
    return max(tried, key=lambda one: (one[0], one[1]))[1] if tried else 0.0


def middle_limit(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The middle between the highest and the lowest limit whose F1 is as good as the best."""
    tried = _tried(scores, truth, 0.0)
    if not tried:
        return 0.0
    least = _AS_GOOD * max(value for value, _limit in tried)
    good = [limit for value, limit in tried if value >= least]
    return (good[0] + good[-1]) / 2


def _tried(
    scores: Sequence[float], truth: Sequence[bool], exact: float
) -> list[tuple[float, float]]:
    """(F1, limit) of every limit that may be chosen, highest limit first."""
    positives = sum(truth)
    found: list[tuple[float, float]] = []
    right = 0
    for count, (score, there) in enumerate(
        sorted(zip(scores, truth, strict=True), reverse=True), 1
    ):
        right += there
        if positives and abs(score) <= _WIDEST and right / count >= exact:
            found.append((2 * right / (count + positives), score))
    return found
