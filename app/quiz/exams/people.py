"""The people of an exam: the students of its class, and those who sat it and have left since."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, exists, func, select

from app.accounts.models import Identifier, User
from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.extensions import db
from app.quiz.models import Exam, Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person as the lists of an exam show them."""

    id: int
    name: str
    student_no: str | None
    extra_time: Decimal


def list_candidates(exam: Exam) -> list[Candidate]:
    """Students by 学号, then whoever sat the exam and is no longer in the class; one statement."""
    studies = exists().where(Enrolment.user_id == User.id, *_is_student(exam.class_id))
    everybody = (
        select(Enrolment.user_id)
        .where(*_is_student(exam.class_id))
        .union(select(Sitting.user_id).where(Sitting.exam_id == exam.id))
    )
    number = and_(Identifier.user_id == User.id, Identifier.kind == "student_no")
    query = (
        select(User.id, User.name, Identifier.display, User.extra_time)
        .outerjoin(Identifier, number)
        .where(User.id.in_(everybody))
        .order_by(studies.desc(), Identifier.value.is_(None), Identifier.value, User.name, User.id)
    )
    return [
        Candidate(id=id_, name=name, student_no=student_no, extra_time=extra_time)
        for id_, name, student_no, extra_time in db.session.execute(query)
    ]


def anyone_may_start(exam: Exam) -> bool:
    """Whether a student of the class has an attempt left; one statement."""
    used = (
        select(func.count())
        .where(Sitting.exam_id == exam.id, Sitting.user_id == Enrolment.user_id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    query = select(Enrolment.id).where(*_is_student(exam.class_id), used < exam.attempts)
    return db.session.scalar(query.limit(1)) is not None


def _is_student(class_id: int):
    return (
        Enrolment.class_id == class_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.left_at.is_(None),
    )
