"""The words of a rendered lesson, without its markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# Drawings and formulas are read by eye, raised figures are footnote marks: none is searched for.
_SKIPPED = frozenset({"svg", "math", "sup"})
_INLINE = frozenset({"a", "b", "strong", "em", "i", "s", "code", "sub", "span", "small", "abbr"})
_SPACE = re.compile(r"\s+")


def plain_text(html: str) -> str:
    """The text of a piece of HTML on one line; blocks are parted by a space."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _SPACE.sub(" ", "".join(reader.pieces)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._depth += 1
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED and self._depth:
            self._depth -= 1
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.pieces.append(data)

    def _part(self, tag: str) -> None:
        if not self._depth and tag not in _INLINE and tag not in _SKIPPED:
            self.pieces.append(" ")
