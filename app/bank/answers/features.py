"""What is measured of one key point in one answer, before the weights say what it is worth."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from app.bank.answers.align import Found, Reading
from app.bank.answers.arrangement import arrangement, outcome
from app.bank.answers.directions import contrary
from app.bank.answers.guards import Guarded
from app.bank.answers.item import Item
from app.bank.answers.matching import (
    Match,
    best_match,
    parts_of,
    said_share,
    wrong_way_round,
)
from app.bank.answers.pairings import sides_of, wrongly_paired
from app.bank.answers.whole import NOTABLE, WHOLE, Evidence, add_whole, note_renamed

_OWN = (
    "share", "share_high", "share_middle", "grams", "grams_high", "own", "own_high", "most_share",
    "most_grams", "agree", "denied", "denied_any", "misplaced", "crossed", "other_party",
    "contradiction", "whole", "rival", "exclusive", "width", "density", "is_reference", "short_point",
    "long_answer", "is_term", "own_rate", "product", "near", "few_letters", "together", "turned", "against", "other_side", "most_denied", "most_misplaced", "own_mass", "long_share", "party_share", "opposed",
    "contrary", "lead", "outcome",
)  # fmt: skip
NAMES = (*_OWN, *WHOLE)
_IS_TERM, _OWN_RATE, _CROSSED, _MISPLACED = map(
    NAMES.index, ("is_term", "own_rate", "crossed", "misplaced")
)


def evidence(item: Item, reading: Reading, guarded: Guarded) -> list[Evidence]:
    """Measure every key point of an item."""
    matches = [best_match(item, reading, row) for row in item.numbers]
    strength = _strength(reading, matches)
    found = [
        _measure(item, reading, guarded, point, match, strength)
        for point, match in enumerate(matches)
    ]
    if item.pairings:
        _cross(item, reading, found)
    if item.anchors.heads:
        note_renamed(item, reading, found, _MISPLACED)
    add_whole(item, reading, found, strength)
    return found


def _cross(item: Item, reading: Reading, rows: Sequence[Evidence]) -> None:
    """Mark the key points that an answer pairs with the wrong partner: 价格对应便利."""
    units = [unit for row in reading.units for unit in row]
    wrong = wrongly_paired(item.pairings, sides_of(reading.norm, units))
    for row in rows:
        if row.point in wrong:
            row.crossed = row.values[_CROSSED] = 1.0


def _strength(reading: Reading, matches: Sequence[Match]) -> list[list[tuple[float, int]]]:
    """For each clause how strongly each key point claims it."""
    table: list[list[tuple[float, int]]] = [[] for _ in reading.parts]
    for point, match in enumerate(matches):
        for index in match.own:
            table[index].append((match.score, point))
    return table


def _measure(
    item: Item,
    reading: Reading,
    guarded: Guarded,
    point: int,
    match: Match,
    strength: Sequence[Sequence[tuple[float, int]]],
) -> Evidence:
    if match.variant < 0:
        return Evidence(point, match, _nothing(item, guarded), 0.0, 0.0, 0.0, False)
    variant = item.variants[match.variant]
    found, share = match.found, match.share
    own = variant.shares[(found.said | found.near) & variant.own]
    conflict = _conflicts(item, reading, match)
    shape = arrangement(item, reading, match)
    rival = _rival(point, match, strength)
    most_share, most_grams, agree, whole, most_denied, most_misplaced = _others(
        item, reading, item.numbers[point], match
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
        variant.shares[found.near & ~found.said],
        float(len(reading.norm) < 12),
        shape.together,
        shape.turned,
        shape.against,
        shape.other_side,
        most_denied,
        most_misplaced,
        min(1.0, own * variant.shares.total / 2),
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
    return denied, float(denied > NOTABLE), misplaced, cross, float(party), contradiction


def _rival(point: int, match: Match, strength: Sequence[Sequence[tuple[float, int]]]) -> float:
    """How strongly another key point claims the same clauses."""
    claims = [score for index in match.own for score, other in strength[index] if other != point]
    return max(claims, default=0.0)


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
    values[_IS_TERM] = float(item.question.is_term)
    values[_OWN_RATE] = guarded.own_rate
    return values


def _others(
    item: Item, reading: Reading, numbers: Sequence[int], match: Match
) -> tuple[float, float, float, float, float, float]:
    """Largest shares of any variant in the stretch, how many variants agree, share in the whole answer."""
    most_share = most_grams = most_denied = most_misplaced = 0.0
    agree = 0
    for number in numbers:
        parts = parts_of(reading, number, match)
        if not parts:
            continue
        variant = item.variants[number]
        said = grams = denied = misplaced = 0
        for part in parts:
            said |= part.said | part.near
            grams |= part.grams
            denied |= part.denied
            misplaced |= part.misplaced
        share = variant.shares[said]
        most_share = max(most_share, share)
        most_grams = max(most_grams, variant.gram_shares[grams])
        agree += share > 0.4
        if denied & ~said:
            most_denied = max(most_denied, variant.full_share(denied & ~said))
        if misplaced & ~said:
            most_misplaced = max(most_misplaced, variant.full_share(misplaced & ~said))
    whole = _whole_share(item, reading, match)
    return most_share, most_grams, agree / max(1, len(numbers)), whole, most_denied, most_misplaced


def _whole_share(item: Item, reading: Reading, match: Match) -> float:
    """How much of the matched variant is said anywhere in the answer."""
    row = reading.rows[match.variant]
    if match.first <= row[0][0] and row[-1][0] < match.last:
        return match.share
    total = Found()
    for _index, part in row:
        total.add(part)
    return said_share(item.variants[match.variant], total)
