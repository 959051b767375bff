"""The file of a backup: a ZIP with the database, the instance files it needs and a manifest.

The manifest says what is in the file and what was in the database, with a SHA-256 of each part, so
that a file can be checked years later without the site it came from.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
# What a site keeps beside its database and cannot make again.
KEY_FILE = "secret_key"
CHUNK = 1 << 20


class BackupError(Exception):
    """A backup or a restore cannot be done; nothing was changed. The message is in two languages."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. `chains` has (sitting, number of saves, last link) of every sitting."""

    version: str
    made_at: str
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    chains: list[tuple[str, int, str]]
    digests: dict[str, str]
    format: int = FORMAT
    notes: list[str] = field(default_factory=list[str])

    @property
    def has_key(self) -> bool:
        """Whether the site's secret key is in the file."""
        return KEY_FILE in self.digests


def write_archive(target: Path, parts: Mapping[str, Path], about: dict[str, Any]) -> Manifest:
    """Write parts and manifest to `target`, which appears only when it is whole.

    Only the file's owner may read it: it holds keys, answers and the secret key.
    """
    digests = {name: digest_of(path) for name, path in parts.items()}
    manifest = Manifest(digests=digests, **about)
    draft = target.with_name(f"{target.name}.part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
                archive.writestr(MANIFEST, body + "\n")
                for name, path in parts.items():
                    archive.write(path, name)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return manifest


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> str:
    sha = hashlib.sha256()
    while chunk := file.read(CHUNK):
        sha.update(chunk)
    return sha.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, zipfile.ZipFile]]:
    """A backup whose parts are what its manifest says. Raises BackupError."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise BackupError(f"没有这个文件：{path}", f"There is no such file: {path}") from None
    except (OSError, zipfile.BadZipFile):
        raise _damaged(path, "not a ZIP file") from None
    with archive:
        try:
            manifest = _read_manifest(archive)
            wrong = [
                name for name, digest in manifest.digests.items() if _in(archive, name) != digest
            ]
        except (KeyError, TypeError, ValueError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise _damaged(path, type(error).__name__) from None
        if wrong:
            raise _damaged(path, ", ".join(wrong))
        yield manifest, archive


def _in(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        return _digest(file)


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    data = json.loads(archive.read(MANIFEST))
    if data["format"] != FORMAT:
        raise BackupError(
            "这份备份由更新版本的知客写成：请更新程序。",
            "A newer Zhike has written this backup: update the program.",
        )
    data["chains"] = [(str(name), int(saves), str(head)) for name, saves, head in data["chains"]]
    return Manifest(**data)


def _damaged(path: Path, why: str) -> BackupError:
    return BackupError(
        f"{path} 不是完好的备份（{why}），没有改动任何数据。",
        f"{path} is not a sound backup ({why}); nothing was changed.",
    )


def extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """Write one part to `target`, readable by its owner only, and wait for the disk."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with archive.open(name) as source, os.fdopen(handle, "wb") as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
