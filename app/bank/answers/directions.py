"""Which way things go: 提高效率 and 效率降低 name the same thing and say contrary ones.

The words for up and down are too common to take a key point each by itself, as 降低成本 says nothing against
提高满意度. What they govern decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.bank.answers.units import Unit
from app.bank.answers.words import COMMON, PARTIES

_WAYS = frozenset({"提高", "高"})
# A direction governs so many words before it: 客户的货币成本和时间成本升高.
_REACH = 4


def ways_of(units: Sequence[Unit]) -> list[tuple[str, int]]:
    """What of one clause goes up (1) or down (-1): what follows a direction, or else what stands before it."""
    marks = [unit for unit in units if unit.base in _WAYS and unit.quality >= 0.5]
    if not marks:
        return []
    found: list[tuple[str, int]] = []
    last = -1
    for number, mark in enumerate(marks):
        if mark.start < last:
            continue
        end = marks[number + 1].start if number + 1 < len(marks) else units[-1].end
        governed = _things(units, mark.end, end)
        if not governed:
            governed = _things(units, max(last, 0), mark.start)[-_REACH:]
        found += [(base, mark.sign) for base in governed]
        last = mark.end
    return found


def _things(units: Sequence[Unit], start: int, end: int) -> list[str]:
    return [
        unit.base
        for unit in units
        if start <= unit.start
        and unit.end <= end
        and unit.base not in _WAYS
        and unit.base not in PARTIES
        and unit.word not in COMMON
    ]


def merged_ways(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Which way each thing goes, without those that go both."""
    found: dict[str, int] = {}
    for base, sign in rows:
        found[base] = sign if found.get(base, sign) == sign else 0
    return {base: sign for base, sign in found.items() if sign}


def contrary(own: Mapping[str, int], said: Iterable[tuple[str, int]]) -> float:
    """Of the things whose direction an answer gives, the share that go the other way."""
    same = other = 0
    for base, sign in said:
        wanted = own.get(base)
        if wanted:
            same += wanted == sign
            other += wanted != sign
    return other / (other + same) if other else 0.0
