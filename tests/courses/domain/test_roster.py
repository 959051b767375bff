"""Reading rosters: every shape in which offices and colleagues send them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.courses.domain.columns import find_header, guess_columns
from app.courses.domain.roster import (
    MAX_ROWS,
    Doubt,
    Problem,
    RosterRow,
    cell_text,
    check_rows,
    clean_name,
    clean_number,
    pad_numbers,
    read_roster,
)


def pairs(table: list[list[Any]]) -> list[tuple[str, str]]:
    return [(row.student_no, row.name) for row in read_roster(table).rows]


PEOPLE = [("0230101", "陈思远"), ("0230102", "邓雅琪"), ("0230103", "黄俊杰")]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("学号", "姓名"),
        (" 学 号*", "姓　名（必填）"),
        ("学生号", "名字"),
        ("编号", "姓名"),
        ("Student ID", "Name"),
        ("student_no", "Full Name"),
        ("STUDENT NUMBER", "Student Name"),
        ("學號", "學生姓名"),
        ("XH", "XM"),
        ("学籍号[唯一]", "学生姓名"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_columns_are_found_by_their_headings(number: str, name: str, swapped: bool) -> None:
    table = [[number, name], *[list(p) for p in PEOPLE]]
    if swapped:
        table = [list(reversed(row)) for row in table]
    assert pairs(table) == PEOPLE


def test_a_sequence_number_is_not_a_student_number() -> None:
    table: list[list[Any]] = [["序号", "姓名", "性别", "学号", "班级"]]
    table += [[n, name, "女", number, "电商 2301"] for n, (number, name) in enumerate(PEOPLE, 1)]
    found = read_roster(table)
    assert [(row.student_no, row.name) for row in found.rows] == PEOPLE
    assert {row.group for row in found.rows} == {"电商 2301"}
    assert [row.line for row in found.rows] == [2, 3, 4]


def test_student_number_beats_other_numbers() -> None:
    assert find_header([["编号", "学号", "姓名"]]) is not None
    assert pairs([["编号", "学号", "姓名"], ["9", "0230101", "陈思远"]]) == PEOPLE[:1]


def test_titles_empty_rows_and_repeated_headings_are_skipped() -> None:
    table = [
        ["某某大学 2026 秋 点名册", "", ""],
        ["教师：周明", "", ""],
        [],
        ["学号", "姓名", "备注"],
        ["0230101", "陈思远", ""],
        ["", "", ""],
        ["学号", "姓名", "备注"],
        ["0230102", "邓雅琪", "免修"],
    ]
    found = read_roster(table)
    assert [(r.line, r.student_no) for r in found.rows] == [(5, "0230101"), (8, "0230102")]
    assert found.has_header


@pytest.mark.parametrize(
    "table",
    [
        [list(p) for p in PEOPLE],
        [[name, number] for number, name in PEOPLE],
        [[str(n), number, name] for n, (number, name) in enumerate(PEOPLE, 1)],
        [["商学院", number, name, "女"] for number, name in PEOPLE],
        [["电商班名单", ""], *[list(p) for p in PEOPLE]],
        [["", number, "", name] for number, name in PEOPLE],
    ],
)
def test_without_headings_the_content_tells(table: list[list[str]]) -> None:
    assert pairs(table) == PEOPLE


def test_foreign_names_are_names() -> None:
    assert pairs([["2301", "Anna-Lisa Müller"], ["2302", "阿不都·艾山"]])[1][1] == "阿不都·艾山"
    assert guess_columns([["2301", "Wang Fang"], ["2302", "Li Na"]]).name == 1


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2301001.0, "2301001"),
        (20230101000001.0, "20230101000001"),
        (7, "7"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (True, ""),
        (None, ""),
        (date(2026, 9, 1), "2026-09-01"),
        ("\ufeff 0230101\u200b", "0230101"),
        ('="0230101"', "0230101"),
        ("\u3000林\xa0", "林"),
    ],
)
def test_cells_become_text(cell: Any, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０２３０１０１", "0230101"),
        ("'0230101", "0230101"),
        ("02 30 101", "0230101"),
        ("－1a", "-1a"),
    ],
)
def test_numbers_are_evened_out(typed: str, kept: str) -> None:
    assert clean_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("　张　三 ", "张三"), ("Wang  Fang", "Wang Fang"), ("欧阳 Anna", "欧阳 Anna")],
)
def test_names_are_trimmed(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("number", "name", "problem"),
    [
        ("", "陈思远", Problem.NO_NUMBER),
        ("02 30/1", "陈思远", Problem.BAD_NUMBER),
        ("7", "陈思远", Problem.BAD_NUMBER),
        ("2.3E+11", "陈思远", Problem.SCIENTIFIC_NUMBER),
        ("0230101", "", Problem.NO_NAME),
        ("0230101", "长" * 81, Problem.LONG_NAME),
    ],
)
def test_problems_are_told(number: str, name: str, problem: Problem) -> None:
    (row,) = read_roster([["学号", "姓名"], [number, name]]).rows
    assert row.problems == (problem,)


def test_all_problems_of_a_row_are_told_at_once() -> None:
    (row,) = check_rows([RosterRow(1, "?", "")])
    assert row.problems == (Problem.BAD_NUMBER, Problem.NO_NAME)


def test_the_second_of_two_equal_numbers_is_told() -> None:
    found = read_roster([["学号", "姓名"], ["a01", "甲"], ["02", "乙"], ["Ａ01", "丙"]])
    assert [row.problems for row in found.rows] == [(), (), (Problem.REPEATED,)]
    assert found.rows[2].same_as == 2


def test_lost_zeros_are_suspected() -> None:
    """Excel kept the text cells and ate the zeros of the number cells."""
    table = [["学号", "姓名"], [2301001.0, "甲"], [2301002.0, "乙"], ["02301003", "丙"]]
    found = read_roster(table)
    assert found.numeric
    assert [row.doubts for row in found.rows] == [(Doubt.SHORT_NUMBER,), (Doubt.SHORT_NUMBER,), ()]
    padded = check_rows(pad_numbers(found.rows, 8))
    assert [row.student_no for row in padded] == ["02301001", "02301002", "02301003"]
    assert not any(row.doubts for row in padded)


def test_numbers_of_one_length_are_not_suspected_but_noted() -> None:
    found = read_roster([["学号", "姓名"], [2301001.0, "甲"], [2301002.0, "乙"]])
    assert found.numeric
    assert not any(row.doubts for row in found.rows)
    assert not read_roster([["学号", "姓名"], ["2301001", "甲"]]).numeric


def test_rounded_long_numbers_are_suspected() -> None:
    (row,) = read_roster([["学号", "姓名"], ["202301010000012000", "甲"]]).rows
    assert row.doubts == (Doubt.ROUNDED_NUMBER,)


def test_too_many_rows_are_told() -> None:
    table = [[f"{n:06d}", "甲乙"] for n in range(MAX_ROWS + 1)]
    found = read_roster(table)
    assert (len(found.rows), found.too_many) == (MAX_ROWS, True)
    assert not read_roster(table[:-1]).too_many


@pytest.mark.parametrize("table", [[], [[]], [["", None]], [["学号", "姓名"]]])
def test_nothing_in_nothing_out(table: list[list[Any]]) -> None:
    assert read_roster(table).rows == ()


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=12),
    st.sampled_from(["学号", "姓名", "班级", "0230101", "林若溪", "1", "2.3E+11"]),
    st.floats(),
    st.integers(),
    st.dates(),
    st.text("0123456789", min_size=1, max_size=40),
)


@given(st.lists(st.lists(cells, max_size=5), max_size=12))
def test_any_table_is_read_without_failing(table: list[list[Any]]) -> None:
    found = read_roster(table)
    lines = [row.line for row in found.rows]
    assert lines == sorted(set(lines))
    assert all(1 <= line <= len(table) for line in lines)
    sound = [row.student_no.lower() for row in found.rows if not row.problems]
    assert len(sound) == len(set(sound))
    # What was found once is found again: the preview sends rows back through the same checks.
    assert check_rows(found.rows) == list(found.rows)


numbers = st.text("0123456789", min_size=3, max_size=12)
names = st.text("林若溪陈思远邓雅琪黄俊杰", min_size=2, max_size=4)


@given(st.dictionaries(numbers, names, min_size=1, max_size=20), st.permutations([0, 1, 2, 3]))
def test_headed_tables_come_back_whole(people: dict[str, str], order: list[int]) -> None:
    """Whatever the order of the columns: numbers with their zeros, names, in the order of the file."""
    table = [["学号", "姓名", "性别", "序号"]]
    table += [[no, name, "女", str(n)] for n, (no, name) in enumerate(people.items(), 1)]
    shuffled = [[row[place] for place in order] for row in table]
    assert pairs(shuffled) == list(people.items())
    assert not any(row.problems for row in read_roster(shuffled).rows)


@pytest.mark.parametrize("cell", [2023012345678901234.0, 1e15, 1234567890123456.0])
def test_numbers_that_excel_cut_are_refused_and_not_invented(cell: float) -> None:
    roster = read_roster([["学号", "姓名"], [cell, "张三"]])
    assert roster.rows[0].problems == (Problem.SCIENTIFIC_NUMBER,)


def test_the_longest_number_that_excel_keeps_is_taken() -> None:
    roster = read_roster([["学号", "姓名"], [999999999999999.0, "张三"]])
    assert roster.rows[0].student_no == "9" * 15
    assert roster.rows[0].problems == ()
