"""Papers printed in two columns and read line by line: 1.…    2.… over A.…    A.…, put one below the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_PAIR = re.compile(
    r"(?P<left>(?P<a>\d{1,3})\s*[.．、].*?\S)[ \t\u3000]{3,}(?P<right>(?P<b>\d{1,3})\s*[.．、](?!\d).*)"
)
_OPTIONS = re.compile(
    r"(?P<left>[（(]?(?P<a>[A-H])\s*[.．、)）].*?\S)[ \t\u3000]{3,}(?P<right>[（(]?(?P=a)\s*[.．、)）].*)"
)


def part_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines, with two questions that stand side by side one below the other. Only where the next
    number stands at the right and the next line has the same option twice."""
    found: list[Line] = []
    place = 0
    while place < len(lines):
        pair = _PAIR.fullmatch(lines[place].text)
        options = _options_below(lines, place + 1) if pair and _follows(pair) else []
        if pair is None or not options:
            found.append(lines[place])
            place += 1
            continue
        both = [pair, *options]
        block = lines[place : place + len(both)]
        for side in ("left", "right"):
            found += [
                replace(line, text=match[side].strip())
                for line, match in zip(block, both, strict=True)
            ]
        place += len(both)
    return found


def _follows(pair: re.Match[str]) -> bool:
    return int(pair["b"]) == int(pair["a"]) + 1


def _options_below(lines: Sequence[Line], place: int) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    while place < len(lines) and (match := _OPTIONS.fullmatch(lines[place].text)):
        found.append(match)
        place += 1
    return found
