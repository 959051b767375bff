"""The record of an exam: who was there, what staff did, what happened, how often was saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.extensions import db
from app.quiz.domain.rescue import RESCUED
from app.quiz.domain.watching import Status
from app.quiz.exams.board import BoardRow, fill_progress, load_rows
from app.quiz.exams.board_queries import count_questions, list_acts
from app.quiz.exams.closing import close_expired
from app.quiz.models import Exam, ExamAct, Incident, ResponseLog, Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """Something that happened: around whom (empty: in the room), and who wrote it down if anybody."""

    at: datetime
    kind: str
    text: str
    seconds: int | None
    name: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCounts:
    """How often one sitting was saved, and how the saves stand."""

    name: str
    number: int
    total: int
    late: int
    superseded: int
    rescued: int
    admitted: int
    pages: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The whole record, candidates by 学号, everything else in the order in which it happened."""

    rows: Sequence[BoardRow]
    acts: Sequence[ExamAct]
    incidents: Sequence[IncidentLine]
    saves: Sequence[SaveCounts]
    now: datetime

    @property
    def counts(self) -> Counter[Status]:
        return Counter(row.status for row in self.rows)

    @property
    def present(self) -> int:
        return sum(row.sitting is not None for row in self.rows)

    @property
    def absent(self) -> Sequence[BoardRow]:
        return [row for row in self.rows if row.sitting is None]

    @property
    def notes(self) -> Sequence[IncidentLine]:
        """What staff wrote down themselves."""
        return [incident for incident in self.incidents if incident.kind == "note"]


def load_record(exam: Exam, at: datetime) -> Record:
    """The record as it is at `at`; a constant number of SQL statements."""
    close_expired(at, exam_id=exam.id)
    return Record(
        rows=fill_progress(load_rows(exam, at), count_questions(exam)),
        acts=list_acts(exam.id, most=None)[::-1],
        incidents=_incidents(exam.id),
        saves=_saves(exam.id),
        now=at,
    )


def _incidents(exam_id: int) -> list[IncidentLine]:
    author = aliased(User)
    query = (
        select(Incident, User.name, author.name)
        .outerjoin(Sitting, Sitting.id == Incident.sitting_id)
        .outerjoin(User, User.id == Sitting.user_id)
        .outerjoin(author, author.id == Incident.author_id)
        .where(Incident.exam_id == exam_id)
        .order_by(Incident.created_at, Incident.id)
    )
    return [
        IncidentLine(
            at=row.created_at,
            kind=row.kind,
            text=row.text,
            seconds=row.seconds,
            name=name or "",
            author=writer or "",
        )
        for row, name, writer in db.session.execute(query)
    ]


def _saves(exam_id: int) -> list[SaveCounts]:
    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    rescued = ResponseLog.client.startswith(RESCUED)
    query = (
        select(
            User.name,
            Sitting.number,
            func.count(),
            count(ResponseLog.late & ~rescued),
            count(ResponseLog.superseded & ~ResponseLog.late),
            count(rescued),
            count(ResponseLog.admitted_id.is_not(None)),
            func.count(ResponseLog.client.distinct()),
            func.min(ResponseLog.received_at),
            func.max(ResponseLog.received_at),
        )
        .join(Sitting, Sitting.id == ResponseLog.sitting_id)
        .join(User, User.id == Sitting.user_id)
        .where(Sitting.exam_id == exam_id)
        .group_by(Sitting.id, User.id, User.name, Sitting.number)
        .order_by(Sitting.id)
    )
    names = list(SaveCounts.__dataclass_fields__)
    rows: list[Any] = list(db.session.execute(query).all())
    return [SaveCounts(**dict(zip(names, row, strict=True))) for row in rows]
