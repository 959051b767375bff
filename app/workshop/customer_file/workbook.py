"""A file as an Excel workbook: every value as text, so that no number loses its zeros and nothing is a formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from app.workshop.customer_file.domain.cases import days_since, lifetime_task
from app.workshop.customer_file.domain.fileset import CLV_ROWS
from app.workshop.customer_file.domain.marks import shown
from app.workshop.customer_file.domain.tables import (
    ABC,
    CLV,
    CONVENTION,
    FILES,
    ORDERS,
    RFM,
    TABLES,
)
from app.workshop.customer_file.loading import Loaded
from app.workshop.customer_file.views import columns_of
from app.workshop.customer_file.words import TABLES as LABELS
from app.workshop.customer_file.words import field_label, row_label

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The sheets that come back; the first row holds the headings, the first column the ids.
EDITABLE = (*FILES, ABC, RFM, CLV)
Line = list[str]


def write_file(loaded: Loaded) -> bytes:
    """The workbook a student works in: a sheet of instructions, then one for each table."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        fixed = book.add_format({"num_format": "@", "font_color": "#626A65", "italic": True})
        _write(book.add_worksheet(_("说明")), _instructions(loaded), head, text, text, 0)
        for name in (*FILES, ORDERS, ABC, RFM, CLV):
            lines, shown_only = _lines(loaded, name)
            page = book.add_worksheet(str(LABELS[name]))
            _write(page, lines, head, text, fixed, len(lines[0]) if name == ORDERS else shown_only)
            _offer_choices(page, loaded, name, len(lines), shown_only)
    return buffer.getvalue()


def _instructions(loaded: Loaded) -> list[Line]:
    file = loaded.file
    return [
        [_("客户档案")],
        [_("学号"), file.user.student_no or ""],
        [_("姓名"), file.user.name],
        [_("作业"), file.project.title],
        [_("所有人物、号码和数字都是虚构的。")],
        [_("编号那一列不要改；斜体的列只供参考，改了也不算。")],
        [_("要补记一条联系或同意，在表的末尾加一行，编号空着。")],
        [_("合并、删除记录和整栏删除请在网页上做。")],
        [_("存成 .xlsx，在网页的“Excel”里上传；上传后先看差异，确认了才会存。")],
    ]


def _lines(loaded: Loaded, table: str) -> tuple[list[Line], int]:
    """The sheet of a table with its heads, and how many columns at the left are for information."""
    columns = columns_of(loaded.state, table)
    if table in (ABC, RFM):
        heads = [_("编号"), _("客户"), *_figure_heads(table), *(one.label for one in columns)]
        return [heads, *_work_lines(loaded, table)], len(heads) - len(columns)
    if table == CLV:
        task = lifetime_task(loaded.files)
        given = {
            name: _("年毛利 m = %(m)s，保持率 r = %(r)s", m=one.margin, r=shown(one.retention))
            for name, one in zip(("first", "second", "third"), task.customers, strict=True)
        }
        rows = [
            [
                name,
                row_label(CLV, name),
                given.get(name, ""),
                loaded.state.value(CLV, name, "value"),
            ]
            for name in (CONVENTION, *CLV_ROWS)
        ]
        return [[_("编号"), _("项目"), _("已知"), field_label(CLV, "value")], *rows], 3
    rows = [
        [key, *(row[one.name] for one in columns)] for key, row in loaded.state.alive(table).items()
    ]
    return [[_("编号"), *(one.label for one in columns)], *rows], 1


def _figure_heads(table: str) -> list[str]:
    heads = [_("最近一单"), _("距今天数"), _("单数"), _("销售额（元）")]
    return heads if table == RFM else [*heads, _("毛利（元）")]


def _work_lines(loaded: Loaded, table: str) -> list[Line]:
    lines: list[Line] = []
    for one in loaded.files.sales:
        figures = [one.last.isoformat(), str(days_since(one)), str(one.orders), str(one.amount)]
        if table == ABC:
            figures.append(str(one.margin))
        own = [loaded.state.value(table, one.customer, f.name) for f in TABLES[table].fields]
        lines.append([one.customer, one.name, *figures, *own])
    return lines


def _write(page: Any, lines: list[Line], head: Any, text: Any, fixed: Any, info: int) -> None:
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            look = head if number == 0 else fixed if place < info else text
            page.write_string(number, place, value, look)
    widest = max(len(line) for line in lines)
    page.set_column(0, 0, 10)
    page.set_column(1, widest, 18, text)
    page.freeze_panes(1, 1)


def _offer_choices(page: Any, loaded: Loaded, table: str, lines: int, info: int) -> None:
    """Lists to choose from in the cells that have them."""
    for place, column in enumerate(columns_of(loaded.state, table), info):
        if column.field.choices:
            rule = {"validate": "list", "source": list(column.field.choices)}
            page.data_validation(1, place, lines + 50, place, rule)
