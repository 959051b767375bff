"""Migrations run up, down and up again, and make exactly the tables that the models describe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from app import create_app
from app.extensions import db

pytestmark = pytest.mark.both_engines


@pytest.fixture
def empty_site(
    make_database_url: Callable[[str], str], engine: str, tmp_path: Path
) -> Iterator[Flask]:
    settings: dict[str, Any] = {
        "INSTANCE": str(tmp_path),
        "DATABASE_URL": make_database_url(engine),
        "SECRET_KEY": "for tests",
        "SWEEP_SECONDS": 0,
        "JOB_SECONDS": 0,
    }
    site = create_app(settings)
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()


def config_of(site: Flask) -> Config:
    return site.extensions["migrate"].migrate.get_config()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_run_both_ways(empty_site: Flask) -> None:
    config = config_of(empty_site)
    command.upgrade(config, "head")
    first = tables()
    command.downgrade(config, "base")
    assert {name for name in tables() if not name.startswith("sqlite_")} == set()
    command.upgrade(config, "head")
    assert tables() == first
    assert set(db.metadata.tables) <= first
    command.check(config)


def test_each_step_runs_both_ways(empty_site: Flask) -> None:
    config = config_of(empty_site)
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert steps
    for revision in reversed(steps):
        command.upgrade(config, revision)
        command.downgrade(config, "-1")
        command.upgrade(config, revision)
    command.check(config)
