"""The file that keeps an exam: a zip of plain parts, each named with its SHA-256 in a manifest.

Everything about the container is fixed (order, dates, no compression), so the same parts always make
the same bytes, and a file that differs from what its parts make was changed. Rows are canonical JSON,
one to a line.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

FORMAT = "zhike-exam-archive"
VERSION = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
# Parts that hold rows, in the order in which they lie in the file.
TABLES = (
    "forms", "versions", "people", "papers", "seats", "arrangements", "sittings", "saves", "locks",
    "receipts", "acts", "incidents", "messages", "rulings", "marks", "looks", "look_steps",
)  # fmt: skip
EXAM = "exam.json"
PAGE = "index.html"
PARTS = (PAGE, EXAM, *(f"{name}.jsonl" for name in TABLES))
# What of it says something about people, for whoever has to answer for keeping it.
PERSONAL = (
    "people.jsonl", "papers.jsonl", "seats.jsonl", "arrangements.jsonl", "sittings.jsonl",
    "saves.jsonl", "locks.jsonl", "receipts.jsonl", "acts.jsonl", "incidents.jsonl",
    "messages.jsonl", "rulings.jsonl", "marks.jsonl", "looks.jsonl", "look_steps.jsonl", PAGE,
)  # fmt: skip
KEYS = ("versions.jsonl", "rulings.jsonl")
# The first date that a zip can hold: when a file was made stands in the manifest.
_DATE = (1980, 1, 1, 0, 0, 0)

Row = Mapping[str, Any]


@dataclass(slots=True)
class Opened:
    """A file taken apart. `faults` says what is wrong with the container and its parts."""

    manifest: Mapping[str, Any] = field(default_factory=dict[str, Any])
    parts: dict[str, bytes] = field(default_factory=dict[str, bytes])
    faults: list[str] = field(default_factory=list[str])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table; none where the part is missing or cannot be read."""
        try:
            lines = self.parts.get(f"{name}.jsonl", b"").decode().splitlines()
            return [cast("dict[str, Any]", json.loads(line)) for line in lines]
        except ValueError:
            return []

    @property
    def exam(self) -> dict[str, Any]:
        """The exam's own row; empty where it is missing or cannot be read."""
        try:
            return cast("dict[str, Any]", json.loads(self.parts.get(EXAM, b"{}")))
        except ValueError:
            return {}


def canonical(value: Any) -> str:
    """JSON as the file writes it: keys sorted, no spaces, one line."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # The only line ends that JSON leaves alone and some readers break lines at.
    return (
        text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\u0085", "\\u0085")
    )


def lines(rows: Iterable[Row]) -> bytes:
    """A part of rows."""
    return "".join(f"{canonical(row)}\n" for row in rows).encode()


def seal(parts: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """The whole file: the parts in their order, then the manifest, then the manifest's own SHA-256."""
    listed = [
        {"name": name, "bytes": len(parts[name]), "sha256": _sha(parts[name])} for name in PARTS
    ]
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        **facts,
        "personal_data": list(PERSONAL),
        "keys": list(KEYS),
        "parts": listed,
    }
    written = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    whole = [(name, parts[name]) for name in PARTS]
    return pack([*whole, (MANIFEST, written), (SEAL, _seal_line(written))])


def pack(members: Sequence[tuple[str, bytes]]) -> bytes:
    """Members as a zip whose bytes follow from them alone."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def unpack(data: bytes) -> Opened:
    """Take a file apart and compare every part with the manifest; never raises for a bad file."""
    opened = Opened()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            for info in archive.infolist():
                if info.compress_type != zipfile.ZIP_STORED or info.file_size > len(data):
                    opened.faults.append(f"{info.filename}: not stored as it should be")
                    continue
                opened.parts[info.filename] = _read(archive, info, opened.faults)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        opened.faults.append("not a zip that can be read")
        return opened
    if pack([(name, opened.parts.get(name, b"")) for name in names]) != data:
        opened.faults.append("the zip is not written as its parts would be")
    _compare(opened, names)
    return opened


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, faults: list[str]) -> bytes:
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
        faults.append(f"{info.filename}: cannot be read")
        return b""


def _compare(opened: Opened, names: Sequence[str]) -> None:
    """What the manifest says against what is there."""
    faults, written = opened.faults, opened.parts.get(MANIFEST)
    if written is None:
        faults.append(f"{MANIFEST}: missing")
        return
    if opened.parts.get(SEAL) != _seal_line(written):
        faults.append(f"{SEAL}: is not that of {MANIFEST}")
    try:
        manifest = json.loads(written)
        listed = {str(one["name"]): one for one in manifest["parts"]}
        head = (manifest["format"], manifest["version"])
    except (ValueError, KeyError, TypeError):
        faults.append(f"{MANIFEST}: cannot be read")
        return
    opened.manifest = manifest
    if head != (FORMAT, VERSION):
        faults.append(f"{MANIFEST}: format {head[0]} {head[1]} is not {FORMAT} {VERSION}")
    for name in PARTS:
        data = opened.parts.get(name)
        if data is None:
            faults.append(f"{name}: missing")
        elif name not in listed:
            faults.append(f"{name}: not in {MANIFEST}")
        elif (len(data), _sha(data)) != (listed[name].get("bytes"), listed[name].get("sha256")):
            faults.append(f"{name}: is not what {MANIFEST} says")
    if list(names) != [*PARTS, MANIFEST, SEAL]:
        faults.append("parts are missing, doubled, added or in another order")


def _seal_line(manifest: bytes) -> bytes:
    """A line as `sha256sum -c` reads it."""
    return f"{_sha(manifest)}  {MANIFEST}\n".encode()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
