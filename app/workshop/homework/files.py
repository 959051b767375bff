"""Files that students hand in: what may come in, and what can be read of it.

A file is taken by what its first bytes say, beside its name. Its bytes lie in the database, so that backups
hold them and every node has them, and leave as a download only.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask_babel import gettext as _

from app.web.errors import DomainError
from app.web.forms import clean

MAX_BYTES = 10 * 1024 * 1024
MAX_TEXT = 200_000
MAX_PART = 8 * 1024 * 1024
_ZIP = b"PK\x03\x04"
# What files of each type begin with.
STARTS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "pptx": (_ZIP,),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "txt": (),
}
TYPES = tuple(STARTS)
# The part that a package of Office must have.
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_TAGS = re.compile(r"<[^>]*>")
_REFUSED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


class FileError(DomainError):
    """A file that is not taken; nothing was stored."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that is taken, not written yet."""

    name: str
    data: bytes
    text: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check(name: str, data: bytes, types: Collection[str]) -> Checked:
    """Look at a file that was sent; raises FileError, which names it."""
    shown = _REFUSED.sub("_", clean(Path(name.replace("\\", "/")).name)).strip(" .")[-120:]
    _stem, dot, kind = shown.rpartition(".")
    kind = kind.lower() if dot else ""
    kind = "jpg" if kind == "jpeg" else kind
    if kind not in types or kind not in STARTS:
        allowed = _("、").join(f".{one}" for one in types)
        raise FileError(_("“%(name)s”不是可以交的类型（%(types)s）。", name=shown, types=allowed))
    if not data:
        raise FileError(_("“%(name)s”是空的。", name=shown))
    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 1024 // 1024
        raise FileError(_("“%(name)s”超过 %(n)s MB。", name=shown, n=most))
    starts = STARTS[kind]
    if starts and not data.startswith(starts):
        raise FileError(_("“%(name)s”的内容和它的类型对不上，可能改过扩展名。", name=shown))
    return Checked(name=shown, data=data, text=_read(kind, data, shown)[:MAX_TEXT])


def _read(kind: str, data: bytes, shown: str) -> str:
    if kind == "txt":
        return data.decode("utf-8", errors="replace").replace("\x00", "")
    if kind not in PARTS:
        return ""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            part = package.getinfo(PARTS[kind])
            if kind != "docx" or part.file_size > MAX_PART:
                return ""
            with package.open(part) as stream:
                body = stream.read(MAX_PART)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise FileError(_("“%(name)s”打不开，可能已经损坏。", name=shown)) from None
    text = body.decode("utf-8", errors="replace").replace("</w:p>", "\n")
    return _TAGS.sub("", text)
