"""The demo class's second looks: one answered, two that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.demo.people import Student
from app.extensions import db
from app.marking.domain.looks import Act
from app.marking.ledger import history
from app.marking.looks import Decision, ask, decide, say
from app.marking.models import MarkEvent
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, FormSlot, Sitting


def ask_again(exam: Exam, teacher: User, students: Sequence[Student], at: datetime) -> None:
    """Two students doubt a written question, one a choice; the teacher has answered one of them."""
    slots = {
        slot.type: slot.id
        for slot in db.session.scalars(select(FormSlot).where(FormSlot.form_id == exam.form_id))
    }
    first, second = (_sitting(exam, students[n]) for n in (0, 4))
    term, choice = slots["term"], _lost(first, slots["single_choice"])
    asked_at = at - timedelta(days=2)
    answered = ask(
        WORK, first.id, choice, first.user_id, "我选的这一项课文里也这样写，为什么不对？", asked_at
    )
    seen = history(WORK, first.id, choice)[-1].number
    words = "课文那一句说的是另一个概念，题目问的是定义本身。维持原分。"
    decide(
        answered,
        Decision(act=Act.STAND, words=words, seen=seen),
        teacher.id,
        at - timedelta(days=1),
    )
    ask(WORK, first.id, term, first.user_id, "第二个采分点我换了一种说法，意思应该到了。", asked_at)
    doubt = ask(
        WORK, second.id, term, second.user_id, "最后一句就是在讲双方的利益，请再看一次。", asked_at
    )
    say(doubt, teacher.id, "你指的是哪一句？", at - timedelta(hours=20), by_staff=True)


def _lost(sitting: Sitting, otherwise: int) -> int:
    """A choice that brought this candidate nothing, if there is one."""
    query = (
        select(FormSlot.id)
        .join(MarkEvent, (MarkEvent.part_id == FormSlot.id) & (MarkEvent.work_kind == WORK))
        .where(MarkEvent.work_id == sitting.id, MarkEvent.new == 0, MarkEvent.reason == "")
        .where(FormSlot.type.in_(("single_choice", "multiple_response", "true_false")))
        .order_by(FormSlot.position)
    )
    return db.session.scalars(query.limit(1)).first() or otherwise


def _sitting(exam: Exam, student: Student) -> Sitting:
    query = select(Sitting).where(Sitting.exam_id == exam.id, Sitting.user_id == student.user.id)
    return db.session.scalars(query).one()
