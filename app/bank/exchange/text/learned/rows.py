"""Lines of the source while they are rewritten: what is written, and on which line it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.bank.exchange.text.words.headings import find_heading

_WIDE = {
    ord(char): unicodedata.normalize("NFKC", char)
    for start, end in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
    for char in map(chr, range(start, end))
}
# What is neither letter, digit, 汉字 nor space: decoration may be made of it.
SIGN = r"[^A-Za-z0-9\u3007\u4e00-\u9fff\s]"
# Marks that open or end words and sentences, and so belong to what is said.
SAID = "“”‘’《》（(。？?！!，…_√×"
SOLE_SIGN = rf"(?![{SAID}]){SIGN}"
_SPACES = re.compile(r"[ \t\u3000\xa0]+$|^[ \t\u3000\xa0]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line. Several may have the same number, and numbers need not go up: an answer may be moved below its question."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text


def rows_of(texts: Iterable[str]) -> list[Row]:
    """The lines as rows counted from 1, digits and letters of full width made plain."""
    return [Row(n, _SPACES.sub("", text).translate(_WIDE)) for n, text in enumerate(texts, 1)]


def heads(text: str) -> bool:
    """Whether a line is the heading of a section."""
    return len(text) < 80 and find_heading(text) is not None


def filled(rows: Sequence[Row]) -> list[int]:
    """The places of rows that hold text."""
    return [place for place, row in enumerate(rows) if row.text]
