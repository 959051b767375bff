"""What a student reads: own marks, comments, 目标分, the band; and the registry's list."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.database import writing
from app.gradebook.cells import CellInput, save_cell
from app.gradebook.service import post_grades
from tests.conftest import START
from tests.gradebook.conftest import Book


def fill(book: Book, *marks: Any) -> list[Any]:
    columns = []
    for category, mark in zip(book.scheme.categories, marks, strict=False):
        column = book.column(f"{category.name}一", category.name)
        book.grade(column, START, mark)
        columns.append(column)
    return columns


@pytest.fixture
def student(book: Book, as_user: Any) -> Any:
    return as_user(book.students[0])


def test_the_wish_is_answered_in_words(book: Book, student: Any) -> None:
    fill(book, 90, 90, 90)
    book.column("期末卷", "期末考试")
    # 36 + 0.6 x ≥ 79.95, at one decimal: 73.25, rounded up
    assert "期末卷考到 73.3 分（满分 100），总评就有 80。" in student.get("/grades").text
    assert "已经稳了" in student.get("/grades?wish=36").text
    assert "够不到了" in student.get("/grades?wish=97").text
    assert "后面都得满分，总评也只到 96。" in student.get("/grades?wish=97").text
    wrong = student.get("/grades?wish=一百").text
    assert "请填 0 到 100，最多一位小数。" in wrong
    assert 'value="一百"' in wrong


def test_hidden_totals_answer_no_wishes(book: Book, student: Any) -> None:
    fill(book, 90)
    with writing():
        book.scheme.show_total = False
    assert "目标分" not in student.get("/grades?wish=80").text


def test_comments_are_seen_with_their_column(book: Book, student: Any) -> None:
    (column,) = fill(book, 90)
    typed = CellInput(text="90", comment="接触点写得细", seen=1)
    save_cell(column, book.students[0].id, typed, book.teacher.id, START)
    assert "接触点写得细" in student.get("/grades").text
    with writing():
        column.published = False
    page = student.get("/grades").text
    assert "接触点写得细" not in page
    assert "技巧训练一" not in page


def test_the_band_is_told_only_where_allowed(book: Book, student: Any, make: Any) -> None:
    (column,) = fill(book, 90)
    more = [make.student(book.class_) for _ in range(9)]
    with writing():
        post_grades(column, {s.id: Decimal(n * 5) for n, s in enumerate(more)}, "", START)
    assert "在班里处于前" not in student.get("/grades").text
    with writing():
        book.scheme.show_standing = True
    assert "在班里处于前 10%" in student.get("/grades").text
    for one in more:
        assert one.name not in student.get("/grades").text or one.name == book.students[0].name


def test_the_band_rests_on_what_is_published(book: Book, student: Any, make: Any) -> None:
    shown, hidden = fill(book, 50, 100)
    more = [make.student(book.class_) for _ in range(10)]
    with writing():
        book.scheme.show_standing = True
        hidden.published = False
        post_grades(shown, {s.id: Decimal(60) for s in more}, "", START)
    assert "在班里处于前 100%" in student.get("/grades").text


def test_the_registrys_list(book: Book, as_user: Any) -> None:
    fill(book, 86, 90, 78, "74.5")
    with writing():
        book.students[0].name = "=HYPERLINK(1)"
        book.scheme.decimals = 0
    data = as_user(book.teacher).get(f"{book.url}/registry.xlsx").data
    table = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("成绩单").to_python()
    assert table[2] == [
        "学号", "姓名", "平时成绩", "期末成绩", "总评成绩", "等级", "绩点（4.0 制）",
        "绩点（5.0 制）", "备注",
    ]  # fmt: skip
    # 平时 34 of 40 is 85; 17.2 + 9 + 7.8 + 44.7 = 78.7
    assert table[3] == ["0230101", "=HYPERLINK(1)", 85.0, 75.0, 79.0, "中等", "3.0", "3.0", ""]
    assert table[4][0] == "0230115"
    assert table[4][2:7] == ["", "", "", "", ""]


def test_the_tables_are_the_classs_own(book: Book, as_user: Any) -> None:
    fill(book, 86, 90, 78, "74.5")
    client = as_user(book.teacher)
    form = {
        "name-1": "全部", "weight-1": "100", "eligibility_line": "60", "pass_line": "60", "decimals": "0",
        "level": "70 通过\n0 不通过", "four": "0 1.0", "five": "0 1.0",
    }  # fmt: skip
    kept = [
        {f"id-{n}": str(c.id), f"name-{n}": c.name, f"weight-{n}": str(c.weight)}
        for n, c in enumerate(book.scheme.categories, 1)
    ]
    for one in kept:
        form |= one
    assert client.post(f"{book.url}/scheme", data=form).status_code == 302
    data = client.get(f"{book.url}/registry.xlsx").data
    table = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("成绩单").to_python()
    assert table[3][5:8] == ["通过", "1.0", "1.0"]
    for wrong, said in (("通过 70", "第 1 行没有读懂"), ("60 及格\n70 良\n0 差", "第 2 行的下限要比上一行小"),
                        ("60 及格", "最后一行的下限要是 0")):  # fmt: skip
        answer = client.post(f"{book.url}/scheme", data=form | {"level": wrong})
        assert answer.status_code == 422
        assert said in answer.text
