"""The stretch of a text that shows best why it was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

LONGEST = 90
LEAD = 24
MOST_HITS = 200

Piece = tuple[str, bool]


def make_snippet(text: str, words: Sequence[str], longest: int = LONGEST) -> tuple[Piece, ...]:
    """Cut the stretch of `text` that holds most different `words`.

    Returns pieces in order, each with whether it is one of the words; “…” stands where text was
    left out. Without any hit it is the beginning of the text.
    """
    pattern = _pattern(words)
    if pattern is None:
        return _cut(text, 0, longest, None)
    hits = list(islice(pattern.finditer(text), MOST_HITS))
    best, start = 0, 0
    for hit in hits:
        begin = max(0, hit.start() - LEAD)
        inside = {
            other.group().casefold()
            for other in hits
            if begin <= other.start() and other.end() <= begin + longest
        }
        if len(inside) > best:
            best, start = len(inside), begin
    return _cut(text, start, longest, pattern)


def mark_words(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The whole of a short text (a title) as pieces, each with whether it is one of the words."""
    pattern = _pattern(words)
    return _pieces(text, pattern) if pattern else ((text, False),)


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    wanted = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE) if wanted else None


def _cut(text: str, start: int, longest: int, pattern: re.Pattern[str] | None) -> tuple[Piece, ...]:
    end = min(len(text), start + longest)
    body = text[start:end]
    pieces = list(_pieces(body, pattern) if pattern else ((body, False),))
    if start > 0:
        pieces.insert(0, ("…", False))
    if end < len(text):
        pieces.append(("…", False))
    return tuple(pieces)


def _pieces(text: str, pattern: re.Pattern[str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    last = 0
    for hit in pattern.finditer(text):
        if hit.start() > last:
            pieces.append((text[last : hit.start()], False))
        pieces.append((hit.group(), True))
        last = hit.end()
    if last < len(text):
        pieces.append((text[last:], False))
    return tuple(pieces)
