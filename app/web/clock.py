"""The clock: read once a request, then passed down as an argument.

On PostgreSQL it is the database's clock, so that several nodes agree: each process measures once in
a while how far the database is from its own monotonic counter and counts on from there. Setting a
node's clock wrong changes nothing. On SQLite there is one machine, and its clock is the clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, has_request_context

# How long a measurement is believed: counters of two machines part by milliseconds in this time.
REMEASURE = 30.0


class SharedClock:
    """The time of a source that costs a round trip to ask, counted on by a monotonic counter."""

    def __init__(
        self, ask: Callable[[], datetime], counter: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._counter = counter
        self._lock = threading.Lock()
        self._at: datetime | None = None
        self._counted = 0.0

    def __call__(self) -> datetime:
        count = self._counter()
        if self._at is None or count - self._counted > REMEASURE:
            self._measure()
            count = self._counter()
        assert self._at is not None  # noqa: S101 - measured just now
        return self._at + timedelta(seconds=count - self._counted)

    def _measure(self) -> None:
        with self._lock:
            before = self._counter()
            at = self._ask()
            after = self._counter()
            # The source read its clock somewhere in between.
            self._at, self._counted = at, (before + after) / 2


def init_app(app: Flask, ask: Callable[[], datetime] | None) -> None:
    """Take the time from `ask` (the database) instead of this machine; None: from this machine."""
    if ask is not None:
        app.extensions["zhike.clock"] = SharedClock(ask)


def now() -> datetime:
    """The instant of this request, in UTC; the same value each time it is asked."""
    if not has_request_context():
        return read_clock(current_app)
    if "now" not in g:
        g.now = read_clock(current_app)
    return g.now


def read_clock(app: Flask) -> datetime:
    """The clock of an application as it stands this moment."""
    clock = app.config.get("CLOCK")
    if clock:
        return clock()
    shared = app.extensions.get("zhike.clock")
    return shared() if shared else datetime.now(UTC)
