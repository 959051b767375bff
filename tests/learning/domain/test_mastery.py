"""Mastery: its bounds, which way it moves, and how it fades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning.domain.mastery import (
    FLOOR,
    HALF_LIFE_DAYS,
    WINDOW,
    Result,
    estimate,
    kept,
    of_chapter,
    rounded,
)

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
shares = st.floats(0, 1)
gaps = st.integers(0, 400)
histories = st.lists(st.tuples(shares, gaps), max_size=20)


def build(history: list[tuple[float, int]]) -> tuple[list[Result], datetime]:
    """Answers, each so many days after the one before, and the time of the last."""
    at, results = START, []
    for share, gap in history:
        at += timedelta(days=gap)
        results.append(Result(share, at))
    return results, at


def now(*shares_: float) -> float:
    return estimate([Result(share, START) for share in shares_], START)


def test_nothing_answered_is_nothing_known() -> None:
    assert estimate([], START) == 0.0


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([1.0], 0.5405),
        ([1.0] * 3, 0.8073),
        ([1.0] * 8, 0.9468),
        ([0.0], 0.0),
        ([1.0, 0.0], 0.3304),
        ([0.0, 1.0], 0.3887),
        ([0.5], 0.2703),
    ],
)
def test_plain_cases(answers: list[float], expected: float) -> None:
    assert now(*answers) == pytest.approx(expected, abs=0.00005)


def test_one_lucky_answer_is_not_mastery_but_a_row_of_right_ones_is() -> None:
    assert now(1.0) < 0.6
    assert now(*[1.0] * WINDOW) > 0.9


def test_only_the_latest_answers_count() -> None:
    latest = [1.0, 0.0] * (WINDOW // 2)
    assert now(*[0.0] * 5, *latest) == now(*[1.0] * 9, *latest)


def test_newer_answers_weigh_more() -> None:
    assert now(0.0, 1.0) > now(1.0, 0.0)


def test_half_of_what_stands_above_the_floor_is_gone_after_the_half_life() -> None:
    later = START + timedelta(days=HALF_LIFE_DAYS)
    assert kept(START, START) == 1.0
    assert kept(START, later) == pytest.approx(FLOOR + (1 - FLOOR) / 2)
    assert kept(START, START + timedelta(days=36500)) == pytest.approx(FLOOR)


def test_an_answer_of_the_future_does_not_count_for_more() -> None:
    assert kept(START + timedelta(days=3), START) == 1.0


@given(histories, gaps)
def test_it_stays_between_nothing_and_all(history: list[tuple[float, int]], wait: int) -> None:
    results, at = build(history)
    assert 0.0 <= estimate(results, at + timedelta(days=wait)) <= 1.0


@given(histories.filter(bool), st.data())
def test_a_better_answer_never_lowers_it(
    history: list[tuple[float, int]], data: st.DataObject
) -> None:
    results, at = build(history)
    place = data.draw(st.integers(0, len(results) - 1))
    old = results[place]
    better = Result(data.draw(st.floats(old.correctness, 1)), old.at)
    improved = [*results[:place], better, *results[place + 1 :]]
    assert estimate(improved, at) >= estimate(results, at) - 1e-9


@given(histories, gaps)
def test_a_right_answer_never_lowers_it_and_a_wrong_one_never_raises_it(
    history: list[tuple[float, int]], wait: int
) -> None:
    results, at = build(history)
    at += timedelta(days=wait)
    before = estimate(results, at)
    assert estimate([*results, Result(1.0, at)], at) >= before - 1e-9
    assert estimate([*results, Result(0.0, at)], at) <= before + 1e-9


@given(histories, gaps, gaps)
def test_it_fades_and_never_grows_by_waiting(
    history: list[tuple[float, int]], wait: int, more: int
) -> None:
    results, at = build(history)
    soon, late = at + timedelta(days=wait), at + timedelta(days=wait + more)
    assert estimate(results, late) <= estimate(results, soon) + 1e-9
    assert estimate(results, late) >= estimate(results, at) * FLOOR - 1e-9


def test_a_chapter_is_the_mean_over_all_of_its_points() -> None:
    assert of_chapter([0.5, 1.0], 4) == pytest.approx(0.375)
    assert of_chapter([], 0) == 0.0


def test_what_is_stored_has_four_places_within_bounds() -> None:
    assert rounded(0.54054) == Decimal("0.5405")
    assert rounded(1.0000001) == Decimal("1.0000")
    assert rounded(-0.1) == Decimal("0.0000")
