"""How much of one text stands in another: a hint for people who compare them, never a finding (pure).

Texts are compared by their shingles, stretches of so many characters with spaces and punctuation put
aside. The share is that of the shorter one's shingles which stand in the longer. What the task itself says
is left out, and so is what very many works share: that is the lesson's wording, not somebody's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

LENGTH = 12
LEAST_SHINGLES = 40
COMMON = 8
_NOTHING = re.compile(r"[\W_]+")


class Alike(NamedTuple):
    """Two works and the share, 0–1, of the shorter that stands in the longer."""

    one: int
    other: int
    share: Fraction


def shingles(text: str) -> frozenset[str]:
    """The stretches of a text."""
    bare = _NOTHING.sub("", text).lower()
    return frozenset(bare[i : i + LENGTH] for i in range(len(bare) - LENGTH + 1))


def find_alike(texts: Mapping[int, str], task: str, least: Fraction) -> list[Alike]:
    """Pairs of works that share at least so much, the most alike first."""
    given = shingles(task)
    own = {work: shingles(text) - given for work, text in texts.items()}
    own = {work: found for work, found in own.items() if len(found) >= LEAST_SHINGLES}
    shared = _count_shared(own)
    pairs = [
        Alike(one, other, Fraction(count, min(len(own[one]), len(own[other]))))
        for (one, other), count in shared.items()
    ]
    return sorted((pair for pair in pairs if pair.share >= least), key=lambda pair: -pair.share)


def _count_shared(own: Mapping[int, Set[str]]) -> Counter[tuple[int, int]]:
    places: dict[str, list[int]] = {}
    for work in sorted(own):
        for stretch in own[work]:
            places.setdefault(stretch, []).append(work)
    shared: Counter[tuple[int, int]] = Counter()
    for works in places.values():
        if 2 <= len(works) <= COMMON:
            shared.update(combinations(works, 2))
    return shared
