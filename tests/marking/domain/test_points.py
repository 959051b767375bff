"""From points per key point to a mark."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.items import KeyPoint
from app.marking.domain.points import PointsError, add_up

MARKS = st.decimals("0.01", "20", places=2)
WORTHS = st.lists(MARKS, min_size=1, max_size=8)


def key_points(worths: list[Decimal]) -> list[KeyPoint]:
    return [KeyPoint(id=f"k{n}", text=f"点 {n}", points=w) for n, w in enumerate(worths)]


@st.composite
def marked(draw: st.DrawFn) -> tuple[list[KeyPoint], dict[str, Decimal], Decimal]:
    points = key_points(draw(WORTHS))
    given_ = {p.id: draw(st.decimals("0", str(p.points), places=2)) for p in points}
    return points, given_, draw(MARKS)


def test_points_add_up() -> None:
    points = key_points([Decimal(2), Decimal(4)])
    earned = add_up(points, {"k0": Decimal("1.5"), "k1": Decimal(3)}, Decimal(6))
    assert (earned.mark, earned.correctness) == (Decimal("4.5"), Decimal("0.75"))


def test_where_any_so_many_are_asked_for_the_sum_is_cut_off() -> None:
    points = key_points([Decimal(2)] * 6)
    given_ = {p.id: Decimal(2) for p in points} | {"k5": Decimal(0)}
    assert add_up(points, given_, Decimal(8), Decimal(8)).mark == 8
    few = given_ | {"k0": Decimal(0), "k1": Decimal(0)}
    assert add_up(points, few, Decimal(8), Decimal(8)).mark == 6
    assert add_up(points, few, Decimal(4), Decimal(8)).mark == 3


def test_a_question_worth_other_marks_scales() -> None:
    points = key_points([Decimal(2), Decimal(4)])
    assert add_up(points, {"k0": Decimal(2), "k1": Decimal(0)}, Decimal(9)).mark == Decimal(3)
    assert add_up(points, {"k0": Decimal(1), "k1": Decimal(0)}, Decimal(10)).mark == Decimal("1.67")


@pytest.mark.parametrize("wrong", ["-0.01", "2.01", "NaN", "Infinity", None])
def test_points_outside_are_refused_by_name(wrong: Any) -> None:
    points = key_points([Decimal(1), Decimal(2)])
    given_ = {"k0": Decimal(1)} | ({"k1": Decimal(wrong)} if wrong is not None else {})
    with pytest.raises(PointsError) as error:
        add_up(points, given_, Decimal(3))
    assert error.value.point_id == "k1"


@given(marked())
def test_a_mark_lies_between_nothing_and_everything(case: Any) -> None:
    points, given_, worth = case
    earned = add_up(points, given_, worth)
    assert 0 <= earned.mark <= worth
    assert 0 <= earned.correctness <= 1
    assert earned.mark == round(earned.mark, 2)


@given(WORTHS, MARKS)
def test_all_points_give_the_full_mark_and_none_nothing(worths: Any, worth: Decimal) -> None:
    points = key_points(worths)
    everything = add_up(points, {p.id: p.points for p in points}, worth)
    nothing = add_up(points, {p.id: Decimal(0) for p in points}, worth)
    assert (everything.mark, everything.correctness) == (worth, 1)
    assert (nothing.mark, nothing.correctness) == (0, 0)


@given(marked(), st.data())
def test_more_points_never_give_less(case: Any, data: st.DataObject) -> None:
    points, given_, worth = case
    raised = data.draw(st.sampled_from(points))
    more = data.draw(st.decimals(str(given_[raised.id]), str(raised.points), places=2))
    before = add_up(points, given_, worth)
    after = add_up(points, given_ | {raised.id: more}, worth)
    assert after.mark >= before.mark
    assert after.correctness >= before.correctness
