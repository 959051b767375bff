"""What the machine can mark: objective answers, and written ones left empty.

Several keys may be right at once (“也算对”): the answer then earns what the kindest of them gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.bank.domain.grading import Grade, ResponseError, grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.types import ItemType, MultipleResponseRule

NO_ANSWER = "没有作答"
# What the ledger names as the rule of a mark that the written-answer engine gave by itself.
ENGINE = "engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineMark:
    """A mark given without a person. `rule` is named where one had to be chosen."""

    points: Decimal
    correctness: Decimal | None
    rule: str = ""
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


def mark_answer(
    face: ItemFace,
    keys: Sequence[ItemKey],
    response: Response,
    *,
    points: Decimal,
    rule: MultipleResponseRule,
) -> MachineMark | None:
    """Mark one answer out of `points`; None where a person has to read it.

    An answer that the item's type cannot read (which saving does not let through) waits for a
    person as well: closing a sitting must never fail over one answer.
    """
    reason = NO_ANSWER if is_blank(response) else ""
    if not face.type.is_objective:
        return _empty_written() if reason else None
    try:
        result, _key = best_grade(face, keys, response, rule)
    except ResponseError:
        return None
    marks, correctness = result.points(points), result.correctness
    if marks is None or correctness is None:
        return None
    chosen = rule.value if face.type is ItemType.MULTIPLE_RESPONSE else ""
    return MachineMark(
        points=marks,
        correctness=correctness,
        rule=chosen,
        reason=reason,
        detail=result.detail.to_data(),
    )


def best_grade(
    face: ItemFace, keys: Sequence[ItemKey], response: Response, rule: MultipleResponseRule
) -> tuple[Grade, ItemKey]:
    """The grade under the kindest key, and that key; of equal ones the first.

    Raises ResponseError for what cannot be an answer to the item.
    """
    grades = [(grade(face, key, response, rule), key) for key in keys]
    return max(grades, key=lambda pair: pair[0].share or 0)


def _empty_written() -> MachineMark:
    return MachineMark(
        points=Decimal(0), correctness=Decimal(0), reason=NO_ANSWER, detail={"answered": False}
    )
