"""Lines of one text put together again: a line broken in the middle of a sentence is mended."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PARAGRAPH_ENDS = re.compile(r"[。！!；;：:”」』]$")
_OWN_LINE = re.compile(
    r"\s*(?:[|]|!\[|[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[.．、)）]|[①-⑳]|[•·●◆■-]\s)"
)
_WORDS_MEET = re.compile(r"[A-Za-z0-9,.;]$")


def join_lines(lines: Sequence[str]) -> str:
    """One text of lines: paragraphs stay apart, rows of tables and points keep their own lines."""
    joined = ""
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        joined += _between(joined, line) + line
    return joined


def _between(before: str, line: str) -> str:
    if not before:
        return ""
    last = before.rsplit("\n", 1)[-1]
    if line.startswith("|"):
        return "\n" if last.startswith("|") else "\n\n"
    if last.startswith("|") or _OWN_LINE.match(line) or _PARAGRAPH_ENDS.search(before):
        return "\n\n"
    return " " if _WORDS_MEET.search(before) and line[0].isascii() and line[0].isalnum() else ""
