"""What is measured of one key point in one answer, before the weights say what it is worth."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers.actors import reversed_acts
from app.bank.answers.align import (
    Match,
    Reading,
    best_match,
    own_clauses,
    said_share,
    wrong_way_round,
)
from app.bank.answers.arrangement import arrangement, outcome
from app.bank.answers.directions import contrary
from app.bank.answers.guards import Guarded
from app.bank.answers.item import Item, Variant
from app.bank.answers.roles import exchanged
from app.bank.answers.words import GRAMMAR

_NOTABLE = 0.12

_OWN = (
    "share", "share_high", "share_middle", "grams", "grams_high", "own", "own_high", "most_share",
    "most_grams", "agree", "denied", "denied_any", "misplaced", "crossed", "other_party",
    "contradiction", "whole", "rival", "exclusive", "width", "density", "is_reference", "short_point",
    "long_answer", "is_term", "own_rate", "product", "near", "few_letters", "together", "turned", "against", "other_side", "most_denied", "most_misplaced", "own_mass", "long_share", "party_share", "opposed",
    "contrary", "lead", "outcome",
)  # fmt: skip
_WHOLE = (
    "others_share", "others_denied", "others_misplaced", "denials", "own_denials", "all_denials", "clauses",
    "point_weight", "claims", "letters", "second", "points", "grammar",
    "other_roles", "own_other_roles", "place", "rank",
    "excess", "surplus", "acts", "usual_acts", "own_acts", "own_acts_right", "turned_steps",
)  # fmt: skip
NAMES = (*_OWN, *_WHOLE)


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


def evidence(item: Item, reading: Reading, guarded: Guarded) -> list[Evidence]:
    """Measure every key point of an item."""
    numbers: list[list[int]] = [[] for _ in item.question.key_points]
    for number, variant in enumerate(item.variants):
        numbers[variant.point].append(number)
    matches = [best_match(item, reading, row) for row in numbers]
    strength = _strength(item, reading, matches)
    found = [
        _measure(item, reading, guarded, point, matches[point], numbers[point], strength)
        for point in range(len(matches))
    ]
    _add_whole(item, reading, found, strength)
    return found


def _add_whole(
    item: Item, reading: Reading, rows: Sequence[Evidence], strength: Sequence[Sequence[object]]
) -> None:
    """What the whole answer says of a key point: who denies most points denies this one as well."""
    denials = reading.denials
    shares = [row.match.share for row in rows]
    turned = [float(row.denied > _NOTABLE) for row in rows]
    moved = [float(row.misplaced > _NOTABLE or row.crossed > 0.5) for row in rows]
    others = max(1, len(rows) - 1)
    exchanges = [exchanged(item.roles, row) for row in reading.roles]
    other, same = (sum(side) for side in zip(*exchanges, strict=True)) if exchanges else (0, 0)
    grammar = sum(char in GRAMMAR for char in reading.norm) / max(1, len(reading.norm))
    steps = _turned_steps(item, reading, rows)
    surplus = sum(map(bool, denials)) / max(1, len(denials)) - item.denying
    for index, row in enumerate(rows):
        match = row.match
        own = own_clauses(item, reading, match)
        variant = item.variants[match.variant] if match.variant >= 0 else None
        row.values += [
            (sum(shares) - shares[index]) / others,
            (sum(turned) - turned[index]) / others,
            (sum(moved) - moved[index]) / others,
            min(1.0, sum(denials[i] for i in own) / 3),
            min(1.0, variant.denials / 3) if variant else 0.0,
            min(1.0, sum(map(bool, denials)) / max(1, len(denials))),
            min(1.0, len(reading.parts) / 20),
            min(1.0, variant.full_total / 6) if variant else 0.0,
            min(1.0, max((len(strength[i]) for i in own), default=0) / 4),
            min(1.0, sum(reading.parts[i].end - reading.parts[i].start for i in own) / 60),
            _second(item, reading, row),
            min(1.0, len(rows) / 8),
            grammar,
            other / (other + same + 1),
            _share_of_other([exchanges[i] for i in own]),
            _out_of_place(index, len(rows), match, len(reading.parts)),
            sum(other.match.score > match.score for other in rows) / len(rows),
            _excess(sum(denials[i] for i in own), variant),
            surplus,
            *_acts(item, reading, row.point, own),
            steps[index],
        ]


_STEP = re.compile(
    "首先|先(?!生|进|前|行|天|例)|再(?!次)|然后|接着|最后|随后|之后|以后|后来|第[一二三四五六七八]"
)
_CLAIMED = 0.3


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


def _acts(
    item: Item, reading: Reading, point: int, own: Sequence[int]
) -> tuple[float, float, float, float]:
    """How clearly the sides are exchanged in the whole answer and in the matched clauses; how clearly not."""
    everywhere = [reversed_acts(item.acts, row, item.act_words) for row in reading.acts]
    usual = [reversed_acts(item.acts, row, item.usual_words) for row in reading.acts]
    here = [reversed_acts(item.acts, reading.acts[i], item.bases[point]) for i in own]
    other, same = (sum(row[side] for row in everywhere) for side in (0, 1))
    usual_other, usual_same = (sum(row[side] for row in usual) for side in (0, 1))
    own_other, own_same = (sum(row[side] for row in here) for side in (0, 1))
    return (
        other / (other + same + 1),
        usual_other / (usual_other + usual_same + 0.5),
        own_other / (own_other + own_same + 0.5),
        min(1.0, own_same / 3),
    )


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
    other, same = sum(row[0] for row in rows), sum(row[1] for row in rows)
    return other / (other + same + 0.5)


def _second(item: Item, reading: Reading, row: Evidence) -> float:
    """How much of the wording as the author put it first is said anywhere in the matched stretch."""
    number = next(i for i, variant in enumerate(item.variants) if variant.point == row.point)
    said = 0
    for index in range(row.match.first, row.match.last):
        part = reading.found[index].get(number)
        if part:
            said |= part.said | part.near
    return item.variants[number].share(said)


def _strength(
    item: Item, reading: Reading, matches: Sequence[Match]
) -> list[list[tuple[float, int]]]:
    """For each clause how strongly each key point claims it."""
    table: list[list[tuple[float, int]]] = [[] for _ in reading.parts]
    for point, match in enumerate(matches):
        for index in own_clauses(item, reading, match):
            table[index].append((match.score, point))
    return table


def _measure(
    item: Item,
    reading: Reading,
    guarded: Guarded,
    point: int,
    match: Match,
    numbers: Sequence[int],
    strength: Sequence[Sequence[tuple[float, int]]],
) -> Evidence:
    if match.variant < 0:
        return Evidence(point, match, _nothing(item, guarded), 0.0, 0.0, 0.0, False)
    variant = item.variants[match.variant]
    found, share = match.found, match.share
    own = variant.share((found.said | found.near) & variant.own)
    conflict = _conflicts(item, reading, match)
    shape = arrangement(item, reading, match)
    rival = _rival(item, reading, match, strength)
    most_share, most_grams, agree, whole, most_denied, most_misplaced = _others(
        item, reading, numbers, match
    )
    values = [
        *_how_much(match, own),
        most_share,
        most_grams,
        agree,
        *conflict,
        whole,
        rival,
        float(match.score >= rival),
        *_form(item, reading, match),
        guarded.own_rate,
        share * match.gram_share,
        variant.share(found.near & ~found.said),
        float(len(reading.norm) < 12),
        shape.together,
        shape.turned,
        shape.against,
        shape.other_side,
        most_denied,
        most_misplaced,
        min(1.0, own * variant.total / 2),
        min(1.0, len(reading.norm) / 200) * share,
        conflict[4] * share,
        shape.opposed,
        contrary(
            item.ways[point],
            itertools.chain.from_iterable(reading.ways[match.first : match.last]),
        ),
        match.score - match.second,
        outcome(reading, match, variant),
    ]
    denied, _, misplaced, cross, party, _ = conflict
    return Evidence(point, match, values, denied, misplaced, cross, bool(party))


def _how_much(match: Match, own: float) -> tuple[float, ...]:
    """From `share` to `own_high`."""
    share, grams = match.share, match.gram_share
    return (
        share,
        max(0.0, share - 0.6),
        max(0.0, share - 0.3),
        grams,
        max(0.0, grams - 0.4),
        own,
        max(0.0, own - 0.4),
    )


def _conflicts(
    item: Item, reading: Reading, match: Match
) -> tuple[float, float, float, float, float, float]:
    """From `denied` to `contradiction`."""
    variant, found = item.variants[match.variant], match.found
    denied = variant.full_share(found.denied & ~found.said)
    misplaced = variant.full_share(found.misplaced & ~found.said)
    cross, party = wrong_way_round(item, reading, match)
    contradiction = variant.full_share(found.both | found.denied & found.said)
    return denied, float(denied > _NOTABLE), misplaced, cross, float(party), contradiction


def _rival(
    item: Item,
    reading: Reading,
    match: Match,
    strength: Sequence[Sequence[tuple[float, int]]],
) -> float:
    """How strongly another key point claims the same clauses."""
    point = item.variants[match.variant].point
    claims = [row for index in own_clauses(item, reading, match) for row in strength[index]]
    return max((score for score, other in claims if other != point), default=0.0)


def _form(item: Item, reading: Reading, match: Match) -> tuple[float, ...]:
    """From `width` to `is_term`."""
    variant = item.variants[match.variant]
    stretch = reading.parts[match.first : match.last]
    letters = sum(part.end - part.start for part in stretch)
    return (
        (match.last - match.first - 1) / 2,
        min(1.0, len(variant.text) * match.share / max(1, letters)),
        float(variant.is_reference),
        float(len(variant.weights) <= 2),
        min(1.0, len(reading.norm) / 200),
        float(item.question.is_term),
    )


def _nothing(item: Item, guarded: Guarded) -> list[float]:
    values = [0.0] * len(_OWN)
    values[NAMES.index("is_term")] = float(item.question.is_term)
    values[NAMES.index("own_rate")] = guarded.own_rate
    return values


def _others(
    item: Item, reading: Reading, numbers: Sequence[int], match: Match
) -> tuple[float, float, float, float, float, float]:
    """Largest shares of any variant in the stretch, how many variants agree, share in the whole answer."""
    most_share = most_grams = most_denied = most_misplaced = 0.0
    agree = 0
    for number in numbers:
        variant = item.variants[number]
        said = grams = denied = misplaced = 0
        for index in range(match.first, match.last):
            part = reading.found[index].get(number)
            if part:
                said |= part.said | part.near
                grams |= part.grams
                denied |= part.denied
                misplaced |= part.misplaced
        share = variant.share(said)
        most_share = max(most_share, share)
        most_grams = max(most_grams, variant.gram_share(grams))
        agree += share > 0.4
        most_denied = max(most_denied, variant.full_share(denied & ~said))
        most_misplaced = max(most_misplaced, variant.full_share(misplaced & ~said))
    best = item.variants[match.variant]
    total = None
    for part in reading.found:
        own = part.get(match.variant)
        if own is not None:
            if total is None:
                total = type(own)()
            total.add(own)
    whole = said_share(best, total) if total else 0.0
    return most_share, most_grams, agree / max(1, len(numbers)), whole, most_denied, most_misplaced
