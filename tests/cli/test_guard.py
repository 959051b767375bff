"""Commands on a database that has no tables, or those of another version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.cli import guard, prepare
from app.extensions import db

COMMANDS = (
    ["users", "list"],
    ["users", "reset-password", "zhou"],
    ["users", "create-admin", "周明", "zhou", "--password-stdin"],
    ["content", "load"],
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """An application on the built-in database of an empty instance folder."""
    site = create_app({"INSTANCE": str(tmp_path), "DATABASE_URL": "", "SECRET_KEY": "for tests"})
    yield site
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_a_database_one_line_says_what_to_do(
    site: Flask, tmp_path: Path, words: list[str]
) -> None:
    done = site.test_cli_runner().invoke(args=words, input="a long enough one\n")
    assert done.exit_code == 1
    assert done.output == f"Error: {guard.NOT_READY}\n"
    assert not list(tmp_path.glob("*.db*"))


def test_an_empty_file_is_no_database(site: Flask) -> None:
    with site.app_context():
        Path(db.engine.url.database or "").touch()
    done = site.test_cli_runner().invoke(args=["users", "list"])
    assert (done.exit_code, done.output) == (1, f"Error: {guard.NOT_READY}\n")


def test_a_file_that_is_no_database_is_named_so(site: Flask) -> None:
    with site.app_context():
        Path(db.engine.url.database or "").write_text("no database " * 100, encoding="utf-8")
    done = site.test_cli_runner().invoke(args=["users", "list"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: 数据库")
    assert done.output.count("\n") == 1


def test_a_migrated_database_is_used_and_a_newer_one_left_alone(site: Flask) -> None:
    with site.app_context():
        prepare.migrate_database()
    done = site.test_cli_runner().invoke(args=["users", "list"])
    assert (done.exit_code, done.output) == (0, "")
    with site.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    done = site.test_cli_runner().invoke(args=["users", "list"])
    assert (done.exit_code, done.output) == (1, f"Error: {guard.NEWER}\n")


def test_errors_do_not_show_what_was_to_be_stored(site: Flask) -> None:
    with site.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE t (x TEXT CHECK (x = 'a'))"))
        with (
            pytest.raises(IntegrityError) as failure,
            db.engine.begin() as connection,
        ):
            connection.execute(text("INSERT INTO t VALUES (:x)"), {"x": "a secret hash"})
    assert "a secret hash" not in str(failure.value)
