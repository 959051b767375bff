"""What the server answers to the exam page: the same words from every way a request may take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.quiz.domain.deadline import GRACE, time_left
from app.quiz.exams.saving import Receipt


def clock_reply(deadline: datetime, at: datetime) -> dict[str, Any]:
    """Server time and what is left of it; the page counts on from there by itself."""
    return {
        "now": at.isoformat(),
        "left_ms": int(time_left(deadline, at).total_seconds() * 1000),
        "grace_ms": int(GRACE.total_seconds() * 1000),
    }


def saved_reply(
    receipts: Sequence[Receipt],
    deadline: datetime,
    at: datetime,
    zone: ZoneInfo,
    *,
    superseded: bool = False,
) -> dict[str, Any]:
    """What the server holds of each save, and the clock. `zone` is that of the times of day."""
    saves = [
        {
            "client": one.client,
            "seq": one.seq,
            "slot": one.slot_id,
            "digest": one.digest,
            "number": one.number,
            "at": one.saved_at.isoformat(),
            "time": one.saved_at.astimezone(zone).strftime("%H:%M:%S"),
            "late": one.late,
            "superseded": one.superseded,
            "link": one.link,
        }
        for one in receipts
    ]
    return clock_reply(deadline, at) | {"saves": saves, "superseded": superseded}
