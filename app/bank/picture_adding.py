"""A picture that somebody adds to a question: made anew like those of imports, kept, named in Markdown."""

from __future__ import annotations

import re
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.bank import pictures
from app.database import writing
from app.web.errors import DomainError

LARGEST = 8 * 1024 * 1024
LONGEST_WORDS = 120
# What would end the words of a picture in Markdown.
_ENDS = re.compile(r"[\[\]\\\n\r]+")


class PictureRefused(DomainError):
    """A file that is no picture we keep, or too large a one."""

    status = 422


def add_picture(upload: FileStorage | None, words: str, at: datetime) -> str:
    """Keep an uploaded picture; returns its Markdown. `words` say what it shows to who cannot see it."""
    if upload is None or not upload.filename:
        raise PictureRefused(_("请先选一张图片。"))
    data = upload.stream.read(LARGEST + 1)
    upload.close()  # a large one lies in a temporary file
    if len(data) > LARGEST:
        raise PictureRefused(
            _("图片太大，没有存。一张最多 %(n)s MB，请缩小再试。", n=LARGEST // 1024 // 1024)
        )
    made = pictures.encode(data)
    if made is None:
        raise PictureRefused(
            _("这个文件不是能用的图片，没有存。只收 PNG、JPEG 和 WebP，请另存一份再试。")
        )
    with writing():
        pictures.keep([made], at)
    return f"![{_ENDS.sub(' ', words).strip()[:LONGEST_WORDS]}](picture:{made.digest})"
