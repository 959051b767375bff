"""Commands that need the tables refuse in one line while the database has none, or older ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import DatabaseError

from app.cli.prepare import explain_database_error
from app.extensions import db
from app.revisions import known_revisions, newest_revisions, revisions_in

P = ParamSpec("P")
R = TypeVar("R")

NOT_READY = "数据库还没有建好：先运行 python3 run.py，或 flask --app run db upgrade"
NEWER = "数据库由更新版本的知客写成，没有改动它：请更新程序"


def needs_database(command: Callable[P, R]) -> Callable[P, R]:
    """Check the database before `command` asks or does anything."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        check_database()
        return command(*args, **kwargs)

    return guarded


def check_database() -> None:
    """Raise ClickException unless the tables are those of this program."""
    url = db.engine.engine.url
    # Merely connecting would leave an empty file behind.
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise click.ClickException(NOT_READY)
    try:
        present = revisions_in(db.session.connection())
    except DatabaseError as error:
        raise click.ClickException(explain_database_error(error).chinese) from None
    finally:
        db.session.rollback()
    if present - known_revisions():
        raise click.ClickException(NEWER)
    if present != newest_revisions():
        raise click.ClickException(NOT_READY)
