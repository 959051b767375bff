"""Files of rosters, also broken and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.courses import roster_files
from app.courses.domain.roster import read_roster
from app.courses.roster_files import FileProblem, UnreadableError, decode, read_file, read_text

PEOPLE = [("0230101", "陈思远"), ("0230102", "邓雅琪")]
TEXT = "学号,姓名\n0230101,陈思远\n0230102,邓雅琪\n"


def xlsx(*sheets: Sequence[Sequence[Any]], hidden: int | None = None) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for index, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            if index == hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


def people_in(data: bytes) -> list[tuple[str, str]]:
    return [(row.student_no, row.name) for row in read_roster(read_file(data)).rows]


def problem_of(data: bytes) -> FileProblem:
    with pytest.raises(UnreadableError) as unreadable:
        read_file(data)
    return unreadable.value.problem


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding(encoding: str, delimiter: str, newline: str) -> None:
    data = TEXT.replace(",", delimiter).replace("\n", newline).encode(encoding)
    assert people_in(data) == PEOPLE


def test_pasted_text_may_be_divided_by_spaces() -> None:
    rows = read_roster(read_text("0230101  陈思远\n0230102　邓雅琪\n")).rows
    assert [(row.student_no, row.name) for row in rows] == PEOPLE


def test_quotes_hold_delimiters() -> None:
    rows = read_roster(read_text('学号,姓名,备注\n0230101,"陈思远","a, ""b"""\n')).rows
    assert [(row.student_no, row.name) for row in rows] == PEOPLE[:1]


def test_rare_characters_of_gb18030() -> None:
    assert people_in("学号,姓名\n0230101,㛃䶮\n".encode("gb18030")) == [("0230101", "㛃䶮")]


def test_xlsx_with_text_and_number_cells() -> None:
    data = xlsx([["学号", "姓名"], ["0230101", "陈思远"], [230102, "邓雅琪"]])
    assert people_in(data) == [("0230101", "陈思远"), ("230102", "邓雅琪")]


def test_lines_are_those_that_excel_shows() -> None:
    data = xlsx([[], [], ["学号", "姓名"], ["0230101", "陈思远"]])
    assert [row.line for row in read_roster(read_file(data)).rows] == [4]


def test_the_sheet_with_headings_is_read() -> None:
    notes = [["说明"], ["请勿改动格式"]]
    roster = [["学号", "姓名"], ["0230101", "陈思远"]]
    other = [["学号", "姓名"], ["9999999", "不要读"]]
    assert people_in(xlsx(notes, roster)) == PEOPLE[:1]
    assert people_in(xlsx([], other, roster, hidden=1)) == PEOPLE[:1]


def test_the_name_of_a_file_does_not_matter() -> None:
    """Content decides: there is no argument for a name at all."""
    assert people_in(TEXT.encode()) == people_in(xlsx(*[[r.split(",") for r in TEXT.split()]]))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \r\n ", FileProblem.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileProblem.OLD_EXCEL),
        (b"<html><table><tr><td>1</td></tr></table></html>", FileProblem.WEB_PAGE),
        (b'\xef\xbb\xbf<!DOCTYPE html>\n<meta charset="gbk"><table>', FileProblem.WEB_PAGE),
        (b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)) * 4, FileProblem.NOT_A_TABLE),
        (b"%PDF-1.7 \xff\xfe\x00\x80\x81\xff", FileProblem.NOT_A_TABLE),
        (b"PK\x03\x04 and no more", FileProblem.BROKEN),
        (b"x" * (roster_files.MAX_BYTES + 1), FileProblem.TOO_BIG),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, problem: FileProblem) -> None:
    assert problem_of(data) == problem


def test_an_empty_workbook() -> None:
    assert problem_of(xlsx([])) == FileProblem.EMPTY


def test_a_cut_off_workbook() -> None:
    data = xlsx([["学号", "姓名"], *PEOPLE])
    assert problem_of(data[: len(data) // 2]) == FileProblem.BROKEN


def test_a_zip_that_is_no_workbook() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert problem_of(target.getvalue()) == FileProblem.NOT_A_TABLE


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return target.getvalue()


def test_a_zip_bomb_is_not_unpacked_for_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_part(xlsx(PEOPLE), "xl/bomb.xml", bytes(roster_files.MAX_UNPACKED))
    assert len(bomb) < 200_000
    monkeypatch.setattr(roster_files, "CalamineWorkbook", None)
    assert problem_of(bomb) == FileProblem.TOO_BIG


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = with_part(xlsx(PEOPLE), "xl/extra.xml", b"0" * 5000)
    lying = data.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != data
    assert problem_of(lying) == FileProblem.BROKEN


def test_too_many_parts_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(roster_files.MAX_PARTS + 1):
            archive.writestr(f"{number}.xml", "")
    assert problem_of(target.getvalue()) == FileProblem.TOO_BIG


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c r='ZZZ1'><v>1</v></c></row>",
        '<row><c r = "A99999999999"><v>1</v></c></row>',
    ],
)
def test_cells_at_the_far_end_do_not_take_the_memory(
    rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = with_part(xlsx(PEOPLE), "xl/worksheets/sheet1.xml", SHEET.format(rows).encode())
    monkeypatch.setattr(roster_files, "CalamineWorkbook", None)
    assert problem_of(data) == FileProblem.TOO_BIG


def test_a_broken_sheet_is_told() -> None:
    data = with_part(xlsx(PEOPLE), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row")
    assert problem_of(data) in (FileProblem.BROKEN, FileProblem.EMPTY)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_reason(data: bytes) -> None:
    try:
        table = read_file(data)
    except UnreadableError:
        table = []
    assert len(read_roster(table).rows) <= len(table)


@given(st.binary(max_size=200))
def test_any_bytes_after_a_zips_first_signs(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_file(b"PK\x03\x04" + data)


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_utf8_is_never_taken_for_another(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
