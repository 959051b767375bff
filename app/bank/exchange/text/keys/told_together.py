"""Answers in words, told together below the questions of their section: 答案：18 CX 19 提醒/通知."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.keys.keylist import split_awaited, split_numbered
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.marks import find_answer, find_start

_ANSWER = re.compile(r"[【\[（(]?(?:参考|标准|正确)?答案[】\])）]?\s*[:：]?\s*")
_LONGEST = 60
_FEWEST = 2


def told_together(pieces: Sequence[Piece], place: int) -> dict[int, str]:
    """The answers by the numbers of their questions, where a line holds those of several that stand above it, the
    last one among them; empty for the answer of one question."""
    text = pieces[place].text
    if "答案" not in text[:8] or not (find_answer(text) or ""):
        return {}
    above = _counted_above(pieces, place)
    if len(above) < _FEWEST:
        return {}
    rest = Piece(pieces[place].number, _ANSWER.sub("", text, count=1).strip())
    parts = split_awaited(rest, above)
    parts = parts if len(parts) > 1 else split_numbered(rest)
    found = {start.number: start.text for part in parts if (start := find_start(part.text))}
    if len(parts) < _FEWEST or len(found) != len(parts) or not set(found) <= above:
        return {}
    last = max(above)
    if last not in found or not all(0 < len(answer) <= _LONGEST for answer in found.values()):
        return {}
    return found


def _counted_above(pieces: Sequence[Piece], place: int) -> frozenset[int]:
    """The numbers of the questions above that have no answer of their own, up to the next that has one."""
    found: set[int] = set()
    for piece in reversed(pieces[max(0, place - 200) : place]):
        if find_answer(piece.text) is not None:
            break
        start = find_start(piece.text)
        if start is not None and start.family == "plain":
            if found and start.number >= min(found):
                break
            found.add(start.number)
    return frozenset(found)
