"""The database: column types, SQLite settings and the one way to write.

SQLite runs in WAL mode with full synchronisation. Its driver's own transaction handling is switched
off, because it does not begin a transaction before a SELECT and so loses updates; instead a reader
says BEGIN and a writer BEGIN IMMEDIATE, one writer at a time and first come, first served, behind a
lock of this process (SQLite's busy handler is neither fair nor quick).
"""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Engine, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from app.extensions import db

# JSON for answers, item faces and keys: binary on PostgreSQL, text on SQLite.
Json = JSON().with_variant(JSONB(), "postgresql")

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
)


# A PostgreSQL that has vanished from the network must not hold every thread for minutes.
CONNECT = {"connect_timeout": 5}


class UnsafeDatabase(RuntimeError):
    """The database would acknowledge what a power cut takes back; nothing is written to it."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; naive datetimes are refused at the door."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PublicId(TypeDecorator[str]):
    """The id a row shows in addresses: 32 hexadecimal digits that cannot be guessed."""

    impl = String(32)
    cache_ok = True


def new_public_id() -> str:
    return uuid.uuid4().hex


class FairLock:
    """A lock that is given in the order in which it was asked for; re-entrant per thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._owner: int | None = None
        self._depth = 0

    def acquire(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                self._depth += 1
                return
            if self._owner is None:
                self._owner, self._depth = me, 1
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()
        with self._guard:
            # release() left the lock held on our behalf, so nobody could slip in between.
            self._owner, self._depth = me, 1

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_error: object) -> None:
        self.release()

    def release(self) -> None:
        with self._guard:
            if self._owner != threading.get_ident():
                raise RuntimeError("released by a thread that does not hold it")
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._owner = -1
                self._waiting.popleft().set()
            else:
                self._owner = None


_writers = FairLock()


@contextmanager
def writing() -> Iterator[None]:
    """Run the block as one writing transaction: commit at its end, roll back on any exception.

    A reading transaction that is open on the session ends first (on SQLite it could not be turned
    into a writing one). Objects loaded before stay usable but may be stale: rows that decide
    something are loaded again inside the block. Blocks may nest; the outermost one commits.
    """
    session = db.session()
    if session.info.get("writing"):
        yield
        return
    sqlite = db.engine.dialect.name == "sqlite"
    if sqlite:
        _writers.acquire()
    try:
        session.commit()
        session.info["writing"] = True
        session.connection(execution_options={"write": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)
        if sqlite:
            _writers.release()


def writers_turn(dialect: str) -> AbstractContextManager[None]:
    """Wait for one's turn among the writers of this process; nothing to wait for on PostgreSQL."""
    return _writers if dialect == "sqlite" else nullcontext()


def configure_engine(engine: Engine) -> None:
    """Make every connection of `engine` durable, or refuse it: see `UnsafeDatabase`."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _check_server)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _check_file(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("at_once"):
            return  # the driver commits each statement by itself
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")


def _check_file(connection: Any) -> None:
    """Refuse a file on which the pragmas did not take: WAL is refused silently where the file
    system cannot do it."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    (level,) = connection.execute("PRAGMA synchronous").fetchone()
    if mode not in ("wal", "memory") or level < 2:
        raise UnsafeDatabase(f"SQLite runs with journal_mode={mode} and synchronous={level}")


_SERVER = ("fsync", "full_page_writes", "synchronous_commit")


def _check_server(connection: Any, _record: Any) -> None:
    """Refuse a PostgreSQL that does not wait for its disk; one round trip per new connection."""
    with connection.cursor() as cursor:
        settings = ", ".join(f"current_setting('{name}')" for name in _SERVER)
        found = cursor.execute(f"SELECT {settings}").fetchone()
    connection.rollback()
    off = [name for name, value in zip(_SERVER, found, strict=True) if value == "off"]
    if off:
        raise UnsafeDatabase(f"PostgreSQL runs with {', '.join(off)} = off")
