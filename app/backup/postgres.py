"""PostgreSQL: its own tools do the work, over a snapshot in which the manifest is counted too."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text

from app.backup.archive import BackupError

MEMBER = "database.dump"
ASIDE = "before_restore_"


def find_tool(name: str) -> str:
    """The path of `pg_dump` or `pg_restore`. Raises BackupError where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"找不到 {name}：请安装与服务器同版本或更新的 PostgreSQL 客户端工具"
            "（Debian、Ubuntu：postgresql-client），并确保它在 PATH 中。",
            f"{name} was not found: install PostgreSQL's client tools, not older than the server "
            "(Debian, Ubuntu: postgresql-client), and see that they are on the PATH.",
        )
    return found


@contextmanager
def snapshot(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """A transaction that sees one instant, and the name under which pg_dump sees the same."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection, connection.scalar(text("SELECT pg_export_snapshot()"))


def dump(url: URL, name: str, target: Path) -> None:
    """Write what the snapshot `name` sees; earlier data that a restore put aside is left out."""
    tool = find_tool("pg_dump")
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}"]
    _run([tool, *options, f"--exclude-schema={ASIDE}*", f"--file={target}"], url)


def load(url: URL, source: Path) -> None:
    """Load a dump into an empty database, all or nothing."""
    tool = find_tool("pg_restore")
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run([tool, *options, f"--dbname={url.database}", str(source)], url)


def is_readable(source: Path) -> bool:
    """Whether pg_restore can read the dump's table of contents."""
    tool = find_tool("pg_restore")
    return subprocess.run([tool, "--list", str(source)], capture_output=True).returncode == 0  # noqa: S603


def put_aside(engine: Engine, at: datetime) -> str:
    """Rename the schema that holds everything, and make an empty one; the old one's new name.

    Raises BackupError while anybody else is connected: a running site would write between the two.
    """
    kept = f"{ASIDE}{at:%Y%m%d_%H%M%S}"
    with engine.begin() as connection:
        others = connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
        if others:
            raise BackupError(
                f"还有 {others} 个连接在使用数据库：请先停止正在运行的知客。",
                f"{others} connections are using the database: stop the running Zhike first.",
            )
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {kept}"))
        connection.execute(text("CREATE SCHEMA public"))
    return kept


def put_back(engine: Engine, kept: str) -> None:
    """Undo `put_aside`: what has been loaded since goes, and the old schema has its name again."""
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text(f"ALTER SCHEMA {kept} RENAME TO public"))


def _run(command: list[str], url: URL) -> None:
    """Run a tool; the password goes by its environment, where no list of processes shows it."""
    host = url.host or url.query.get("host", "")
    given = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[0]
        name = Path(command[0]).name
        raise BackupError(f"{name} 没有成功：{said}", f"{name} failed: {said}")
