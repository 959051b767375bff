"""填空: every blank an equal share, in the authored order or in any order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from app.bank.domain.grading.mark import Detail, Grade
from app.bank.domain.grading.matching import match_any_order
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.quantities import Answer, read_answer, same
from app.bank.domain.responses import is_blank, read_response
from app.bank.domain.types import MultipleResponseRule


def grade_fill_blank(
    face: ItemFace, key: ItemKey, response: object, _rule: MultipleResponseRule
) -> Grade:
    """Share of blanks that hold an accepted form."""
    written = read_response(face, response)
    if not isinstance(written, list) or is_blank(written):
        return Grade(
            share=Fraction(0), detail=Detail(answered=False, blanks=(False,) * face.blanks)
        )
    answers = [read_answer(text) for text in written]
    accepted = [[read_answer(form) for form in forms] for forms in key.blanks]
    tolerance = Fraction(key.tolerance)
    check = _in_order if key.ordered else match_any_order
    hits = check(answers, accepted, tolerance)
    return Grade(share=Fraction(sum(hits), len(hits)), detail=Detail(blanks=tuple(hits)))


def _in_order(
    answers: Sequence[Answer], accepted: Sequence[Sequence[Answer]], tolerance: Fraction
) -> list[bool]:
    return [
        any(same(answer, form, tolerance) for form in forms)
        for answer, forms in zip(answers, accepted, strict=True)
    ]
