"""The one way to write: no lost update, no half transaction, aware instants only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.models import User
from app.database import SQLITE_PRAGMAS, FairLock, writing
from app.extensions import db as database
from tests.conftest import START

pytestmark = pytest.mark.both_engines


def test_naive_instants_are_refused(make: Any) -> None:
    with pytest.raises(Exception, match="without time zone"):
        make.user(last_seen_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_instants_come_back_in_utc(make: Any, db: Any) -> None:
    user = make.user()
    db.session.expire_all()
    assert db.session.get(User, user.id).created_at == START
    assert db.session.get(User, user.id).created_at.tzinfo is not None


def test_an_exception_leaves_nothing_behind(make: Any, db: Any) -> None:
    del make
    before = db.session.scalar(select(func.count()).select_from(User))
    with pytest.raises(RuntimeError), writing():  # noqa: PT012
        db.session.add(User(name="半途", created_at=START, last_seen_at=START))
        db.session.flush()
        raise RuntimeError  # as a service that fails half way
    assert db.session.scalar(select(func.count()).select_from(User)) == before


def test_concurrent_read_then_write_loses_nothing(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine)
    with app.app_context(), writing():
        database.session.add(User(name="0", created_at=START, last_seen_at=START))

    def increment() -> None:
        for _ in range(25):
            with app.app_context():
                # Reading first is what made the driver's own transactions lose updates.
                database.session.scalar(select(User.name))
                with writing():
                    row = database.session.scalars(
                        select(User).with_for_update().execution_options(populate_existing=True)
                    ).one()
                    row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=increment) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert database.session.scalar(select(User.name)) == "200"


def test_sqlite_settings_hold_on_every_connection(
    make_app: Callable[..., Flask], engine: str
) -> None:
    if engine != "sqlite":
        return
    app = make_app(engine)
    wanted = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10000, "foreign_keys": 1}
    assert {p.split("=")[0] for p in SQLITE_PRAGMAS} == set(wanted)
    with app.app_context(), database.engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
        assert found == wanted


def test_the_lock_is_given_in_order() -> None:
    lock, order, started = FairLock(), [], threading.Event()
    lock.acquire()

    def worker(number: int) -> None:
        started.set()
        lock.acquire()
        order.append(number)
        lock.release()

    threads = []
    for number in range(5):
        thread = threading.Thread(target=worker, args=(number,))
        thread.start()
        while len(lock._waiting) <= number:
            started.wait(0.01)
        threads.append(thread)
    lock.release()
    for thread in threads:
        thread.join()
    assert order == list(range(5))


def test_on_sqlite_no_thread_waits_for_a_connection(make_app: Callable[..., Flask]) -> None:
    """With a ceiling, those who wait for their turn to write held all connections there were, and
    whoever had the turn waited for one: half a minute of errors for the whole hall."""
    app = make_app("sqlite")
    with app.app_context(), ExitStack() as held:
        for _ in range(50):
            held.enter_context(database.engine.connect())
        assert database.engine.pool.checkedout() == 50  # type: ignore[attr-defined]


def test_on_sqlite_a_borrowed_connection_is_not_asked_whether_it_lives(
    make_app: Callable[..., Flask],
) -> None:
    """The question costs as much as many a statement, and a file cannot hang up."""
    app = make_app("sqlite")
    asked: list[str] = []
    with app.app_context():
        with database.engine.connect() as connection:
            plain: Any = connection.connection.driver_connection
        plain.set_trace_callback(asked.append)
        with database.engine.connect() as connection:
            assert connection.connection.driver_connection is plain  # the pool's last one again
        plain.set_trace_callback(None)
    assert asked == []
