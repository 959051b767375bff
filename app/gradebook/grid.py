"""The sheet as a script reads it: columns once, rows by the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.courses.models import CourseClass
from app.gradebook.arithmetic import Arithmetic
from app.gradebook.sheet import Sheet, SheetCell, SheetRow, State, build_sheet
from app.web.numbers import plain

PER_BLOCK = 100


class Show(StrEnum):
    """Which students the sheet shows."""

    ALL = "all"
    MISSING = "missing"
    BELOW = "below"
    INELIGIBLE = "ineligible"
    EXCUSED = "excused"
    CHANGED = "changed"


SHOWN = {
    Show.ALL: _l("全部"),
    Show.MISSING: _l("有缺的"),
    Show.BELOW: _l("总评不及格的"),
    Show.INELIGIBLE: _l("平时未到合格线的"),
    Show.EXCUSED: _l("有免修的"),
    Show.CHANGED: _l("改过分的"),
}


def is_shown(row: SheetRow, show: Show) -> bool:
    """Whether a row belongs to what is asked for."""
    if show is Show.MISSING:
        return any(cell.state is State.MISSING for cell in row.cells)
    if show is Show.EXCUSED:
        return any(cell.state is State.EXCUSED for cell in row.cells)
    if show is Show.CHANGED:
        return any(cell.changed for cell in row.cells)
    if show is Show.BELOW:
        return row.mark is not None and row.mark < row.scheme.pass_line
    return show is Show.ALL or not row.eligibility.ok


def pick(class_id: int, students: Sequence[User], show: Show, at: datetime) -> list[User]:
    """Those of the students who belong to what is asked for."""
    if show is Show.ALL:
        return list(students)
    return [row.user for row in build_sheet(class_id, students, at).rows if is_shown(row, show)]


def rows_of(course_class: CourseClass, sheet: Sheet) -> list[dict[str, Any]]:
    """The rows of a sheet as the script shows them."""
    home = url_for("gradebook.home", class_id=course_class.public_id)
    return [_row(row, sheet, home) for row in sheet.rows]


def columns_for(sheet: Sheet) -> list[dict[str, Any]]:
    """The columns as the script shows them."""
    return [
        {
            "id": column.public_id,
            "title": column.title,
            "sub": _head(column.category.name, plain(column.max), column.published, column.weight),
            "url": url_for("gradebook.column", column_id=column.public_id),
        }
        for column in sheet.columns
    ]


def after_for(sheet: Sheet) -> list[dict[str, str]]:
    """What follows the columns: parts, total, level, remarks."""
    places = [_("整数"), _("一位小数"), _("两位小数")][sheet.scheme.decimals]
    coursework = plain(sheet.weight - sheet.final_weight)
    final = {
        "key": "final",
        "title": _("期末"),
        "sub": _("满 %(n)s", n=plain(sheet.final_weight)),
        "kind": "",
    }
    return [
        {"key": "parts", "title": _("平时"), "sub": _("满 %(n)s", n=coursework), "kind": ""},
        *([final] if sheet.final_weight else []),
        {"key": "total", "title": _("总评"), "sub": places, "kind": ""},
        {"key": "level", "title": _("等级"), "sub": "", "kind": "text"},
        {"key": "note", "title": _("说明"), "sub": "", "kind": "text"},
    ]


def formula(sums: Arithmetic) -> str:
    """The arithmetic in one line: = 86 × 20% + 90 × 10% = 17.2 + 9 = 26.2 → 87.3."""
    counting = [line for line in sums.lines if line.points != "—"]
    if sums.mark is None or not counting:
        return _("还没有成绩")
    workings = " + ".join(line.working for line in counting)
    points = " + ".join(line.points for line in counting)
    total, *more = sums.steps
    steps = [workings, points] if len(counting) > 1 else [workings]
    text = "= " + " = ".join([*steps, total.points])
    for step in more[:-1]:
        text += f" → {step.working} = {step.points}"
    return f"{text} → {more[-1].points}" if more else text


def _head(category: str, full: str, published: bool, weight: Any) -> str:
    words = [category, _("满分 %(n)s", n=full)]
    if not published:
        words.append(_("学生看不到"))
    if not weight:
        words.append(_("不计入"))
    return _("，").join(words)


def _row(row: SheetRow, sheet: Sheet, home: str) -> dict[str, Any]:
    notes = list(row.notes)
    if not row.eligibility.ok:
        notes.insert(0, _("平时未到合格线"))
    return {
        "id": row.user.public_id,
        "no": row.user.student_no or "—",
        "name": row.user.name,
        "url": f"{home}/people/{row.user.public_id}",
        "cells": [_cell(cell) for cell in row.cells],
        "parts": plain(row.coursework.points),
        "final": plain(row.final.points),
        "total": "—" if row.mark is None else f"{row.mark:f}",
        "low": row.below,
        "level": row.level(sheet.levels) if row.total.complete else "",
        "note": _("；").join(notes),
        "fx": formula(row.arithmetic),
    }


def _cell(cell: SheetCell) -> list[Any]:
    """[what stands there, number of its event, what is to be said of it, its marks of state]."""
    text = "" if cell.mark is None else plain(cell.mark)
    flags = "c" if cell.changed else ""
    said = cell.notes if cell.touched else []
    if cell.state is State.EXCUSED:
        text, flags = "免", flags + "x"
    elif cell.state is State.MISSING:
        flags += "m"
        said = [_("入班前已截止，计 0") if cell.late else _("缺，计 0")]
    if cell.dropped:
        flags += "d"
    if cell.comment:
        flags += "n"
        said = [*said, _("评语：%(text)s", text=cell.comment)]
    return [text, cell.number, _("；").join(said), flags]
