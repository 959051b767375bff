"""Totals: exact, monotone, explained."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gradebook.domain.marks import Cell, Column
from app.gradebook.domain.totals import (
    Category,
    Part,
    check_eligibility,
    round_half_up,
    work_out,
)
from tests.gradebook.domain.schemes import FUTURE, NOW, PAST, own_cell, parts_of, raised, schemes

Pair = tuple[Column, Cell]


def cell(mark: Any = None, max_: Any = 100, **values: Any) -> Pair:
    weight, excused = Decimal(str(values.pop("weight", 1))), values.pop("excused", False)
    given_ = None if mark is None else Decimal(str(mark))
    column = Column(title="列", max=Decimal(str(max_)), weight=weight, **values)
    return column, Cell(given_, excused)


def category(weight: Any, *pairs: Pair, final: bool = False, **rules: Any) -> Part:
    made = Category(
        name=f"占 {weight}", weight=Decimal(str(weight)), is_final=final,
        columns=tuple(column for column, _cell in pairs), **rules,
    )  # fmt: skip
    return Part(made, [cell for _column, cell in pairs])


def four(a: Any, b: Any, c: Any, d: Any) -> list[Part]:
    return [
        category(20, cell(a)),
        category(10, cell(b)),
        category(10, cell(c)),
        category(60, cell(d), final=True),
    ]


def test_the_schemes_arithmetic() -> None:
    total = work_out(four(86, 90, 78, "74.5"), NOW)
    assert [part.earned for part in total.categories] == [
        Fraction("17.2"), 9, Fraction("7.8"), Fraction("44.7"),
    ]  # fmt: skip
    assert (total.mark, total.counted, total.complete) == (Fraction("78.7"), 100, True)


def test_two_views_of_one_structure_agree() -> None:
    """20 + 10 + 10 is 40: 平时 as one category weighted 2 : 1 : 1 gives the same total."""
    merged = category(40, cell(86, weight=2), cell(90), cell(78))
    two = work_out([merged, category(60, cell("74.5"), final=True)], NOW)
    assert two.mark == work_out(four(86, 90, 78, "74.5"), NOW).mark


def test_columns_of_a_category_are_weighted_by_share() -> None:
    part = category(100, cell(8, 10, weight=1), cell(30, 60, weight=3))
    assert work_out([part], NOW).mark == Fraction(8, 10) * 25 + Fraction(1, 2) * 75


def test_missing_work_counts_only_when_its_time_is_over() -> None:
    def mark(**values: Any) -> Any:
        return work_out([category(100, cell(80), cell(None, **values))], NOW)

    assert (mark(due_at=FUTURE).mark, mark(due_at=FUTURE).complete) == (80, False)
    assert (mark().mark, mark().complete) == (80, False)
    assert (mark(due_at=PAST).mark, mark(due_at=PAST).complete) == (40, True)
    assert (mark(due_at=NOW).mark, mark(due_at=NOW).complete) == (40, True)


def test_a_mark_counts_however_late_it_came() -> None:
    assert work_out([category(100, cell(70, due_at=PAST))], NOW).mark == 70


def test_the_excused_are_not_counted_and_not_waited_for() -> None:
    excused = work_out(
        [category(20, cell(79)), category(10, cell(None, excused=True, due_at=PAST))], NOW
    )
    assert (excused.mark, excused.counted, excused.complete) == (79, 20, True)
    everywhere = work_out([category(100, cell(None, excused=True))], NOW)
    assert (everywhere.mark, everywhere.complete) == (None, True)


def test_a_category_without_columns_is_waited_for() -> None:
    total = work_out([category(40, cell(90)), category(60, final=True)], NOW)
    assert (total.mark, total.counted, total.complete) == (90, 40, False)
    idle = work_out([category(40, cell(90)), category(60, cell(50, weight=0))], NOW)
    assert (idle.mark, idle.complete) == (90, False)


def test_what_weighs_nothing_changes_nothing() -> None:
    total = work_out([category(100, cell(80), cell(10, weight=0)), category(0, cell(1))], NOW)
    assert (total.mark, total.complete) == (80, True)
    empty = work_out([category(100, cell(80), cell(None, weight=0)), category(0)], NOW)
    assert (empty.mark, empty.complete) == (80, True)


def test_nothing_at_all_is_no_mark() -> None:
    assert work_out([], NOW).mark is None
    assert work_out(four(None, None, None, None), NOW).mark is None


def test_extra_credit_may_pass_the_maximum() -> None:
    assert work_out([category(100, cell(105))], NOW).mark == 105


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("78.5", 0, "79"), ("78.4999999999999999999", 0, "78"), ("0.05", 1, "0.1"),
        ("59.95", 1, "60.0"), ("59.949", 1, "59.9"), ("2.675", 2, "2.68"), ("0", 1, "0.0"),
    ],
)  # fmt: skip
def test_rounding_is_half_up_and_exact(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Fraction(value), places)) == expected
    assert str(round_half_up(Decimal(value), places)) == expected


def test_rounding_knows_thirds() -> None:
    assert round_half_up(Fraction(200, 3), 2) == Decimal("66.67")
    assert round_half_up(Fraction(1, 3), 0) == 0


def test_eligibility_is_compared_exactly() -> None:
    def check(mark: Any) -> Any:
        parts = [category(40, cell(mark)), category(60, cell(0), final=True)]
        return check_eligibility(parts, Decimal(60), NOW)

    assert check(60).ok
    assert not check("59.99").ok
    assert check("59.99").have == Fraction("59.99")
    assert (check(None).ok, check(None).have) == (True, None)


@given(schemes(), st.data())
def test_a_higher_mark_never_lowers_a_total(parts: list[Part], data: st.DataObject) -> None:
    """Under every combination of the rules: weights and points, lowest left out, bonus, late, retakes."""
    changed = raised(parts, data)
    if changed is None:
        return
    before, after = work_out(parts, NOW), work_out(changed, NOW)
    assert (before.mark is None) == (after.mark is None)
    assert (after.mark or 0) >= (before.mark or 0)
    assert after.counted == before.counted
    assert after.complete == before.complete


@given(schemes(), st.data())
def test_raising_many_marks_at_once_never_lowers_a_total(
    parts: list[Part], data: st.DataObject
) -> None:
    mark = work_out(parts, NOW).mark
    for _step in range(3):
        changed = raised(parts, data)
        if changed is None:
            return
        parts = changed
    assert (work_out(parts, NOW).mark or 0) >= (mark or 0)


@given(schemes(), st.data())
def test_handing_in_earlier_never_lowers_a_total(parts: list[Part], data: st.DataObject) -> None:
    dated = [
        (i, j) for i, part in enumerate(parts)
        for j, c in enumerate(part.cells) if c.submitted_at is not None
    ]  # fmt: skip
    if not dated:
        return
    i, j = data.draw(st.sampled_from(dated))
    cells = list(parts[i].cells)
    late = own_cell(parts[i], j)
    assert late.submitted_at is not None
    cells[j] = late._replace(submitted_at=late.submitted_at - timedelta(hours=9))
    sooner = [*parts[:i], Part(parts[i].category, cells), *parts[i + 1 :]]
    assert (work_out(sooner, NOW).mark or 0) >= (work_out(parts, NOW).mark or 0)


@given(schemes(), st.data())
def test_to_be_excused_from_nothing_never_lowers_a_total(
    parts: list[Part], data: st.DataObject
) -> None:
    """Taking out a zero, where something else of the category counts; excusing a good mark may lower."""
    zeros = [
        (i, j) for i, part in enumerate(parts)
        for j, (column, c) in enumerate(zip(part.category.columns, part.cells, strict=True))
        if column.weight and not column.bonus and column.is_missing(c, NOW)
        and any(
            k != j and not other.excused and parts[i].category.columns[k].weight
            and not parts[i].category.columns[k].bonus
            and parts[i].category.columns[k].value(other) is not None
            for k, other in enumerate(part.cells)
        )
    ]  # fmt: skip
    if not zeros:
        return
    i, j = data.draw(st.sampled_from(zeros))
    cells = list(parts[i].cells)
    cells[j] = Cell(excused=True)
    freed = [*parts[:i], Part(parts[i].category, cells), *parts[i + 1 :]]
    assert (work_out(freed, NOW).mark or 0) >= (work_out(parts, NOW).mark or 0)


@given(schemes())
def test_totals_agree_with_an_independent_computation(parts: list[Part]) -> None:
    """Plain fractions, and all choices of what to leave out, tried one after another."""
    found, total = work_out(parts, NOW), parts_of(parts, NOW)
    assert found.earned == sum((e for e, _w in total), Fraction(0))
    assert found.counted == sum((w for _e, w in total), Fraction(0))


@given(schemes())
def test_two_views_of_a_scheme_are_one_total(parts: list[Part]) -> None:
    """平时 and 期末 are sums of what the categories earned: looking at them otherwise changes nothing."""
    whole = work_out(parts, NOW)
    views = [
        work_out([p for p in parts if p.category.is_final is final], NOW) for final in (False, True)
    ]
    assert sum((v.earned for v in views), Fraction(0)) == whole.earned
    assert sum((v.counted for v in views), Fraction(0)) == whole.counted


@given(schemes())
def test_no_total_passes_the_cap(parts: list[Part]) -> None:
    free, capped = work_out(parts, NOW), work_out(parts, NOW, cap=True)
    assert capped.mark == (None if free.mark is None else min(free.mark, 100))


@given(schemes())
def test_time_only_ever_makes_missing_work_count(parts: list[Part]) -> None:
    now, later = work_out(parts, NOW), work_out(parts, FUTURE + timedelta(days=1))
    assert later.counted >= now.counted
    assert not now.complete or later.mark == now.mark


@given(st.fractions(0, 200), st.integers(0, 4))
def test_rounding_is_off_by_half_a_step_at_most(value: Fraction, places: int) -> None:
    rounded = Fraction(round_half_up(value, places))
    step = Fraction(1, 10**places)
    assert (rounded / step).denominator == 1
    assert -step / 2 <= value - rounded < step / 2
