"""The sheet: arithmetic that can be followed with a pencil, and states told apart."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database import writing
from app.gradebook.arithmetic import exactly
from app.gradebook.domain.totals import round_half_up
from app.gradebook.sheet import SheetRow, State, build_sheet
from tests.gradebook.conftest import Book


def rows(book: Book, at: Any, **more: Any) -> list[SheetRow]:
    return list(build_sheet(book.class_.id, book.students, at, **more).rows)


def fill(book: Book, at: Any, *marks: Any, decimals: int = 1) -> list[Any]:
    """A column in each category with the first student's marks."""
    with writing():
        book.scheme.decimals = decimals
    columns = []
    for category, mark in zip(book.scheme.categories, marks, strict=True):
        column = book.column(f"{category.name}成绩", category.name)
        book.grade(column, at, mark)
        columns.append(column)
    return columns


def lines(row: SheetRow) -> list[tuple[str, str, str]]:
    sums = row.arithmetic
    return [(line.name, line.working, line.points) for line in (*sums.lines, *sums.steps)]


def test_the_arithmetic_of_a_total(book: Book, clock: Any, app: Any) -> None:
    fill(book, clock(), 86, 90, 78, "74.5", decimals=0)
    with app.test_request_context():
        row = rows(book, clock())[0]
    assert lines(row) == [
        ("技巧训练", "86 × 20%", "17.2"),
        ("建立客户档案", "90 × 10%", "9"),
        ("满意度调查", "78 × 10%", "7.8"),
        ("期末考试", "74.5 × 60%", "44.7"),
        ("合计", "", "78.7"),
        ("总评", "四舍五入到整数", "79"),
    ]
    assert (row.mark, row.coursework.points, row.final.points) == (79, 34, Decimal("44.7"))
    assert (row.coursework.of, row.coursework.is_whole, row.notes) == (40, True, [])


def test_the_excused_part_is_not_counted_and_said_so(book: Book, clock: Any, app: Any) -> None:
    fill(book, clock(), 79, "免", 80, 70, decimals=0)
    with app.test_request_context():
        row = rows(book, clock())[0]
        assert row.notes == ["免修不计，按 90% 折算"]
    assert lines(row)[1] == ("建立客户档案", "不计", "—")
    assert lines(row)[-3:] == [
        ("合计", "", "65.8"),
        ("折算", "÷ 已有的 90%", "73.11…"),
        ("总评", "四舍五入到整数", "73"),
    ]
    assert (row.coursework.points, row.coursework.full, row.coursework.is_whole) == (
        Decimal("23.8"),
        30,
        False,
    )
    assert row.arithmetic.has_more_decimals


def test_a_young_term_is_provisional(book: Book, clock: Any, app: Any) -> None:
    column = book.column()
    book.grade(column, clock(), 90)
    with app.test_request_context():
        first, second, _third = rows(book, clock())
        assert (first.notes, second.notes) == (["暂计"], ["暂计"])
        assert lines(first)[-1] == ("总评", "四舍五入到一位小数", "90.0")
        assert lines(second)[0] == ("技巧训练", "还没有成绩", "—")
    assert (first.total.complete, first.mark, first.below) == (False, Decimal("90.0"), False)
    assert (second.mark, second.coursework.points) == (None, None)
    assert book.scheme
    sheet = build_sheet(book.class_.id, book.students, clock())
    assert sheet.idle_categories == ["建立客户档案", "满意度调查", "期末考试"]


def test_a_category_without_weight_is_no_gap(book: Book, clock: Any) -> None:
    fill(book, clock(), 80, 80, 80, 80)
    with writing():
        skills, files, *_rest = book.scheme.categories
        skills.weight, files.weight = Decimal(30), Decimal(0)
    row = rows(book, clock())[0]
    assert (row.total.complete, row.mark) == (True, 80)
    assert build_sheet(book.class_.id, [], clock()).idle_categories == []


def test_what_stands_in_a_cell(book: Book, clock: Any) -> None:
    due = book.column("情景一", due_at=clock())
    book.grade(due, clock(), 60, "免")
    book.grade(due, clock(), 65, "免")
    open_ = book.column("情景二", due_at=clock() + timedelta(days=1))
    joined = {book.students[2].id: clock() + timedelta(seconds=1)}
    first, second, third = rows(book, clock(), joined=joined)
    assert [c.state for c in first.cells] == [State.MARK, State.OPEN]
    assert (first.cells[0].mark, first.cells[0].changed, first.cells[0].touched) == (65, True, True)
    assert (second.cells[0].state, second.cells[0].changed) == (State.EXCUSED, False)
    assert (third.cells[0].state, third.cells[0].late) == (State.MISSING, True)
    assert third.mark == 0
    assert open_.title == "情景二"


def test_students_see_what_is_published_and_that_more_will_come(book: Book, clock: Any) -> None:
    fill(book, clock(), 80, 80, 80, 40)
    final = book.category("期末考试").columns[0]
    with writing():
        final.published = False
    own = build_sheet(book.class_.id, [book.students[0]], clock(), published_only=True)
    assert final.title not in [c.title for c in own.columns]
    row = own.rows[0]
    assert (row.mark, row.total.complete, row.final.points) == (80, False, None)
    assert rows(book, clock())[0].mark == 56


def test_below_the_line_is_judged_after_rounding(book: Book, clock: Any) -> None:
    fill(book, clock(), "59.5", "59.5", "59.5", "59.5", decimals=0)
    assert (rows(book, clock())[0].mark, rows(book, clock())[0].below) == (60, False)
    with writing():
        book.scheme.decimals = 1
    assert (rows(book, clock())[0].mark, rows(book, clock())[0].below) == (Decimal("59.5"), True)


def test_the_coursework_is_never_shown_as_more_than_it_is(book: Book, clock: Any) -> None:
    book.grade(book.column(max=Decimal(300)), clock(), "179.9")
    row = rows(book, clock())[0]
    assert (row.eligibility.ok, row.have) == (False, "59.9…")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(86), "86"), (Fraction("17.2"), "17.2"), (Fraction(100, 3), "33.33…"),
        (Fraction(0), "0"), (Fraction(5, 1000), "0.00…"), (Fraction("78.50"), "78.5"),
        (Fraction(3001, 1000), "3.00…"),
    ],
)  # fmt: skip
def test_figures_are_shown_as_far_as_they_go(value: Fraction, text: str) -> None:
    assert exactly(value, 2) == text


@given(st.lists(st.fractions(0, 60), min_size=1, max_size=5), st.integers(0, 2))
def test_shown_lines_add_up_to_the_shown_sum(parts: list[Fraction], decimals: int) -> None:
    """Cut figures never exceed the sum, and miss it by less than a step for each of them."""
    places = max(2, decimals + 1)
    total = sum(parts, Fraction(0))
    shown = [Fraction(exactly(p, places).rstrip("…")) for p in parts]
    sum_shown = Fraction(exactly(total, places).rstrip("…"))
    cut = [part for part in parts if "…" in exactly(part, places)]
    assert 0 <= sum_shown - sum(shown) <= len(cut) * Fraction(1, 10**places)
    assert sum_shown == sum(shown) or cut
    # Rounding what is shown gives the mark that is stated.
    assert round_half_up(sum_shown, decimals) == round_half_up(total, decimals)
