"""The board of a running exam: one row per student, read in a few statements for any class."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.quiz.domain.watching import Facts, Status, attention, status_of
from app.quiz.exams.answers import current_answers
from app.quiz.exams.closing import close_expired
from app.quiz.exams.paper import count_given
from app.quiz.exams.people import Candidate, list_candidates
from app.quiz.models import Exam, ExamAct, ResponseLog, Sitting
from app.web.pages import Paged

PER_PAGE = 50
ORDERS = ("attention", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One student: the latest sitting, answered questions, extra minutes by hand in all."""

    user: Candidate
    sitting: Sitting | None
    status: Status
    last_save: datetime | None
    minutes: int
    answered: int = 0

    @property
    def questions(self) -> int | None:
        """How many questions the candidate was given; None before the start."""
        return len(self.sitting.slots) or None if self.sitting else None

    @property
    def is_open(self) -> bool:
        return self.sitting is not None and self.sitting.state == "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One page of the board with the figures of the whole exam."""

    page: Paged[BoardRow]
    counts: Counter[Status]
    questions: int
    acts: Sequence[ExamAct]
    now: datetime

    @property
    def open(self) -> int:
        return self.counts[Status.WRITING] + self.counts[Status.QUIET]

    @property
    def closed(self) -> int:
        return sum(self.counts[s] for s in (Status.HANDED_IN, Status.BY_STAFF, Status.BY_TIME))

    @property
    def missing(self) -> int:
        return self.counts[Status.NOT_STARTED] + self.counts[Status.ABSENT]

    def etag(self, *more: object) -> str:
        """Changes with what the page shows, but not with the clock alone."""
        state = [
            (
                row.user.id,
                row.sitting.id if row.sitting else None,
                row.sitting.deadline.isoformat() if row.sitting else None,
                row.status.value,
                row.answered,
                row.last_save.isoformat() if row.last_save else None,
                row.minutes,
            )
            for row in self.page.items
        ]
        acts = [act.id for act in self.acts]
        whole = repr((state, sorted(self.counts.items()), acts, self.page.total, more))
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def watch(exam: Exam, at: datetime, *, order: str = "attention", page: int = 1) -> Board:
    """The board as it is at `at`; what is over is closed first. Eight SQL statements, and more only for what it closes."""
    close_expired(at, exam_id=exam.id)
    sittings = _latest_sittings(exam.id)
    saves = _last_saves(exam.id)
    minutes = _extra_minutes(exam.id)
    rows = [
        _row(user, sittings.get(user.id), saves, minutes, exam, at)
        for user in list_candidates(exam)
    ]
    if order == "attention":
        rows.sort(key=lambda row: attention(row.status))  # stable: by 学号 among equals
    shown = _page(rows, page)
    return Board(
        page=_with_progress(shown),
        counts=Counter(row.status for row in rows),
        questions=_count_questions(exam),
        acts=_recent_acts(exam.id),
        now=at,
    )


def _latest_sittings(exam_id: int) -> dict[int, Sitting]:
    """The latest attempt of each person, by user id."""
    query = (
        select(Sitting)
        .where(Sitting.exam_id == exam_id)
        .order_by(Sitting.number)
        .execution_options(populate_existing=True)
    )
    return {sitting.user_id: sitting for sitting in db.session.scalars(query)}


def _last_saves(exam_id: int) -> dict[int, datetime]:
    """When each sitting was last saved, late saves included; by sitting id."""
    newest = (
        select(func.max(ResponseLog.id))
        .join(Sitting, Sitting.id == ResponseLog.sitting_id)
        .where(Sitting.exam_id == exam_id)
        .group_by(ResponseLog.sitting_id)
    )
    query = select(ResponseLog.sitting_id, ResponseLog.received_at).where(
        ResponseLog.id.in_(newest)
    )
    return dict(db.session.execute(query).all())


def _extra_minutes(exam_id: int) -> dict[int, int]:
    """Minutes given by hand to single sittings."""
    query = (
        select(ExamAct.sitting_id, func.sum(ExamAct.minutes))
        .where(
            ExamAct.exam_id == exam_id,
            ExamAct.kind == "extend",
            ExamAct.sitting_id.is_not(None),
        )
        .group_by(ExamAct.sitting_id)
    )
    return {
        sitting: int(minutes or 0)
        for sitting, minutes in db.session.execute(query)
        if sitting is not None
    }


def _row(
    user: Candidate,
    sitting: Sitting | None,
    saves: dict[int, datetime],
    minutes: dict[int, int],
    exam: Exam,
    at: datetime,
) -> BoardRow:
    saved = saves.get(sitting.id) if sitting else None
    facts = Facts(
        started=sitting is not None,
        closed_by=sitting.closed_by if sitting else None,
        open=sitting is not None and sitting.state == "open",
        seen_at=saved or (sitting.started_at if sitting else None),
        window_over=exam.closes_at <= at,
    )
    return BoardRow(
        user=user,
        sitting=sitting,
        status=status_of(facts, at),
        last_save=saved,
        minutes=minutes.get(sitting.id, 0) if sitting else 0,
    )


def _page(rows: Sequence[BoardRow], number: int) -> Paged[BoardRow]:
    last = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, number), last)
    start = (number - 1) * PER_PAGE
    return Paged(list(rows[start : start + PER_PAGE]), number, PER_PAGE, len(rows))


def _with_progress(page: Paged[BoardRow]) -> Paged[BoardRow]:
    """Fill in how many questions are answered, for the rows that are shown."""
    ids: Collection[int] = [row.sitting.id for row in page.items if row.sitting]
    answers = current_answers(ids) if ids else {}
    done = {id_: sum(not a.is_blank for a in found.values()) for id_, found in answers.items()}
    rows = [
        BoardRow(
            user=row.user,
            sitting=row.sitting,
            status=row.status,
            last_save=row.last_save,
            minutes=row.minutes,
            answered=done.get(row.sitting.id, 0) if row.sitting else 0,
        )
        for row in page.items
    ]
    return Paged(rows, page.page, page.per_page, page.total)


def _count_questions(exam: Exam) -> int:
    """How many questions every candidate gets; for sittings from before their papers were stored."""
    return count_given(Exam.id == exam.id).get(exam.id, 0)


def _recent_acts(exam_id: int) -> Sequence[ExamAct]:
    query = (
        select(ExamAct)
        .where(ExamAct.exam_id == exam_id)
        .options(joinedload(ExamAct.author), joinedload(ExamAct.sitting).joinedload(Sitting.user))
        .order_by(ExamAct.id.desc())
        .limit(20)
    )
    return db.session.scalars(query).all()
