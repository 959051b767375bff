"""How sure a proposal is: the error to be expected of its total, with a gross one counted for more.

The errors of key points may cancel, and what exceeds the maximum is no error (任答四点). So the chances of
every total are worked out, and the proposal is held against each.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.bank.answers.doubts import PointMark
from app.bank.answers.item import Question

# An error over a quarter of the maximum is gross, and counts for half of the maximum more.
GROSS = 0.25
_GROSS_MORE = 0.5
# So that an answer is as sure as before on the average of the hands left out in turn.
_SCALE = 0.82
_LEAST_CHANCE = 1e-3


def confidence(
    question: Question, marks: Sequence[PointMark], score: float, least: float = 0.0
) -> float:
    """From 0 to 1; the error to be expected is taken for `least` or more."""
    if not question.max:
        return 0.0
    mean = gross = 0.0
    for total, chance in _totals(question, marks).items():
        error = abs(total - score) / question.max
        mean += chance * error
        if error > GROSS:
            gross += chance
    return round(max(0.0, 1 - max(_SCALE * (mean + _GROSS_MORE * gross), least)), 4)


def _totals(question: Question, marks: Sequence[PointMark]) -> dict[float, float]:
    """The chance of each total, as if the key points were right or wrong independently of each other."""
    chances = {0.0: 1.0}
    for mark in marks:
        worth = question.key_points[mark.evidence.point].points
        found: dict[float, float] = {}
        for credit, part in (
            (0.0, 1 - mark.some),
            (worth / 2, mark.some - mark.full),
            (worth, mark.full),
        ):
            if part > _LEAST_CHANCE:
                for total, chance in chances.items():
                    more = min(question.max, round(total + credit, 3))
                    found[more] = found.get(more, 0.0) + chance * part
        chances = found
    return chances
