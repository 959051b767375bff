"""What is arranged for single persons: make-ups, minutes, attempts, and ways round a rule.

An arrangement is one row per exam and person. It decides about starts: the deadline of a sitting
that was started stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import and_, bindparam, delete, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Identifier, User
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.quiz.domain.access import Waiver
from app.quiz.domain.reviewing import Phase, opens_key
from app.quiz.domain.terms import Grant, Terms, terms_for
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.log import log_act
from app.quiz.exams.people import last_call, studies
from app.quiz.exams.review import is_closed
from app.quiz.models import Accommodation, Exam, Sitting
from app.web.errors import DomainError

# Lifting these lets somebody past a door that the room relies on: logged as a way round.
DOORS = frozenset({Waiver.PASSWORD, Waiver.NETWORK, Waiver.SEAT, Waiver.SEB})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """One line of the page. `used` attempts; `writing` is the deadline of the open sitting."""

    user: User
    student_no: str | None
    row: Accommodation
    terms: Terms
    used: int
    writing: datetime | None

    def is_pending(self, at: datetime) -> bool:
        """Whether the person may still start by their own window."""
        return self.terms.own_window and at < self.terms.closes_at and self.used < self.attempts

    @property
    def attempts(self) -> int:
        return self.terms.attempts


class NotInClassError(DomainError):
    """The person is no student of the exam's class."""

    status = 422


def find_accommodation(exam_id: int, user_id: int) -> Accommodation | None:
    """What is arranged for a person; one SQL statement."""
    return db.session.scalar(_ARRANGED, {"exam": exam_id, "user": user_id})


_ARRANGED = (
    select(Accommodation)
    .where(Accommodation.exam_id == bindparam("exam"), Accommodation.user_id == bindparam("user"))
    .execution_options(populate_existing=True)
)


def terms_of(exam: Exam, row: Accommodation | None) -> Terms:
    """The terms of a person in an exam; no SQL statement."""
    return terms_for(
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        minutes=exam.minutes,
        attempts=exam.attempts,
        grant=None if row is None else grant_of(row),
    )


def grant_of(row: Accommodation) -> Grant:
    return Grant(
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        minutes=row.minutes,
        attempts=row.attempts,
        waives=frozenset(row.waives),
    )


def load_terms(exams: Collection[Exam], user_id: int) -> dict[int, Terms]:
    """A person's terms by exam id; one SQL statement."""
    query = select(Accommodation).where(
        Accommodation.user_id == user_id,
        Accommodation.exam_id.in_([exam.id for exam in exams]),
    )
    rows = {row.exam_id: row for row in db.session.scalars(query)}
    return {exam.id: terms_of(exam, rows.get(exam.id)) for exam in exams}


def list_arranged(exam: Exam) -> list[Arranged]:
    """Everything arranged in an exam, by 学号; two SQL statements."""
    number = and_(Identifier.user_id == Accommodation.user_id, Identifier.kind == "student_no")
    query = (
        select(Accommodation, Identifier.display)
        .join(Accommodation.user)
        .outerjoin(Identifier, number)
        .where(Accommodation.exam_id == exam.id)
        .options(contains_eager(Accommodation.user))
        .order_by(Identifier.value.is_(None), Identifier.value, User.name, User.id)
    )
    sat = _sittings(exam.id)
    return [
        Arranged(
            user=row.user,
            student_no=student_no,
            row=row,
            terms=terms_of(exam, row),
            used=sat.get(row.user_id, (0, None))[0],
            writing=sat.get(row.user_id, (0, None))[1],
        )
        for row, student_no in db.session.execute(query)
    ]


def list_students(exam: Exam) -> Sequence[tuple[str, str, str | None]]:
    """(public id, name, 学号) of those for whom something may be arranged; one SQL statement."""
    number = and_(Identifier.user_id == User.id, Identifier.kind == "student_no")
    query = (
        select(User.public_id, User.name, Identifier.display)
        .join(Enrolment, and_(Enrolment.user_id == User.id, studies(exam.class_id)))
        .outerjoin(Identifier, number)
        .order_by(Identifier.value.is_(None), Identifier.value, User.name, User.id)
    )
    return [(id_, name, no) for id_, name, no in db.session.execute(query)]


def find_arranged(exam: Exam, person: str) -> Arranged | None:
    """What is arranged for the person with a public id."""
    return next((one for one in list_arranged(exam) if one.user.public_id == person), None)


def arrange(
    exam: Exam, person: str, grant: Grant, reason: str, author_id: int, at: datetime
) -> Accommodation:
    """Arrange something for a student, in the place of what was arranged before.

    Raises NotInClassError, DomainError where nothing is arranged, and SettledError once the person
    could know the key.
    """
    if grant == Grant():
        raise DomainError(
            _("还没有写要单独安排什么。时间、时限、次数、免去的要求，至少填一样。"), status=422
        )
    with writing():
        row = lock_exam(exam.id)
        user_id = _student(row, person)
        _refuse_late(row, grant, at)
        kept = find_accommodation(row.id, user_id)
        if kept is None:
            kept = Accommodation(exam_id=row.id, user_id=user_id)
            db.session.add(kept)
        kept.opens_at, kept.closes_at = grant.opens_at, grant.closes_at
        kept.minutes, kept.attempts = grant.minutes, grant.attempts
        kept.waives = [one.value for one in Waiver if one in grant.waives]
        kept.reason, kept.author_id, kept.created_at = reason, author_id, at
        db.session.flush()
        detail = {"person": user_id} | _told(grant)
        log_act(row.id, _kind(grant), author_id, at, reason=reason, detail=detail)
    return kept


def withdraw(exam: Exam, person: str, reason: str, author_id: int, at: datetime) -> bool:
    """Take an arrangement back; False where there is none. Sittings stay as they are."""
    with writing():
        row = lock_exam(exam.id)
        user_id = db.session.scalar(select(User.id).where(User.public_id == person))
        kept = None if user_id is None else find_accommodation(row.id, user_id)
        if kept is None:
            return False
        db.session.execute(delete(Accommodation).where(Accommodation.id == kept.id))
        detail = {"person": user_id, "withdrawn": True}
        log_act(row.id, _kind(grant_of(kept)), author_id, at, reason=reason, detail=detail)
    return True


def list_pending(exam: Exam, at: datetime) -> list[tuple[str, datetime, datetime]]:
    """(name, from, to) of those who may still start by a window of their own; one SQL statement."""
    query = (
        select(User.name, Accommodation.opens_at, Accommodation.closes_at)
        .select_from(Accommodation)
        .join(User, User.id == Accommodation.user_id)
        .where(*last_call(exam, at))
        .order_by(Accommodation.closes_at, User.name)
    )
    return [
        (name, opens_at or exam.opens_at, closes_at or exam.closes_at)
        for name, opens_at, closes_at in db.session.execute(query)
    ]


def _refuse_late(exam: Exam, grant: Grant, at: datetime) -> None:
    """Whoever begins after the keys were shown could know them from others."""
    if exam.state == "released":
        raise SettledError(
            _("成绩已经公布，答案可能已经传开，不能再单独安排。要补考，请另建一场，换一份试卷。")
        )
    more = grant.closes_at is not None or grant.attempts is not None
    if more and opens_key(exam.review.get(Phase.AFTER_CLOSE, ())) and is_closed(exam, at):
        raise SettledError(
            _("考试已经结束，交了卷的人可能看过对错、答案或解析，不能再安排这份试卷的补考。")
        )


def _student(exam: Exam, person: str) -> int:
    query = (
        select(User.id)
        .join(Enrolment, and_(Enrolment.user_id == User.id, studies(exam.class_id)))
        .where(User.public_id == person)
    )
    user_id = db.session.scalar(query)
    if user_id is None:
        raise NotInClassError(_("这位不在班里，不能单独安排。请从名单里选一位学生。"))
    return user_id


def _sittings(exam_id: int) -> dict[int, tuple[int, datetime | None]]:
    """Attempts used and the deadline of the open one, by user id."""
    open_until = func.max(Sitting.deadline).filter(Sitting.state == "open")
    query = (
        select(Sitting.user_id, func.count(), open_until)
        .where(Sitting.exam_id == exam_id)
        .group_by(Sitting.user_id)
    )
    return {user_id: (count, until) for user_id, count, until in db.session.execute(query)}


def _kind(grant: Grant) -> str:
    """An arrangement that only opens doors is a way round; everything else grants something."""
    only_doors = grant == Grant(waives=grant.waives) and grant.waives <= DOORS
    return "bypass" if only_doors else "grant"


def _told(grant: Grant) -> dict[str, object]:
    """What the chain of acts keeps of a grant."""
    return {
        "opens_at": grant.opens_at.isoformat() if grant.opens_at else None,
        "closes_at": grant.closes_at.isoformat() if grant.closes_at else None,
        "minutes": grant.minutes,
        "attempts": grant.attempts,
        "waives": sorted(grant.waives),
    }


def allows(extra_time: Decimal, terms: Terms) -> int:
    """The minutes a person really has, rounded up to whole ones."""
    return -(-int(terms.limit(extra_time).total_seconds()) // 60)
