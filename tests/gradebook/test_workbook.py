"""The .xlsx as a spreadsheet program reads it."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from app.database import writing
from tests.gradebook.conftest import Book

NASTY = "=cmd|' /C calc'!A0"


@pytest.fixture
def download(book: Book, as_user: Any) -> Any:
    def get() -> Any:
        answer = as_user(book.teacher).get(f"{book.url}.xlsx")
        assert answer.status_code == 200
        return answer

    return get


def read(data: bytes, sheet: str = "成绩册") -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet).to_python()


def test_numbers_are_numbers_and_student_numbers_text(
    book: Book, clock: Any, download: Any
) -> None:
    column = book.column("情景一", due_at=clock(), max=Decimal("12.5"))
    book.grade(column, clock(), "10.25", "免")
    table = read(download().data)
    assert table[0][0] == book.class_.name
    titles = table[2]
    assert titles[:3] == ["学号", "姓名", "情景一（满分 12.5）"]
    assert titles[-3:] == ["平时（折合 40 分）", "总评", "说明"]
    first, second, third = table[3:]
    assert first[:3] == ["0230101", "陈思远", 10.25]
    assert isinstance(first[2], float)
    assert [second[2], third[2]] == ["免", "缺，计 0"]
    assert first[3] == 16.4  # 10.25 of 12.5 in a category of 20
    assert first[-3:] == [16.4, 82.0, "暂计"]
    assert second[-2] == ""
    assert third[-3:] == [0.0, 0.0, "暂计；平时未到合格线"]


def test_no_text_is_ever_a_formula(book: Book, clock: Any, download: Any) -> None:
    with writing():
        book.students[0].name = NASTY
        book.class_.name = "=1+1"
        book.category("技巧训练").name = "=2+2"
    book.column("@SUM(A1)", "=2+2")
    book.column("+3", "期末考试")
    book.column("http://example.org/x", "期末考试")
    data = download().data
    table = read(data)
    assert (table[0][0], table[3][1]) == ("=1+1", NASTY)
    assert "=2+2（折合 20 分）" in table[2]
    assert "@SUM(A1)（满分 100）" in table[2]
    assert read(data, "方案")[1][:2] == ["=2+2", 20.0]
    with ZipFile(BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        for name in sheets:
            xml = parts.read(name)
            assert b"<f>" not in xml
            assert b"<hyperlink" not in xml


def test_the_file_is_named_after_the_class_whatever_its_name(book: Book, download: Any) -> None:
    with writing():
        book.class_.name = '电商/2301 "班"\r\nX: y'
    header = download().headers["Content-Disposition"]
    assert "\n" not in header
    name = unquote(header.partition("filename*=UTF-8''")[2])
    assert name == "成绩册 电商_2301 _班_X_ y 20261123.xlsx"


def test_an_empty_class_gives_a_file_too(book: Book, make: Any, as_user: Any) -> None:
    empty = make.class_("空班")
    answer = as_user(make.instructor(empty)).get(f"/classes/{empty.public_id}/grades.xlsx")
    assert read(answer.data)[2][:2] == ["学号", "姓名"]
    assert answer.mimetype.endswith("spreadsheetml.sheet")
