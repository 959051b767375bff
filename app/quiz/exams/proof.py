"""Receipts and chains checked against what the database holds now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.quiz.domain.chain import START, SaveRecord, first_break
from app.quiz.domain.receipt import read_code, receipt_code
from app.quiz.models import HandIn, ResponseLog


class Verdict(StrEnum):
    """What a typed code turned out to be; the page has the words."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    HOLDS = "holds"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The verdict, and for a code that is known when its paper was handed in and with how many saves.

    Nothing else is told: neither whose paper it is nor of which exam.
    """

    verdict: Verdict
    code: str = ""
    handed_in_at: datetime | None = None
    saves: int = 0


def check_code(text: str) -> Checked:
    """Check a code against the saves that are stored; three SQL statements at most."""
    code = read_code(text)
    if code is None:
        return Checked(verdict=Verdict.UNREADABLE)
    query = select(HandIn).where(HandIn.code == code).options(joinedload(HandIn.sitting))
    receipt = db.session.scalar(query)
    if receipt is None:
        return Checked(verdict=Verdict.UNKNOWN, code=code)
    verdict = Verdict.HOLDS if holds(receipt) else Verdict.BROKEN
    return Checked(
        verdict=verdict, code=code, handed_in_at=receipt.handed_in_at, saves=receipt.saves
    )


def holds(receipt: HandIn) -> bool:
    """Whether the saves of the receipt's sitting are those it was written over; one SQL statement."""
    saves = chain_of(receipt.sitting_id, upto=receipt.saves)
    return holds_over(receipt, receipt.sitting.public_id, saves)


def holds_over(receipt: HandIn, sitting: str, saves: Sequence[ResponseLog]) -> bool:
    """The same over saves that are at hand, in the order of their chain; later ones do not matter."""
    rows = saves[: receipt.saves]
    head = rows[-1].link if rows else START
    code = receipt_code(sitting, receipt.handed_in_at, receipt.saves, receipt.head)
    whole = len(rows) == receipt.saves and head == receipt.head and code == receipt.code
    return whole and first_break((record_in(row), row.link) for row in rows) is None


def chain_of(sitting_id: int, *, upto: int | None = None) -> list[ResponseLog]:
    """The saves of a sitting in the order of their chain; one SQL statement."""
    query = select(ResponseLog).where(ResponseLog.sitting_id == sitting_id)
    if upto is not None:
        query = query.where(ResponseLog.position <= upto)
    fresh = query.order_by(ResponseLog.position).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def record_in(row: ResponseLog) -> SaveRecord:
    """A stored save as the chain seals it."""
    return SaveRecord(
        position=row.position,
        client=row.client,
        seq=row.seq,
        slot_id=row.slot_id,
        response=row.response,
        flagged=row.flagged,
        digest=row.digest,
        late=row.late,
        superseded=row.superseded,
        received_at=row.received_at,
    )
