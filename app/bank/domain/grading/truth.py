"""判断: all or nothing, whatever words say yes and no."""

from __future__ import annotations

from fractions import Fraction

from app.bank.domain.grading.mark import UNANSWERED, Detail, Grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import read_response
from app.bank.domain.types import MultipleResponseRule


def grade_true_false(
    face: ItemFace, key: ItemKey, response: object, _rule: MultipleResponseRule
) -> Grade:
    """Compare two truth values."""
    truth = read_response(face, response)
    if truth is None:
        return UNANSWERED
    right = truth is key.truth
    return Grade(
        share=Fraction(int(right)),
        detail=Detail(right=int(right), wrong=int(not right), missed=int(not right)),
    )
