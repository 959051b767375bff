"""The people of an exam: the students of its class, and those who sat it and have left since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import BindParameter, ColumnElement, and_, exists, func, select

from app.accounts.models import Identifier, User
from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.extensions import db
from app.quiz.domain.deadline import last_over
from app.quiz.models import Accommodation, Exam, Seat, Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person as the lists of an exam show them."""

    id: int
    name: str
    student_no: str | None
    extra_time: Decimal
    seat: str = ""


def list_candidates(exam: Exam) -> list[Candidate]:
    """Students by 学号, then whoever sat the exam and is no longer in the class, each with the seat
    that the exam's plan gives them; one statement."""
    in_class = exists().where(Enrolment.user_id == User.id, studies(exam.class_id))
    everybody = (
        select(Enrolment.user_id)
        .where(studies(exam.class_id))
        .union(select(Sitting.user_id).where(Sitting.exam_id == exam.id))
    )
    number = and_(Identifier.user_id == User.id, Identifier.kind == "student_no")
    query = (
        select(User.id, User.name, Identifier.display, User.extra_time, Seat.seat)
        .outerjoin(Identifier, number)
        .outerjoin(Seat, and_(Seat.user_id == User.id, Seat.exam_id == exam.id))
        .where(User.id.in_(everybody))
        .order_by(in_class.desc(), Identifier.value.is_(None), Identifier.value, User.name, User.id)
    )
    return [
        Candidate(id=id_, name=name, student_no=no, extra_time=extra, seat=seat or "")
        for id_, name, no, extra, seat in db.session.execute(query)
    ]


def anyone_may_start(exam: Exam, at: datetime) -> bool:
    """Whether a student of the class may start now or later by the exam's own window.

    Those with a window of their own are `may_start_late`'s. One statement.
    """
    if at >= exam.closes_at:
        return False
    own = and_(Accommodation.exam_id == exam.id, Accommodation.user_id == Enrolment.user_id)
    query = (
        select(Enrolment.id)
        .outerjoin(Accommodation, own)
        .where(
            studies(exam.class_id),
            Accommodation.closes_at.is_(None),
            _used(exam.id, Enrolment.user_id)
            < func.coalesce(Accommodation.attempts, exam.attempts),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def may_start_late(exam: Exam, at: datetime) -> bool:
    """Whether somebody may still start by a window of their own; one statement."""
    query = select(Accommodation.id).where(*last_call(exam, at))
    return db.session.scalar(query.limit(1)) is not None


def count_seats(exam_id: int) -> int:
    """How many seats are given; one statement."""
    query = select(func.count()).select_from(Seat).where(Seat.exam_id == exam_id)
    return db.session.scalar(query) or 0


def last_call(exam: Exam, at: datetime) -> list[ColumnElement[bool]]:
    """Of `Accommodation`: its person in_class here, has an attempt left, and their window is not over.

    An end counts as over after the same grace that hand-ins have.
    """
    in_class = exists().where(Enrolment.user_id == Accommodation.user_id, studies(exam.class_id))
    used = _used(exam.id, Accommodation.user_id)
    return [
        Accommodation.exam_id == exam.id,
        Accommodation.closes_at >= last_over(at),
        in_class,
        used < func.coalesce(Accommodation.attempts, exam.attempts),
    ]


def _used(exam_id: int, user_id: object) -> ColumnElement[int]:
    """How many attempts the person of a row has used."""
    return (
        select(func.count(Sitting.id))
        .where(Sitting.exam_id == exam_id, Sitting.user_id == user_id)
        .correlate(Enrolment, Accommodation)
        .scalar_subquery()
    )


def studies(class_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """A condition on enrolments: students of the class who have not left it."""
    return and_(
        Enrolment.class_id == class_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.left_at.is_(None),
    )
