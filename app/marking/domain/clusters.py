"""Answers to one question grouped by likeness, so that a person judges each kind of answer once (pure).

Two answers are alike where the same key points would earn the same, and, as long as the engine is not
sure of that, where their words are alike as well. What the engine is sure of it has read, whatever the
words; where it doubts, only near-duplicates may share a judgement.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.bank.domain.normalise import normalise

# Answers of which the engine doubts are one group from this share of common pairs of characters on.
ALIKE = 0.6
# Longer answers are rare, and would fill the memory with what is soon worked out again.
LONGEST_KEPT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An answer as the engine read it: credits 0, 0.5 or 1 by key point, and how sure it is (0–1)."""

    work_id: int
    text: str
    credits: tuple[float, ...]
    confidence: float
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Answers that one judgement fits, the least sure first. `id` is its first answer's work."""

    members: tuple[Read, ...]

    @property
    def id(self) -> int:
        return self.members[0].work_id

    @property
    def confidence(self) -> float:
        """That of the member of which the engine is least sure."""
        return self.members[0].confidence

    @property
    def sure(self) -> bool:
        return all(member.sure for member in self.members)

    @property
    def credits(self) -> tuple[float, ...]:
        return self.members[0].credits


def cluster(answers: Iterable[Read]) -> list[Cluster]:
    """Groups of answers, those of which the engine is not sure first; among each the largest error to be
    expected first, of equal ones the larger group.

    An answer is compared with the first of each group of the same credits: the cost is the number of
    answers times the number of groups. The order of `answers` does not matter.
    """
    groups: dict[tuple[tuple[float, ...], bool], list[_Group]] = {}
    for read in sorted(answers, key=lambda one: one.work_id):
        found = groups.setdefault((read.credits, read.sure), [])
        pairs = pairs_of(read.text)
        home = next((g for g in found if read.sure or _alike(pairs, g.pairs)), None)
        if home is None:
            found.append(_Group(pairs, [read]))
        else:
            home.members.append(read)
    made = [
        Cluster(members=tuple(sorted(g.members, key=lambda one: (one.confidence, one.work_id))))
        for own in groups.values()
        for g in own
    ]
    return sorted(made, key=lambda one: (one.sure, one.confidence, -len(one.members), one.id))


@dataclass(slots=True)
class _Group:
    pairs: frozenset[str]
    members: list[Read]


def words_of(text: str) -> str:
    """The letters and digits of an answer, evened out: what two answers share that say the same."""
    return _kept_words(text) if len(text) <= LONGEST_KEPT else _words(text)


@lru_cache(maxsize=20_000)
def _kept_words(text: str) -> str:
    """Kept, because a desk asks the same of the same answers with every page."""
    return _words(text)


def _words(text: str) -> str:
    return "".join(char for char in normalise(text) if char.isalnum())


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters and digits of an answer, evened out."""
    words = words_of(text)
    return frozenset(a + b for a, b in itertools.pairwise(words)) or frozenset({words})


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Jaccard's coefficient of the pairs of characters."""
    return len(one & other) >= ALIKE * len(one | other)


def seconds_left(acts: Sequence[float], groups: int) -> float | None:
    """How long the rest takes at the pace of the latest acts; None before there is a pace.

    `acts` are the instants of one person's judgements in seconds, oldest first; pauses of more than two
    minutes between them do not count.
    """
    steps = sorted(b - a for a, b in itertools.pairwise(acts) if 0 < b - a <= 120)
    return steps[len(steps) // 2] * groups if len(steps) >= 2 else None
