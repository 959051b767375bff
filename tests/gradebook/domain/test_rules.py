"""The rules inside a category, worked by hand; and the traps they are made to avoid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gradebook.domain.levels import (
    FIVE_LEVELS,
    POINTS_OF_FIVE,
    POINTS_OF_FOUR,
    find_level,
)
from app.gradebook.domain.marks import MILLION, Attempt, Cell, Column, Late, Retake
from app.gradebook.domain.standing import find_band
from app.gradebook.domain.totals import Category, Mode, Part, work_out
from app.gradebook.domain.wish import Outlook, find_needed, round_up
from tests.gradebook.domain.schemes import FUTURE, NOW, PAST, raised, schemes


def part(*pairs: tuple[Any, Any], weight: Any = 100, **rules: Any) -> Part:
    """A category of (mark, maximum) or (cell, column)."""
    columns, cells = [], []
    for mark, max_ in pairs:
        columns.append(max_ if isinstance(max_, Column) else Column(title="列", max=Decimal(max_)))
        cells.append(
            mark if isinstance(mark, Cell) else Cell(None if mark is None else Decimal(mark))
        )
    made = Category(name="类", weight=Decimal(weight), columns=tuple(columns), **rules)
    return Part(made, cells)


def mark(*parts: Part) -> Fraction | None:
    return work_out(parts, NOW).mark


def test_points_weigh_by_their_maximum() -> None:
    assert mark(part((45, 50), (8, 10), (70, 100), mode=Mode.POINTS)) == Fraction(123, 160) * 100
    assert mark(part((45, 50), (8, 10), (70, 100))) == 80


def test_where_columns_weigh_the_same_the_lowest_goes() -> None:
    total = work_out([part((50, 100), (90, 100), (70, 100), drop=1)], NOW)
    assert (total.mark, total.categories[0].dropped) == (80, {0})
    assert mark(part((50, 100), (90, 100), (70, 100), drop=2)) == 90


def test_one_mark_always_stays() -> None:
    assert mark(part((50, 100), (90, 100), drop=9)) == 90
    assert mark(part((50, 100), drop=3)) == 50


def test_a_better_mark_does_not_push_out_another_to_the_students_loss() -> None:
    """The trap of leaving out the lowest share where maxima differ: 95/110 would become 141/200."""
    before = part((40, 100), (5, 10), (90, 100), mode=Mode.POINTS, drop=1)
    after = part((51, 100), (5, 10), (90, 100), mode=Mode.POINTS, drop=1)
    assert mark(before) == Fraction(95, 110) * 100
    assert mark(after) == Fraction(95, 110) * 100


def test_excused_marks_are_gone_before_the_lowest_is() -> None:
    assert mark(part((Cell(excused=True), 100), (60, 100), (80, 100), drop=1)) == 80


def test_a_bonus_only_adds() -> None:
    bonus = Column(title="加分", max=Decimal(10), bonus=True)
    assert mark(part((80, 100), (None, bonus))) == 80
    assert mark(part((80, 100), (0, bonus))) == 80
    assert mark(part((80, 100), (5, bonus), mode=Mode.POINTS)) == 85
    light = Column(title="加分", max=Decimal(10), weight=Decimal("0.1"), bonus=True)
    assert mark(part((80, 100), (5, light))) == 85
    assert work_out([part((80, 100), (None, bonus))], NOW).complete


def test_nothing_small_is_kept_for_the_sake_of_a_bonus() -> None:
    """The trap of dividing a bonus by what is kept: 0/10 would be kept instead of 90/100, as 6/10."""
    bonus = Column(title="加分", max=Decimal(10), bonus=True)
    kept = work_out([part((0, 10), (50, 100), (6, bonus), mode=Mode.POINTS, drop=1)], NOW)
    assert kept.categories[0].dropped == {0}
    assert kept.mark == 50 + Fraction(600, 110)


def test_marks_may_pass_the_maximum_and_the_total_may_be_capped() -> None:
    over = [part((105, 100))]
    assert work_out(over, NOW).mark == 105
    assert work_out(over, NOW, cap=True).mark == 100


def late(per_day: Any = 10, cap: Any = 100, grace: timedelta = timedelta(0)) -> Late:
    return Late(per_day=Decimal(per_day), cap=Decimal(cap), grace=grace)


@pytest.mark.parametrize(
    ("after", "rule", "expected"),
    [
        (timedelta(0), late(), 80),
        (timedelta(seconds=1), late(), 70),
        (timedelta(days=1), late(), 70),
        (timedelta(days=1, seconds=1), late(), 60),
        (timedelta(days=30), late(), 0),
        (timedelta(days=30), late(cap=30), 50),
        (timedelta(minutes=10), late(grace=timedelta(minutes=10)), 80),
        (timedelta(minutes=11), late(grace=timedelta(minutes=10)), 70),
        (timedelta(days=-2), late(), 80),
    ],
)
def test_lateness_costs_by_the_day(after: timedelta, rule: Late, expected: int) -> None:
    column = Column(title="作业", max=Decimal(100), due_at=PAST, late=rule)
    assert mark(part((Cell(Decimal(80), submitted_at=PAST + after), column))) == expected


def test_without_a_time_of_submission_nothing_is_late() -> None:
    column = Column(title="作业", max=Decimal(100), due_at=PAST, late=late())
    assert mark(part((Cell(Decimal(80)), column))) == 80


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(Retake.BEST, 90), (Retake.LAST, 75), (Retake.MEAN, Fraction(235, 3))],
)
def test_several_results_become_one(rule: Retake, expected: Any) -> None:
    column = Column(title="情景", max=Decimal(100), retake=rule)
    attempts = [Attempt(Decimal(m)) for m in (70, 90, 75)]
    assert mark(part((Cell(attempts=attempts), column))) == expected


def test_lateness_is_taken_off_each_result() -> None:
    """The trap: with the best taken first, 81 instead of 79 would make the late result count, as 61."""
    column = Column(title="作业", max=Decimal(100), due_at=PAST, late=late(20))

    def best(second: int) -> Fraction | None:
        late_one = Attempt(Decimal(second), PAST + timedelta(hours=2))
        return mark(part((Cell(attempts=[Attempt(Decimal(80), PAST), late_one]), column)))

    assert (best(79), best(81), best(101)) == (80, 80, 81)


# 目标分


def test_what_is_needed_in_the_final() -> None:
    parts = [part((90, 100), weight=40), part((None, 100), weight=60, is_final=True)]
    wish = find_needed(parts, Decimal(80), 0, NOW)
    # 36 + 0.6 x = 79.5
    assert (wish.outlook, wish.share) == (Outlook.NEEDED, Fraction("43.5") / 60)
    assert round_up(Fraction("43.5") / 60 * 100, 1) == Decimal("72.5")
    assert (wish.least, wish.best) == (36, 96)


def test_a_wish_may_be_safe_or_out_of_reach() -> None:
    parts = [part((90, 100), weight=40), part((None, 100), weight=60)]
    assert find_needed(parts, Decimal(36), 0, NOW).outlook is Outlook.SAFE
    assert find_needed(parts, Decimal(97), 0, NOW).outlook is Outlook.OUT_OF_REACH
    assert find_needed([part((90, 100))], Decimal(95), 0, NOW).outlook is Outlook.SETTLED


def test_a_category_without_columns_belongs_to_the_rest() -> None:
    wish = find_needed([part((90, 100), weight=40), part(weight=60)], Decimal(90), 1, NOW)
    assert [column.title for column in wish.rest] == ["类"]
    assert wish.share == (Fraction("89.95") - 36) / 60


def test_a_bonus_before_any_column_weighs_as_it_will_then() -> None:
    bonus = Column(title="加分", max=Decimal(10), weight=Decimal("0.1"), bonus=True)
    wish = find_needed([part((5, bonus))], Decimal(80), 1, NOW)
    assert wish.share == Fraction("0.7495")  # 79.95 - 5


def test_the_rest_is_never_what_is_over_or_excused() -> None:
    over = Column(title="过期", max=Decimal(100), due_at=PAST)
    open_ = Column(title="将来", max=Decimal(100), due_at=FUTURE)
    wish = find_needed(
        [part((None, over), (Cell(excused=True), 100), (None, open_))], Decimal(40), 0, NOW
    )
    assert [column.title for column in wish.rest] == ["将来"]
    assert wish.share == Fraction("39.5") / 50


@given(schemes(), st.integers(1, 110), st.integers(0, 2))
def test_what_is_needed_suffices_and_nothing_less_does(
    parts: list[Part], wished: int, decimals: int
) -> None:
    wish = find_needed(parts, Decimal(wished), decimals, NOW)
    goal = wished - Fraction(1, 2 * 10**decimals)

    def reached(share: Fraction) -> Fraction:
        return work_out(fill(parts, share), NOW).mark or Fraction(0)

    assert (reached(Fraction(0)), reached(Fraction(1))) == (wish.least, wish.best)
    if wish.outlook is Outlook.SETTLED:
        assert not wish.rest
    elif wish.outlook is Outlook.SAFE:
        assert reached(Fraction(0)) >= goal
    elif wish.outlook is Outlook.OUT_OF_REACH:
        assert reached(Fraction(1)) < goal
    else:
        assert wish.share is not None
        assert reached(wish.share) == goal
        assert reached(wish.share - Fraction(1, 10**9)) < goal


def fill(parts: list[Part], share: Fraction) -> list[Part]:
    """The same with the share in everything still to come; marks are then no longer decimals."""
    filled = []
    for category, cells in parts:
        columns = list(category.columns)
        cells = list(cells)
        if not any(c.weight and not c.bonus for c in columns) and category.weight:
            columns = [*columns, Column(title="将来", max=Decimal(100))]
            cells = [*cells, Cell()]
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if column.waits(cell, NOW):
                columns[place] = Exact(
                    title=column.title, max=column.max, weight=column.weight, share=share
                )
        filled.append(
            Part(
                Category(
                    name=category.name, weight=category.weight, is_final=category.is_final,
                    mode=category.mode, drop=category.drop, columns=tuple(columns),
                ),
                cells,
            )
        )  # fmt: skip
    return filled


class Exact(Column):
    """A column in which everybody has the same exact share."""

    def __init__(self, *, share: Fraction, **values: Any) -> None:
        super().__init__(**values)
        object.__setattr__(self, "share", share)

    def value(self, cell: Cell) -> Fraction:
        return self.share * Fraction(self.max) * MILLION  # type: ignore[attr-defined]


@given(schemes(), st.integers(1, 100), st.data())
def test_better_marks_never_ask_for_more(
    parts: list[Part], wished: int, data: st.DataObject
) -> None:
    changed = raised(parts, data)
    if changed is None:
        return
    before, after = (find_needed(p, Decimal(wished), 1, NOW) for p in (parts, changed))
    if before.share is not None:
        assert after.share is not None
        assert after.share <= before.share


# 等级, 绩点, standing


@pytest.mark.parametrize(
    ("mark_", "level", "four", "five"),
    [
        ("100", "优秀", "4.0", "5.0"), ("90", "优秀", "4.0", "4.5"), ("89.9", "良好", "3.7", "4.0"),
        ("60", "及格", "1.0", "1.5"), ("59.9", "不及格", "0", "0"), ("0", "不及格", "0", "0"),
    ],
)  # fmt: skip
def test_levels_by_table(mark_: str, level: str, four: str, five: str) -> None:
    found = [find_level(t, Decimal(mark_)) for t in (FIVE_LEVELS, POINTS_OF_FOUR, POINTS_OF_FIVE)]
    assert found == [level, four, five]
    assert find_level(FIVE_LEVELS, None) == ""


@given(st.lists(st.fractions(0, 100), min_size=10, max_size=40), st.data())
def test_a_better_total_never_stands_in_a_lower_band(
    totals: list[Fraction], data: st.DataObject
) -> None:
    i = data.draw(st.integers(0, len(totals) - 1))
    better = [*totals[:i], totals[i] + data.draw(st.fractions(0, 20)), *totals[i + 1 :]]
    before, after = find_band(totals[i], totals), find_band(better[i], better)
    assert before is not None
    assert after is not None
    assert after <= before


def test_bands_are_shares_of_the_class() -> None:
    totals = [Fraction(n) for n in range(100, 60, -1)]
    assert [find_band(totals[n], totals) for n in (0, 3, 4, 9, 10, 39)] == [10, 10, 25, 25, 50, 100]
    assert find_band(Fraction(90), totals[:9]) is None
    assert find_band(None, totals) is None
