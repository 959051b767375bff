"""What a page's heartbeat may say, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.quiz.domain.pulse import (
    LONGEST,
    MOST_EVENTS,
    Event,
    PageEvent,
    PulseError,
    read_pulse,
    watches_leaving,
)

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_beat_is_read() -> None:
    sent = {
        "client": "client-0001",
        "events": [
            {"kind": "leave", "at": "2026-11-23T09:00:00+08:00"},
            {"kind": "return", "seconds": 12.7, "at": int(AT.timestamp() * 1000)},
            {"kind": "offline", "seconds": 10**9},
        ],
        "seen": 7,
    }
    pulse = read_pulse(sent)
    assert (pulse.client, pulse.seen) == ("client-0001", 7)
    assert [(e.kind, e.seconds, e.at) for e in pulse.events] == [
        (Event.LEAVE, None, AT),
        (Event.RETURN, 12, AT),
        (Event.OFFLINE, LONGEST, None),
    ]
    assert read_pulse({"client": "client-0001"}).seen == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (None, "body"),
        ([], "body"),
        ({}, "client"),
        ({"client": "x"}, "client"),
        ({"client": "client-0001", "events": {}}, "events"),
        ({"client": "client-0001", "events": [{"kind": "leave"}] * (MOST_EVENTS + 1)}, "events"),
        ({"client": "client-0001", "events": ["leave"]}, "events"),
        ({"client": "client-0001", "events": [{"kind": "note"}]}, "kind"),
        ({"client": "client-0001", "events": [{"kind": ["leave"]}]}, "kind"),
        ({"client": "client-0001", "events": [{"kind": "leave", "seconds": -1}]}, "seconds"),
        ({"client": "client-0001", "events": [{"kind": "leave", "seconds": True}]}, "seconds"),
        (
            {"client": "client-0001", "events": [{"kind": "leave", "seconds": float("nan")}]},
            "seconds",
        ),
        ({"client": "client-0001", "events": [{"kind": "leave", "at": "gestern"}]}, "at"),
        ({"client": "client-0001", "events": [{"kind": "leave", "at": "2026-11-23T09:00"}]}, "at"),
        ({"client": "client-0001", "events": [{"kind": "leave", "at": 1e300}]}, "at"),
        ({"client": "client-0001", "events": [{"kind": "leave", "at": float("inf")}]}, "at"),
        ({"client": "client-0001", "events": [{"kind": "leave", "at": {}}]}, "at"),
        ({"client": "client-0001", "seen": "7"}, "seen"),
        ({"client": "client-0001", "seen": 2**31}, "seen"),
    ],
)
def test_what_is_no_beat_is_refused_by_field(body: Any, field: str) -> None:
    with pytest.raises(PulseError, match=field):
        read_pulse(body)


def test_an_event_lies_inside_its_sitting() -> None:
    start, now = AT, AT + timedelta(minutes=10)
    early = PageEvent(kind=Event.LEAVE, at=AT - timedelta(days=1))
    late = PageEvent(kind=Event.LEAVE, at=AT + timedelta(days=1))
    assert early.when(start, now) == start
    assert late.when(start, now) == now
    assert PageEvent(kind=Event.LEAVE).when(start, now) == now


def test_leaving_is_recorded_unless_the_exam_says_no() -> None:
    assert watches_leaving({})
    assert watches_leaving({"leaving": True})
    assert not watches_leaving({"leaving": False})
