"""Before the site opens: what happens to the database and the course."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app import create_app
from app.cli import prepare
from app.extensions import db
from tests.cli.conftest import Said


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """An application on the built-in database of an empty instance folder."""
    site = create_app({"INSTANCE": str(tmp_path), "DATABASE_URL": "", "SECRET_KEY": "for tests"})
    yield site
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_demo_class_has_a_database_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIKE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    assert prepare.choose_database(demo=True) == {"DATABASE_URL": f"sqlite:///{tmp_path}/demo.db"}
    assert prepare.choose_database(demo=False) == {}


def test_an_empty_database_gets_all_tables(site: Flask) -> None:
    with site.app_context():
        prepare.migrate_database()
        assert "user" in inspect(db.engine).get_table_names()
        prepare.migrate_database()


def test_a_database_of_a_newer_program_is_left_alone(site: Flask) -> None:
    with site.app_context():
        prepare.migrate_database()
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        with pytest.raises(prepare.StartError) as failure:
            prepare.migrate_database()
        with db.engine.connect() as connection:
            kept = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert "--reset" in failure.value.chinese
    assert "newer Zhike" in failure.value.english
    assert kept == "from_the_future"


def test_reset_keeps_the_old_database(site: Flask, tmp_path: Path, said: Said) -> None:
    with site.app_context():
        prepare.migrate_database()
        db.engine.dispose()
    prepare.set_aside(site, yes=True, say=said)
    (backup,) = (tmp_path / "backups").glob("zhike-*.db")
    assert str(backup) in said[0][0]
    assert not list(tmp_path.glob("zhike.db*"))
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_reset_refuses_a_database_in_use(site: Flask, tmp_path: Path, said: Said) -> None:
    with site.app_context():
        prepare.migrate_database()
        with db.engine.connect() as busy:
            busy.execute(text("SELECT count(*) FROM alembic_version"))
            with pytest.raises(prepare.StartError, match="in use"):
                prepare.set_aside(site, yes=True, say=said)
    assert (tmp_path / "zhike.db").exists()


@pytest.mark.parametrize(("answer", "moved"), [("no", False), ("", False), ("yes", True)])
def test_reset_asks_first(
    site: Flask,
    tmp_path: Path,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    moved: bool,
) -> None:
    with site.app_context():
        prepare.migrate_database()
        db.engine.dispose()
    monkeypatch.setattr("builtins.input", lambda: answer)
    if moved:
        prepare.set_aside(site, yes=False, say=said)
    else:
        with pytest.raises(prepare.StartError, match="Nothing was changed"):
            prepare.set_aside(site, yes=False, say=said)
    assert (tmp_path / "zhike.db").exists() is not moved


def test_reset_moves_a_broken_database_too(site: Flask, tmp_path: Path, said: Said) -> None:
    (tmp_path / "zhike.db").write_bytes(b"this was never a database" * 100)
    prepare.set_aside(site, yes=True, say=said)
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_reset_without_a_database_has_nothing_to_do(site: Flask, said: Said) -> None:
    prepare.set_aside(site, yes=True, say=said)
    assert said == []


def test_reset_is_not_for_a_server_database(tmp_path: Path, said: Said) -> None:
    site = create_app(
        {"INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://nowhere/x", "SECRET_KEY": "x"}
    )
    with pytest.raises(prepare.StartError, match="built-in database only"):
        prepare.set_aside(site, yes=True, say=said)


def test_a_file_that_is_no_database_is_explained(site: Flask, tmp_path: Path, said: Said) -> None:
    (tmp_path / "zhike.db").write_bytes(b"this was never a database" * 100)
    with pytest.raises(prepare.StartError, match="not a database"):
        prepare.prepare(site, "http://127.0.0.1:8000", demo=False, say=said)


def test_content_with_errors_stops_the_start(site: Flask, tmp_path: Path) -> None:
    site.config["CONTENT"] = str(tmp_path / "no-such-folder")
    with site.app_context():
        prepare.migrate_database()
        with pytest.raises(prepare.StartError) as failure:
            prepare.load_course(site)
    assert "no-such-folder" in failure.value.chinese
    assert "flask content check" in failure.value.english
