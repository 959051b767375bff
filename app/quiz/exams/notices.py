"""What exams tell the course map: the next one, or the one that runs now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.extensions import db
from app.quiz.models import Exam, Sitting
from app.web import notices
from app.web.i18n import format_time
from app.web.notices import Notice


def next_exam(user_id: int, at: datetime) -> Sequence[Notice]:
    """The exam of the person's classes that is open or opens next; one SQL statement.

    One that was handed in is left out: nothing is to be done about it.
    """
    handed_in = exists().where(
        Sitting.exam_id == Exam.id, Sitting.user_id == user_id, Sitting.state == "submitted"
    )
    query = (
        select(Exam)
        .join(Enrolment, Enrolment.class_id == Exam.class_id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
            Exam.state == "published",
            Exam.closes_at > at,
            ~handed_in,
        )
        .options(joinedload(Exam.course_class))
        .order_by(Exam.opens_at)
        .limit(1)
    )
    exam = db.session.scalar(query)
    return () if exam is None else (_notice(exam, at),)


def register() -> None:
    """Let the course map ask."""
    notices.register(next_exam)


def _notice(exam: Exam, at: datetime) -> Notice:
    running = exam.opens_at <= at
    return Notice(
        heading=_("正在考试") if running else _("下一场考试"),
        title=exam.title,
        url=url_for("exams.intro", exam_id=exam.public_id),
        at=exam.opens_at,
        facts=(
            (_("开放"), format_time(exam.opens_at)),
            (_("结束"), format_time(exam.closes_at)),
            (_("时长"), _("%(n)s 分钟", n=exam.minutes)),
            (_("班级"), exam.course_class.name),
        ),
    )
