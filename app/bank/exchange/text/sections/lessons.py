"""Headings of a lesson between its questions: 1.2 满意从哪里来. What stands below them is told and not asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.sections.breaking import Piece

_HEAD = re.compile(
    r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})(?:\.(?P<c>\d{1,2}))?\s*(?![\d.．、)）%％‰倍元万亿年月日分个至到—~～-])(?P<text>[^\s。？?；;：:_（(][^。？?；;：:_（(]{1,30})"
)
_TOLD = re.compile(
    r"[【\[]?(?:作业布置|布置作业|课后作业|本[节章讲课]小结|课堂小结|教学反思|板书设计|下节预告|(?:学习|教学)目标|教学(?:重点|难点)|知识链接|拓展阅读)[】\]]?\s*(?:[:：]|$)"
)
_FEWEST = 2


def lesson_places(pieces: Sequence[Piece]) -> frozenset[int]:
    """The places of such headings: several, each of which follows the one before it."""
    found: list[int] = []
    before = (0, 0, 0)
    for place, piece in enumerate(pieces):
        match = _HEAD.fullmatch(piece.text.strip())
        if match is None:
            continue
        number = (int(match["a"]), int(match["b"]), int(match["c"] or 0))
        if number > before and number[0] <= before[0] + 1 + (not found) * number[0]:
            found.append(place)
            before = number
    told = [place for place, piece in enumerate(pieces) if _TOLD.match(piece.text.strip())]
    return frozenset([*(found if len(found) >= _FEWEST else []), *told])
