"""Statements to choose from inside a stem: ①… ②… ③… on lines of their own, above A. ①② B. ②③."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.marks import find_start
from app.bank.exchange.text.words.options import opens_options, split_options

_CHOSEN = re.compile(
    r"(?:只有|仅|全部)?(?:[①-⑩]|[（(]\d[)）]|[1-9](?=[\s、,，和]|$)|[ⅠⅡⅢⅣⅤⅥ]|[\s、,，和→—-]){1,24}(?:都?(?:正确|错误|对|错))?[。；;]?"
)
_MOST = 10


def statement_places(pieces: Sequence[Piece]) -> frozenset[int]:
    """The places of such lines: they begin no questions."""
    found: set[int] = set()
    for place, piece in enumerate(pieces):
        if place > 1 and opens_options(piece.text) and _choose_marks(piece.text):
            found |= _above(pieces, place)
    return frozenset(found)


def _choose_marks(text: str) -> bool:
    """Whether every option of a line only names statements."""
    return all(_CHOSEN.fullmatch(option) for _label, option in split_options(text)[1])


def _above(pieces: Sequence[Piece], place: int) -> set[int]:
    """The lines above the options that count from 1 up to the line before them."""
    last = find_start(pieces[place - 1].text)
    if last is None or not 1 < last.number <= _MOST or last.number >= place:
        return set()
    places = range(place - last.number, place)
    starts = [find_start(pieces[n].text) for n in places]
    counted = all(
        start is not None and (start.family, start.number) == (last.family, number)
        for number, start in enumerate(starts, 1)
    )
    # 1. … 2. … above the options might be questions of which only the last has any.
    return set(places) if counted and last.family != "plain" else set()
