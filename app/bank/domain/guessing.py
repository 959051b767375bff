"""What someone who does not know earns at a choice item: exact expectations under every rule.

A guesser is a probability over the ways to tick. Each way is marked by the real `grade`, so that the
figures cannot drift away from what an exam gives. Up to eight options there are at most 2⁸ ways. The
expectation depends on nothing but the number of options and of right ones, and is worked out once for each.

| guesser | ticks |
|---|---|
| coin | each option with chance ½, possibly none |
| subset | as many options as are right, all such sets alike: the number was given away |
| one | one option, all alike |
| every | all options |
| half | a half-knower rules out one wrong option: each of the others with chance ½; of a 单选, one of the others |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from app.bank.domain.grading import grade
from app.bank.domain.items import LETTERS, ItemFace, ItemKey, Option
from app.bank.domain.types import ItemType, MultipleResponseRule

MOST_OPTIONS = 8
# Above this share of the marks a way to guess pays: a quarter is what a 单选 of four options gives.
TEMPTING = Fraction(1, 4)

Ticks = tuple[str, ...]


class Guesser(StrEnum):
    """Ways to answer without knowing."""

    COIN = "coin"
    SUBSET = "subset"
    ONE = "one"
    EVERY = "every"
    HALF = "half"


SEVERAL = (Guesser.COIN, Guesser.SUBSET, Guesser.ONE, Guesser.EVERY, Guesser.HALF)
SINGLE = (Guesser.ONE, Guesser.HALF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What each guesser earns under one rule, as shares of the item's marks; None: cannot be tried."""

    rule: MultipleResponseRule
    shares: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """The table of one item: guessers as columns, rules as rows (one row for 单选)."""

    type: ItemType
    options: int
    right: int
    guessers: tuple[Guesser, ...]
    rows: tuple[Row, ...]

    def share(self, guesser: Guesser, rule: MultipleResponseRule) -> Fraction | None:
        """One cell; None where this guesser does not exist."""
        row = next((row for row in self.rows if row.rule is rule), None)
        if row is None or guesser not in self.guessers:
            return None
        return row.shares[self.guessers.index(guesser)]


def simulate(face: ItemFace, key: ItemKey) -> Guesses | None:
    """The guesses at an item; None for other types and where options or right ones are missing."""
    options, right = len(face.options), len(set(key.correct) & set(face.option_ids()))
    if not face.type.is_choice or not 1 <= right <= options <= MOST_OPTIONS or options < 2:
        return None
    return _table(face.type, options, right)


@lru_cache(maxsize=256)
def _table(type_: ItemType, options: int, right: int) -> Guesses:
    several = type_ is ItemType.MULTIPLE_RESPONSE
    guessers = SEVERAL if several else SINGLE
    rules = tuple(MultipleResponseRule) if several else (MultipleResponseRule.HALF,)
    rows = tuple(
        Row(
            rule=rule,
            shares=tuple(expected(type_, options, right, guesser, rule) for guesser in guessers),
        )
        for rule in rules
    )
    return Guesses(type=type_, options=options, right=right, guessers=guessers, rows=rows)


def expected(
    type_: ItemType, options: int, right: int, guesser: Guesser, rule: MultipleResponseRule
) -> Fraction | None:
    """The expected share of the marks, exactly; None where nobody can guess that way."""
    letters = tuple(LETTERS[:options])
    face = ItemFace(
        type=type_,
        stem="",
        points=Decimal(1),
        options=tuple(Option(letter, letter) for letter in letters),
    )
    key = ItemKey(correct=letters[:right])
    ways = list(_ways(type_, letters, right, guesser))
    if not ways:
        return None
    return sum((chance * _share(face, key, ticks, rule) for ticks, chance in ways), Fraction(0))


def _share(face: ItemFace, key: ItemKey, ticks: Ticks, rule: MultipleResponseRule) -> Fraction:
    return grade(face, key, list(ticks), rule).share or Fraction(0)


def _ways(
    type_: ItemType, letters: Ticks, right: int, guesser: Guesser
) -> Iterator[tuple[Ticks, Fraction]]:
    """Every way this guesser may tick, with its chance; the chances add up to one.

    The first `right` letters are right. The half-knower rules the last one out, so there must be a wrong
    one.
    """
    several = type_ is ItemType.MULTIPLE_RESPONSE
    match guesser:
        case Guesser.COIN if several:
            yield from _alike(_subsets(letters))
        case Guesser.SUBSET if several:
            yield from _alike(list(combinations(letters, right)))
        case Guesser.ONE:
            yield from _alike([(letter,) for letter in letters])
        case Guesser.EVERY if several:
            yield letters, Fraction(1)
        case Guesser.HALF if right < len(letters):
            left = letters[:-1]
            yield from _alike(_subsets(left) if several else [(letter,) for letter in left])
        case _:
            return


def _subsets(letters: Ticks) -> list[Ticks]:
    return [ticks for size in range(len(letters) + 1) for ticks in combinations(letters, size)]


def _alike(ways: Sequence[Ticks]) -> Iterator[tuple[Ticks, Fraction]]:
    for ticks in ways:
        yield ticks, Fraction(1, len(ways))
