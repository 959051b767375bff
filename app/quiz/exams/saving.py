"""Saving answers: appended in one transaction, acknowledged only after its commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.bank.domain.responses import Response, ResponseError
from app.database import writing
from app.extensions import db
from app.quiz.domain.deadline import is_over
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.locking import find_locked_save
from app.quiz.exams.paper import load_questions
from app.quiz.models import Exam, ResponseLog, Sitting
from app.web.errors import DomainError

SaveName = tuple[str, int]  # (client, seq)


class SaveRefused(DomainError):
    """Nothing of the request was stored; `place` tells which save was at fault (from 0)."""

    status = 422

    def __init__(self, message: str, *, place: int | None = None, status: int = 422) -> None:
        super().__init__(message, status=status)
        self.place = place


class AlreadyHandedIn(SaveRefused):
    """The sitting is closed and takes no answer any more."""

    def __init__(self) -> None:
        super().__init__(_("已经交卷，这次改动没有存上。交卷前存上的都在。"), status=409)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the server holds of one save. `number` grows from save to save."""

    client: str
    seq: int
    slot_id: int
    digest: str
    number: int
    saved_at: datetime
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The outcome of a request: a receipt per save, in its order.

    `elsewhere` says that another page has saved since the save numbered `since`.
    """

    receipts: Sequence[Receipt]
    deadline: datetime
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class _Gate:
    """What decides whether a save is taken. `others` numbers the newest save of another page."""

    state: str
    deadline: datetime
    closed_by: str | None
    exam_state: str
    others: int | None

    @property
    def takes_saves(self) -> bool:
        """Whether anything is still stored: not after the candidate's own hand-in.

        What was on its way when server or staff closed the paper is kept as late, until the
        release shows the keys.
        """
        return self.state == "open" or (
            self.closed_by != "candidate" and self.exam_state != "released"
        )


def save_answers(
    sitting: Sitting, saves: Sequence[SaveSpec], at: datetime, *, since: int | None = None
) -> Saved:
    """Store saves of a sitting, all or none; the same save sent again is acknowledged again.

    Raises SaveRefused for what cannot be an answer of this paper and AlreadyHandedIn once it was
    handed in. What arrives after deadline and grace is kept, marked late, and does not count.
    Three SQL statements, and two more where answers may be looked up while writing.
    """
    responses = _read(sitting, saves)
    with writing():
        gate = _lock(sitting, {save.client for save in saves})
        place = find_locked_save(sitting, saves)
        if place is not None:
            text = _("这一题已经看过答案，作答不能再改，这次改动没有存上。")
            raise SaveRefused(text, place=place)
        late = gate.state != "open" or is_over(gate.deadline, at)
        stored = _append(sitting, saves, responses, late, at) if gate.takes_saves else {}
        receipts = _receipts(sitting, saves, stored)
    elsewhere = since is not None and (gate.others or 0) > since
    return Saved(receipts=receipts, deadline=gate.deadline, elsewhere=elsewhere)


def _read(sitting: Sitting, saves: Sequence[SaveSpec]) -> list[Response]:
    """The canonical responses; one SQL statement."""
    questions = load_questions(sitting, {save.slot_id for save in saves})
    responses: list[Response] = []
    for place, save in enumerate(saves):
        question = questions.get(save.slot_id)
        if question is None:
            raise SaveRefused(_("这份试卷里没有这一题，这次改动没有存上。"), place=place)
        try:
            responses.append(question.shown.decode(save.response))
        except ResponseError as error:
            text = _("这一题的作答没有存上：%(why)s。", why=str(error))
            raise SaveRefused(text, place=place) from None
    return responses


def _lock(sitting: Sitting, clients: set[str]) -> _Gate:
    """What decides, read under a lock: closing waits for this save, or this save for closing."""
    others = (
        select(func.max(ResponseLog.id))
        .where(ResponseLog.sitting_id == sitting.id, ResponseLog.client.not_in(clients))
        .scalar_subquery()
    )
    query = (
        select(
            Sitting.state,
            Sitting.deadline,
            Sitting.closed_by,
            Exam.state,
            others,
        )
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Sitting.id == sitting.id)
        .with_for_update(of=Sitting)
    )
    return _Gate(*db.session.execute(query).one())


def _append(
    sitting: Sitting,
    saves: Sequence[SaveSpec],
    responses: Sequence[Response],
    late: bool,
    at: datetime,
) -> dict[SaveName, Receipt]:
    """Append what is not there yet; returns receipts of what was."""
    rows = [
        {
            "sitting_id": sitting.id,
            "slot_id": save.slot_id,
            "client": save.client,
            "seq": save.seq,
            "response": response,
            "flagged": save.flagged,
            "digest": save.digest,
            "late": late,
            "received_at": at,
        }
        for save, response in zip(saves, responses, strict=True)
    ]
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    query = (
        dialect.insert(ResponseLog)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["sitting_id", "client", "seq"])
        .returning(*_COLUMNS)
    )
    return {(row.client, row.seq): Receipt(**row._mapping) for row in db.session.execute(query)}


_COLUMNS = (
    ResponseLog.client,
    ResponseLog.seq,
    ResponseLog.slot_id,
    ResponseLog.digest,
    ResponseLog.id.label("number"),
    ResponseLog.received_at.label("saved_at"),
    ResponseLog.late,
)


def _receipts(
    sitting: Sitting, saves: Sequence[SaveSpec], stored: dict[SaveName, Receipt]
) -> list[Receipt]:
    """A receipt for each save; those not stored just now were stored before, or nothing was."""
    missing = [save for save in saves if (save.client, save.seq) not in stored]
    if missing:
        stored = stored | _earlier(sitting, missing)
    receipts = []
    for place, save in enumerate(saves):
        held = stored.get((save.client, save.seq))
        if held is None:
            raise AlreadyHandedIn
        if held.digest != save.digest:
            text = _("同一次保存的内容前后不一致，没有存上。请刷新页面再试，已存上的都在。")
            raise SaveRefused(text, place=place, status=409)
        receipts.append(held)
    return receipts


def _earlier(sitting: Sitting, saves: Sequence[SaveSpec]) -> dict[SaveName, Receipt]:
    query = select(*_COLUMNS).where(
        ResponseLog.sitting_id == sitting.id,
        ResponseLog.client.in_({save.client for save in saves}),
        ResponseLog.seq.in_({save.seq for save in saves}),
    )
    return {(row.client, row.seq): Receipt(**row._mapping) for row in db.session.execute(query)}
