"""Headings whose bracket goes on below: 二、多项选择题（每小题3分，共6分。多选、少 / 选均无分）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import HAN, NAME, find_heading
from app.bank.exchange.text.words.options import opens_options

_OPEN = re.compile(
    rf"(?:[（(]?[{HAN}]{{1,3}}[)）]?\s*[、.．:：]?|第\s*[{HAN}]{{1,3}}\s*(?:部分|大题)\s*[、.．:：]?)\s*{NAME}\s*[:：]?\s*[（(][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*"
)
_CLOSES = re.compile(r"[^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）]\s*[:：。.]?")
_NUMBER = re.compile(r"\s*\d{1,3}\s*[.．、)）]")
_FIRST = frozenset(f"{HAN}（(第")
_MOST = 3


def whole_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines with each such heading on one of them."""
    found: list[Line] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        opened = line.text[:1] in _FIRST and _OPEN.fullmatch(line.text)
        rest = _rest(lines, place) if opened else 0
        parts = (one.text.strip() for one in lines[place : place + rest + 1])
        found.append(replace(line, text="".join(parts)) if rest else line)
        place += rest + 1
    return found


def _rest(lines: Sequence[Line], place: int) -> int:
    """How many lines below belong to the heading; 0 where nothing closes its bracket."""
    text = lines[place].text.strip()
    for count, line in enumerate(lines[place + 1 : place + 1 + _MOST], 1):
        if line.after_gap or _NUMBER.match(line.text) or opens_options(line.text):
            return 0
        text += line.text.strip()
        if _CLOSES.fullmatch(line.text.strip()):
            heading = find_heading(text)
            return count if heading is not None and heading.named else 0
    return 0
