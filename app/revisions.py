"""The migrations that this program knows, and those that a database has had."""

from __future__ import annotations

from functools import cache

from flask import current_app
from sqlalchemy import Connection


def known_revisions() -> frozenset[str]:
    """Every migration of this program."""
    return _revisions(_folder())[0]


def newest_revisions() -> frozenset[str]:
    """What a database holds that is up to date."""
    return _revisions(_folder())[1]


def revisions_in(connection: Connection) -> frozenset[str]:
    """What the database holds; empty where it has no tables yet."""
    from alembic.migration import MigrationContext

    return frozenset(MigrationContext.configure(connection).get_current_heads())


def _folder() -> str:
    return current_app.extensions["migrate"].directory


@cache
def _revisions(folder: str) -> tuple[frozenset[str], frozenset[str]]:
    """All migrations and the newest; read once, as the files do not change while a site runs."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(folder)
    known = frozenset(one.revision for one in script.walk_revisions())
    return known, frozenset(script.get_heads())
