"""What the machine can mark of a sitting: objective answers, and written ones left empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.bank.domain.grading import ResponseError, grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.types import ItemType, MultipleResponseRule

NO_ANSWER = "没有作答"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineMark:
    """A mark given without a person. `rule` is named where one had to be chosen."""

    points: Decimal
    correctness: Decimal
    rule: str = ""
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


def mark_answer(
    face: ItemFace,
    key: ItemKey,
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
        result = grade(face, key, response, rule)
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


def _empty_written() -> MachineMark:
    return MachineMark(
        points=Decimal(0), correctness=Decimal(0), reason=NO_ANSWER, detail={"answered": False}
    )
