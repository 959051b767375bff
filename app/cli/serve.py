"""What `python3 run.py` does once its environment stands: prepare the database, then serve.

One process does all of it: the address is taken first, so that nothing is prepared in vain, and it
is printed last, when requests are really answered.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy.exc import DatabaseError, OperationalError

from app import create_app
from app.config import ConfigError, load_settings
from app.extensions import db

THREADS = 16
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, never a default

Say = Callable[[str, str], None]


class StartError(Exception):
    """The site cannot start, for a reason that the person at the keyboard can mend."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english


class Options(Protocol):
    """The command line of run.py."""

    host: str
    port: int
    demo: bool
    reset: bool
    yes: bool
    server: str


def serve(options: Options, say: Say) -> None:
    """Prepare the site and answer requests until told to stop. Raises StartError."""
    listener = open_listener(options.host, options.port)
    with closing(listener):
        port: int = listener.getsockname()[1]
        try:
            app = create_app(choose_database(demo=options.demo))
        except ConfigError as error:
            raise StartError(f"设置有误：{error}", f"A setting is wrong: {error}") from None
        if options.reset:
            set_aside(app, yes=options.yes, say=say)
        notes = prepare(app, base_url(options.host, port), demo=options.demo, say=say)

        def announce() -> None:
            for chinese, english in notes:
                say(chinese, english)
            announce_addresses(options.host, port, say)

        run = serve_with_waitress if options.server == "waitress" else serve_with_gunicorn
        run(app, listener, announce)


# --- the address


def open_listener(host: str, port: int) -> socket.socket:
    """Take the address; requests are let in only once the server listens on it."""
    name = host.strip("[]")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartError(
            f"不能使用地址 {host}：{error.strerror}",
            f"Cannot use the address {host}: {error.strerror}",
        ) from None
    # On Windows the same option would let two programs share a port.
    option = "SO_EXCLUSIVEADDRUSE" if sys.platform == "win32" else "SO_REUSEADDR"
    listener.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise explain_bind_error(host, port, error) from None
    return listener


def explain_bind_error(host: str, port: int, error: OSError) -> StartError:
    if isinstance(error, PermissionError):
        return StartError(
            f"没有权限使用端口 {port}：请换一个 1024 以上的端口，例如 --port 8000。",
            f"Not allowed to use port {port}: choose one above 1024, such as --port 8000.",
        )
    if "in use" in str(error).lower() or getattr(error, "winerror", None) == 10048:
        free = port + 1 if port < 65535 else 8000
        return StartError(
            f"端口 {port} 已被占用（知客可能已在运行）：换一个端口，例如 --port {free}。",
            f"Port {port} is taken (is Zhike running already?): choose another, such as --port {free}.",
        )
    return StartError(
        f"不能使用地址 {host}:{port}：{error.strerror}",
        f"Cannot use the address {host}:{port}: {error.strerror}",
    )


def base_url(host: str, port: int) -> str:
    """Return the address for a browser on this computer, without a slash at its end."""
    name = "127.0.0.1" if host in WILDCARDS else host.strip("[]")
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def announce_addresses(host: str, port: int, say: Say) -> None:
    here = base_url(host, port)
    say(
        f"知客已就绪，请在浏览器打开 {here}/ （按 Ctrl-C 停止）",
        f"Zhike is ready: open {here}/ in a browser (Ctrl-C stops it)",
    )
    if host in WILDCARDS and (outside := find_network_address()):
        there = base_url(outside, port)
        say(
            f"同一网络的其他设备：{there}/",
            f"From other devices on this network: {there}/",
        )


def find_network_address() -> str | None:
    """Find this computer's address on its network. Nothing is sent: a datagram socket only asks
    the routing table, and the address named is one reserved for documentation."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


# --- the database


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
    """Write the journal back so that one file holds everything; refuse while another process is
    using the database, for leaving the WAL mode needs it alone."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        if "locked" not in str(error):
            return  # not a sound database: it is kept as it is, and that is what --reset is for
        mode = "wal"
    if mode == "wal":
        raise StartError(
            "数据库正在使用中：请先停止正在运行的知客，再用 --reset。",
            "The database is in use: stop the running Zhike first, then use --reset.",
        )


def prepare(app: Flask, base: str, *, demo: bool, say: Say) -> list[tuple[str, str]]:
    """Bring database and content up to date; return what to tell once the site answers."""
    notes: list[tuple[str, str]] = []
    with app.app_context():
        try:
            migrate_database(app)
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


def migrate_database(app: Flask) -> None:
    """Bring the tables up to date; refuse a database that a newer Zhike has written."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from flask_migrate import upgrade

    script = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    known = {revision.revision for revision in script.walk_revisions()}
    if present - known:
        raise StartError(
            "数据库由更新版本的知客写成，没有改动它：请更新程序，或用 --reset 从空数据库开始（旧的会留作备份）。",
            "A newer Zhike has written this database, which was left alone: update the program, "
            "or start empty with --reset (the old one is kept).",
        )
    if present != set(script.get_heads()):
        upgrade()


# --- what is in it


def load_course(app: Flask) -> None:
    """Check the course's text and load it, unless the database holds it already; errors in it stop
    the start, warnings do not."""
    from app.bank.loading import load_content, needs_loading
    from app.cli.content import content_kinds
    from app.content.library import content_digest, load_library
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


# --- the server


def serve_with_gunicorn(app: Flask, listener: socket.socket, announce: Callable[[], None]) -> None:
    """One worker process with threads: SQLite's writers then queue in one place."""
    from gunicorn.app.base import BaseApplication

    settings = {
        "bind": f"fd://{listener.detach()}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 120,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": lambda worker: announce() if worker.age == 1 else None,
    }

    class Site(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)  # type: ignore[union-attr]

        def load(self) -> Flask:
            return app

    Site().run()


def serve_with_waitress(app: Flask, listener: socket.socket, announce: Callable[[], None]) -> None:
    """The same in threads of this process, on systems that cannot fork."""
    from waitress.server import create_server

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    server = create_server(app, sockets=[listener], threads=THREADS, ident=None)
    announce()
    server.run()
