"""Keys on lines of their own that a paper's program or a teacher's hand counts otherwise: 第一题：1.B 2.A for the
first section, 3 C with nothing but space between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import find_keys, listed_in_order
from app.bank.exchange.text.words.headings import HAN, find_heading

# 第二大题 ABD, and 第五题：… behind it.
_ORDINAL = re.compile(rf"第\s?([{HAN}]{{1,2}})\s?(?:大题|部分|题)\s*[:：、.．]?\s*(?=\S)")
_SPACED = re.compile(r"(\d{1,3})[ \t\u3000]+([A-H]{1,8}|[√×对错]|正确|错误|T|F)")
_FEWEST = 2


def counted_keys(lines: Sequence[Line]) -> list[Line]:
    """The lines with such keys as 一、1.B 2.A and 3. C."""
    return _spaced(_sections(lines))


def _sections(lines: Sequence[Line]) -> list[Line]:
    marks = [_ORDINAL.match(line.text) for line in lines]
    keyed = [
        place
        for place, (line, mark) in enumerate(zip(lines, marks, strict=True))
        if mark and _tells(line.text[mark.end() :])
    ]
    if len(keyed) < _FEWEST:
        return list(lines)
    return [
        replace(line, text=f"{mark[1]}、{line.text[mark.end() :]}")
        if mark and place >= keyed[0] and find_heading(line.text) is None
        else line
        for place, (line, mark) in enumerate(zip(lines, marks, strict=True))
    ]


def _tells(text: str) -> bool:
    return bool(find_keys(text)) or len(listed_in_order(text)) > 1


def _spaced(lines: Sequence[Line]) -> list[Line]:
    pairs = [_SPACED.fullmatch(line.text.strip()) for line in lines]
    return [
        replace(line, text=f"{pair[1]}. {pair[2]}")
        if pair and _beside(pairs, place, int(pair[1]))
        else line
        for place, (line, pair) in enumerate(zip(lines, pairs, strict=True))
    ]


def _beside(pairs: Sequence[re.Match[str] | None], place: int, number: int) -> bool:
    """Whether the line above or below is the pair before it or the next one."""
    above = pairs[place - 1] if place else None
    below = pairs[place + 1] if place + 1 < len(pairs) else None
    return bool(above and int(above[1]) == number - 1) or bool(
        below and int(below[1]) == number + 1
    )
