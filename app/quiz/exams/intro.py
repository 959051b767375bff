"""The page before a sitting starts: what the paper holds, how long, whether one may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.bank.labels import SECTION_LABELS
from app.extensions import db
from app.quiz.domain.deadline import allowed_time, deadline_for
from app.quiz.domain.starting import Refusal
from app.quiz.exams.closing import close_expired
from app.quiz.exams.sitting import list_sittings, refusal_for
from app.quiz.models import Exam, FormSlot, Sitting


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the paper, in numbers."""

    label: str
    count: int
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Intro:
    """What concerns this person. `ends_at` is the deadline of a sitting that starts now; `short` says
    that the window's end leaves less than the whole limit. `extra` is the part of the limit that is
    this person's extra time.
    """

    parts: Sequence[Part]
    limit: timedelta
    extra: timedelta
    ends_at: datetime
    sittings: Sequence[Sitting]
    short: bool
    refusal: Refusal | None
    refusal_text: str

    @property
    def count(self) -> int:
        """Number of questions."""
        return sum(part.count for part in self.parts)

    @property
    def open_sitting(self) -> Sitting | None:
        """The sitting that is being written."""
        return next((sitting for sitting in self.sittings if sitting.state == "open"), None)


def load_intro(exam: Exam, user: User, at: datetime) -> Intro:
    """Everything the page shows; four SQL statements and those of the eligibility line."""
    close_expired(at, user_id=user.id)
    sittings = list_sittings(exam.id, user.id)
    refused = refusal_for(exam, user, sittings, at)
    limit = allowed_time(exam.minutes, user.extra_time)
    ends_at = deadline_for(
        at, minutes=exam.minutes, extra_time=user.extra_time, closes_at=exam.closes_at
    )
    return Intro(
        parts=_parts(exam),
        limit=limit,
        extra=limit - timedelta(minutes=exam.minutes),
        ends_at=ends_at,
        short=ends_at < at + limit,
        sittings=sittings,
        refusal=refused.refusal if refused else None,
        refusal_text=refused.message if refused else "",
    )


def _parts(exam: Exam) -> list[Part]:
    query = (
        select(FormSlot.type, func.count(), func.sum(FormSlot.points))
        .where(FormSlot.form_id == exam.form_id)
        .group_by(FormSlot.type)
        .order_by(func.min(FormSlot.position))
    )
    return [
        Part(str(SECTION_LABELS[ItemType(type_)]), count, points)
        for type_, count, points in db.session.execute(query)
    ]
