"""The stretch of an answer that comes nearest to a key point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.answers.align import Found, Reading
from app.bank.answers.item import Item, Shares, Variant
from app.bank.answers.lexicon import NEAR
from app.bank.answers.relations import crossed, parties_of

WIDEST = 3
_WIDTH_COST = 0.03
_GRAM_PART = 0.4
# A stretch that says it is better than one that denies it or says it of something else.
_HOSTILE_COST = 0.2


@dataclass(slots=True)
class Match:
    """The stretch of an answer that comes nearest to a variant; `first:last` are clause numbers."""

    variant: int = -1
    first: int = 0
    last: int = 0
    score: float = 0.0
    share: float = 0.0
    gram_share: float = 0.0
    found: Found = field(default_factory=Found)
    # How near the best stretch comes that has no clause in common with this one.
    second: float = 0.0
    # The clauses of the stretch that say something of the key point which the question does not.
    own: Sequence[int] = ()


def best_match(item: Item, reading: Reading, numbers: Sequence[int]) -> Match:
    """The best stretch of 1–3 clauses for any of the variants `numbers` of one key point."""
    best = Match()
    tops = [0.0] * len(reading.parts)
    for number in numbers:
        variant, row = item.variants[number], reading.rows[number]
        for place, (first, _part) in enumerate(row):
            top = _extend(variant, number, row[place : place + WIDEST], best)
            if top > tops[first]:
                tops[first] = top
    apart = (*tops[: max(0, best.first - WIDEST + 1)], *tops[best.last :])
    best.second = max(apart, default=0.0)
    best.own = _own_clauses(item, reading, best)
    return best


def _extend(variant: Variant, number: int, row: Sequence[tuple[int, Found]], best: Match) -> float:
    """Try the stretches that begin with the first clause of a row; the best score of them.

    The masks are joined as by `Found.add`, in variables of their own: nothing else is done so often.
    """
    said = near = denied = misplaced = grams = both = 0
    shares, gram_shares = variant.shares, variant.gram_shares
    first, top = row[0][0], 0.0
    for index, part in row:
        width = index - first
        if width >= WIDEST:
            break
        both |= said & part.denied | denied & part.said
        said |= part.said & ~denied
        near |= part.near & ~denied
        denied |= part.denied & ~said
        misplaced |= part.misplaced
        grams |= part.grams
        share = _share(shares, said | denied | misplaced, near)
        gram_share = gram_shares[grams]
        score = (1 - _GRAM_PART) * share + _GRAM_PART * gram_share - _WIDTH_COST * width
        if denied & ~said:
            score -= _HOSTILE_COST * shares[denied & ~said]
        if score > top:
            top = score
        if score > best.score:
            best.variant, best.first, best.last = number, first, index + 1
            best.score, best.share, best.gram_share = score, share, gram_share
            best.found = Found(said, near, denied, misplaced, grams, both)
    return top


def _own_clauses(item: Item, reading: Reading, match: Match) -> Sequence[int]:
    """The clauses of a stretch that say something of the key point which the question does not."""
    if match.variant < 0:
        return ()
    own = item.variants[match.variant].own
    every = range(match.first, match.last)
    chosen = [
        index
        for index, found in reading.rows[match.variant]
        if index in every and (found.said | found.near | found.denied | found.misplaced) & own
    ]
    return chosen or every


def said_share(variant: Variant, found: Found) -> float:
    """Concepts that are said, near ones in part; what is denied or misplaced still locates."""
    return _share(variant.shares, found.said | found.denied | found.misplaced, found.near)


def _share(shares: Shares, said: int, near: int) -> float:
    share = shares[said]
    if near & ~said:
        share += NEAR * (shares[said | near] - share)
    return share


def parts_of(reading: Reading, number: int, match: Match) -> list[Found]:
    """What the clauses of a stretch have of a variant."""
    first, last = match.first, match.last
    return [part for index, part in reading.rows[number] if first <= index < last]


def wrong_way_round(item: Item, reading: Reading, match: Match) -> tuple[float, bool]:
    """How clearly a stretch exchanges the sides of a relation, and whether another party is given."""
    variant = item.variants[match.variant]
    cross = 0.0
    if item.has_relations:
        said = [relation for row in reading.said[match.first : match.last] for relation in row]
        said += reading.order
        for number in item.numbers[variant.point] if said else ():
            # Of another wording than the nearest, both sides have to stand in the other's place.
            least = 1 if number == match.variant else 2
            cross = max(cross, crossed(item.variants[number].relations, said, least))
    if reading.effects and reading.effects.issuperset(match.own):
        cross = 1.0
    own = item.parties[variant.point]
    if not own:
        return cross, False
    start, end = reading.parts[match.first].start, reading.parts[match.last - 1].end
    theirs = parties_of(reading.norm[start:end])
    return cross, bool(theirs) and not own & theirs
