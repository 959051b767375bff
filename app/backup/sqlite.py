"""SQLite: a sound copy of a file that is being written, and putting one in a file's place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.backup.archive import BackupError

MEMBER = "database.sqlite"


def copy_database(source: Path, target: Path) -> None:
    """Copy by SQLite's online backup, in one step: one instant's state, and nobody waits for it."""
    with (
        closing(sqlite3.connect(source, timeout=30)) as read,
        closing(sqlite3.connect(target)) as write,
    ):
        read.backup(write, pages=-1)
        write.execute("PRAGMA journal_mode=DELETE")


def faults_of(path: Path) -> list[str]:
    """What SQLite's own checks say of a file; empty if it is sound."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            told = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
            faults = [line for line in told if line != "ok"]
            foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return faults + [f"{row[0]}: {row[2]}" for row in foreign[:20]]


def fold_journal(path: Path) -> bool:
    """Write the journal back so that one file holds everything; False while another process is
    using the database, for leaving the WAL mode needs it alone."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        # Not a sound database: it is put aside as it is.
        return "locked" not in str(error)
    return mode != "wal"


def put_aside(path: Path, folder: Path, at: datetime) -> Path | None:
    """Move a database file into the folder of backups; where it is now. Raises BackupError."""
    if not path.exists():
        return None
    if not fold_journal(path):
        raise BackupError(
            "数据库正在使用中：请先停止正在运行的知客。",
            "The database is in use: stop the running Zhike first.",
        )
    return move_into(folder, path, at)


def move_into(folder: Path, path: Path, at: datetime) -> Path:
    """Move a file into a folder under a name that says when."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{path.stem}-{at:%Y%m%d-%H%M%S}{path.suffix}"
    path.rename(kept)
    return kept
