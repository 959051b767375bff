"""The clock that several nodes share: measured at its source once in a while, counted on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.direct import database_time
from app.web import clock
from app.web.clock import REMEASURE, SharedClock, read_clock
from tests.conftest import START


@dataclass
class Source:
    """Says a time, after waiting at its gate if it has one."""

    asked: int = 0
    gate: threading.Event | None = None
    busy: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> datetime:
        self.asked += 1
        self.busy.set()
        if self.gate is not None:
            assert self.gate.wait(10)
        return START + timedelta(hours=self.asked)


def test_between_measurements_the_counter_goes_on() -> None:
    source, count = Source(), [100.0]
    shared = SharedClock(source, lambda: count[0])
    assert shared() == START + timedelta(hours=1)
    count[0] += REMEASURE
    assert shared() == START + timedelta(hours=1, seconds=REMEASURE)
    count[0] += 1
    assert shared() == START + timedelta(hours=2)
    assert source.asked == 2


def test_one_thread_measures_again_while_the_others_go_on_with_what_was_measured() -> None:
    source, count = Source(), [0.0]
    shared = SharedClock(source, lambda: count[0])
    shared()
    count[0] = REMEASURE + 1
    source.gate = threading.Event()
    source.busy.clear()
    told: list[datetime] = []
    one = threading.Thread(target=lambda: told.append(shared()))
    one.start()
    assert source.busy.wait(10)
    assert shared() == START + timedelta(hours=1, seconds=REMEASURE + 1)
    source.gate.set()
    one.join(10)
    assert told == [START + timedelta(hours=2)]
    assert source.asked == 2


def test_the_first_measurement_is_waited_for_and_made_once() -> None:
    source = Source(gate=threading.Event())
    shared = SharedClock(source, lambda: 0.0)
    told: list[datetime] = []
    threads = [threading.Thread(target=lambda: told.append(shared())) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert source.busy.wait(10)
    assert source.gate is not None
    source.gate.set()
    for thread in threads:
        thread.join(10)
    assert told == [START + timedelta(hours=1)] * 4
    assert source.asked == 1


@pytest.mark.both_engines
def test_the_database_is_asked_where_no_context_stands(
    make_app: Callable[..., Flask], engine: str
) -> None:
    """The fast lane of saving reads the clock in front of the framework."""
    app = make_app(engine)
    app.config["CLOCK"] = None
    if engine == "sqlite":  # one machine: nothing to ask
        assert "zhike.clock" not in app.extensions
        return
    clock.init_app(app, database_time)
    assert abs(read_clock(app) - datetime.now(UTC)) < timedelta(minutes=1)
