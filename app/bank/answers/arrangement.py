"""How the words of a key point stand in an answer: together, in order, beside a denial or another party."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers.align import Reading
from app.bank.answers.item import Item, Variant, party_of
from app.bank.answers.matching import Match, parts_of
from app.bank.answers.units import Unit


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How neighbours of a variant stand in an answer, each as a share of those that are said.

    `together` in one clause, `turned` in the other order, `against` one said and the other denied
    beside it, `other_side` with 企业 where the variant has 客户, `opposed` neighbours of which the answer
    has one and beside it the opposite of the other, and never both: 减少价值 for 增加价值.
    """

    together: float = 1.0
    turned: float = 0.0
    against: float = 0.0
    other_side: float = 0.0
    opposed: float = 0.0


def arrangement(item: Item, reading: Reading, match: Match) -> Arrangement:
    """Look at the pairs of neighbours in the matched variant."""
    variant = item.variants[match.variant]
    said = match.found.said | match.found.near
    placed, contrary = _placed(reading, match, variant)
    together = turned = 0
    pairs = [(one, two) for one, two in variant.pairs if said & one and said & two]
    for one, two in pairs:
        first = [place for mask, place in placed if mask & one]
        second = [place for mask, place in placed if mask & two]
        together += not {clause for clause, _ in first}.isdisjoint({c for c, _ in second})
        turned += bool(first and second and min(first) > max(second))
    rest = (
        _against(reading, match, variant),
        _other_side(reading, match, variant),
        _opposed(reading, match, variant) if contrary else 0.0,
    )
    if not pairs:
        return Arrangement(1.0, 0.0, *rest)
    return Arrangement(together / len(pairs), turned / len(pairs), *rest)


def _placed(
    reading: Reading, match: Match, variant: Variant
) -> tuple[list[tuple[int, tuple[int, int]]], bool]:
    """Where the concepts of the matched variant stand: mask, (clause, character); and whether the
    contrary of any is said."""
    found: list[tuple[int, tuple[int, int]]] = []
    contrary = False
    postings = variant.postings
    for index in range(match.first, match.last):
        for unit in reading.units[index]:
            for posting in postings.get(unit.base, ()):
                found.append((posting.mask, (index, unit.start)))
                if posting.signed and posting.sign != unit.sign:
                    contrary = True
    return found, contrary


def _against(reading: Reading, match: Match, variant: Variant) -> float:
    """转换成本越低 where the variant has 转换成本越高."""
    hostile = 0
    for part in parts_of(reading, match.variant, match):
        denied = part.denied & ~match.found.said
        if not denied:
            continue
        said = part.said | part.near
        hostile += sum(
            bool((said & one and denied & two) or (said & two and denied & one))
            for one, two in variant.pairs
        )
    return min(1.0, hostile / max(1, len(variant.pairs))) if hostile else 0.0


def _other_side(reading: Reading, match: Match, variant: Variant) -> float:
    if not variant.parties:
        return 0.0
    same = other = 0
    for index in range(match.first, match.last):
        groups = _words(reading.units[index])
        for number, group in enumerate(groups):
            mask = _mask_of(group, variant)
            for wanted, party, side in variant.parties if mask else ():
                place = number + side
                if wanted & mask and 0 <= place < len(groups):
                    beside = party_of(groups[place])
                    same += beside == party
                    other += bool(beside) and beside != party
    return other / (same + other) if other else 0.0


def outcome(reading: Reading, match: Match, variant: Variant) -> float:
    """Whether what a key point says of a condition is said of it (1), denied (-1), or neither (0)."""
    best, found = 0.6, 0.0
    whole = variant.full_share(variant.condition)
    result = variant.full_share(variant.result)
    if not whole or not result:
        return 0.5
    found_in = dict(reading.rows[match.variant])
    for index, part in found_in.items():
        share = variant.full_share(part.said & ~part.denied & variant.condition) / whole
        if share < best:
            continue
        said = part.said & variant.result
        denied = part.denied & variant.result
        then = found_in.get(index + 1)
        if then is not None:
            said |= then.said & variant.result & ~denied
            denied |= then.denied & variant.result & ~said
        worth = (variant.full_share(said) - variant.full_share(denied & ~said)) / result
        found = max(found, worth) if share == best else worth
        best = share
    return found


def _words(units: Sequence[Unit]) -> list[list[Unit]]:
    """The units of one word each."""
    groups: list[list[Unit]] = []
    for unit in units:
        if groups and groups[-1][0].start == unit.start:
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return groups


def _mask_of(group: Sequence[Unit], variant: Variant) -> int:
    mask = 0
    for unit in group:
        for posting in variant.postings.get(unit.base, ()):
            mask |= posting.mask
    return mask


def _opposed(reading: Reading, match: Match, variant: Variant) -> float:
    """The share of neighbours of a variant that stand beside each other with one turned round."""
    agreed: set[int] = set()
    hostile: set[int] = set()
    for index in range(match.first, match.last):
        signs = [_signs(group, variant) for group in _words(reading.units[index])]
        near = [pair for pair in signs if pair[0] | pair[1]]
        for (said, denied), (then, not_then) in itertools.pairwise(near):
            for number, (one, two) in enumerate(variant.pairs):
                if (said & one and then & two) or (denied & one and not_then & two):
                    agreed.add(number)
                elif (said & one and not_then & two) or (denied & one and then & two):
                    hostile.add(number)
    return len(hostile - agreed) / len(variant.pairs) if hostile else 0.0


def _signs(group: Sequence[Unit], variant: Variant) -> tuple[int, int]:
    """What one word says of a variant and what it denies."""
    said = denied = 0
    for unit in group:
        for posting in variant.postings.get(unit.base, ()):
            if posting.signed and posting.sign != unit.sign:
                denied |= posting.mask
            else:
                said |= posting.mask
    return said & ~denied, denied & ~said
