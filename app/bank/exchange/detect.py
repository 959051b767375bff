"""Which format a file is in: its bytes say it, its name only where they cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from app.bank.exchange.encoding import head
from app.bank.exchange.formats.zipped import open_zip
from app.bank.exchange.questions import ReadError, ReadFault

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Files that are surely no text, whatever their name: PDF, pictures, RTF, archives.
_NO_TEXT = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)


class Format(StrEnum):
    """The formats by the names that the command line knows."""

    TEXT = "text"
    DOCX = "docx"
    XLSX = "xlsx"
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE = "moodle"
    QTI = "qti"
    CANVAS = "canvas"
    REXAMS = "rexams"
    CSV = "csv"
    JSONL = "jsonl"
    YAML = "yaml"


# Control characters that no text holds; a page break and what ends a DOS file are none of them.
_CONTROLS = bytes(n for n in range(0x20) if n not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B))
_LOOKED_AT = 20_000
_MOST_CONTROLS = 0.02
_MOST_LOST = 0.2

Sniff = Callable[[str, bytes], bool]


def detect(name: str, data: bytes, sniffs: Iterable[tuple[Format, Sniff]]) -> Format:
    """The format of a file: the first whose `sniff` knows it.

    Raises `ReadError`: `OLD_WORD` for a .doc, what `open_zip` says of a package nobody can open,
    `UNKNOWN_FORMAT` for what nobody knows.
    """
    if is_old_word(data):
        raise ReadError(ReadFault.OLD_WORD, name)
    if is_noise(data):
        raise ReadError(ReadFault.UNKNOWN_FORMAT, name)
    for format_, sniff in sniffs:
        if sniff(name, data):
            return format_
    if data.startswith(ZIP):
        open_zip(data)  # what is damaged or inflates too far is called so
    raise ReadError(ReadFault.UNKNOWN_FORMAT, name)


def is_old_word(data: bytes) -> bool:
    """Whether a file is of Word before 2007 (or its sheets, which nobody reads either)."""
    return data.startswith(OLE)


def is_noise(data: bytes) -> bool:
    """Whether a file is neither packed nor a text: bytes that stand for no characters."""
    if data.startswith((*ZIP, *_UTF16)):
        return False
    part = data[:_LOOKED_AT]
    controls = len(part) - len(part.translate(None, _CONTROLS))
    text = head(part)
    return controls > len(part) * _MOST_CONTROLS or text.count("\ufffd") > len(text) * _MOST_LOST


def sniff_text(_name: str, data: bytes) -> bool:
    """Whether a file may be plain text."""
    if data.startswith((*ZIP, *_NO_TEXT, OLE)):
        return False
    return data.startswith(_UTF16) or b"\x00" not in data[:4096]
