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
Measured = tuple[datetime, float]  # what the source said, and the counter at that moment


class SharedClock:
    """The time of a source that costs a round trip to ask, counted on by a monotonic counter."""

    def __init__(
        self, ask: Callable[[], datetime], counter: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._counter = counter
        self._lock = threading.Lock()
        self._measured: Measured | None = None

    def __call__(self) -> datetime:
        measured = self._measured
        if measured is None or self._counter() - measured[1] > REMEASURE:
            measured = self._measure(measured)
        return measured[0] + timedelta(seconds=self._counter() - measured[1])

    def _measure(self, old: Measured | None) -> Measured:
        """One of those who find a measurement old asks; the others go on with it meanwhile."""
        if not self._lock.acquire(blocking=old is None) and old is not None:
            return old
        try:
            if self._measured is None or self._measured is old:
                before = self._counter()
                at = self._ask()
                # The source read its clock somewhere in between.
                self._measured = (at, (before + self._counter()) / 2)
            return self._measured
        finally:
            self._lock.release()


def init_app(app: Flask, ask: Callable[[], datetime] | None) -> None:
    """Take the time from `ask` (the database) instead of this machine; None: from this machine.

    The clock is read in front of the framework too, where no context of the application stands.
    """
    if ask is None:
        return

    def measure() -> datetime:
        with app.app_context():
            return ask()

    app.extensions["zhike.clock"] = SharedClock(measure)


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
