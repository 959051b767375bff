"""A written answer's mark from what each key point earned.

A question may be worth other marks on a paper than its key points add up to; the sum is then scaled:
6 key-point marks on a question of 9 marks count one and a half each. Where any four of six key points are
asked for, the sum is cut off at what four are worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.bank.domain.grading import Grade
from app.bank.domain.items import KeyPoint


@dataclass(frozen=True, slots=True)
class Earned:
    """A mark to two places with its share 0–1 of the question, to six."""

    mark: Decimal
    correctness: Decimal


class PointsError(ValueError):
    """Points that a key point cannot have; `point_id` names it."""

    def __init__(self, point_id: str) -> None:
        super().__init__(point_id)
        self.point_id = point_id


def add_up(
    key_points: Sequence[KeyPoint],
    points: Mapping[str, Decimal],
    worth: Decimal,
    most: Decimal | None = None,
) -> Earned:
    """The mark for a question of `worth` marks; every key point must have been given points.

    `most` is what the key points earn together where any so many of them are asked for (任答): what is
    given beyond it does not count. Raises PointsError for points below 0, above the key point's own, or missing.
    """
    for point in key_points:
        given = points.get(point.id)
        if given is None or not given.is_finite() or not 0 <= given <= point.points:
            raise PointsError(point.id)
    available = sum((point.points for point in key_points), Decimal(0)) if most is None else most
    total = min(available, sum((points[point.id] for point in key_points), Decimal(0)))
    grade = Grade(share=Fraction(total) / Fraction(available))
    return Earned(grade.points(worth) or Decimal(0), grade.correctness or Decimal(0))
