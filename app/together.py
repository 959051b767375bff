"""Group commit on SQLite: statements of several threads in one transaction, by whichever of them leads.

A commit waits for the disk, and a hall that saves at once would wait for one after the other. Whoever
comes while somebody commits is taken along by the next one who does: nobody waits longer than for two
commits, and everybody learns of their own statement only after the commit that holds it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.database import writers_turn
from app.direct import plainly

MOST = 64  # statements of one commit


@dataclass(slots=True, eq=False)
class _Job:
    """One statement: what it returned, or what broke its transaction.

    Whoever comes while another leads waits to be `told`; `leads` then says that it is their turn to lead.
    """

    sql: str
    values: Mapping[str, Any]
    row: Any = None
    error: BaseException | None = None
    leads: bool = False
    told: threading.Event | None = None


class Together:
    """The queue of one database file in this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._is_led = False

    def run(self, engine: Any, sql: str, values: Mapping[str, Any]) -> Any:
        """The first row that a statement returns, once it is committed; None without one.

        Raises what broke the transaction, which then holds nothing of anybody.
        """
        job = _Job(sql, values)
        with self._guard:
            self._waiting.append(job)
            if self._is_led:
                job.told = threading.Event()
            else:
                job.leads = self._is_led = True
        if job.told is not None:
            job.told.wait()
        if job.leads:
            self._lead(engine, job)
        if job.error is not None:
            raise job.error
        return job.row

    def _lead(self, engine: Any, own: _Job) -> None:
        """Commit one's own statement, which is the oldest, and those of whoever waits by now."""
        batch = [own]
        try:
            with plainly(engine) as cursor, writers_turn("sqlite"):
                with self._guard:
                    batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                _commit(cursor, batch)
        except BaseException as error:
            for job in batch:
                job.error = error
        finally:
            self._hand_on(batch)

    def _hand_on(self, batch: list[_Job]) -> None:
        with self._guard:
            if self._waiting and self._waiting[0] is batch[0]:
                self._waiting.popleft()  # nothing was begun
            follower = self._waiting[0] if self._waiting else None
            self._is_led = follower is not None
        for job in batch[1:]:
            _tell(job)
        if follower is not None:
            follower.leads = True
            _tell(follower)


def _tell(job: _Job) -> None:
    if job.told is not None:
        job.told.set()


def _commit(cursor: Any, batch: list[_Job]) -> None:
    """Run statements as one transaction; a single one commits by itself."""
    if len(batch) == 1:
        _run(cursor, batch[0])
        return
    cursor.execute("BEGIN IMMEDIATE")
    try:
        for job in batch:
            _run(cursor, job)
        cursor.execute("COMMIT")
    except BaseException:
        # The connection is thrown away, but lives as long as somebody holds the error.
        with suppress(sqlite3.Error):
            cursor.execute("ROLLBACK")
        raise


def _run(cursor: Any, job: _Job) -> None:
    cursor.execute(job.sql, job.values)
    job.row = cursor.fetchone()


_queues: WeakKeyDictionary[Engine, Together] = WeakKeyDictionary()
_lock = threading.Lock()


def run_committed(engine: Any, sql: str, values: Mapping[str, Any]) -> Any:
    """Run one statement in the driver's own words on the application's engine; its first row or None.

    It is committed when this returns. Several at once share a commit on SQLite; on PostgreSQL, whose
    server does so by itself, each is a transaction of its own.
    """
    if engine.dialect.name != "sqlite" or not isinstance(engine, Engine):
        with plainly(engine) as cursor, writers_turn(engine.dialect.name):
            cursor.execute(sql, values)
            return cursor.fetchone()
    with _lock:
        queue = _queues.setdefault(engine, Together())
    return queue.run(engine, sql, values)
