"""Starting a sitting: once per attempt, however many tabs ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.domain.totals import Eligibility, round_half_up
from app.gradebook.service import eligibility
from app.quiz.domain.deadline import deadline_for
from app.quiz.domain.starting import Refusal, StartFacts, find_refusal
from app.quiz.exams.closing import close_expired
from app.quiz.exams.preparing import add_papers, find_paper
from app.quiz.models import Exam, Sitting
from app.web.errors import DomainError
from app.web.i18n import format_time


class StartRefused(DomainError):
    """The sitting may not be started; the message says why."""

    status = 409

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


def start_sitting(exam: Exam, user: User, at: datetime, seed: int) -> Sitting:
    """Start the next attempt, or return the one that is open. Raises StartRefused.

    The unique number of the attempt decides between two tabs that start at once: the one that comes
    second gets the first one's sitting. `seed` is a secret number below 2**63.
    """
    close_expired(at, user_id=user.id)
    try:
        return _start(exam.id, user.id, at, seed)
    except IntegrityError:
        return _start(exam.id, user.id, at, seed)


def list_sittings(exam_id: int, user_id: int) -> Sequence[Sitting]:
    """The person's attempts at an exam in order; one SQL statement."""
    query = select(Sitting).where(Sitting.exam_id == exam_id, Sitting.user_id == user_id)
    fresh = query.order_by(Sitting.number).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def refusal_for(
    exam: Exam, user: User, sittings: Sequence[Sitting], at: datetime
) -> StartRefused | None:
    """Why the person may not start now, with the figures that concern them; None if they may."""
    line = eligibility(exam.class_id, user.id, at) if exam.needs_eligibility else None
    facts = StartFacts(
        is_student=_is_student(exam.class_id, user.id),
        published=exam.state == "published" and exam.form_id is not None,
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        attempts=exam.attempts,
        used=len(sittings),
        eligible=line.ok if line else None,
    )
    refusal = find_refusal(facts, at)
    return StartRefused(refusal, _words(refusal, exam, line)) if refusal else None


def _start(exam_id: int, user_id: int, at: datetime, seed: int) -> Sitting:
    with writing():
        # What decides is read again inside the transaction; the exam is held, so that it is neither
        # taken back nor released while this start goes on (other starts are not held up).
        held = {"read": True}
        exam = db.session.get_one(Exam, exam_id, populate_existing=True, with_for_update=held)
        user = db.session.get_one(User, user_id, populate_existing=True)
        sittings = list_sittings(exam.id, user.id)
        for sitting in sittings:
            if sitting.state == "open":
                return sitting
        refused = refusal_for(exam, user, sittings, at)
        if refused is not None:
            raise refused
        number = len(sittings) + 1
        paper = find_paper(exam.id, user.id, number)
        if paper is None:  # came into the class late, or sits once more
            add_papers(exam, [(user.id, number, seed)], at)
            paper = find_paper(exam.id, user.id, number)
        if paper is None:
            raise RuntimeError("a paper that was just made is not there")
        sitting = Sitting(
            exam=exam,
            form_id=paper.form_id,
            user_id=user.id,
            class_id=exam.class_id,
            number=number,
            seed=paper.seed,
            slots=paper.slots,
            faces=paper.faces,
            started_at=at,
            deadline=deadline_for(
                at, minutes=exam.minutes, extra_time=user.extra_time, closes_at=exam.closes_at
            ),
        )
        db.session.add(sitting)
        db.session.flush()
    return sitting


def _is_student(class_id: int, user_id: int) -> bool:
    query = select(Enrolment.id).where(
        Enrolment.class_id == class_id,
        Enrolment.user_id == user_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.left_at.is_(None),
    )
    return db.session.scalar(query) is not None


def _words(refusal: Refusal, exam: Exam, line: Eligibility | None) -> str:
    match refusal:
        case Refusal.NOT_A_STUDENT:
            return _("你不是这个班的学生，不能参加这场考试。")
        case Refusal.NOT_PUBLISHED:
            return _("这场考试现在不能参加。")
        case Refusal.TOO_EARLY:
            return _("还没到开考时间。%(time)s 开考。", time=format_time(exam.opens_at))
        case Refusal.TOO_LATE:
            return _("考试已经结束，结束时间是 %(time)s。", time=format_time(exam.closes_at))
        case Refusal.USED_UP:
            return _("这场考试可以参加 %(n)s 次，你已经用完。", n=exam.attempts)
        case Refusal.BELOW_LINE:
            return _(
                "你的平时成绩是 %(have)s 分，合格线是 %(line)s 分，还不能参加这场考试。请和老师联系。",
                have=_figure(line.have if line else None),
                line=_figure(line.line if line else None),
            )


def _figure(value: Any) -> str:
    return "—" if value is None else f"{round_half_up(value, 1):f}"
