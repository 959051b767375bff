"""What a whole answer tells of one key point: who denies most of them denies this one as well."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.bank.answers.actors import reversed_acts
from app.bank.answers.align import Found, Reading
from app.bank.answers.contrasts import joined_otherwise, other_side, sides_in
from app.bank.answers.item import Item, Variant
from app.bank.answers.matching import Match, parts_of
from app.bank.answers.roles import exchanged
from app.bank.answers.text import Clause
from app.bank.answers.valence import valence
from app.bank.answers.words import GRAMMAR

NOTABLE = 0.12
WHOLE = (
    "others_share", "others_denied", "others_misplaced", "denials", "own_denials", "all_denials", "clauses",
    "point_weight", "claims", "letters", "second", "points", "grammar",
    "other_roles", "own_other_roles", "place", "rank",
    "excess", "surplus", "acts", "usual_acts", "own_acts", "own_acts_right", "turned_steps", "invaded",
    "valence", "all_valence", "other_pair", "joined", "all_joined", "free",
)  # fmt: skip


@dataclass(slots=True)
class Evidence:
    """One key point in one answer: where it was found, and the features in the order of `NAMES`."""

    point: int
    match: Match
    values: list[float]
    denied: float
    misplaced: float
    crossed: float
    other_party: bool


def add_whole(
    item: Item, reading: Reading, rows: Sequence[Evidence], strength: Sequence[Sequence[object]]
) -> None:
    """What the whole answer says of a key point: who denies most points denies this one as well."""
    denials = reading.denials
    shares = [row.match.share for row in rows]
    turned = [float(row.denied > NOTABLE) for row in rows]
    moved = [float(row.misplaced > NOTABLE or row.crossed > 0.5) for row in rows]
    all_shares, all_turned, all_moved = sum(shares), sum(turned), sum(moved)
    others = max(1, len(rows) - 1)
    exchanges = [exchanged(item.roles, row) for row in reading.roles]
    other, same = (sum(side) for side in zip(*exchanges, strict=True)) if exchanges else (0, 0)
    grammar = sum(map(GRAMMAR.__contains__, reading.norm)) / max(1, len(reading.norm))
    acts = _reversed((reversed_acts(item.acts, a, item.act_words) for a in reading.acts), 1)
    usual_acts = _reversed(
        (reversed_acts(item.acts, a, item.usual_words) for a in reading.acts), 0.5
    )
    steps = _turned_steps(item, reading, rows)
    denying = sum(map(bool, denials)) / max(1, len(denials))
    all_denials = min(1.0, denying)
    clauses, points = min(1.0, len(reading.parts) / 20), min(1.0, len(rows) / 8)
    roles = other / (other + same + 1)
    scores = sorted(row.match.score for row in rows)
    invaded = _invaded(item, reading, rows)
    told = [max(-1, min(1, valence(reading.norm[p.start : p.end]))) for p in reading.parts]
    all_told = sum(told) / max(1, len(told)) * _mean(item.valences)
    joined = joined_otherwise(item.all_joined, reading.sides)
    free = _free(rows, reading.parts)
    for index, row in enumerate(rows):
        match = row.match
        own = match.own
        own_denials = sum([denials[i] for i in own])
        variant = item.variants[match.variant] if match.variant >= 0 else None
        row.values += [
            (all_shares - shares[index]) / others,
            (all_turned - turned[index]) / others,
            (all_moved - moved[index]) / others,
            min(1.0, own_denials / 3),
            min(1.0, variant.denials / 3) if variant else 0.0,
            all_denials,
            clauses,
            min(1.0, variant.full_total / 6) if variant else 0.0,
            min(1.0, max([len(strength[i]) for i in own], default=0) / 4),
            min(1.0, sum([reading.parts[i].end - reading.parts[i].start for i in own]) / 60),
            _second(item, reading, row),
            points,
            grammar,
            roles,
            _share_of_other([exchanges[i] for i in own]),
            _out_of_place(index, len(rows), match, len(reading.parts)),
            (len(rows) - bisect_right(scores, match.score)) / len(rows),
            _excess(own_denials, variant),
            denying - item.denying,
            acts,
            usual_acts,
            *_own_acts(item, reading, row.point, own),
            steps[index],
            invaded[index],
            sum(told[i] for i in own) / max(1, len(own)) * item.valences[index],
            all_told,
            *_contrasts(item, reading, row.point, own),
            joined,
            min(1.0, (free[NOBODY] + free[index]) / 60),
        ]


_STEP = re.compile(
    "首先|先(?!生|进|前|行|天|例)|再(?!次)|然后|接着|最后|随后|之后|以后|后来|第[一二三四五六七八]"
)
_CLAIMED = 0.3
_CLEARLY = 0.45
NOBODY, SEVERAL = -1, -2
_RENAMED = 0.3
_SAID_MORE = 0.6


def _turned_steps(item: Item, reading: Reading, rows: Sequence[Evidence]) -> list[float]:
    """Of the other steps that an answer puts in an order, the share that stand on the wrong side of each."""
    none = [0.0] * len(rows)
    if not item.asks_steps or len(rows) < 3 or len(_STEP.findall(reading.norm)) < 2:
        return none
    places = {
        number: row.match.first
        for number, row in enumerate(rows)
        if row.match.variant >= 0 and row.match.score >= _CLAIMED
    }
    for number, place in places.items():
        others = [(n, p) for n, p in places.items() if n != number and p != place]
        turned = sum((n < number) != (p < place) for n, p in others)
        none[number] = turned / len(others) if others else 0.0
    return none


def _free(rows: Sequence[Evidence], parts: Sequence[Clause]) -> Mapping[int, int]:
    """How many letters stand in clauses that nobody clearly claims, and that one key point alone does."""
    claimed = [NOBODY] * len(parts)
    for index, row in enumerate(rows):
        if row.match.score >= _CLEARLY:
            for clause in row.match.own:
                claimed[clause] = index if claimed[clause] == NOBODY else SEVERAL
    letters = Counter[int]()
    for owner, part in zip(claimed, parts, strict=True):
        letters[owner] += part.end - part.start
    return letters


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _invaded(item: Item, reading: Reading, rows: Sequence[Evidence]) -> list[float]:
    """How much of another key point is said under the name of each: 退化期是双方试探的阶段."""
    found: dict[int, float] = {}
    for row in rows:
        match, anchor = row.match, item.anchors.of_point(row.point)
        if anchor < 0 or match.variant < 0:
            continue
        variant = item.variants[match.variant]
        for index in range(match.first, match.last):
            part = reading.found[index].get(match.variant)
            misplaced = part.misplaced & ~match.found.said if part else 0
            if misplaced:
                share = variant.full_share(misplaced)
                clause = reading.parts[index]
                for owner in {*reading.owners[clause.start : clause.end]} - {anchor}:
                    found[owner] = max(found.get(owner, 0.0), share)
    found.pop(-1, None)
    return [found.get(item.anchors.of_point(row.point), 0.0) for row in rows]


def note_renamed(item: Item, reading: Reading, rows: Sequence[Evidence], misplaced: int) -> None:
    """品格是指财务实力: a bare name would do, but what is told of it belongs to another name."""
    for row in rows:
        match, name = row.match, item.anchors.name_of(row.point)
        if not name or match.variant < 0 or item.variants[match.variant].text != name:
            continue
        tables = [reading.found[index] for index in match.own]
        if any(_says_more(item, number, tables) for number in item.numbers[row.point]):
            continue
        strange = [
            item.variants[number].full_share(part.misplaced & ~part.said)
            for table in tables
            for number, part in table.items()
            if part.misplaced and item.variants[number].point != row.point
        ]
        if strange and max(strange) >= _RENAMED:
            row.misplaced = row.values[misplaced] = max(strange)


def _says_more(item: Item, number: int, tables: Iterable[Mapping[int, Found]]) -> bool:
    """Whether some clauses say more of a wording than the name."""
    variant, name = item.variants[number], item.anchors.name_of(item.variants[number].point)
    if variant.text == name:
        return False
    said = 0
    for table in tables:
        if number in table:
            said |= table[number].said | table[number].near
    return variant.shares[said] >= _SAID_MORE


def _reversed(rows: Iterable[tuple[int, int]], doubt: float) -> float:
    """How clearly the sides are exchanged, from how many concepts have the other side and the same."""
    other = same = 0
    for turned, kept in rows:
        other += turned
        same += kept
    return other / (other + same + doubt)


def _own_acts(item: Item, reading: Reading, point: int, own: Sequence[int]) -> tuple[float, float]:
    """How clearly the sides are exchanged in the matched clauses, and how clearly they are not."""
    bases = item.bases[point]
    rows = [reversed_acts(item.acts, acts, bases) for i in own if (acts := reading.acts[i])]
    return _reversed(rows, 0.5), min(1.0, sum([row[1] for row in rows]) / 3)


def _contrasts(item: Item, reading: Reading, point: int, own: Sequence[int]) -> tuple[float, float]:
    """How clearly the matched clauses take the other side of a pair (主动 for 被动), or join two otherwise."""
    if not item.finder or not (item.sides[point] or item.joined[point]):
        return 0.0, 0.0
    rows = [reading.sides[i] for i in own]
    return other_side(item.sides[point], sides_in(rows)), joined_otherwise(item.joined[point], rows)


def _excess(denials: int, variant: Variant | None) -> float:
    """How many more denials the matched clauses have than the key point itself, −1 to 1."""
    return max(-3, min(3, denials - (variant.denials if variant else 0))) / 3


def _out_of_place(point: int, points: int, match: Match, clauses: int) -> float:
    """How far from where the order of the key points would have it a stretch stands, 0–1."""
    if points < 2 or match.variant < 0:
        return 0.5
    middle = (match.first + match.last) / 2 / clauses
    return abs(middle - (point + 0.5) / points)


def _share_of_other(rows: Sequence[tuple[int, int]]) -> float:
    """How clearly the parties in some clauses are exchanged."""
    return _reversed(rows, 0.5)


def _second(item: Item, reading: Reading, row: Evidence) -> float:
    """How much of the wording as the author put it first is said anywhere in the matched stretch."""
    number = item.numbers[row.point][0]
    said = 0
    for part in parts_of(reading, number, row.match):
        said |= part.said | part.near
    return item.variants[number].shares[said]
