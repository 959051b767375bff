"""Before the site opens: the database brought up to date, the course loaded, people told what to do.

Everything here may refuse with a StartError, which says in two languages what the person at the
keyboard can do about it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.exc import DatabaseError, OperationalError

from app.backup.sqlite import fold_journal as fold
from app.config import load_settings
from app.extensions import db
from app.revisions import known_revisions, newest_revisions, revisions_in

Say = Callable[[str, str], None]


class StartError(Exception):
    """The site cannot start, for a reason that the person at the keyboard can mend."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english


def choose_database(*, demo: bool) -> dict[str, Any]:
    """The demo class lives in a file of its own, whatever database the site uses otherwise."""
    if not demo:
        return {}
    instance = Path(load_settings(os.environ)["INSTANCE"])
    return {"DATABASE_URL": f"sqlite:///{instance / 'demo.db'}"}


def set_aside(app: Flask, *, yes: bool, say: Say) -> None:
    """Move the database file into the folder of backups, so that the site starts with an empty one."""
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StartError(
            "--reset 只用于知客自带的数据库；请用 PostgreSQL 自己的工具备份并清空。",
            "--reset is for the built-in database only; back up and empty PostgreSQL with its own tools.",
        )
    current = Path(url.database)
    if not current.exists():
        return
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    backup = Path(app.config["INSTANCE"]) / "backups" / f"{current.stem}-{stamp}{current.suffix}"
    if not yes:
        confirm_reset(backup, say)
    fold_journal(current)
    backup.parent.mkdir(parents=True, exist_ok=True)
    current.rename(backup)
    say(f"原有数据已移到 {backup}", f"The data so far is now in {backup}")


def confirm_reset(backup: Path, say: Say) -> None:
    say(
        f"现有数据将移到 {backup}，网站从空数据库开始。输入 yes 继续：",
        f"All data moves to {backup} and the site starts empty. Type yes to go on:",
    )
    try:
        answer = input()
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("yes", "y", "是"):
        raise StartError("没有改动任何数据。", "Nothing was changed.")


def fold_journal(path: Path) -> None:
    """Make one file hold everything; refuse while another process is using the database."""
    if not fold(path):
        raise StartError(
            "数据库正在使用中：请先停止正在运行的知客，再用 --reset。",
            "The database is in use: stop the running Zhike first, then use --reset.",
        )


def prepare(app: Flask, base: str, *, demo: bool, say: Say) -> list[tuple[str, str]]:
    """Bring database and content up to date; return what to tell once the site answers."""
    notes: list[tuple[str, str]] = []
    with app.app_context():
        try:
            migrate_database()
            load_course(app)
            if demo:
                notes += demo_notes(say)
            notes += first_admin_notes(base)
        except DatabaseError as error:
            raise explain_database_error(error) from error
        finally:
            # The server may fork: no connection opened here may be shared with its workers.
            db.session.remove()
            db.engine.dispose()
    return notes


def explain_database_error(error: DatabaseError) -> StartError:
    reason = str(error.orig).strip().splitlines()[0]
    if isinstance(error, OperationalError):
        return StartError(f"数据库不能使用：{reason}", f"The database cannot be used: {reason}")
    return StartError(f"数据库出错：{reason}", f"The database failed: {reason}")


def migrate_database() -> None:
    """Bring the tables up to date; refuse a database that a newer Zhike has written."""
    from flask_migrate import upgrade

    with db.engine.connect() as connection:
        present = revisions_in(connection)
    if present - known_revisions():
        raise StartError(
            "数据库由更新版本的知客写成，没有改动它：请更新程序，或用 --reset 从空数据库开始（旧的会留作备份）。",
            "A newer Zhike has written this database, which was left alone: update the program, "
            "or start empty with --reset (the old one is kept).",
        )
    if present != newest_revisions():
        upgrade()


# --- what is in it


def load_course(app: Flask) -> None:
    """Check the course's text and load it, unless the database holds it already; errors in it stop
    the start, warnings do not."""
    from app.bank.content import keep
    from app.bank.loading import load_content, needs_loading
    from app.cli.content import content_kinds
    from app.content.folder import content_digest
    from app.content.library import load_library
    from app.web.clock import now

    folder = Path(app.config["CONTENT"])
    if not needs_loading(content_digest(folder)):
        return
    library = load_library(folder, content_kinds())
    problems = [problem for problem in library.problems if problem.is_error]
    if not problems:
        problems = list(load_content(library, now()).problems)
    if problems:
        raise StartError(
            "课程内容有误，网站没有启动：\n  " + "\n  ".join(map(str, problems[:20])),
            f"The course's text has {len(problems)} errors and the site did not start; "
            "python3 run.py flask content check lists all.",
        )
    keep(library)


def demo_notes(say: Say) -> list[tuple[str, str]]:
    from app.demo import build_demo

    say("正在准备演示班…", "Preparing the demo class …")
    return [(f"演示帐号：{line}", f"Demo sign-in: {line}") for line in build_demo()]


def first_admin_notes(base: str) -> list[tuple[str, str]]:
    from app.accounts.setup import first_admin_link

    link = first_admin_link(base)
    if link is None:
        return []
    return [
        (
            f"还没有管理员。打开此链接设立第一位管理员（只能用一次）：{link}",
            f"There is no administrator yet. This link, good for once, makes the first: {link}",
        )
    ]
