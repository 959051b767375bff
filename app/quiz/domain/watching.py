"""How a candidate stands during an exam, as the board shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.quiz.domain.pulse import SILENT

# A page saves a second after each change: who has not saved for so long may need help.
QUIET = timedelta(minutes=5)


class Status(StrEnum):
    """In the order in which they ask for attention."""

    OFFLINE = "offline"
    QUIET = "quiet"
    NOT_STARTED = "not_started"
    WRITING = "writing"
    ABSENT = "absent"
    BY_TIME = "by_time"
    BY_STAFF = "by_staff"
    HANDED_IN = "handed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides. `closed_by` is None while open; `saved_at` is the last save, or the start.

    `heard_at` is the last beat of the candidate's page; None where the page has none (no script).
    """

    started: bool
    closed_by: str | None
    open: bool
    saved_at: datetime | None
    heard_at: datetime | None = None
    window_over: bool


def status_of(facts: Facts, now: datetime) -> Status:
    """The status of a candidate at `now`."""
    if not facts.started:
        return Status.ABSENT if facts.window_over else Status.NOT_STARTED
    if facts.open:
        return _writing(facts, now)
    return {"time": Status.BY_TIME, "staff": Status.BY_STAFF}.get(
        facts.closed_by or "", Status.HANDED_IN
    )


def _writing(facts: Facts, now: datetime) -> Status:
    saved, heard = facts.saved_at, facts.heard_at
    if heard is not None and now - max(heard, saved or heard) > SILENT:
        return Status.OFFLINE
    return Status.QUIET if saved is not None and now - saved > QUIET else Status.WRITING


def attention(status: Status) -> int:
    """Rank for sorting: those who may need somebody come first."""
    return list(Status).index(status)
