"""What exams tell the course map: the next one, or the one that runs now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.extensions import db
from app.quiz.domain.terms import Terms
from app.quiz.exams.arrangements import terms_of
from app.quiz.models import Accommodation, Exam, Sitting
from app.web import notices
from app.web.i18n import format_time
from app.web.notices import Notice


def next_exam(user_id: int, at: datetime) -> Sequence[Notice]:
    """The exam of the person's classes that is open or opens next for them; one SQL statement.

    One that was handed in is left out, as nothing is to be done about it, unless another attempt
    was arranged.
    """
    handed_in = exists().where(
        Sitting.exam_id == Exam.id, Sitting.user_id == user_id, Sitting.state == "submitted"
    )
    used = (
        select(func.count(Sitting.id))
        .where(Sitting.exam_id == Exam.id, Sitting.user_id == user_id)
        .correlate(Exam)
        .scalar_subquery()
    )
    again = and_(Accommodation.closes_at.is_not(None), used < Accommodation.attempts)
    own = and_(Accommodation.exam_id == Exam.id, Accommodation.user_id == user_id)
    query = (
        select(Exam, Accommodation)
        .join(Enrolment, Enrolment.class_id == Exam.class_id)
        .outerjoin(Accommodation, own)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
            Exam.state == "published",
            Exam.kind == "exam",  # a rehearsal is no exam to learn for
            func.coalesce(Accommodation.closes_at, Exam.closes_at) > at,
            or_(~handed_in, again),
        )
        .options(joinedload(Exam.course_class))
        .order_by(func.coalesce(Accommodation.opens_at, Exam.opens_at))
        .limit(1)
    )
    found = db.session.execute(query).first()
    return () if found is None else (_notice(found[0], terms_of(*found), at),)


def register() -> None:
    """Let the course map ask."""
    notices.register(next_exam)


def _notice(exam: Exam, terms: Terms, at: datetime) -> Notice:
    running = terms.opens_at <= at
    return Notice(
        heading=_("正在考试") if running else _("下一场考试"),
        title=exam.title,
        url=url_for("exams.intro", exam_id=exam.public_id),
        at=terms.opens_at,
        facts=(
            (_("开放"), format_time(terms.opens_at)),
            (_("结束"), format_time(terms.closes_at)),
            (_("时长"), _("%(n)s 分钟", n=terms.minutes)),
            (_("班级"), exam.course_class.name),
        ),
    )
