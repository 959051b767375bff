"""Runs migrations on the application's own engine."""

from __future__ import annotations

import logging
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

logging.getLogger("alembic").setLevel(logging.WARNING)


def _leave_out_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write no migration when nothing changed."""
    asked = getattr(context.config.cmd_opts, "autogenerate", False)
    if asked and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def _say(connection: Connection, statement: str) -> list[Any]:
    """Run a statement of SQLite's outside any transaction."""
    return list(connection.connection.driver_connection.execute(statement))  # type: ignore[union-attr]


def run() -> None:
    migrate = current_app.extensions["migrate"]
    arguments = dict(migrate.configure_args)
    arguments.setdefault("process_revision_directives", _leave_out_empty)
    with migrate.db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Rebuilding a table drops the old one: its children must not be deleted with it. The
            # driver is asked directly, for inside a transaction the pragma does nothing.
            _say(connection, "PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=migrate.db.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if connection.dialect.name == "sqlite":
            if broken := _say(connection, "PRAGMA foreign_key_check"):
                raise RuntimeError(f"rows that refer to nothing after the migration: {broken[:5]}")
            _say(connection, "PRAGMA foreign_keys=ON")


run()
