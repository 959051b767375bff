"""The two addresses for a load balancer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from app.cli.prepare import migrate_database
from app.database import UnsafeDatabase, configure_engine
from app.extensions import db as database
from tests.shared import let_go


@pytest.fixture
def ready_app(make_app: Callable[..., Flask], engine: str) -> Flask:
    """An application whose tables the migrations have made."""
    app = make_app(engine)
    with app.app_context():
        database.drop_all()
        migrate_database()
        database.session.remove()
    return app


def test_health_touches_no_database(client: FlaskClient, count_sql: Any) -> None:
    with count_sql() as statements:
        reply = client.get("/health")
    assert (reply.status_code, reply.json) == (200, {"status": "ok"})
    assert statements == []


@pytest.mark.both_engines
def test_ready_asks_the_database_once(ready_app: Flask, engine: str) -> None:
    client = ready_app.test_client()
    reply = client.get("/ready")
    assert (reply.status_code, reply.json) == (200, {"status": "ok"})
    assert "Set-Cookie" not in reply.headers


def test_tables_of_another_version_are_not_ready(ready_app: Flask) -> None:
    with ready_app.app_context():
        database.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        database.session.commit()
        database.session.remove()
    reply = ready_app.test_client().get("/ready")
    assert (reply.status_code, reply.get_json()["why"]) == (503, "migrations")


def test_a_database_that_is_gone_is_not_ready_and_the_process_lives(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app("sqlite")
    let_go(app)
    Path(app.config["DATABASE_URL"].removeprefix("sqlite:///")).unlink()
    client = app.test_client()
    reply = client.get("/ready")
    assert (reply.status_code, reply.get_json()["why"]) == (503, "database")
    assert client.get("/health").status_code == 200


def test_a_file_that_cannot_have_a_log_is_refused(tmp_path: Path) -> None:
    """The pragma that asks for write-ahead logging fails without an error where it cannot be had."""
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (id)")
    engine = create_engine(f"sqlite:///{path}", creator=lambda: sqlite3.connect(path, factory=Deaf))
    configure_engine(engine)
    with pytest.raises(UnsafeDatabase, match="journal_mode=delete"):
        engine.connect()
    engine.dispose()


class Deaf(sqlite3.Connection):
    """A file system that cannot share memory: asked for WAL, SQLite stays as it is."""

    def execute(self, sql: str, *values: Any) -> Any:  # type: ignore[override]
        return super().execute("SELECT 1" if "journal_mode=WAL" in sql else sql, *values)


def test_a_server_that_does_not_wait_for_its_disk_is_refused(
    make_database_url: Callable[[str], str],
) -> None:
    url = make_database_url("postgresql")
    name = url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    configure_engine(engine)
    with pytest.raises(UnsafeDatabase, match="synchronous_commit"):
        engine.connect()
    engine.dispose()
