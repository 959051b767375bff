"""Numbers of questions in marks that count nothing else: #1, NO.1, <1>, 1】, 1-客户…, written as 1. where they count on;
第（1）问： as 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.marks import find_answer

_ODD = re.compile(
    r"(?P<style>[#＃](?P<a>\d{1,3})[.．、:：\s]\s*|[Nn][Oo][.．]?\s*(?P<b>\d{1,3})[.．、:：\s]\s*|[<〈](?P<c>\d{1,3})[>〉]\s*|(?P<d>\d{1,3})[】〉]\s*|(?P<e>\d{1,3})\s*[-—–](?=[\u4e00-\u9fff“《])|第\s?[（(]?\s?(?P<f>\d{1,2})\s?[)）]?\s?小?问\s?[:：.．、]\s?)(?=\S)"
)
_FIRST = frozenset("#＃Nn<〈0123456789第")
_FEWEST = 2


def plain_numbers_of(lines: Sequence[Line]) -> list[Line]:
    """The lines with such numbers as a paper has them, where one after the other is counted so."""
    found = [_ODD.match(line.text) if line.text[:1] in _FIRST else None for line in lines]
    last: dict[str, int] = {}
    runs: dict[str, int] = {}
    for place, match in enumerate(found):
        if match:
            style, number = _counted(match)
            if number == 1 and place and find_answer(lines[place - 1].text) is not None:
                last.pop(style, None)  # The points of an answer.
                continue
            if style not in last and number != 1:
                continue
            runs[style] = runs.get(style, 0) + (number == last.get(style, -1) + 1)
            last[style] = number
    good = {style for style, count in runs.items() if count >= _FEWEST - 1}
    if not good:
        return list(lines)
    return [
        replace(line, text=f"{_counted(match)[1]}. {line.text[match.end() :]}")
        if match and _counted(match)[0] in good
        else line
        for line, match in zip(lines, found, strict=True)
    ]


def _counted(match: re.Match[str]) -> tuple[str, int]:
    style = next(name for name in "abcdef" if match[name])
    return style, int(match[style])
