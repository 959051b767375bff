"""What an author asks of a key point beyond its meaning: a word, an order, no known misconception.

The trees say whether a key point is found; what stands here may only take away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.bank.answers.align import Reading, read_answer
from app.bank.answers.item import Item
from app.bank.answers.matching import Match, best_match
from app.bank.answers.polarity import denials_in

# A misconception is stated if so much of its concepts and of its wording is said and next to nothing denied.
_STATED = 0.75
_WORDED = 0.4
_DENIED = 0.15
# From such a share of pairs in the other order on a point is half right, then wrong.
_SOME_TURNED = 0.2
_MOST_TURNED = 0.5
# 不只是重复购买 contains 重复购买 and says another thing.
_MORE_THAN = re.compile(
    "不[只仅但光单](?:仅|单|止|是|看|靠)*|并非只|不限于|误以为|误区|有人[说认以]|错误地"
)


@dataclass(frozen=True, slots=True)
class Unmet:
    """Conditions of one key point that an answer breaks; `turned` is a share of its pairs."""

    word: bool = False
    mistaken: bool = False
    turned: float = 0.0

    def limit(self, may_halve: bool) -> float:
        """The largest credit that is left: 1, 0.5 or 0."""
        if self.word or self.mistaken or self.turned >= _MOST_TURNED:
            return 0.0
        if self.turned >= _SOME_TURNED:
            return 0.5 if may_halve else 0.0
        return 1.0


ALL_MET = Unmet()


def unmet(item: Item, reading: Reading, matches: list[Match]) -> list[Unmet]:
    """For each key point what its author asks for and the answer lacks, in the order of the points."""
    mistaken = _mistaken(item, reading, matches)
    found: list[Unmet] = []
    for index, point in enumerate(item.question.key_points):
        words, concepts = item.required[index]
        found.append(
            Unmet(
                word=bool(words) and not _says_one(words, concepts, reading),
                mistaken=index in mistaken,
                turned=turned_share(item, reading, matches[index]) if point.ordered else 0.0,
            )
        )
    return found


def has_conditions(item: Item) -> bool:
    """Whether any key point asks for more than its meaning."""
    return (
        item.mistakes is not None
        or any(words for words, _ in item.required)
        or any(point.ordered for point in item.question.key_points)
    )


def _says_one(words: frozenset[str], concepts: frozenset[str], reading: Reading) -> bool:
    """Whether one of the words, or one that means the same, is said and not denied."""
    if any(
        unit.sign > 0 and unit.quality >= 1 and unit.base in concepts
        for units in reading.units
        for unit in units
    ):
        return True
    for part in reading.parts:
        text = reading.norm[part.start : part.end]
        for word in words:
            place = text.find(word)
            if place >= 0 and not denials_in(text[:place]):
                return True
    return False


def _mistaken(item: Item, reading: Reading, matches: list[Match]) -> set[int]:
    """The key points whose misconceptions are stated, and stated better than the points themselves."""
    wrong = item.mistakes
    if wrong is None:
        return set()
    theirs = read_answer(wrong, reading.text.raw)
    found: set[int] = set()
    for numbers, point in zip(wrong.numbers, item.mistaken, strict=True):
        match = best_match(wrong, theirs, numbers)
        if match.variant >= 0 and _is_stated(wrong, theirs, match):
            own = matches[point]
            apart = match.last <= own.first or own.last <= match.first
            if apart or match.score > own.score or own.found.denied:
                found.add(point)
    return found


def _is_stated(item: Item, reading: Reading, match: Match) -> bool:
    variant = item.variants[match.variant]
    if variant.full_share(match.found.denied) > _DENIED:
        return False
    start, end = reading.parts[match.first].start, reading.parts[match.last - 1].end
    if _MORE_THAN.search(reading.norm[start:end]) and not _MORE_THAN.search(variant.text):
        return False
    said = variant.full_share(match.found.said | match.found.near)
    return said >= _STATED and match.gram_share >= _WORDED


def turned_share(item: Item, reading: Reading, match: Match) -> float:
    """The share of pairs of concepts that stand the other way round than in the matched variant.

    Parts of a row of steps lie further apart than a stretch reaches: the whole answer is looked at.
    """
    if match.variant < 0:
        return 0.0
    places: dict[int, int] = {}
    postings = item.variants[match.variant].postings
    for units in reading.units[match.first :]:
        for unit in units:
            for posting in postings.get(unit.base, ()) if not unit.part else ():
                places.setdefault(posting.mask, unit.start)
    # A bit is the larger the later its word stands in the variant.
    order = [places[mask] for mask in sorted(places, key=lambda mask: (mask & -mask, mask))]
    pairs = [(one, two) for n, one in enumerate(order) for two in order[n + 1 :] if one != two]
    return sum(one > two for one, two in pairs) / len(pairs) if pairs else 0.0
