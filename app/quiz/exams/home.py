"""A student's exams of all classes: what runs, what comes, what is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.marking.domain.looks import State
from app.marking.ledger import current_marks, total
from app.marking.looks import count_states
from app.quiz.domain.reviewing import Moment, allowed
from app.quiz.domain.terms import Terms
from app.quiz.exams.arrangements import load_terms
from app.quiz.exams.closing import close_expired
from app.quiz.exams.terms import WORK, changed_full_marks
from app.quiz.models import Accommodation, Exam, Sitting
from app.web.pages import Paged, paginate

Status = Literal["writing", "ready", "coming", "done", "missed"]
PER_PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One sitting. `earned` is None until marks may be shown."""

    sitting: Sitting
    earned: Decimal | None
    # Second looks asked for: how many wait for an answer, how many have one.
    looks_open: int = 0
    looks_answered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamLine:
    """One exam as it concerns this person: window, attempts and limit are their own.

    `full` is what the paper counts, where marks are out: questions may have been voided since.
    """

    exam: Exam
    status: Status
    terms: Terms
    limit: timedelta
    attempts: Sequence[Attempt]
    full: Decimal | None = None

    @property
    def open_sitting(self) -> Sitting | None:
        """The sitting that is being written."""
        return next((a.sitting for a in self.attempts if a.sitting.state == "open"), None)

    @property
    def extra(self) -> timedelta:
        """How much of the limit is this person's extra time."""
        return self.limit - timedelta(minutes=self.exam.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The page: lines by group, and the past ones page by page."""

    now: Sequence[ExamLine]
    coming: Sequence[ExamLine]
    done: Sequence[ExamLine]
    past: Paged[Exam]
    past_lines: Sequence[ExamLine]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not (self.now or self.coming or self.done or self.past_lines)


def list_exams(user: User, class_ids: Collection[int], at: datetime) -> Home:
    """The exams of these classes; ten SQL statements at most, and one more where some are over."""
    close_expired(at, user_id=user.id)
    writing = _is_writing(user)
    opens_at = func.coalesce(Accommodation.opens_at, Exam.opens_at)
    closes_at = func.coalesce(Accommodation.closes_at, Exam.closes_at)
    mine = _exams(class_ids).outerjoin(
        Accommodation,
        (Accommodation.exam_id == Exam.id) & (Accommodation.user_id == user.id),
    )
    current = list(
        db.session.scalars(mine.where((closes_at > at) | writing).order_by(opens_at, Exam.id))
    )
    past = paginate(
        mine.where(closes_at <= at, ~writing).order_by(closes_at.desc(), Exam.id.desc()),
        per_page=PER_PAGE,
    )
    shown = [*current, *past.items]
    attempts, terms = _attempts(shown, user), load_terms(shown, user.id)
    out = [exam for exam in shown if shows_marks(exam)]
    full = changed_full_marks(out) if out else {}
    lines = [_line(exam, user, terms[exam.id], attempts[exam.id], full, at) for exam in current]
    return Home(
        now=[line for line in lines if line.status in ("writing", "ready")],
        coming=[line for line in lines if line.status == "coming"],
        done=[line for line in lines if line.status == "done"],
        past=past,
        past_lines=[
            _line(exam, user, terms[exam.id], attempts[exam.id], full, at) for exam in past.items
        ],
    )


def _exams(class_ids: Collection[int]):
    return (
        select(Exam)
        .where(Exam.class_id.in_(class_ids), Exam.state != "draft")
        .options(joinedload(Exam.course_class), joinedload(Exam.form))
    )


def _is_writing(user: User) -> ColumnElement[bool]:
    return exists().where(
        Sitting.exam_id == Exam.id, Sitting.user_id == user.id, Sitting.state == "open"
    )


def _attempts(exams: Iterable[Exam], user: User) -> dict[int, list[Attempt]]:
    """Attempts by exam id, with what they earned where it may be shown; three SQL statements."""
    by_id = {exam.id: exam for exam in exams}
    query = (
        select(Sitting)
        .where(Sitting.user_id == user.id, Sitting.exam_id.in_(by_id))
        .order_by(Sitting.number)
    )
    sittings = list(db.session.scalars(query))
    told = [s.id for s in sittings if shows_marks(by_id[s.exam_id])]
    marks = defaultdict(list)
    for event in current_marks(WORK, told).values() if told else ():
        marks[event.work_id].append(event)
    looks = count_states(WORK, told) if told else {}
    attempts: dict[int, list[Attempt]] = {id_: [] for id_ in by_id}
    for sitting in sittings:
        whole = sitting.marked_at is not None and sitting.id in marks
        earned = total(marks[sitting.id]) if whole else None
        states = looks.get(sitting.id, {})
        attempts[sitting.exam_id].append(
            Attempt(
                sitting=sitting,
                earned=earned,
                looks_open=sum(count for state, count in states.items() if state.is_open),
                looks_answered=states.get(State.ANSWERED, 0),
            )
        )
    return attempts


def shows_marks(exam: Exam) -> bool:
    """Whether marks of this exam are out for those who sat it."""
    released = exam.state == "released"
    moment = Moment(submitted=True, closed=released, released=released)
    return released and "marks" in allowed(exam.review, moment)


def _line(
    exam: Exam,
    user: User,
    terms: Terms,
    attempts: Sequence[Attempt],
    full: Mapping[int, Decimal],
    at: datetime,
) -> ExamLine:
    return ExamLine(
        exam=exam,
        status=_status(exam, terms, attempts, at),
        terms=terms,
        limit=terms.limit(user.extra_time),
        attempts=attempts,
        full=full.get(exam.id, exam.form.points if exam.form else None),
    )


def _status(exam: Exam, terms: Terms, attempts: Sequence[Attempt], at: datetime) -> Status:
    if any(attempt.sitting.state == "open" for attempt in attempts):
        return "writing"
    if exam.state == "published" and at < terms.closes_at and len(attempts) < terms.attempts:
        return "coming" if at < terms.opens_at else "ready"
    return "done" if attempts else "missed"
