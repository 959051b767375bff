"""Things that a question lays side by side: 价格对应成本. Who pairs one with the partner of another is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers.units import Unit

_LINK = re.compile("对应(?:的(?:就是|是)?|于|着)?|—+|→|⇒|-+>")
_SEGMENT = re.compile("[^。；;,，、\n!?]+")
_FEWEST = 2

Sides = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Pairing:
    """What stands on the two sides of one key point and in no other."""

    point: int
    one: frozenset[str]
    other: frozenset[str]

    def partners_in(self, said: Sides) -> list[tuple[frozenset[str], frozenset[str]]]:
        """What an answer puts beside one of the sides, with what belongs there."""
        return [
            (partner, wanted)
            for own, wanted in ((self.one, self.other), (self.other, self.one))
            for side, partner in (said, said[::-1])
            if side & own
        ]


def sides_of(norm: str, units: Sequence[Unit]) -> list[Sides]:
    """The pairs that a text states; 成本，对应价格 has its first side before the comma."""
    found: list[Sides] = []
    last = frozenset[str]()
    for match in _SEGMENT.finditer(norm):
        links = list(_LINK.finditer(norm, match.start(), match.end()))
        if len(links) == 1:
            bare = not norm[match.start() : links[0].start()].strip()
            left = last if bare else _bases(units, match.start(), links[0].start())
            right = _bases(units, links[0].end(), match.end())
            if left and right:
                found.append((left, right))
            last = frozenset[str]()
        else:
            last |= _bases(units, match.start(), match.end())
    return found


def pairings_of(points: Sequence[Sequence[Sides]]) -> tuple[Pairing, ...]:
    """Of each key point the first pair that its texts state; empty where fewer than two have one."""
    first = {number: rows[0] for number, rows in enumerate(points) if rows}
    if len(first) < _FEWEST:
        return ()
    found: list[Pairing] = []
    for number, (left, right) in first.items():
        others = [base for n, row in first.items() if n != number for base in row[0] | row[1]]
        one, other = left.difference(others) - right, right.difference(others) - left
        if one and other:
            found.append(Pairing(number, one, other))
    return tuple(found)


def wrongly_paired(pairings: Sequence[Pairing], said: Sequence[Sides]) -> frozenset[int]:
    """The key points of which an answer pairs a side with one of another key point, and never rightly."""
    wrong: set[int] = set()
    for own in pairings:
        strange = frozenset[str]().union(*(p.one | p.other for p in pairings if p is not own))
        met = [row for sides in said for row in own.partners_in(sides)]
        if any(partner & wanted for partner, wanted in met):
            continue
        if any(partner & strange for partner, _ in met):
            wrong.add(own.point)
    return frozenset(wrong)


def _bases(units: Sequence[Unit], start: int, end: int) -> frozenset[str]:
    return frozenset(unit.base for unit in units if start <= unit.start and unit.end <= end)
