"""错题本: what enters, what leaves, and when exactly."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning.domain.mistakes import DAYS_TO_LEAVE, MistakeState, after_answer, days_left

MONDAY = date(2026, 11, 23)
RIGHT, WRONG, HALF = Decimal(1), Decimal(0), Decimal("0.5")

answers = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([RIGHT, WRONG, HALF])), max_size=30)


def play(*steps: tuple[int, Decimal], state: MistakeState | None = None) -> MistakeState:
    """The state after answers given as (day after Monday, correctness)."""
    state = state or MistakeState()
    for day, correctness in steps:
        state = after_answer(state, correctness, MONDAY + timedelta(days=day))
    return state


@pytest.mark.parametrize("correctness", [WRONG, HALF, Decimal("0.999999")])
def test_what_is_not_fully_right_enters(correctness: Decimal) -> None:
    assert play((0, correctness)) == MistakeState(in_book=True)


def test_a_right_answer_does_not_enter() -> None:
    assert play((0, RIGHT), (1, RIGHT)) == MistakeState()


def test_two_right_answers_on_different_days_leave() -> None:
    state = play((0, WRONG), (1, RIGHT))
    assert (state.in_book, days_left(state)) == (True, 1)
    state = play((2, RIGHT), state=state)
    assert (state.in_book, days_left(state)) == (False, 0)
    assert state.streak_day == MONDAY + timedelta(days=2)


def test_the_day_of_the_mistake_may_be_the_first_day() -> None:
    assert play((0, WRONG), (0, RIGHT), (1, RIGHT)).in_book is False


def test_many_right_answers_on_one_day_count_once() -> None:
    state = play((0, WRONG), *[(0, RIGHT)] * 5)
    assert (state.in_book, days_left(state)) == (True, 1)


def test_the_days_need_not_follow_each_other() -> None:
    assert play((0, WRONG), (3, RIGHT), (40, RIGHT)).in_book is False


@pytest.mark.parametrize("again", [WRONG, HALF])
def test_a_wrong_answer_between_starts_over(again: Decimal) -> None:
    state = play((0, WRONG), (1, RIGHT), (2, again), (3, RIGHT))
    assert (state.in_book, days_left(state)) == (True, 1)


def test_a_wrong_answer_after_leaving_enters_again() -> None:
    state = play((0, WRONG), (1, RIGHT), (2, RIGHT), (3, WRONG))
    assert state == MistakeState(in_book=True)


def test_later_right_answers_keep_the_day_it_left() -> None:
    left = play((0, WRONG), (1, RIGHT), (2, RIGHT))
    assert play((3, RIGHT), (9, RIGHT), state=left) == left


def test_nothing_is_needed_outside_the_book() -> None:
    assert days_left(MistakeState()) == 0


@given(answers)
def test_the_book_agrees_with_the_rule_as_it_is_said(steps: list[tuple[int, Decimal]]) -> None:
    """In the book exactly if since the last mistake fewer different days had a right answer."""
    day, given_ = MONDAY, []
    for later, correctness in steps:
        day += timedelta(days=later)
        given_.append((day, correctness))
    state = MistakeState()
    for at, correctness in given_:
        state = after_answer(state, correctness, at)
    mistakes = [i for i, (_day, correctness) in enumerate(given_) if correctness < 1]
    if not mistakes:
        assert state == MistakeState()
        return
    days = {at for at, _correctness in given_[mistakes[-1] + 1 :]}
    assert state.in_book == (len(days) < DAYS_TO_LEAVE)
    assert days_left(state) == max(0, DAYS_TO_LEAVE - len(days))
