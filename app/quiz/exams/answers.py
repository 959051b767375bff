"""The answers of sittings: of every question the save that came to count last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select

from app.bank.domain.responses import Response, is_blank
from app.direct import quickly
from app.extensions import db
from app.quiz.models import ExamAct, HandIn, ResponseLog, Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer that counts. `number` is the save's own, growing from save to save."""

    slot_id: int
    response: Response
    flagged: bool
    saved_at: datetime
    number: int
    digest: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing is answered (a question may be saved for its mark alone)."""
        return is_blank(self.response)


Answers = dict[int, Answer]  # by slot id


def current_answers(sitting_ids: Collection[int]) -> dict[int, Answers]:
    """The answers of each sitting; one SQL statement. Every id asked for is in the result."""
    found: dict[int, Answers] = {sitting_id: {} for sitting_id in sitting_ids}
    for row in db.session.execute(_OF_MANY, {"sittings": list(sitting_ids)}):
        answer = _answer(row[1:])
        found[row[0]][answer.slot_id] = answer
    return found


_FIELDS = ("slot_id", "response", "flagged", "saved_at", "number", "digest")
_COLUMNS = (
    ResponseLog.slot_id,
    ResponseLog.response,
    ResponseLog.flagged,
    ResponseLog.received_at,
    ResponseLog.id,
    ResponseLog.digest,
)


def newest_saves(*which: ColumnElement[bool]) -> Select[int]:
    """The ids of the saves that count, one per sitting and question, among those that `which` names.

    A page numbers its saves, and they may arrive in another order: each page's highest number
    stands for it. Among several pages, and what staff admitted, the one that came to count last
    counts: a save when it arrived, an admitted one when it was admitted.
    """
    counts = case((in_time(), 1), else_=0)
    of_page = func.row_number().over(
        partition_by=[ResponseLog.sitting_id, ResponseLog.slot_id, ResponseLog.client],
        order_by=[counts.desc(), ResponseLog.seq.desc()],
    )
    admitted = case((ResponseLog.admitted_id.is_not(None), 1), else_=0)
    since = func.coalesce(ExamAct.detail["upto"].as_integer(), ResponseLog.position)
    # Windows and no join of the log with itself: a planner that knows nothing yet of a log that has
    # just filled would loop over it for each of its rows.
    pages = (
        select(
            ResponseLog.id,
            ResponseLog.sitting_id,
            ResponseLog.slot_id,
            since.label("since"),
            admitted.label("admitted"),
            (counts * case((of_page == 1, 1), else_=0)).label("last"),
        )
        .outerjoin(ExamAct, ExamAct.id == ResponseLog.admitted_id)
        .where(*which)
        .subquery()
    )
    order = func.row_number().over(
        partition_by=[pages.c.sitting_id, pages.c.slot_id],
        order_by=[pages.c.since.desc(), pages.c.admitted.desc(), pages.c.id.desc()],
    )
    ranked = (
        select(pages.c.id, order.label("rank"))
        .where(or_(pages.c.last == 1, pages.c.admitted == 1))
        .subquery()
    )
    return select(ranked.c.id).where(ranked.c.rank == 1)


def count_answered(sitting_ids: Collection[int]) -> dict[int, int]:
    """How many questions of each sitting have an answer; one SQL statement."""
    newest = newest_saves(ResponseLog.sitting_id.in_(sitting_ids))
    query = select(ResponseLog.sitting_id, ResponseLog.response).where(ResponseLog.id.in_(newest))
    done: dict[int, int] = dict.fromkeys(sitting_ids, 0)
    for sitting_id, response in db.session.execute(query):
        done[sitting_id] += not is_blank(response)
    return done


def in_time() -> ColumnElement[bool]:
    """Whether a save counts by itself: it came in time from the page whose turn it was."""
    return ResponseLog.late.is_(False) & ResponseLog.superseded.is_(False)


def set_aside() -> ColumnElement[bool]:
    """Whether a save does not count unless staff admit it; an index holds just these."""
    return or_(ResponseLog.late, ResponseLog.superseded)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """Questions with saves that do not count and that nobody has admitted.

    `late` came after the paper was closed, `superseded` from a page whose turn had gone to another.
    """

    late: int = 0
    superseded: int = 0


def count_not_counted(sitting_id: int) -> NotCounted:
    """Questions of one sitting with saves that were set aside; one SQL statement."""
    rows = db.session.execute(_NOT_COUNTED, {"sitting": sitting_id})
    found = {late: questions for late, questions in rows}  # noqa: C416
    return NotCounted(late=found.get(True, 0), superseded=found.get(False, 0))


def answers_of(sitting: Sitting) -> Answers:
    """The answers of one sitting, by slot id."""
    return answers_in(sitting.id)


def answers_in(sitting_id: int) -> Answers:
    """The answers of the sitting with this id, by slot id; one SQL statement, made once."""
    with quickly() as connection:
        rows = connection.execute(_OF_ONE, {"sitting": sitting_id}).all()
    answers = [_answer(row) for row in rows]
    return {answer.slot_id: answer for answer in answers}


def _answer(row: Sequence[Any]) -> Answer:
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    return Answer(**values)


def _of_many() -> Select[int, int, Any, bool, datetime, int, str]:
    newest = newest_saves(ResponseLog.sitting_id.in_(bindparam("sittings", expanding=True)))
    return select(ResponseLog.sitting_id, *_COLUMNS).where(ResponseLog.id.in_(newest))


# Built once: putting such a statement together takes longer than running it.
_OF_MANY = _of_many()
_OF_ONE = select(*_COLUMNS).where(
    ResponseLog.id.in_(newest_saves(ResponseLog.sitting_id == bindparam("sitting")))
)
_NOT_COUNTED = (
    select(ResponseLog.late, func.count(ResponseLog.slot_id.distinct()))
    .where(
        ResponseLog.sitting_id == bindparam("sitting"),
        set_aside(),
        ResponseLog.admitted_id.is_(None),
    )
    .group_by(ResponseLog.late)
)
_RECEIPTS = (
    select(HandIn).where(HandIn.sitting_id == bindparam("sitting")).order_by(HandIn.id.desc())
)


def receipts_of(sitting: Sitting) -> list[HandIn]:
    """All receipts of a sitting, the newest first: one for each time it was handed in."""
    return list(db.session.scalars(_RECEIPTS, {"sitting": sitting.id}))


def hand_in_of(sitting: Sitting) -> HandIn:
    """The newest receipt of a handed-in sitting; `LookupError` while it is open."""
    found = receipts_of(sitting) if sitting.submitted_at else []
    if not found:
        raise LookupError("an open sitting has no receipt")
    return found[0]
