"""The heartbeat of a candidate's page: read strictly, before anything touches the database.

What a page says of itself is evidence, not proof: it is bounded here so that a page that lies can
neither fill the disk nor put an event outside its own sitting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

# A page beats about every 30 seconds: after three beats missed it is taken to be cut off.
SILENT = timedelta(seconds=100)
MOST_EVENTS = 20  # in one beat
MOST_INCIDENTS = 300  # kept of what one sitting's page reports by itself
LONGEST = 24 * 3600  # seconds
_CLIENT = re.compile(r"[A-Za-z0-9-]{8,32}")
_LARGEST = 2**31 - 1


class Event(StrEnum):
    """What a page reports of itself."""

    LEAVE = "leave"  # the window was left
    RETURN = "return"  # and come back to, after so many seconds
    OFFLINE = "offline"  # the network was away for so many seconds


_KINDS = frozenset(event.value for event in Event)
# Recorded only where the exam records leaving.
LEAVING = frozenset({Event.LEAVE, Event.RETURN})


class PulseError(ValueError):
    """What came is not a heartbeat; the message names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvent:
    """One event; `at` is when it happened by the server's clock as the page counts it, if told."""

    kind: Event
    seconds: int | None = None
    at: datetime | None = None

    def when(self, started: datetime, now: datetime) -> datetime:
        """When it happened: never before the sitting began or after now, whatever the page says."""
        return now if self.at is None else min(max(self.at, started), now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A heartbeat: the page it comes from, what happened, the last message that it has shown."""

    client: str
    events: Sequence[PageEvent]
    seen: int


def read_pulse(data: object) -> Pulse:
    """Read a request's JSON. Raises `PulseError`."""
    if not isinstance(data, dict):
        raise PulseError("body")
    body = cast("Mapping[str, Any]", data)
    client = body.get("client")
    if not isinstance(client, str) or not _CLIENT.fullmatch(client):
        raise PulseError("client")
    events = body.get("events", [])
    if not isinstance(events, list) or len(cast("list[object]", events)) > MOST_EVENTS:
        raise PulseError("events")
    return Pulse(
        client=client,
        events=tuple(_event(event) for event in cast("list[object]", events)),
        seen=_whole(body.get("seen") or 0, "seen", _LARGEST),
    )


def watches_leaving(access: Mapping[str, Any]) -> bool:
    """Whether an exam with these rules of access records that its window was left."""
    return access.get("leaving", True) is not False


def _event(data: object) -> PageEvent:
    if not isinstance(data, dict):
        raise PulseError("events")
    row = cast("Mapping[str, Any]", data)
    kind = row.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise PulseError("kind")
    seconds = row.get("seconds")
    return PageEvent(
        kind=Event(kind),
        seconds=None if seconds is None else min(_whole(seconds, "seconds", _LARGEST), LONGEST),
        at=_instant(row.get("at")),
    )


def _whole(value: object, field: str, largest: int) -> int:
    """A whole number; pages count seconds with a fraction, which is dropped."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= largest:
        raise PulseError(field)
    return int(value)


def _instant(value: object) -> datetime | None:
    """An instant as ISO 8601 with its zone, or as milliseconds since 1970."""
    if value is None:
        return None
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            if at.tzinfo is None:
                raise PulseError("at")
            return at.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise PulseError("at") from None
    raise PulseError("at")
