"""The gradebook as an Excel workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from app.gradebook.sheet import Sheet
from app.web.numbers import plain

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(sheet: Sheet, class_name: str) -> bytes:
    """A real .xlsx: marks as numbers, 学号 and names as text, so that no cell is ever a formula."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(_("成绩册"))
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        page.write_string(0, 0, class_name, book.add_format({"bold": True, "font_size": 14}))
        for index, title in enumerate(_titles(sheet)):
            page.write_string(2, index, title, bold)
        for number, row in enumerate(sheet.rows, 3):
            page.write_string(number, 0, row.user.student_no or "", text)
            page.write_string(number, 1, row.user.name, text)
            _write_marks(page, number, row)
        page.set_column(0, 0, 16)
        page.set_column(1, 1, 12)
        page.set_column(2, len(sheet.columns) + 4, 11)
        page.freeze_panes(3, 2)
    return buffer.getvalue()


def _titles(sheet: Sheet) -> list[str]:
    columns = [
        f"{column.title}（{_('满分 %(n)s', n=plain(column.max))}）" for column in sheet.columns
    ]
    return [_("学号"), _("姓名"), *columns, _("平时"), _("总评"), _("说明")]


def _write_marks(page: Any, number: int, row: Any) -> None:
    at = 2
    for grade in row.grades:
        if grade is not None and grade.excused:
            page.write_string(number, at, _("免"))
        elif grade is not None and grade.new is not None:
            page.write_number(number, at, float(grade.new))
        at += 1
    for text in (row.coursework, row.mark):
        if text != "—":
            page.write_number(number, at, float(text))
        at += 1
    if not row.total.complete:
        page.write_string(number, at, _("暂计：还有成绩没有出来"))
