"""What may be handed in when (pure)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Door(StrEnum):
    """Whether work is taken."""

    OPEN = "open"  # in time; a new version may replace an earlier one
    LATE = "late"  # late, and the first that this person hands in
    KEPT = "kept"  # the time is over, and what was handed in counts
    CLOSED = "closed"


def find_door(due_at: datetime, closes_at: datetime, versions: int, now: datetime) -> Door:
    """Whether somebody who handed in `versions` before may hand in at `now`.

    After the deadline only a first version is taken, as a late one: nobody can turn work that was in time
    into late work by sending it again.
    """
    if now <= due_at:
        return Door.OPEN
    if versions:
        return Door.KEPT
    return Door.LATE if now <= closes_at else Door.CLOSED
