"""The gradebook as an Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from app.gradebook.domain.levels import Level
from app.gradebook.domain.totals import round_half_up
from app.gradebook.rule_words import category_rules, column_rules
from app.gradebook.sheet import Sheet, SheetRow, State
from app.gradebook.tables import level_table
from app.web.numbers import plain

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
Value = str | Decimal | None


def write_workbook(sheet: Sheet, class_name: str) -> bytes:
    """A real .xlsx: marks as numbers, 学号 and names as text, so that no cell is ever a formula.

    The second sheet holds the scheme, so that the file explains itself.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 14})
        text = book.add_format({"num_format": "@"})
        marks = book.add_worksheet(_("成绩册"))
        marks.write_string(0, 0, class_name, title)
        _write_row(marks, 2, _titles(sheet), head)
        for number, row in enumerate(sheet.rows, 3):
            _write_row(marks, number, _values(sheet, row), text)
        marks.set_column(0, 0, 16)
        marks.set_column(1, 1, 12)
        marks.set_column(2, len(_titles(sheet)) - 2, 11)
        marks.set_column(len(_titles(sheet)) - 1, len(_titles(sheet)) - 1, 28)
        marks.freeze_panes(3, 2)
        _write_scheme(book.add_worksheet(_("方案")), sheet, head, text)
    return buffer.getvalue()


def write_registry(sheet: Sheet, class_name: str) -> bytes:
    """The list that a registry (教务) takes: 学号, 姓名, 平时, 期末, 总评, 等级, 绩点, 备注.

    平时 and 期末 are marks out of 100, and 总评 is what the scheme's weights make of them.
    """
    titles = [
        _("学号"), _("姓名"), _("平时成绩"), _("期末成绩"), _("总评成绩"), _("等级"),
        _("绩点（4.0 制）"), _("绩点（5.0 制）"), _("备注"),
    ]  # fmt: skip
    tables = [level_table(sheet.scheme, name) for name in ("level", "four", "five")]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        head = book.add_format({"bold": True, "border": 1, "align": "center"})
        text = book.add_format({"num_format": "@", "border": 1})
        number = book.add_format({"num_format": _number_format(sheet), "border": 1})
        page = book.add_worksheet(_("成绩单"))
        page.write_string(0, 0, class_name, book.add_format({"bold": True, "font_size": 14}))
        _write_row(page, 2, titles, head, head)
        for at, row in enumerate(sheet.rows, 3):
            values = _registry_values(sheet, row, tables)
            _write_row(page, at, values, text, number)
        page.set_column(0, 0, 16)
        page.set_column(1, 7, 12)
        page.set_column(8, 8, 28)
        page.freeze_panes(3, 2)
        page.repeat_rows(2)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    return buffer.getvalue()


def _registry_values(sheet: Sheet, row: SheetRow, tables: Sequence[Sequence[Level]]) -> list[Value]:
    places = sheet.scheme.decimals
    notes = list(row.notes)
    if not row.eligibility.ok:
        notes.append(_("平时未到合格线"))
    done = row.total.complete
    return [
        row.user.student_no or "",
        row.user.name,
        _rounded(row.part_mark(final=False), places),
        _rounded(row.part_mark(final=True), places),
        row.mark,
        *(row.level(table) if done else "" for table in tables),
        "；".join(notes),
    ]


def _number_format(sheet: Sheet) -> str:
    places = sheet.scheme.decimals
    return "0." + "0" * places if places else "0"


def _titles(sheet: Sheet) -> list[Value]:
    columns = [
        _("%(title)s（满分 %(n)s）", title=column.title, n=plain(column.max))
        for column in sheet.columns
    ]
    categories = [
        _("%(name)s（折合 %(n)s 分）", name=category.name, n=plain(category.weight))
        for category in sheet.scheme.categories
    ]
    weight = sum((c.weight for c in sheet.scheme.categories if not c.is_final), Decimal(0))
    coursework = _("平时（折合 %(n)s 分）", n=plain(weight))
    return [_("学号"), _("姓名"), *columns, *categories, coursework, _("总评"), _("说明")]


def _values(sheet: Sheet, row: SheetRow) -> list[Value]:
    words = {State.EXCUSED: _("免"), State.MISSING: _("缺，计 0")}
    marks = [cell.mark if cell.state is State.MARK else words.get(cell.state) for cell in row.cells]
    places = max(2, sheet.scheme.decimals)
    parts = [_rounded(part.earned, places) for part in row.total.categories]
    notes = list(row.notes)
    if not row.eligibility.ok:
        notes.append(_("平时未到合格线"))
    return [
        row.user.student_no or "",
        row.user.name,
        *marks,
        *parts,
        row.coursework.points,
        row.mark,
        "；".join(notes),
    ]


def _write_scheme(page: Any, sheet: Sheet, head: Any, text: Any) -> None:
    scheme = sheet.scheme
    rows: list[list[Value]] = [
        [_("类别"), _("权重（百分比）"), _("成绩列"), _("列的比重"), _("算法")]
    ]
    for category in scheme.categories:
        rows.append([category.name, category.weight, None, None, category_rules(category)])
        rows += [
            [None, None, column.title, column.weight, column_rules(column)]
            for column in category.columns
        ]
    rows += [[], [_("平时合格线"), scheme.eligibility_line], [_("总评及格线"), scheme.pass_line]]
    rows.append([_("总评保留的小数位"), Decimal(scheme.decimals)])
    for number, row in enumerate(rows):
        _write_row(page, number, row, head if number == 0 else text)
    page.set_column(0, 0, 22)
    page.set_column(1, 3, 16)
    page.set_column(4, 4, 40)


def _write_row(
    page: Any, number: int, values: Sequence[Value], text: Any, figures: Any = None
) -> None:
    for index, value in enumerate(values):
        if isinstance(value, str):
            page.write_string(number, index, value, text)
        elif value is not None:
            page.write_number(number, index, float(value), figures)


def _rounded(value: Fraction | None, places: int) -> Decimal | None:
    return None if value is None else round_half_up(value, places)
