"""From which score on a label holds, chosen on examples that the score was not trained on."""

from __future__ import annotations

from collections.abc import Sequence

# Scores whose F1 is this near to the best are as good: chance decides among them.
_AS_GOOD = 0.99
_WIDEST = 0.6


def best_limit(
    scores: Sequence[float], truth: Sequence[bool], exact: float, alarms: float = 1.0
) -> float:
    """The limit with the best F1, of those that keep findings at least `exact` (0–1) right.

    At most the share `alarms` (0–1) of what does not hold the label may be found. Tries every score,
    highest first; stays within ±0.6 of zero, and is zero if none will do.
    """
    tried = _tried(scores, truth, exact, alarms)
    return max(tried, key=lambda one: (one[0], one[1]))[1] if tried else 0.0


def middle_limit(scores: Sequence[float], truth: Sequence[bool], recall: float = 1.0) -> float:
    """The middle between the highest and the lowest limit whose F is as good as the best.

    `recall` is how many times as much recall counts as precision (beta of the F measure).
    """
    tried = _tried(scores, truth, 0.0, 1.0, recall * recall)
    if not tried:
        return 0.0
    least = _AS_GOOD * max(value for value, _limit in tried)
    good = [limit for value, limit in tried if value >= least]
    return (good[0] + good[-1]) / 2


def _tried(
    scores: Sequence[float],
    truth: Sequence[bool],
    exact: float,
    alarms: float,
    square: float = 1.0,
) -> list[tuple[float, float]]:
    """(F, limit) of every limit that may be chosen, highest limit first; `square` is that of beta."""
    positives = sum(truth)
    most = alarms * (len(truth) - positives)
    found: list[tuple[float, float]] = []
    right = 0
    for count, (score, there) in enumerate(
        sorted(zip(scores, truth, strict=True), reverse=True), 1
    ):
        right += there
        allowed = right / count >= exact and count - right <= most
        if positives and abs(score) <= _WIDEST and allowed:
            found.append(((1 + square) * right / (count + square * positives), score))
    return found
