"""Which texts of many are nearly the same: character n-grams and Jaccard's index.

The share of two texts is the number of n-grams they have in common over the number they have
together. Comparing everything with everything would take minutes for a bank of a thousand items.
Prefix filtering finds the same pairs in a fraction of a second: two sets can only reach a share of t
if they meet within the first |x| − ⌈t·|x|⌉ + 1 of their n-grams, ordered from the rarest; so only
those are put into the index. It leaves nothing out, unlike hashing, and needs no luck.

Source: S. Chaudhuri, V. Ganti and R. Kaushik, A Primitive Operator for Similarity Joins in Data
Cleaning, 2006.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

SIZE = 3

_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)*")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places in the list, the earlier first, and the share they have in common."""

    first: int
    second: int
    share: float


def bare(text: str) -> str:
    """What is left of a text for comparing: no marks, no spaces, every number the same."""
    text = _NUMBER.sub("0", _PLACEHOLDER.sub("0", text))
    return _SIGNS.sub("", text).casefold()


def shingles(text: str, size: int = SIZE) -> frozenset[str]:
    """The n-grams of a bare text; a shorter text is its own."""
    if len(text) <= size:
        return frozenset({text} if text else ())
    return frozenset(text[n : n + size] for n in range(len(text) - size + 1))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def similar_pairs(sets: Sequence[frozenset[str]], least: float) -> Iterator[Pair]:
    """All pairs whose share is at least `least` (above 0), each once; empty sets are like nothing."""
    count = Counter(shingle for one in sets for shingle in one)
    index: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(sets):
        ordered = sorted(one, key=lambda shingle: (count[shingle], shingle))
        prefix = ordered[: len(one) - ceil(least * len(one)) + 1]
        met = {earlier for shingle in prefix for earlier in index[shingle]}
        for earlier in sorted(met):
            share = jaccard(sets[earlier], one)
            if share >= least:
                yield Pair(earlier, number, share)
        for shingle in prefix:
            index[shingle].append(number)


def groups(pairs: Sequence[Pair]) -> list[list[int]]:
    """Texts that hang together through pairs, each group in order, the groups by their first."""
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while parent.setdefault(number, number) != number:
            number = parent[number]
        return number

    for pair in pairs:
        parent[root(pair.second)] = root(pair.first)
    found: dict[int, list[int]] = defaultdict(list)
    for number in sorted(parent):
        found[root(number)].append(number)
    return sorted(found.values())
