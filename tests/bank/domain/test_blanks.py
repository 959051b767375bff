"""Blanks in order and in any order."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.grading import grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import ItemType

WORDS = "甲乙丙丁戊己"


def share(blanks: list[list[str]], response: object, *, ordered: bool) -> Fraction:
    face = ItemFace(
        type=ItemType.FILL_BLANK, stem="____" * len(blanks), points=Decimal(1), blanks=len(blanks)
    )
    key = ItemKey(blanks=tuple(tuple(forms) for forms in blanks), ordered=ordered)
    result = grade(face, key, response).share
    assert result is not None
    return result


@st.composite
def sheet(draw: st.DrawFn) -> tuple[list[list[str]], list[str]]:
    count = draw(st.integers(1, 5))
    forms = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True)
    blanks = draw(st.lists(forms, min_size=count, max_size=count))
    answers = draw(st.permutations(WORDS))
    return blanks, list(answers[:count])


@given(sheet())
def test_any_order_finds_the_best_assignment(given_):
    blanks, answers = given_
    best = max(
        sum(answer in forms for answer, forms in zip(order, blanks, strict=True))
        for order in permutations(answers)
    )
    assert share(blanks, answers, ordered=False) == Fraction(best, len(blanks))


@given(sheet(), st.randoms())
def test_order_matters_only_where_it_should(given_, random):
    blanks, answers = given_
    shuffled = random.sample(answers, len(answers))
    assert share(blanks, answers, ordered=False) == share(blanks, shuffled, ordered=False)
    assert share(blanks, answers, ordered=True) <= share(blanks, answers, ordered=False)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True), st.randoms())
def test_the_key_itself_is_right(words, random):
    blanks = [[word] for word in words]
    assert share(blanks, words, ordered=True) == 1
    assert share(blanks, random.sample(words, len(words)), ordered=False) == 1


def test_a_form_is_used_once():
    either = [["甲", "乙", "丙"], ["甲", "乙", "丙"]]
    assert share(either, ["甲", "甲"], ordered=False) == Fraction(1, 2)
    assert share(either, ["丙", "甲"], ordered=False) == 1
    assert share([["80%", "0.9"], ["0.8", "0.7"]], ["80%", "0.8"], ordered=False) == Fraction(1, 2)


def test_two_blanks_with_one_answer_each_take_it_twice():
    assert share([["2"], ["二"]], ["2", "2"], ordered=False) == 1


def test_many_blanks():
    words = [str(number) for number in range(200)]
    blanks = [[word, f"{word}x"] for word in words]
    assert share(blanks, words[::-1], ordered=False) == 1


def test_missing_blanks_are_wrong():
    assert share([["甲"], ["乙"]], ["甲"], ordered=True) == Fraction(1, 2)
    assert share([["甲"], ["乙"]], None, ordered=True) == 0
    assert share([["甲"], [""]], ["甲", ""], ordered=True) == Fraction(1, 2)
