"""Words of the staff's exam pages that hold figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.bank.domain.types import ItemType
from app.quiz.domain.outcomes import ENOUGH, Facility
from app.quiz.exams.manage.wording import facility_words
from app.quiz.exams.results import QuestionResult


def test_the_usual_range_is_told_with_single_percent_signs(db: Any) -> None:
    usual = QuestionResult(
        places=[("A", 1)],
        slot_id=1,
        facility=Facility(count=ENOUGH, share=Fraction(1, 2)),
        type=ItemType.SINGLE_CHOICE,
        title="",
        points=Decimal(2),
    )
    assert "都在 30% 到 95% 之间" in facility_words([usual])
