"""Group commit: everybody's statement is committed when they hear of it, and a broken one takes nothing along."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from app import together
from app.database import configure_engine, writers_turn
from app.direct import plainly
from app.together import run_committed

ADD = "INSERT INTO word (text) VALUES (:text) ON CONFLICT DO NOTHING RETURNING id"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'words.db'}", max_overflow=-1)
    configure_engine(made)
    with plainly(made) as cursor:
        cursor.execute(
            "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE CHECK (text <> 'bad'))"
        )
    yield made
    made.dispose()


def stored(engine: Engine) -> set[str]:
    """What another connection reads."""
    path = str(engine.url.database)
    with sqlite3.connect(path) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM word")}


def add(engine: Engine, text: str) -> Any:
    """What the statement returned; it is there for others by then."""
    row = run_committed(engine, ADD, {"text": text})
    assert text in stored(engine)
    return row


def test_all_are_stored_once_each_with_its_own_row(engine: Engine) -> None:
    words = [f"word {n}" for n in range(200)]
    with ThreadPoolExecutor(16) as pool:
        rows = list(pool.map(lambda word: add(engine, word), words))
    assert len({row[0] for row in rows}) == len(words)
    assert stored(engine) == set(words)
    assert add(engine, words[0]) is None  # is there already


def _all_at_once(engine: Engine, words: list[str]) -> list[Any]:
    """Results or errors where all wait for the same turn, so that one commit takes them all."""
    ready = threading.Barrier(len(words) + 1)

    def one(word: str) -> Any:
        ready.wait()
        try:
            return run_committed(engine, ADD, {"text": word})
        except sqlite3.Error as error:
            return error

    with ThreadPoolExecutor(len(words)) as pool:
        with writers_turn("sqlite"):
            found = [pool.submit(one, word) for word in words]
            ready.wait()
            queue = together._queues[engine]
            while len(queue._waiting) < len(words):
                threading.Event().wait(0.01)
        return [one.result() for one in found]


def test_those_who_wait_share_a_commit(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    commit = together._commit
    monkeypatch.setattr(
        together, "_commit", lambda cursor, batch: (sizes.append(len(batch)), commit(cursor, batch))
    )
    add(engine, "first")
    rows = _all_at_once(engine, [f"word {n}" for n in range(8)])
    assert sizes == [1, 8]
    assert len({row[0] for row in rows}) == 8
    assert len(stored(engine)) == 9


def test_a_statement_that_fails_leaves_nothing_half_done(engine: Engine) -> None:
    add(engine, "first")
    rows = _all_at_once(engine, ["good", "bad", "fine"])
    assert all(isinstance(row, sqlite3.IntegrityError) for row in rows)
    assert stored(engine) == {"first"}  # nobody was told that anything is stored
    assert add(engine, "good") is not None  # and the next ones go on
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda n: add(engine, f"later {n}"), range(20)))


def test_without_a_connection_everybody_hears_of_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_engine: Any) -> Any:
        raise sqlite3.OperationalError("unable to open database file")

    add(engine, "first")
    monkeypatch.setattr(together, "plainly", broken)
    with ThreadPoolExecutor(4) as pool:
        rows = [pool.submit(run_committed, engine, ADD, {"text": f"w{n}"}) for n in range(8)]
    assert all(isinstance(row.exception(), sqlite3.OperationalError) for row in rows)
    monkeypatch.undo()
    assert add(engine, "again") is not None
