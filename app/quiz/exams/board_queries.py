"""What the board of an exam reads: one statement for each thing, however many candidates there are.

Rows are read as columns and not as objects: a board of three thousand is read anew every few seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.quiz.exams.answers import count_answered, set_aside
from app.quiz.exams.paper import count_given
from app.quiz.models import Exam, ExamAct, HandIn, Incident, ResponseLog, Sitting

NEWEST_ACTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A sitting as the board knows it; `last_save` includes saves that do not count."""

    id: int
    public_id: str
    user_id: int
    state: str
    closed_by: str | None
    started_at: datetime
    deadline: datetime
    submitted_at: datetime | None
    seen_at: datetime | None
    address: str
    writer: str | None
    last_save: datetime | None

    @property
    def heard_at(self) -> datetime | None:
        """The last beat of its page; None for pages that do not beat, because they run no script."""
        return None if (self.writer or "form-").startswith("form-") else self.seen_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Saves of a sitting that do not count by themselves, and how many of them staff admitted."""

    late: int = 0
    superseded: int = 0
    admitted: int = 0

    @property
    def waiting(self) -> int:
        return self.late + self.superseded - self.admitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Incidents of one kind: how often, and how many seconds in all where that was told."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a sitting is: answered of its own questions; the code of its newest receipt."""

    answered: int
    questions: int
    code: str = ""
    receipts: int = 0


def latest_sittings(exam_id: int) -> dict[int, Seat]:
    """The latest attempt of each person, by user id."""
    last = (
        select(ResponseLog.received_at)
        .where(ResponseLog.sitting_id == Sitting.id)
        .order_by(ResponseLog.position.desc())
        .limit(1)
        .correlate(Sitting)
        .scalar_subquery()
    )
    names = [name for name in Seat.__dataclass_fields__ if name != "last_save"]
    columns: list[Any] = [getattr(Sitting, name) for name in names]
    query = (
        select(*columns, last.label("last_save"))
        .where(Sitting.exam_id == exam_id)
        .order_by(Sitting.number)
    )
    seats = (Seat(**row._mapping) for row in db.session.execute(query))
    return {seat.user_id: seat for seat in seats}


def extra_minutes(exam_id: int) -> dict[int, int]:
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


def incidents_of(exam_id: int) -> dict[int, dict[str, Happened]]:
    """What happened around each sitting, by kind."""
    query = (
        select(Incident.sitting_id, Incident.kind, func.count(), func.sum(Incident.seconds))
        .where(Incident.exam_id == exam_id, Incident.sitting_id.is_not(None))
        .group_by(Incident.sitting_id, Incident.kind)
    )
    found: dict[int, dict[str, Happened]] = defaultdict(dict)
    for sitting, kind, count, seconds in db.session.execute(query):
        if sitting is not None:
            found[sitting][kind] = Happened(count=count, seconds=int(seconds or 0))
    return found


def saves_aside(exam_id: int) -> dict[int, Aside]:
    """Late and superseded saves by sitting; an index holds just these."""

    def count(column: Any) -> Any:
        return func.sum(case((column, 1), else_=0))

    query = (
        select(
            ResponseLog.sitting_id,
            count(ResponseLog.late),
            count(ResponseLog.superseded & ~ResponseLog.late),
            count(ResponseLog.admitted_id.is_not(None)),
        )
        .join(Sitting, Sitting.id == ResponseLog.sitting_id)
        .where(Sitting.exam_id == exam_id, set_aside())
        .group_by(ResponseLog.sitting_id)
    )
    return {
        sitting: Aside(late=late, superseded=superseded, admitted=admitted)
        for sitting, late, superseded, admitted in db.session.execute(query)
    }


def progress_of(questions: int, sitting_ids: Collection[int]) -> dict[int, Progress]:
    """Progress and receipts of a few sittings; three SQL statements.

    `questions` has the paper of those whose own is not stored.
    """
    if not sitting_ids:
        return {}
    answered = count_answered(sitting_ids)
    query = select(HandIn.sitting_id, HandIn.code).where(HandIn.sitting_id.in_(sitting_ids))
    codes: dict[int, list[str]] = defaultdict(list)
    for sitting, code in db.session.execute(query.order_by(HandIn.id)):
        codes[sitting].append(code)
    own = select(Sitting.id, Sitting.slots).where(Sitting.id.in_(sitting_ids))
    return {
        id_: Progress(
            answered=answered[id_],
            questions=len(slots) or questions,
            code=codes[id_][-1] if codes[id_] else "",
            receipts=len(codes[id_]),
        )
        for id_, slots in db.session.execute(own)
    }


def count_questions(exam: Exam) -> int:
    """How many questions a candidate of the exam gets; for those whose paper is not stored."""
    return count_given(Exam.id == exam.id).get(exam.id, 0)


def list_acts(
    exam_id: int, sitting_id: int | None = None, *, most: int | None = NEWEST_ACTS
) -> Sequence[ExamAct]:
    """What staff did, the newest first: to the exam and everybody in it, or to one sitting."""
    query = (
        select(ExamAct)
        .where(ExamAct.exam_id == exam_id)
        .options(joinedload(ExamAct.author), joinedload(ExamAct.sitting).joinedload(Sitting.user))
        .order_by(ExamAct.position.desc())
        .limit(most)
    )
    if sitting_id is not None:
        query = query.where(ExamAct.sitting_id == sitting_id)
    else:
        query = query.where(ExamAct.kind != "seal")
    return db.session.scalars(query).all()
