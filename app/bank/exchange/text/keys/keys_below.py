"""Keys that stand in brackets on a line of their own below the options: 【B】."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_KEY = re.compile(r"[（(【\[]\s{0,4}(?P<key>[A-H](?:[\s,，、]{0,3}[A-H]){0,7})\s{0,4}[)）】\]]")
_OPTION = re.compile(r"[（(]?[B-H]\s{0,4}[.．、:：)）\s]|.*\s[B-H]\s{0,4}[.．、:：]")
_NEXT = re.compile(r"[（(]?[B-H]\s{0,4}[.．、:：)）](?!\s{0,4}$)")
_FEWEST = 2


def told_below(lines: Sequence[Line]) -> list[Line]:
    """The lines with each such key as 答案：B, where several questions have theirs so. A letter in brackets
    below anything else may be that of an option."""
    keys = {
        place: match["key"]
        for place, line in enumerate(lines)
        if (match := _KEY.fullmatch(line.text.strip()))
        and place
        and _OPTION.match(lines[place - 1].text.strip())
        and not any(_NEXT.match(line.text.strip()) for line in lines[place + 1 : place + 2])
    }
    if len(keys) < _FEWEST:
        return list(lines)
    return [
        replace(line, text=f"答案：{keys[n]}") if n in keys else line
        for n, line in enumerate(lines)
    ]
