"""Laying the clauses of an answer against the key points of its item.

The item holds the postings, the answer is read once: the cost is linear in the answer's length.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.answers.actors import Acts, acts_of
from app.bank.answers.directions import ways_of
from app.bank.answers.item import Item, Variant
from app.bank.answers.lexicon import NEAR
from app.bank.answers.polarity import denials_in, denies_inside, verdict_at_end
from app.bank.answers.relations import (
    Relation,
    crossed,
    effects_of,
    parties_of,
    relations_of,
    sequences_of,
)
from app.bank.answers.roles import Roles, roles_of
from app.bank.answers.text import Clause, Text, clauses, normalise
from app.bank.answers.units import Unit, turned, units_of

WIDEST = 3
_WIDTH_COST = 0.03
_GRAM_PART = 0.4
# A stretch that says it is better than one that denies it or says it of something else.
_HOSTILE_COST = 0.2
# f我忘记了
_GIVEN_UP = re.compile("我.{0,4}(?:忘记?了|记不清|记不得|想不起|不记得|说不上来)")


@dataclass(slots=True)
class Found:
    """Masks of one variant: concepts said, nearly said, denied, said of another name; n-grams."""

    said: int = 0
    near: int = 0
    denied: int = 0
    misplaced: int = 0
    grams: int = 0
    # Said in one clause and denied in another.
    both: int = 0

    def add(self, other: Found) -> None:
        """Join the next clause; what was said or denied first stands."""
        self.both |= self.said & other.denied | self.denied & other.said
        self.said |= other.said & ~self.denied
        self.near |= other.near & ~self.denied
        self.denied |= other.denied & ~self.said
        self.misplaced |= other.misplaced
        self.grams |= other.grams


@dataclass(slots=True)
class Reading:
    """An answer as far as it does not depend on one key point."""

    text: Text
    norm: str
    parts: list[Clause]
    units: list[list[Unit]]
    found: list[dict[int, Found]]
    said: list[list[Relation]]
    mended: list[int]
    owners: Sequence[int]
    # What comes first and what then, over all clauses.
    order: list[Relation]
    roles: list[Roles]
    acts: list[Acts]
    # Clauses that take what is asked for the cause of what should be its causes.
    effects: frozenset[int]
    # Which way things go in each clause.
    ways: list[list[tuple[str, int]]]
    # How many words of each clause deny something.
    denials: list[int]


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


def read_answer(item: Item, raw: str) -> Reading:
    """Normalise, mend slips, cut into clauses and look up every concept and n-gram."""
    text = normalise(raw)
    norm, mended = item.slips.mend(text.norm)
    parts = clauses(norm)
    owners = item.anchors.territory(norm, parts)
    units = _units(item, norm, parts)
    denials = [denials_in(norm[part.start : part.end]) for part in parts]
    found = [
        _look_up(item, norm, parts[i], units[i], owners, denials[i] > 0) for i in range(len(parts))
    ]
    if item.has_relations:
        said = [relations_of(norm, parts[i], units[i]) for i in range(len(parts))]
        order = sequences_of(norm, parts, units)
    else:
        said, order = [list[Relation]() for _ in parts], []
    roles = roles_of(norm, parts, units, item.role_words)
    acts = acts_of(norm, parts, units, item.act_words)
    effects = effects_of(norm, parts, units, item.topics) if item.topics else frozenset[int]()
    turning = any(item.ways)
    ways = [ways_of(row) if turning else list[tuple[str, int]]() for row in units]
    return Reading(
        text,
        norm,
        parts,
        units,
        found,
        said,
        mended,
        owners,
        order,
        roles,
        acts,
        effects,
        ways,
        denials,
    )


def _units(item: Item, norm: str, parts: Sequence[Clause]) -> list[list[Unit]]:
    """The concepts of all clauses; 超越期望是浪费，不应该做 denies the clause before the comma."""
    units = [units_of(norm, clause, item.words) for clause in parts]
    for index in range(1, len(parts)):
        before, clause = parts[index - 1], parts[index]
        if norm[before.end : clause.start].strip(" ") == ",":
            text = norm[before.start : before.end]
            alone = verdict_at_end(norm[clause.start : clause.end]) == 0
            if alone and not denials_in(text) and verdict_at_end(text) < 0:
                units[index - 1] = turned(units[index - 1])
    return units


def _look_up(
    item: Item,
    norm: str,
    clause: Clause,
    units: Sequence[Unit],
    owners: Sequence[int],
    denies: bool,
) -> dict[int, Found]:
    table: dict[int, Found] = {}
    if _GIVEN_UP.search(norm, clause.start, clause.end):
        return table
    for unit in units:
        owner = owners[unit.start]
        for posting in item.postings.get(unit.base, ()):
            if posting.unless and posting.unless == unit.word:
                continue
            found = table.get(posting.variant)
            if found is None:
                found = table[posting.variant] = Found()
            if posting.anchor >= 0 and owner >= 0 and owner != posting.anchor:
                found.misplaced |= posting.mask
            elif posting.sign != unit.sign and (
                unit.scarce or (unit.part and denies_inside(unit.word))
            ):
                found.near |= posting.mask
            elif not clause.supposed and (
                posting.sign != unit.sign if posting.signed else posting.whole != unit.whole
            ):
                found.denied |= posting.mask
            elif unit.quality >= 1 or (len(unit.word) == 1 and unit.quality >= 0.5):
                found.said |= posting.mask
            else:
                found.near |= posting.mask
    if denies:
        for number, found in table.items():
            found.said |= item.variants[number].denial
    _look_up_grams(item, norm, clause, table)
    return table


def _look_up_grams(item: Item, norm: str, clause: Clause, table: dict[int, Found]) -> None:
    postings = item.grams
    for gram in _grams(norm, clause):
        for variant, bit in postings.get(gram, ()):
            found = table.get(variant)
            if found is None:
                found = table[variant] = Found()
            found.grams |= bit


def _grams(norm: str, clause: Clause) -> list[str]:
    part = norm[clause.start : clause.end]
    if part.isascii():
        return part.split()
    grams = [*part, *map("".join, itertools.pairwise(part))]
    if any(char.isascii() for char in part):
        grams += "".join(char if char.isascii() else " " for char in part).split()
    return grams


def best_match(item: Item, reading: Reading, numbers: Sequence[int]) -> Match:
    """The best stretch of 1–3 clauses for any of the variants `numbers` of one key point."""
    best = Match()
    tops = [0.0] * len(reading.parts)
    for number in numbers:
        variant = item.variants[number]
        for first in range(len(reading.parts)):
            if number not in reading.found[first]:
                continue
            _extend(variant, number, reading, first, best, tops)
    apart = (*tops[: max(0, best.first - WIDEST + 1)], *tops[best.last :])
    best.second = max(apart, default=0.0)
    return best


def _extend(
    variant: Variant, number: int, reading: Reading, first: int, best: Match, tops: list[float]
) -> None:
    """Try the stretches that begin with one clause; `tops` keeps the best score of each beginning."""
    total = Found()
    for last in range(first, min(first + WIDEST, len(reading.parts))):
        part = reading.found[last].get(number)
        if part is None:
            continue
        total.add(part)
        share = said_share(variant, total)
        grams = variant.gram_share(total.grams)
        score = (1 - _GRAM_PART) * share + _GRAM_PART * grams - _WIDTH_COST * (last - first)
        hostile = total.denied & ~total.said
        if hostile:
            score -= _HOSTILE_COST * variant.share(hostile)
        if score > tops[first]:
            tops[first] = score
        if score > best.score:
            best.variant, best.first, best.last, best.score = number, first, last + 1, score
            best.share, best.gram_share = share, grams
            best.found = Found(
                total.said,
                total.near,
                total.denied,
                total.misplaced,
                total.grams,
                total.both,
            )


def own_clauses(item: Item, reading: Reading, match: Match) -> list[int]:
    """The clauses of a stretch that say something of the key point which the question does not."""
    if match.variant < 0:
        return []
    own = item.variants[match.variant].own
    every = range(match.first, match.last)
    chosen = [
        index
        for index in every
        if (found := reading.found[index].get(match.variant))
        and (found.said | found.near | found.denied | found.misplaced) & own
    ]
    return chosen or list(every)


def said_share(variant: Variant, found: Found) -> float:
    """Concepts that are said, near ones in part; what is denied or misplaced still locates."""
    said = found.said | found.denied | found.misplaced
    share = variant.share(said)
    if found.near & ~said:
        share += NEAR * (variant.share(said | found.near) - share)
    return share


def wrong_way_round(item: Item, reading: Reading, match: Match) -> tuple[float, bool]:
    """How clearly a stretch exchanges the sides of a relation, and whether another party is given."""
    variant = item.variants[match.variant]
    cross = 0.0
    if variant.relations:
        said = [relation for row in reading.said[match.first : match.last] for relation in row]
        cross = crossed(variant.relations, [*said, *reading.order])
    if reading.effects and reading.effects.issuperset(own_clauses(item, reading, match)):
        cross = 1.0
    own = item.parties[variant.point]
    if not own:
        return cross, False
    start, end = reading.parts[match.first].start, reading.parts[match.last - 1].end
    theirs = parties_of(reading.norm[start:end])
    return cross, bool(theirs) and not own & theirs
