from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb

import pytest

from app.bank.domain.grading import grade
from app.bank.domain.guessing import Guesser, expected, simulate
from app.bank.domain.items import LETTERS, ItemFace, ItemKey, Option
from app.bank.domain.types import ItemType, MultipleResponseRule

R = MultipleResponseRule
MR, SC = ItemType.MULTIPLE_RESPONSE, ItemType.SINGLE_CHOICE
SIZES = [(n, k) for n in range(2, 7) for k in range(1, n)]


def item(type_: ItemType, options: int, correct: str) -> tuple[ItemFace, ItemKey]:
    face = ItemFace(
        type=type_,
        stem="选哪些（　）。",
        points=Decimal(2),
        options=tuple(Option(letter, f"第{letter}项") for letter in LETTERS[:options]),
    )
    return face, ItemKey(correct=tuple(correct))


def flips(n: int, k: int, rule: R, fixed: int = 0) -> Fraction:
    """Brute force over strings of coins; `fixed` wrong options are never ticked."""
    face, key = item(
        MR, n, LETTERS[n - k : n]
    )  # the right ones last, unlike the module's own model
    total = Fraction(0)
    for coins in product((False, True), repeat=n - fixed):
        ticks = [LETTERS[place + fixed] for place, up in enumerate(coins) if up]
        total += grade(face, key, ticks, rule).share or 0
    return total / 2 ** (n - fixed)


@pytest.mark.parametrize("rule", list(R))
@pytest.mark.parametrize(("n", "k"), SIZES)
def test_coins_and_the_half_knower_against_brute_force(n: int, k: int, rule: R) -> None:
    assert expected(MR, n, k, Guesser.COIN, rule) == flips(n, k, rule)
    assert expected(MR, n, k, Guesser.HALF, rule) == flips(n, k, rule, fixed=1)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_known_formulas(n: int, k: int) -> None:
    w = n - k
    assert expected(MR, n, k, Guesser.COIN, R.EXACT) == Fraction(1, 2**n)
    # Half: the one exact set, and every other non-empty set of right options.
    assert expected(MR, n, k, Guesser.COIN, R.HALF) == (1 + Fraction(2**k - 2, 2)) / 2**n
    # Proportional: no false tick, and then half of the right ones on average.
    assert expected(MR, n, k, Guesser.COIN, R.PROPORTIONAL) == Fraction(1, 2) / 2**w
    assert expected(MR, n, k, Guesser.SUBSET, R.EXACT) == Fraction(1, comb(n, k))
    assert expected(MR, n, k, Guesser.ONE, R.PROPORTIONAL) == Fraction(1, n)
    assert expected(MR, n, k, Guesser.ONE, R.SIGNED) == Fraction(1, n)
    assert expected(MR, n, k, Guesser.ONE, R.EXACT) == (Fraction(1, n) if k == 1 else 0)
    one = Fraction(1, n) if k == 1 else Fraction(k, n) / 2
    assert expected(MR, n, k, Guesser.ONE, R.HALF) == one
    assert expected(MR, n, k, Guesser.EVERY, R.COVERAGE) == Fraction(k, n)
    assert expected(MR, n, k, Guesser.EVERY, R.SIGNED) == 0
    assert expected(MR, n, k, Guesser.EVERY, R.HALF) == 0
    assert expected(MR, n, k, Guesser.EVERY, R.CANVAS) == max(Fraction(0), Fraction(k - w, k))
    assert expected(SC, n, 1, Guesser.ONE, R.HALF) == Fraction(1, n)
    assert expected(SC, n, 1, Guesser.HALF, R.HALF) == Fraction(1, n - 1)


def test_the_table_of_five_options_with_three_right() -> None:
    found = simulate(*item(MR, 5, "BDE"))
    assert found is not None
    assert (found.options, found.right, len(found.rows)) == (5, 3, 6)
    assert found.share(Guesser.COIN, R.HALF) == Fraction(4, 32)
    assert found.share(Guesser.ONE, R.HALF) == Fraction(3, 10)
    assert found.share(Guesser.EVERY, R.CANVAS) == Fraction(1, 3)


def test_a_single_choice_has_one_row_and_no_ticking_of_several() -> None:
    found = simulate(*item(SC, 4, "C"))
    assert found is not None
    assert len(found.rows) == 1
    assert found.share(Guesser.ONE, R.HALF) == Fraction(1, 4)
    assert found.share(Guesser.EVERY, R.HALF) is None
    assert found.share(Guesser.ONE, R.EXACT) is None


def test_where_all_is_right_nobody_can_rule_one_out() -> None:
    found = simulate(*item(MR, 3, "ABC"))
    assert found is not None
    assert found.share(Guesser.HALF, R.HALF) is None
    assert found.share(Guesser.EVERY, R.HALF) == 1


@pytest.mark.parametrize(
    ("type_", "options", "correct"),
    [(MR, 4, ""), (MR, 1, "A"), (MR, 0, ""), (MR, 4, "XYZ"), (MR, 9, "AB"), (SC, 3, "")],
)
def test_nothing_is_said_of_what_is_unfinished(type_: ItemType, options: int, correct: str) -> None:
    assert simulate(*item(type_, options, correct)) is None


def test_other_types_are_not_guessed_at() -> None:
    face = ItemFace(type=ItemType.ESSAY, stem="论述。", points=Decimal(16))
    assert simulate(face, ItemKey()) is None
