"""Past the session to the database: for the few paths on which a round trip counts.

Every statement is a transaction of its own, committed when it returns; on SQLite a writer holds
`app.database.writers_turn()`. Where a test keeps everything in one transaction, the session's own
connection serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, func, select

from app.database import CONNECT, configure_engine
from app.extensions import db


@contextmanager
def quickly() -> Iterator[Connection]:
    """A connection whose statements commit by themselves."""
    engine = db.engine
    if not isinstance(engine, Engine):
        yield db.session.connection()
        db.session.commit()
        return
    with _committing(engine).connect().execution_options(at_once=True) as connection:
        yield connection


@contextmanager
def plainly(engine: Any) -> Iterator[Any]:
    """A cursor of the driver itself, for the statement that runs most often; `engine` is the application's."""
    if not isinstance(engine, Engine):
        with quickly() as joined:
            yield joined.connection.cursor()
        return
    connection = _committing(engine).raw_connection()
    try:
        yield connection.cursor()
    except BaseException:
        connection.invalidate()
        raise
    finally:
        connection.close()


def database_time() -> datetime:
    """The database's clock; one round trip."""
    with quickly() as connection:
        return connection.execute(select(func.clock_timestamp())).scalar_one()


_engines: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def _committing(engine: Engine) -> Engine:
    """An engine whose connections commit every statement: SQLite's do so by the option `at_once`.

    On PostgreSQL it is one beside `engine`, whose connections are not asked first whether they still
    live: whoever finds one dead goes the usual way. Each plans a statement once, when it first runs it:
    planning the statement of a start takes the database longer than running it.
    """
    if engine.dialect.name == "sqlite":
        return engine
    if engine not in _engines:
        beside = create_engine(
            engine.url,
            isolation_level="AUTOCOMMIT",
            pool_size=engine.pool.size(),  # type: ignore[attr-defined]
            max_overflow=4,
            hide_parameters=True,
            connect_args=CONNECT | {"prepare_threshold": 0},
        )
        configure_engine(beside)
        event.listen(beside, "connect", _plan_once)
        _engines[engine] = beside
    return _engines[engine]


def _plan_once(connection: Any, _record: Any) -> None:
    """Rows are found by their keys on these paths: no value asks for a plan of its own."""
    connection.execute("SET plan_cache_mode = force_generic_plan")


def let_go(engine: Engine) -> None:
    """Close the connections that stand beside an engine's own."""
    beside = _engines.pop(engine, None)
    if beside is not None:
        beside.dispose()
