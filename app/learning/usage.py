"""What practice tells the bank of an item: how often it was answered, and how well."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.bank import usage
from app.bank.usage import Known, Tally
from app.extensions import db
from app.learning.models import AnswerLog


class PracticeUsage:
    """The source of everything outside exams."""

    name = "practice"

    def look_up(self, item_id: int) -> Known:
        """Answers of all versions of an item together; one SQL statement."""
        query = select(
            func.count(),
            func.count(AnswerLog.user_id.distinct()),
            func.count(AnswerLog.correctness),
            func.sum(AnswerLog.correctness),
            func.max(AnswerLog.answered_at),
        ).where(AnswerLog.item_id == item_id)
        answers, people, marked, earned, last_at = db.session.execute(query).one()
        if not answers:
            return Known()
        share = Fraction(Decimal(str(earned))) / marked if marked else None
        tally = Tally(
            label=_("练习"),
            answers=answers,
            people=people,
            marked=marked,
            share=share,
            last_at=last_at,
        )
        return Known(tally=tally, last_at=last_at)


def register() -> None:
    """Tell the bank that practice uses its items; the factory calls this."""
    usage.register(PracticeUsage())
