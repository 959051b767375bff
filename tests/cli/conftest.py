"""Fixtures for commands."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory


class Said(list[tuple[str, str]]):
    """Collects what would be printed."""

    def __call__(self, chinese: str, english: str) -> None:
        self.append((chinese, english))


@pytest.fixture
def db(app: Any, db: Any) -> Any:
    """The tests' database, which is made without migrations, marked as up to date."""
    script = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    MigrationContext.configure(db.session.connection()).stamp(script, "heads")
    db.session.commit()
    return db


@pytest.fixture
def said() -> Said:
    return Said()
