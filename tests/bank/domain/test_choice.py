"""The rules of 多选, for every combination of ticks."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.grading import ResponseError, grade
from app.bank.domain.items import LETTERS, ItemFace, ItemKey, Option
from app.bank.domain.types import ItemType, MultipleResponseRule

RULES = st.sampled_from(list(MultipleResponseRule))
EXACT, HALF = MultipleResponseRule.EXACT, MultipleResponseRule.HALF


def item(size: int, correct: set[str]) -> tuple[ItemFace, ItemKey]:
    face = ItemFace(
        type=ItemType.MULTIPLE_RESPONSE,
        stem="？",
        points=Decimal(2),
        options=tuple(Option(letter, letter) for letter in LETTERS[:size]),
    )
    return face, ItemKey(correct=tuple(sorted(correct)))


def share(face: ItemFace, key: ItemKey, ticks: list[str], rule: MultipleResponseRule) -> Fraction:
    result = grade(face, key, ticks, rule).share
    assert result is not None
    return result


@st.composite
def answered(draw: st.DrawFn) -> tuple[int, set[str], list[str]]:
    size = draw(st.integers(2, 8))
    letters = st.sampled_from(LETTERS[:size])
    correct = draw(st.sets(letters, min_size=1))
    ticks = draw(st.lists(letters, unique=True))
    return size, correct, ticks


@given(answered(), RULES)
def test_share_follows_the_formulas(given_, rule):
    size, correct, ticks = given_
    c, w = len(correct), size - len(correct)
    t = len(correct & set(ticks))
    f = len(ticks) - t
    exact = Fraction(int(t == c and f == 0))
    expected = {
        "exact": exact,
        "half": exact or Fraction(int(f == 0 and t > 0), 2),
        "proportional": Fraction(t, c) if f == 0 else 0,
        "signed": max(Fraction(0), Fraction(t, c) - (Fraction(f, w) if w else 0)),
        "canvas": max(Fraction(0), Fraction(t - f, c)),
        "coverage": Fraction(t, c) * Fraction(t, t + f) if ticks else 0,
    }[rule.value]
    result = share(*item(size, correct), ticks, rule)
    assert result == expected
    assert 0 <= result <= 1


@given(answered(), RULES)
def test_the_full_key_earns_everything_and_no_tick_nothing(given_, rule):
    size, correct, _ticks = given_
    face, key = item(size, correct)
    assert share(face, key, sorted(correct), rule) == 1
    assert share(face, key, [], rule) == 0
    assert not grade(face, key, None, rule).detail.answered


@given(answered(), RULES, st.randoms())
def test_order_of_ticks_is_irrelevant(given_, rule, random):
    size, correct, ticks = given_
    shuffled = random.sample(ticks, len(ticks))
    face, key = item(size, correct)
    assert grade(face, key, shuffled, rule) == grade(face, key, ticks, rule)


@given(answered(), RULES, st.randoms())
def test_order_of_options_is_irrelevant(given_, rule, random):
    size, correct, ticks = given_
    face, key = item(size, correct)
    moved = ItemFace(
        type=face.type,
        stem=face.stem,
        points=face.points,
        options=tuple(random.sample(face.options, size)),
    )
    assert grade(moved, key, ticks, rule) == grade(face, key, ticks, rule)


@given(answered(), RULES)
def test_one_more_wrong_tick_never_raises_the_mark(given_, rule):
    size, correct, ticks = given_
    face, key = item(size, correct)
    for letter in set(LETTERS[:size]) - correct - set(ticks):
        assert share(face, key, [*ticks, letter], rule) <= share(face, key, ticks, rule)


@given(answered(), RULES)
def test_one_more_right_tick_never_lowers_the_mark(given_, rule):
    size, correct, ticks = given_
    face, key = item(size, correct)
    for letter in correct - set(ticks):
        assert share(face, key, [*ticks, letter], rule) >= share(face, key, ticks, rule)


@given(answered())
def test_all_or_nothing_is_never_kinder_than_half(given_):
    size, correct, ticks = given_
    face, key = item(size, correct)
    for rule in MultipleResponseRule:
        assert share(face, key, ticks, EXACT) <= share(face, key, ticks, rule)


@pytest.mark.parametrize("raw", [["E"], "AC", 3, {"A": 1}, [None], [["A"]]])
def test_what_is_no_answer_is_refused(raw):
    face, key = item(4, {"A", "C"})
    with pytest.raises(ResponseError):
        grade(face, key, raw, HALF)


def test_written_types_are_left_to_people():
    face = ItemFace(type=ItemType.ESSAY, stem="论述", points=Decimal(16))
    result = grade(face, ItemKey(), "我的看法")
    assert result.share is None
    assert result.correctness is None
    assert result.points(Decimal(16)) is None
    assert result.detail.answered
    assert not grade(face, ItemKey(), "  ").detail.answered
