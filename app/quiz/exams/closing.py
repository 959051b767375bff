"""Closing sittings: by the candidate, by staff, and by the server when time is up.

Whoever comes first closes: one conditional update decides, so that a hand-in, a second hand-in and
the sweeper together finish a sitting exactly once. Machine marks are given in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import joinedload

from app.database import writing
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
    query = select(Sitting.id).where(Sitting.state == "open", Sitting.deadline < last_over(at))
    if exam_id is not None:
        query = query.where(Sitting.exam_id == exam_id)
    if user_id is not None:
        query = query.where(Sitting.user_id == user_id)
    ids = list(db.session.scalars(query.order_by(Sitting.deadline)))
    return sum(
        len(close(ids[start : start + BATCH], at, by="time")) for start in range(0, len(ids), BATCH)
    )


def close(sitting_ids: Collection[int], at: datetime, by: Closer) -> list[int]:
    """Close those of the sittings that are open; returns the ids of those closed by this call.

    A candidate closes in time (grace included), `time` only what is over and as of the deadline,
    staff at any moment.
    """
    with writing():
        # Exams before sittings, as everywhere: a ruling on a question comes before or after.
        share_exams_of(sitting_ids)
        still_open = (Sitting.id.in_(sitting_ids), Sitting.state == "open", *_when(at, by))
        if len(sitting_ids) > 1:
            # Held in one order first, so that two who close the same papers never wait in a circle.
            db.session.execute(
                select(Sitting.id).where(*still_open).order_by(Sitting.id).with_for_update()
            )
        closed = list(
            db.session.scalars(
                update(Sitting)
                .where(*still_open)
                .values(
                    state="submitted",
                    closed_by=by,
                    submitted_at=Sitting.deadline if by == "time" else at,
                )
                .returning(Sitting.id)
                .execution_options(synchronize_session=False)
            )
        )
        if closed:
            sittings = _load(closed)
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
    db.session.execute(insert(HandIn), rows)


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


def reload(sitting: Sitting) -> Sitting:
    """The row as it is in the database now."""
    db.session.refresh(sitting)
    return sitting


def _when(at: datetime, by: Closer) -> list[ColumnElement[bool]]:
    if by == "candidate":
        return [Sitting.deadline >= last_over(at)]
    return [Sitting.deadline < last_over(at)] if by == "time" else []


def _load(ids: Collection[int]) -> list[Sitting]:
    query = (
        select(Sitting)
        .where(Sitting.id.in_(ids))
        .options(joinedload(Sitting.exam))
        .execution_options(populate_existing=True)
        .order_by(Sitting.id)
    )
    return list(db.session.scalars(query))
