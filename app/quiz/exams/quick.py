"""The usual save in one statement: one answer, in time, from the page whose turn it is.

The statement appends the save to the chain only if everything that was read at the door still
holds: the sitting is open, the turn has not changed, nobody else has added a link. It commits by
itself, and only then is the save acknowledged. Where anything does not hold it stores nothing, and
the save goes the long way (`app.quiz.exams.saving`), which holds the sitting and decides.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, Select, String, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from app.database import Json, UtcDateTime, quickly, writers_turn
from app.quiz.domain.chain import START
from app.quiz.domain.deadline import is_over
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.door import Admitted
from app.quiz.exams.frozen import frozen_form
from app.quiz.exams.saving import Receipt, read_responses, record_of, row_of
from app.quiz.models import ResponseLog, Sitting

_TYPES = {
    "sitting_id": Integer,
    "slot_id": Integer,
    "client": String,
    "seq": Integer,
    "response": Json,
    "flagged": Boolean,
    "digest": String,
    "late": Boolean,
    "superseded": Boolean,
    "received_at": UtcDateTime,
    "position": Integer,
    "link": String,
}


def save_quickly(found: Admitted, save: SaveSpec, writer: str, at: datetime) -> Receipt | None:
    """Store one save; None where it has to go the long way. One SQL statement.

    Raises SaveRefused for what cannot be an answer of this paper.
    """
    if found.state != "open" or found.writer != writer or is_over(found.deadline, at):
        return None
    if found.slots and save.slot_id not in found.slots:
        return None
    form = frozen_form(found.exam_public_id, found.form_id)
    question = form.question(
        save.slot_id, seed=found.seed, faces=found.faces, shuffle=found.shuffle
    )
    (response,) = read_responses({save.slot_id: question} if question else {}, [save])
    position = found.position + 1
    record = record_of(save, response, position, late=False, superseded=False, at=at)
    row = row_of(found.id, record, record.seal(found.link or START))
    with quickly() as connection, writers_turn():
        insert = _INSERTS[connection.dialect.name]
        number = connection.execute(insert, row | {"turn": writer}).scalar()
    if number is None:
        return None
    return Receipt(
        client=save.client,
        seq=save.seq,
        slot_id=save.slot_id,
        digest=save.digest,
        number=number,
        saved_at=at,
        late=False,
        superseded=False,
        link=row["link"],
    )


def _guarded() -> Select:
    """The row to append, if the sitting still stands as it did at the door.

    The shared lock makes closing wait for this save, or this save for the closing.
    """
    values = [bindparam(name, type_=kind) for name, kind in _TYPES.items()]
    return (
        select(*values)
        .select_from(Sitting)
        .where(
            Sitting.id == bindparam("sitting_id", type_=Integer),
            Sitting.state == "open",
            Sitting.writer == bindparam("turn", type_=String),
        )
        .with_for_update(read=True)
    )


def _insert(dialect: object) -> Insert:
    return (
        dialect.insert(ResponseLog)  # type: ignore[attr-defined]
        .from_select(list(_TYPES), _guarded())
        .on_conflict_do_nothing()
        .returning(ResponseLog.id)
    )


_INSERTS = {"postgresql": _insert(postgresql), "sqlite": _insert(sqlite)}
