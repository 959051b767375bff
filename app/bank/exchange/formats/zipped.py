"""Zip packages: opened only within limits that are checked before anything is inflated."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.bank.exchange.questions import ReadError, ReadFault

MAX_BYTES = 20_000_000
MAX_INFLATED = 100_000_000
MAX_ENTRIES = 2_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    LookupError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package: its files by path inside it."""

    _zip: zipfile.ZipFile
    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """The bytes of one file; `ReadError` BROKEN where it is damaged or missing."""
        try:
            return self._zip.read(name)
        except _BROKEN as error:
            raise ReadError(ReadFault.BROKEN, f"{name}: {error}"[:200]) from None

    def find(self, name: str) -> bytes | None:
        """The bytes of one file, None where the package has none of that name."""
        return self.read(name) if name in self.names else None


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_zip(data: bytes, most_entries: int = MAX_ENTRIES) -> Package:
    """Open a package; `ReadError` TOO_BIG, TOO_MANY, UNSAFE or BROKEN.

    Sizes are those that the directory states; a file that inflates to more is cut there by the
    reader and fails its checksum.
    """
    if len(data) > MAX_BYTES:
        raise ReadError(ReadFault.TOO_BIG, f"{len(data)}")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ReadError(ReadFault.BROKEN, str(error)[:200]) from None
    entries = [entry for entry in opened.infolist() if not entry.filename.endswith("/")]
    if len(entries) > most_entries:
        raise ReadError(ReadFault.TOO_MANY, f"{len(entries)}")
    if sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise ReadError(ReadFault.TOO_BIG, "zip")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise ReadError(ReadFault.UNSAFE, "names")
    for entry in entries:
        if entry.flag_bits & 1 or not is_inside(entry.filename):
            raise ReadError(ReadFault.UNSAFE, entry.filename[:200])
    return Package(opened, tuple(names))


def is_inside(path: str) -> bool:
    """Whether a path stays inside the package it stands in."""
    if not path or "\\" in path or ":" in path or "\0" in path:
        return False
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


def resolve(base: str, target: str) -> str:
    """The path that `target` names, seen from the file `base`; empty where it leads outside."""
    parts = list(PurePosixPath(base).parent.parts)
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    path = "/".join(parts)
    return path if is_inside(path) and not target.startswith("/") else ""


def write_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A package of these files; the same files always give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data, compresslevel=6)
    return out.getvalue()
