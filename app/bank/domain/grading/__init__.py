"""Marking of objective items: functions from values to a value."""

from __future__ import annotations

from collections.abc import Callable

from app.bank.domain.grading.blanks import grade_fill_blank
from app.bank.domain.grading.choice import grade_multiple_response, grade_single_choice
from app.bank.domain.grading.mark import Detail, Grade, points_for
from app.bank.domain.grading.truth import grade_true_false
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import ResponseError, is_blank, read_response
from app.bank.domain.types import ItemType, MultipleResponseRule

__all__ = ["Detail", "Grade", "ResponseError", "grade", "points_for"]

Grader = Callable[[ItemFace, ItemKey, object, MultipleResponseRule], Grade]

GRADERS: dict[ItemType, Grader] = {
    ItemType.SINGLE_CHOICE: grade_single_choice,
    ItemType.MULTIPLE_RESPONSE: grade_multiple_response,
    ItemType.TRUE_FALSE: grade_true_false,
    ItemType.FILL_BLANK: grade_fill_blank,
}


def grade(
    face: ItemFace,
    key: ItemKey,
    response: object,
    rule: MultipleResponseRule = MultipleResponseRule.HALF,
) -> Grade:
    """Grade one response, raw or canonical.

    Raises `ResponseError` for what cannot be an answer to the item. Written types come back with
    `share` None, for a person marks them; `detail.answered` tells an empty answer from a written one.
    """
    grader = GRADERS.get(face.type)
    if grader is not None:
        return grader(face, key, response, rule)
    return Grade(share=None, detail=Detail(answered=not is_blank(read_response(face, response))))
