"""Options that stand once above several questions: （5～7 题共用备选答案）A.… B.… 5.… 6.… 7.…"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import Start, find_start
from app.bank.exchange.text.words.options import opens_options, split_options

_SHARED = re.compile(r".{0,40}(?:共用|共同|公用)(?:的)?(?:备选)?(?:答案|选项).{0,20}")
_MOST_QUESTIONS, _MOST_LINES = 30, 10


def spread_options(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with such options behind each question that they are for."""
    found: list[Piece] = []
    place = 0
    while place < len(pieces):
        end = _options_end(pieces, place + 1) if _SHARED.fullmatch(pieces[place].text) else place
        questions = _questions(pieces, end) if end > place + 1 else 0
        found.append(pieces[place])
        if not questions:
            place += 1
            continue
        options = pieces[place + 1 : end]
        for question in pieces[end : end + questions]:
            found += [question, *(Piece(question.number, option.text) for option in options)]
        place = end + questions
    return found


def _options_end(pieces: Sequence[Piece], place: int) -> int:
    """Behind the options that begin here; `place` itself where none do."""
    if place >= len(pieces) or not opens_options(pieces[place].text):
        return place
    count, end = 0, place
    while end < min(len(pieces), place + _MOST_LINES):
        head, pairs = split_options(pieces[end].text, count)
        if head or not pairs:
            break
        count += len(pairs)
        end += 1
    return end


def _questions(pieces: Sequence[Piece], place: int) -> int:
    """How many lines from here on are numbered questions that have no options of their own."""
    count = 0
    before: Start | None = None
    for piece in pieces[place : place + _MOST_QUESTIONS]:
        start = find_start(piece.text)
        if start is None or find_heading(piece.text) or len(split_options(piece.text)[1]) > 1:
            break
        if before and (start.family, start.number) != (before.family, before.number + 1):
            break
        before = start
        count += 1
    following = pieces[place + count].text if place + count < len(pieces) else ""
    return count - 1 if count and opens_options(following) else count
