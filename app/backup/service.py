"""Making, checking and restoring backups of this site."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from flask import current_app
from sqlalchemy import URL, create_engine
from sqlalchemy.orm import Session

from app.backup import postgres, sqlite
from app.backup.archive import KEY_FILE, BackupError, Manifest, extract, opened, write_archive
from app.backup.census import Census, Proof, differences, prove, take_census
from app.database import configure_engine
from app.extensions import db
from app.revisions import known_revisions, newest_revisions

KEY_ELSEWHERE = "secret key not included: it is set by ZHIKE_SECRET_KEY"


@dataclass(slots=True)
class Checked:
    """What a check found. `faults` is empty where everything holds."""

    manifest: Manifest
    proof: Proof | None = None
    faults: list[str] = field(default_factory=list[str])
    kept: list[str] = field(default_factory=list[str])


def default_target() -> Path:
    """A name in the instance's folder of backups that says when."""
    folder = _instance() / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"zhike-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"


def make_backup(target: Path, version: str) -> Manifest:
    """Back the running site up into one file. Raises BackupError; an existing file stays."""
    if target.exists():
        raise BackupError(f"{target} 已经存在，没有覆盖。", f"{target} exists and was left alone.")
    if not target.parent.is_dir():
        raise BackupError(
            f"没有这个文件夹：{target.parent}", f"There is no such folder: {target.parent}"
        )
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".zhike-backup-") as folder:
        parts, census = _copy(Path(folder))
        notes = []
        if _key_is_here():
            parts[KEY_FILE] = _instance() / KEY_FILE
        else:
            notes.append(KEY_ELSEWHERE)
        return write_archive(
            target,
            parts,
            {
                "version": version,
                "made_at": at.isoformat(timespec="seconds"),
                "engine": _url().get_backend_name(),
                "migrations": census.migrations,
                "counts": census.counts,
                "chains": census.chains,
                "notes": notes,
            },
        )


def _copy(folder: Path) -> tuple[dict[str, Path], Census]:
    """A copy of the database in `folder`, and what is in that very copy."""
    url = _url()
    if url.get_backend_name() == "sqlite":
        target = folder / sqlite.MEMBER
        source = Path(url.database or "")
        if not source.is_file():
            raise BackupError(f"没有数据库：{source}", f"There is no database: {source}")
        sqlite.copy_database(source, target)
        return {sqlite.MEMBER: target}, _census_of(target)
    target = folder / postgres.MEMBER
    with postgres.snapshot(db.engine) as (connection, name):
        census = take_census(connection)
        postgres.dump(url, name, target)
    return {postgres.MEMBER: target}, census


def verify_backup(path: Path) -> Checked:
    """Check a file without touching this site. Raises BackupError for what is no backup.

    A copy of SQLite is opened and worked through. Of a dump of PostgreSQL the digest and the table
    of contents are checked; what is in it can be worked through only once it is restored.
    """
    with (
        opened(path) as (manifest, archive),
        tempfile.TemporaryDirectory(prefix="zhike-verify-") as folder,
    ):
        found = Checked(manifest)
        if manifest.engine == "sqlite":
            copy = Path(folder) / sqlite.MEMBER
            extract(archive, sqlite.MEMBER, copy)
            found.faults += sqlite.faults_of(copy)
            if not found.faults:
                found.faults += differences(manifest, _census_of(copy))
            if not found.faults and set(manifest.migrations) == newest_revisions():
                found.proof = _prove_file(copy)
                found.faults += found.proof.broken
            return found
        dump = Path(folder) / postgres.MEMBER
        extract(archive, postgres.MEMBER, dump)
        if not postgres.is_readable(dump):
            found.faults.append(postgres.MEMBER)
        return found


def restore_backup(path: Path, *, force: bool, upgrade: Callable[[], None]) -> Checked:
    """Put a backup in this site's place, then check what is there now. Raises BackupError.

    Refuses a database that holds anything, unless `force`, which keeps the old data aside.
    `upgrade` brings tables of an older version up to date.
    """
    with opened(path) as (manifest, archive):
        _refuse_foreign(manifest)
        present = _present()
        if not present.is_empty and not force:
            rows = sum(present.counts.values())
            raise BackupError(
                f"这里已有数据（{rows} 行），没有改动。要换成备份里的数据，请加 --force，原有数据会另存。",
                f"There are data here ({rows} rows), which were left alone. --force puts the backup "
                "in their place and keeps the old data aside.",
            )
        found = Checked(manifest)
        at = datetime.now().astimezone()
        if manifest.engine == "sqlite":
            _restore_file(archive, found, at)
        else:
            _restore_server(archive, found, at, aside=bool(present.counts))
        if manifest.has_key:
            _restore_key(archive, found, at)
    with db.engine.connect() as connection:
        found.faults += differences(manifest, take_census(connection))
    if not found.faults:
        upgrade()
        db.session.remove()
        found.proof = prove(db.session())
        found.faults += found.proof.broken
        db.session.remove()
    return found


def _refuse_foreign(manifest: Manifest) -> None:
    here = _url().get_backend_name()
    if manifest.engine != here:
        raise BackupError(
            f"这是 {manifest.engine} 的备份，而这里用的是 {here}，没有改动任何数据。",
            f"This backup is of {manifest.engine} and this site uses {here}; nothing was changed.",
        )
    if not set(manifest.migrations) <= known_revisions():
        raise BackupError(
            "这份备份由更新版本的知客写成：请更新程序。没有改动任何数据。",
            "A newer Zhike has written this backup: update the program. Nothing was changed.",
        )


def _present() -> Census:
    url = _url()
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Census()  # merely connecting would leave an empty file behind
    try:
        with db.engine.connect() as connection:
            return take_census(connection)
    finally:
        db.session.remove()
        db.engine.dispose()


def _restore_file(archive: ZipFile, found: Checked, at: datetime) -> None:
    """Put the copy in the file's place in one step, after SQLite has looked at it."""
    target = Path(_url().database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restoring")
    extract(archive, sqlite.MEMBER, fresh)
    faults = sqlite.faults_of(fresh)
    if faults:
        fresh.unlink()
        raise BackupError(
            f"备份里的数据库不完好（{faults[0]}），没有改动任何数据。",
            f"The database in the backup is not sound ({faults[0]}); nothing was changed.",
        )
    try:
        kept = sqlite.put_aside(target, _instance() / "backups", at)
    except BackupError:
        fresh.unlink()
        raise
    if kept is not None:
        found.kept.append(str(kept))
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    fresh.rename(target)


def _restore_server(archive: ZipFile, found: Checked, at: datetime, *, aside: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="zhike-restore-") as folder:
        dump = Path(folder) / postgres.MEMBER
        extract(archive, postgres.MEMBER, dump)
        if not postgres.is_readable(dump):
            raise BackupError(
                "pg_restore 读不懂备份里的数据，没有改动任何数据。",
                "pg_restore cannot read the data in the backup; nothing was changed.",
            )
        kept = postgres.put_aside(db.engine, at) if aside else ""
        db.engine.dispose()
        try:
            postgres.load(_url(), dump)
        except BackupError:
            if kept:
                postgres.put_back(db.engine, kept)
            raise
        if kept:
            found.kept.append(f"schema {kept}")


def _restore_key(archive: ZipFile, found: Checked, at: datetime) -> None:
    """The key that signs sign-ins and receipts' forms; an other one that is here is kept aside."""
    target = _instance() / KEY_FILE
    if target.exists():
        if target.read_bytes() == archive.read(KEY_FILE):
            return
        found.kept.append(str(sqlite.move_into(_instance() / "backups", target, at)))
    extract(archive, KEY_FILE, target)


def _census_of(path: Path) -> Census:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return take_census(connection)
    finally:
        engine.dispose()


def _prove_file(path: Path) -> Proof:
    engine = create_engine(f"sqlite:///{path}")
    configure_engine(engine)
    try:
        with Session(engine) as session:
            return prove(session)
    finally:
        engine.dispose()


def _key_is_here() -> bool:
    """Whether the key in use is the one in the instance folder."""
    path = _instance() / KEY_FILE
    key: str = current_app.config["SECRET_KEY"]
    return path.is_file() and path.read_text(encoding="utf-8").strip() == key


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _url() -> URL:
    return db.engine.url
