"""Bytes of a text file into text: UTF-8, UTF-16 with its mark, or GB18030."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What UTF-8 looks like when it was read as Latin-1, GBK or Big5 on its way here.
_MOJIBAKE = re.compile(
    "\ufffd|锟斤拷|烫烫烫|[\u00c2-\u00ef][\u0080-\u00bf]{1,2}(?:[\u00c2-\u00ef][\u0080-\u00bf]{1,2})+|鐨勩€|瀹㈡埛|绠＄悊|棰橈紙"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LEAST_BROKEN = 3


def decode(data: bytes) -> tuple[str, bool]:
    """The text of a file, and whether it looks garbled.

    A byte order mark decides; else UTF-8 where it fits; else GB18030, which every GB2312 and GBK file
    is. Bytes that fit nowhere become U+FFFD and the text counts as garbled.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(name, "replace").removeprefix("\ufeff")
            return text, is_garbled(text)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_gb(data)
    return text, is_garbled(text)


def plain(data: bytes) -> str:
    """The text of a file with `\\n` for line ends, for formats that are read line by line."""
    return decode(data)[0].replace("\r\n", "\n").replace("\r", "\n")


def head(data: bytes, size: int = 20_000) -> str:
    """The beginning of a text file: whole lines, as a character cut in two would look garbled."""
    part = data[:size]
    if len(data) > size and (end := part.rfind(b"\n")) > 0:
        part = part[: end + 1]
    return plain(part)


def _decode_gb(data: bytes) -> str:
    """GB18030, or UTF-8 with a few spoilt bytes where that loses less."""
    chinese = data.decode("gb18030", "replace")
    if not chinese.count("\ufffd") and not _MOJIBAKE.search(chinese):
        return chinese
    spoilt = data.decode("utf-8", "replace")
    return spoilt if spoilt.count("\ufffd") <= chinese.count("\ufffd") else chinese


def is_garbled(text: str) -> bool:
    """Whether a text shows signs of having been read in the wrong encoding."""
    broken = len(_MOJIBAKE.findall(text)) + len(_PRIVATE.findall(text))
    return broken >= _LEAST_BROKEN and broken * 40 > len(_HAN.findall(text))
