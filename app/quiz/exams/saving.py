"""Saving answers: appended in one transaction, acknowledged only after its commit.

The usual save takes the short way of `app.quiz.exams.quick`, which is this one's special case in one
statement. Whatever is unusual (several saves at once, a page whose turn is over, lateness, a save
that is there already) comes here, where the sitting is held while it is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, bindparam, case, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from app.bank.domain.responses import Response, ResponseError
from app.database import UtcDateTime, writers_turn, writing
from app.direct import quickly
from app.extensions import db
from app.quiz.domain.chain import START, SaveRecord
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
    superseded: bool
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The outcome of a request: a receipt per save, in its order.

    `superseded` says that another page has taken the paper up: what this one still sends is kept
    for the staff to see, and does not count.
    """

    receipts: Sequence[Receipt]
    deadline: datetime
    superseded: bool


@dataclass(slots=True)
class _Gate:
    """What decides whether a save is taken, and where it goes in the chain."""

    state: str
    deadline: datetime
    closed_by: str | None
    writer: str | None
    exam_state: str

    @property
    def takes_saves(self) -> bool:
        """Whether anything is still stored: not after the candidate's own hand-in.

        What was on its way when server or staff closed the paper is kept as late, until the
        release shows the keys.
        """
        return self.state == "open" or (
            self.closed_by != "candidate" and self.exam_state != "released"
        )

    def is_superseded(self, save: SaveSpec, writer: str) -> bool:
        """Whether the page's turn was over. A paper that is closed has no turns any more: what
        counts then is whose turn it was when the save was made."""
        return self.writer is not None and self.writer != (
            writer if self.state == "open" else save.client
        )


@dataclass(frozen=True, slots=True)
class _Taken:
    """A save that is stored, and how."""

    save: SaveSpec
    response: Response
    late: bool
    superseded: bool


def save_answers(
    sitting: Sitting, saves: Sequence[SaveSpec], at: datetime, *, writer: str | None = None
) -> Saved:
    """Store saves of a sitting, all or none; the same save sent again is acknowledged again.

    `writer` is the page that sends them (that of the first save if not named). The first page that
    saves takes the paper up; later ones have to say so (`take_up`). Raises SaveRefused for what
    cannot be an answer of this paper and AlreadyHandedIn once it was handed in. What arrives after
    deadline and grace is kept, marked late, and does not count. Six SQL statements at most.
    """
    responses = _read(sitting, saves)
    writer = writer or saves[0].client
    with writing():
        gate = _lock(sitting)
        held = _stored(sitting, saves)
        _refuse_other_bodies(saves, held)
        fresh = [place for place, save in enumerate(saves) if _name(save) not in held]
        if fresh and not gate.takes_saves:
            raise AlreadyHandedIn
        if (locked := find_locked_save(sitting, [saves[place] for place in fresh])) is not None:
            text = _("这一题已经看过答案，作答不能再改，这次改动没有存上。")
            raise SaveRefused(text, place=fresh[locked])
        if gate.writer is None and gate.state == "open":
            gate.writer = sitting.writer = writer
        if fresh:
            late = gate.state != "open" or is_over(gate.deadline, at)
            taken = [
                _Taken(
                    saves[place], responses[place], late, gate.is_superseded(saves[place], writer)
                )
                for place in fresh
            ]
            held |= _append(sitting, taken, at)
    return Saved(
        receipts=[held[_name(save)] for save in saves],
        deadline=gate.deadline,
        superseded=gate.state == "open" and writer != gate.writer,
    )


def read_responses(questions: Any, saves: Sequence[SaveSpec]) -> list[Response]:
    """The canonical responses to questions by slot id. Raises SaveRefused."""
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


def _read(sitting: Sitting, saves: Sequence[SaveSpec]) -> list[Response]:
    """One SQL statement."""
    return read_responses(load_questions(sitting, {save.slot_id for save in saves}), saves)


def _lock(sitting: Sitting) -> _Gate:
    """What decides, read under a lock: closing waits for this save, or this save for closing."""
    query = (
        select(Sitting.state, Sitting.deadline, Sitting.closed_by, Sitting.writer, Exam.state)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Sitting.id == sitting.id)
        .with_for_update(of=Sitting)
    )
    return _Gate(*db.session.execute(query).one())


def _name(save: SaveSpec) -> SaveName:
    return save.client, save.seq


def _stored(sitting: Sitting, saves: Sequence[SaveSpec]) -> dict[SaveName, Receipt]:
    """Receipts of those saves that are there already."""
    query = select(*_COLUMNS).where(
        ResponseLog.sitting_id == sitting.id,
        ResponseLog.client.in_({save.client for save in saves}),
        ResponseLog.seq.in_({save.seq for save in saves}),
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
    ResponseLog.superseded,
    ResponseLog.link,
)


def _refuse_other_bodies(saves: Sequence[SaveSpec], held: dict[SaveName, Receipt]) -> None:
    """The same save sent again has the same body; another body under its name is a mistake."""
    bodies = {name: receipt.digest for name, receipt in held.items()}
    for place, save in enumerate(saves):
        if bodies.setdefault(_name(save), save.digest) != save.digest:
            text = _("同一次保存的内容前后不一致，没有存上。请刷新页面再试，已存上的都在。")
            raise SaveRefused(text, place=place, status=409)


def _append(sitting: Sitting, saves: Sequence[_Taken], at: datetime) -> dict[SaveName, Receipt]:
    """Append saves to the sitting's chain, each once; two SQL statements."""
    position, previous = chain_end(sitting.id)
    rows: dict[SaveName, dict[str, Any]] = {}
    for one in saves:
        if _name(one.save) in rows:
            continue
        position += 1
        record = record_of(
            one.save, one.response, position, late=one.late, superseded=one.superseded, at=at
        )
        previous = record.seal(previous)
        rows[_name(one.save)] = row_of(sitting.id, record, previous)
    query = insert(ResponseLog).returning(*_COLUMNS)
    stored = db.session.execute(query, list(rows.values()))
    return {(row.client, row.seq): Receipt(**row._mapping) for row in stored}


def chain_end(sitting_id: int) -> tuple[int, str]:
    """How many saves a sitting's chain holds, and its last link; one SQL statement."""
    last = (
        select(ResponseLog.position, ResponseLog.link)
        .where(ResponseLog.sitting_id == sitting_id)
        .order_by(ResponseLog.position.desc())
        .limit(1)
    )
    found = db.session.execute(last).first()
    return (found.position, found.link) if found else (0, START)


def record_of(
    save: SaveSpec,
    response: Response,
    position: int,
    *,
    late: bool,
    superseded: bool,
    at: datetime,
) -> SaveRecord:
    """What the chain seals of a save."""
    return SaveRecord(
        position=position,
        client=save.client,
        seq=save.seq,
        slot_id=save.slot_id,
        response=response,
        flagged=save.flagged,
        digest=save.digest,
        late=late,
        superseded=superseded,
        received_at=at,
    )


def row_of(sitting_id: int, record: SaveRecord, link: str) -> dict[str, Any]:
    """The row of a sealed save."""
    return {
        "sitting_id": sitting_id,
        "slot_id": record.slot_id,
        "client": record.client,
        "seq": record.seq,
        "response": record.response,
        "flagged": record.flagged,
        "digest": record.digest,
        "late": record.late,
        "superseded": record.superseded,
        "received_at": record.received_at,
        "position": record.position,
        "link": link,
    }


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a sitting stands after a page asked for its turn; `epoch` counts the turns."""

    state: str
    epoch: int


def _turned() -> ReturningUpdate[str, int]:
    me = bindparam("me", type_=String)
    fresh = (Sitting.state == "open") & (Sitting.writer.is_(None) | (Sitting.writer != me))
    return (
        update(Sitting)
        .where(Sitting.id == bindparam("sitting"))
        .values(
            writer=case((fresh, me), else_=Sitting.writer),
            epoch=case((fresh, Sitting.epoch + 1), else_=Sitting.epoch),
            seen_at=bindparam("at", type_=UtcDateTime),
            address=bindparam("from", type_=String),
        )
        .returning(Sitting.state, Sitting.epoch)
    )


_TURNED = _turned()


def take_up(sitting_id: int, writer: str, at: datetime, address: str = "") -> Turn:
    """Give the turn to a page: whichever had it before turns read-only. One SQL statement.

    Asking again changes nothing, and a closed paper has no turns.
    """
    values = {"sitting": sitting_id, "me": writer, "at": at, "from": address[:64]}
    with quickly() as connection, writers_turn(connection.dialect.name):
        return Turn(*connection.execute(_TURNED, values).one())
