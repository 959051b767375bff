"""What answers that people marked tell about those that wait (pure).

An answer that says word for word what a marked one says gets the same points proposed at once. Nearest
marked answers are asked only where the engine doubts, from the twentieth marked answer on, with a weight
that grows with their number, and only as long as leaving one out shows that it errs less so. Both are told
with their sources; neither is ever a mark.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.marking.domain.clusters import pairs_of, words_of

LEAST = 20
# Of how many doubted answers the errors are compared at least; fewer would show nothing.
LEAST_DOUBTED = 5
NEAREST = 3
ALIKE = 0.3
Credits = tuple[float, ...]


@dataclass(frozen=True)
class Graded:
    """An answer that a person marked: shares 0–1 by key point as the engine had them and as given.

    `number` names it on the page, `at` orders marks by time, `doubted` says that the engine was not sure, or found nothing.
    """

    number: int
    at: int
    text: str
    engine: Credits
    given: Credits
    doubted: bool

    @cached_property
    def words(self) -> str:
        return words_of(self.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        return pairs_of(self.text)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What asking the nearest comes to: mean error of a mark as a share of the question, without and with."""

    count: int
    before: float
    after: float

    @property
    def helps(self) -> bool:
        return self.after < self.before

    @property
    def weight(self) -> float:
        return weight_of(self.count)


def weight_of(count: int) -> float:
    """How much the nearest of `count` marked answers weigh beside the engine, 0–1."""
    return count / (count + LEAST)


def same_words(text: str, graded: Sequence[Graded]) -> Graded | None:
    """The newest marked answer of the same words; None where those do not agree among themselves."""
    words = words_of(text)
    same = [one for one in graded if words and one.words == words]
    if len({one.given for one in same}) != 1:
        return None
    return max(same, key=lambda one: one.at)


class Shelf:
    """Marked answers by their pairs of characters, so that an answer meets only those that share any."""

    def __init__(self, graded: Sequence[Graded]) -> None:
        self.graded = list(graded)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.graded):
            for pair in one.pairs:
                self._places[pair].append(place)

    def nearest(
        self, pairs: frozenset[str], besides: Graded | None = None
    ) -> list[tuple[float, Graded]]:
        """The answers most like one of these pairs, with their likeness (Jaccard's coefficient)."""
        common: Counter[int] = Counter()
        for pair in pairs:
            common.update(self._places.get(pair, ()))
        near = [
            (likeness, one)
            for place, shared in common.items()
            if (one := self.graded[place]) is not besides
            and (likeness := shared / (len(pairs) + len(one.pairs) - shared)) >= ALIKE
        ]
        return sorted(near, key=lambda pair: (-pair[0], -pair[1].at))[:NEAREST]


def blend(engine: Credits, near: Sequence[tuple[float, Graded]], weight: float) -> Credits:
    """The engine's shares drawn towards those of the nearest, in halves; unchanged without any."""
    total = sum(likeness for likeness, _one in near)
    if not total:
        return engine
    told = [
        sum(likeness * one.given[place] for likeness, one in near) / total
        for place in range(len(engine))
    ]
    mixed = ((1 - weight) * own + weight * other for own, other in zip(engine, told, strict=True))
    return tuple(int(share * 2 + 0.5) / 2 for share in mixed)


def weigh(shelf: Shelf, worths: Sequence[float]) -> Lesson | None:
    """Whether the nearest would have helped, each doubted answer left out in turn; None too early to tell.

    `worths` are the marks of the key points.
    """
    graded = shelf.graded
    doubted = [one for one in graded if one.doubted]
    if len(graded) < LEAST or len(doubted) < LEAST_DOUBTED:
        return None
    before = after = 0.0
    for one in doubted:
        near = shelf.nearest(one.pairs, besides=one)
        mixed = blend(one.engine, near, weight_of(len(graded) - 1))
        before += _error(one.engine, one.given, worths)
        after += _error(mixed, one.given, worths)
    return Lesson(len(graded), before / len(doubted), after / len(doubted))


def _error(one: Credits, other: Credits, worths: Sequence[float]) -> float:
    """How far two judgements are apart, as a share of all marks."""
    difference = sum((a - b) * worth for a, b, worth in zip(one, other, worths, strict=True))
    return abs(difference) / sum(worths)
