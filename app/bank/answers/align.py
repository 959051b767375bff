"""Reading an answer: which clause says what of which wording of a key point.

The item holds the postings, the answer is read once: the cost is linear in the answer's length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from app.bank.answers.actors import Acts, acts_of
from app.bank.answers.contrasts import taken_by
from app.bank.answers.directions import ways_of
from app.bank.answers.item import Item
from app.bank.answers.polarity import denials_in, denies_inside, verdict_at_end
from app.bank.answers.relations import Relation, effects_of, relations_of, sequences_of
from app.bank.answers.roles import Roles, roles_of
from app.bank.answers.text import Clause, Text, clauses, normalise
from app.bank.answers.units import Unit, turned, units_of

_LATIN = re.compile("[!-~]+")
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
    # What each clause has of the variants, and for each variant the clauses that have something of it.
    found: list[dict[int, Found]]
    rows: list[list[tuple[int, Found]]]
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
    # Which side of a pair of contrary words each clause takes.
    sides: list[dict[int, int]]


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
        _by_variant(found, len(item.variants)),
        said,
        mended,
        owners,
        order,
        roles,
        acts,
        effects,
        ways,
        denials,
        [taken_by(norm[p.start : p.end], item.finder) for p in parts] if item.finder else [],
    )


def _by_variant(found: Sequence[dict[int, Found]], variants: int) -> list[list[tuple[int, Found]]]:
    rows: list[list[tuple[int, Found]]] = [[] for _ in range(variants)]
    for index, table in enumerate(found):
        for number, part in table.items():
            rows[number].append((index, part))
    return rows


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
    every = 0
    for bits in filter(None, map(item.grams.get, _grams(norm, clause))):
        every |= bits
    if not every:
        return
    for number, (place, field_) in enumerate(item.gram_fields):
        if grams := every & field_:
            found = table.get(number)
            if found is None:
                found = table[number] = Found()
            found.grams = grams >> place


def _grams(norm: str, clause: Clause) -> list[str]:
    part = norm[clause.start : clause.end]
    if part.isascii():
        return part.split()
    return [*part, *map(add, part, part[1:]), *_LATIN.findall(part)]
