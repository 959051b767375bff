"""The lines of a marked-up file beside its questions, as a text and a document have them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from app.bank.exchange.encoding import plain
from app.bank.exchange.formats.zipped import is_zip
from app.bank.exchange.questions import Found, SourceKind

LONGEST_LINE = 4_000
# A picture as letters, which tell nobody anything.
_PICTURE = re.compile(r"[A-Za-z0-9+/=]{200,}")
MOST_LINES = 60
MOST_TOGETHER = 200_000


def with_lines(found: Found, data: bytes) -> Found:
    """What was found, with the lines its places refer to, and each question up to where the next begins.

    Packages, whose places are in several files, bring their lines themselves or stay as they are, and so does a file that has several
    questions on one line: no line would be one question's.
    """
    sources = [question.source for question in found.questions]
    if found.lines or is_zip(data):
        return found
    if any(one.kind is not SourceKind.LINE or one.path or not one.first for one in sources):
        return found
    if any(before.first >= after.first for before, after in pairwise(sources)):
        return found
    lines = plain(data).split("\n")[:MOST_TOGETHER]
    ends = [*(one.first - 1 for one in sources[1:]), len(lines)]
    questions = tuple(
        replace(
            question,
            source=replace(
                question.source, last=_last(lines, question.source.first, question.source.last, end)
            ),
        )
        for question, end in zip(found.questions, ends, strict=True)
    )
    return replace(found, questions=questions, lines=tuple(map(shortened, lines)))


def _last(lines: list[str], first: int, last: int, end: int) -> int:
    """The last line of a question: as its reader says, or, where that knows its beginning only, the last
    one that holds something before the next question."""
    if last > first:
        return last
    last = min(end, first + MOST_LINES - 1, len(lines))
    while last > first and not lines[last - 1].strip():
        last -= 1
    return max(last, first)


def shortened(line: str) -> str:
    """A line as it is shown: pictures written as letters and endless lines are cut."""
    line = _PICTURE.sub("…", line)
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
