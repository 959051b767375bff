"""From which score on a label holds, chosen on examples that the score was not trained on."""

from __future__ import annotations

from collections.abc import Sequence


def best_limit(scores: Sequence[float], truth: Sequence[bool], exact: float) -> float:
    """The limit with the best F1, of those that keep findings at least `exact` (0–1) right.

    Tries every score, highest first; stays within ±0.6 of zero, and is zero if none will do.
    """
    positives = sum(truth)
    best, limit, right = -1.0, 0.0, 0
    for count, (score, there) in enumerate(
        sorted(zip(scores, truth, strict=True), reverse=True), 1
    ):
        right += there
        if not -0.6 <= score <= 0.6 or right / count < exact:
            continue
        value = 2 * right / (count + positives) if positives else 0.0
        if value > best:
            best, limit = value, score
    return limit
