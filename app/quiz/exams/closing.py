"""Closing sittings: by the candidate, by staff, and by the server when time is up.

Whoever comes first closes: one conditional update decides, so that a hand-in, a second hand-in and
the sweeper together finish a sitting exactly once. Machine marks are given in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.dml import ReturningUpdate

from app.database import UtcDateTime, writing
from app.extensions import db
from app.quiz.domain.chain import START
from app.quiz.domain.deadline import is_over, last_over
from app.quiz.domain.receipt import receipt_code
from app.quiz.exams.authoring import share_exams_of
from app.quiz.exams.scoring import mark_by_machine
from app.quiz.models import HandIn, ResponseLog, Sitting

Closer = Literal["candidate", "staff", "time"]
# Sittings closed in one transaction: saving waits no longer than these take.
BATCH = 25


def submit(sitting: Sitting, at: datetime) -> Sitting:
    """Hand a sitting in, or close it as of its deadline where time was up; returns the fresh row.

    Handing in again changes nothing.
    """
    hand_in(sitting.id, at)
    return reload(sitting)


def hand_in(sitting_id: int, at: datetime) -> None:
    """Hand the sitting with this id in, as `submit` does."""
    if not close([sitting_id], at, by="candidate"):
        close([sitting_id], at, by="time")


def close_if_over(sitting: Sitting, at: datetime) -> Sitting:
    """Close one sitting whose time is up; no SQL where there is nothing to do."""
    if sitting.state == "open" and is_over(sitting.deadline, at):
        close([sitting.id], at, by="time")
        return reload(sitting)
    return sitting


def close_expired(at: datetime, *, exam_id: int | None = None, user_id: int | None = None) -> int:
    """Close all sittings (of one exam or person) whose time is up; returns how many were closed.

    One SQL statement where there is nothing to do. Safe to run anywhere, any number of times.
    """
    query = _OVER
    if exam_id is not None:
        query = query.where(Sitting.exam_id == exam_id)
    if user_id is not None:
        query = _OVER_OF if query is _OVER else query.where(Sitting.user_id == bindparam("user"))
    ids = list(db.session.scalars(query, {"over": last_over(at), "user": user_id}))
    return sum(
        len(close(ids[start : start + BATCH], at, by="time")) for start in range(0, len(ids), BATCH)
    )


_OVER = (
    select(Sitting.id)
    .where(Sitting.state == "open", Sitting.deadline < bindparam("over"))
    .order_by(Sitting.deadline)
)
_OVER_OF = _OVER.where(Sitting.user_id == bindparam("user"))


def close(sitting_ids: Collection[int], at: datetime, by: Closer) -> list[int]:
    """Close those of the sittings that are open; returns the ids of those closed by this call.

    A candidate closes in time (grace included), `time` only what is over and as of the deadline,
    staff at any moment.
    """
    with writing():
        # Exams before sittings, as everywhere: a ruling on a question comes before or after.
        share_exams_of(sitting_ids)
        names = {"sittings": list(sitting_ids), "over": last_over(at), "at": at}
        hold, finish = _CLOSING[by]
        if len(sitting_ids) > 1:
            # Held in one order first, so that two who close the same papers never wait in a circle.
            db.session.execute(hold, names)
        closed = list(db.session.scalars(finish, names))
        if closed:
            sittings = list(db.session.scalars(_CLOSED, {"sittings": closed}))
            write_receipts(sittings)
            mark_by_machine(sittings, at)
    return closed


def write_receipts(sittings: Sequence[Sitting]) -> None:
    """Give closed sittings their receipts, over the chain of saves as it is now; two SQL statements.

    The sittings are held by the caller, so that no save comes in between.
    """
    heads = _heads([sitting.id for sitting in sittings])
    rows = []
    for sitting in sittings:
        saves, head = heads.get(sitting.id, (0, START))
        at = sitting.submitted_at or sitting.deadline
        rows.append(
            {
                "sitting_id": sitting.id,
                "code": receipt_code(sitting.public_id, at, saves, head),
                "handed_in_at": at,
                "closed_by": sitting.closed_by,
                "saves": saves,
                "head": head,
            }
        )
    db.session.execute(_RECEIPT, rows)


def _heads(sitting_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Length and last link of each sitting's chain of saves; sittings without saves are left out."""
    rows = db.session.execute(_ENDS, {"sittings": list(sitting_ids)})
    return {id_: (position, link) for id_, position, link in rows}


def _ends() -> Select[int, int, str]:
    last = (
        select(ResponseLog.sitting_id, func.max(ResponseLog.position).label("position"))
        .where(ResponseLog.sitting_id.in_(bindparam("sittings", expanding=True)))
        .group_by(ResponseLog.sitting_id)
        .subquery()
    )
    return select(ResponseLog.sitting_id, ResponseLog.position, ResponseLog.link).join(
        last,
        (ResponseLog.sitting_id == last.c.sitting_id) & (ResponseLog.position == last.c.position),
    )


_ENDS = _ends()
# The table's own statement, as those below: rows need none of what the session does for objects.
_RECEIPT = insert(HandIn.__table__)  # type: ignore[arg-type]


def reload(sitting: Sitting) -> Sitting:
    """The row as it is in the database now."""
    db.session.refresh(sitting)
    return sitting


def _closing(by: Closer) -> tuple[Select[int], ReturningUpdate[int]]:
    """What holds those of some sittings that may be closed, and what closes them."""
    over = bindparam("over", type_=UtcDateTime)
    when = {"candidate": [_ROW.deadline >= over], "time": [_ROW.deadline < over], "staff": []}
    still_open = (_chosen(_ROW.id), _ROW.state == "open", *when[by])
    closed = _ROW.deadline if by == "time" else bindparam("at", type_=UtcDateTime)
    return (
        select(_ROW.id).where(*still_open).order_by(_ROW.id).with_for_update(),
        update(Sitting.__table__)  # type: ignore[arg-type]
        .where(*still_open)
        .values(state="submitted", closed_by=by, submitted_at=closed)
        .returning(_ROW.id),
    )


def _chosen(id_: Any) -> ColumnElement[bool]:
    return id_.in_(bindparam("sittings", expanding=True))


_ROW = Sitting.__table__.c
_CLOSING = {by: _closing(by) for by in get_args(Closer)}
_CLOSED = (
    select(Sitting)
    .where(_chosen(Sitting.id))
    .options(joinedload(Sitting.exam))
    .execution_options(populate_existing=True)
    .order_by(Sitting.id)
)
