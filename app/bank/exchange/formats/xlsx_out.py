"""Our own workbook: one row a question, lists to choose from, a sheet that says how to fill it in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from app.bank.domain.types import Cognitive, Level, Use
from app.bank.exchange.formats.columns import OWN_OPTIONS, own_headings
from app.bank.exchange.formats.row_words import TYPE_WORDS
from app.bank.exchange.formats.rows_out import CARRIES as ROWS
from app.bank.exchange.formats.rows_out import cells_of
from app.bank.exchange.formats.xlsx import INSTRUCTIONS
from app.bank.exchange.loss import Carries, fit
from app.bank.exchange.parts import is_plain_number
from app.bank.exchange.questions import Question
from app.bank.exchange.written import Written

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CELL = 32_767  # what a cell of Excel holds
_NUMBERS = ("points", "tolerance", "difficulty")
_WIDE = {"stem": 50, "explanation": 40, "material": 40, "reference": 40, "key_points": 40}
_HELP = (
    "一行一题。带 * 的列必须填写；不需要的列留空。",
    "题型：单选、多选、判断、填空、名词解释、简答、论述。",
    "答案：单选写 B；多选写 ABD；判断写 对 或 错；填空每空一行，同一空的几种写法用 ｜ 隔开。",
    "题干里的空写作四个下划线 ____。",
    "采分点：每点一行，写作 要点｜分值｜另一种写法。",
    "知识点：写编号，几个之间用空格隔开。",
    "文字可以使用 Markdown，公式写作 $x^2$。",
)


def _too_long(question: Question) -> str:
    longest = max(map(len, cells_of(question).values()), default=0)
    return "cell" if longest > MOST_CELL else ""


CARRIES = Carries(parts=ROWS.parts, plain_tolerance=False, refuses=_too_long)


def write_xlsx(questions: Sequence[Question], *, title: str) -> Written:
    """A workbook. Texts are written as texts, never as formulas or links; marks are numbers.

    Without questions it is the empty template to fill in.
    """
    fitted, losses = fit(questions, CARRIES)
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = cast("Any", xlsxwriter.Workbook(out, options))
    # The time of writing would make two exports of the same questions differ.
    properties = {"title": title[:200], "created": datetime(2000, 1, 1, tzinfo=UTC)}
    book.set_properties(properties)
    sheet = book.add_worksheet("题目")
    most = max([OWN_OPTIONS, *(len(one.question.options) for one in fitted)])
    columns = own_headings(most)
    _dress(book, sheet, columns, len(fitted))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, one in enumerate(fitted, 1):
        cells = cells_of(one.question)
        for column, (name, _) in enumerate(columns):
            _write(sheet, row, column, name, cells.get(name, ""), wrapped)
    _explain(book)
    book.close()
    return Written(out.getvalue(), MEDIA_TYPE, "xlsx", losses)


def _write(sheet: Any, row: int, column: int, name: str, cell: str, wrapped: Any) -> None:
    if not cell:
        return
    if name in _NUMBERS and is_plain_number(cell) and len(cell) < 15:
        sheet.write_number(row, column, float(cell), wrapped)
    else:
        sheet.write_string(row, column, cell, wrapped)


def _dress(book: Any, sheet: Any, columns: Sequence[tuple[str, str]], count: int) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E6EEF7", "border": 1, "text_wrap": True})
    last = max(count, 500)
    lists = {
        "type": list(TYPE_WORDS.values()),
        "level": [one.value for one in Level],
        "cognitive": [one.value for one in Cognitive],
        "difficulty": ["1", "2", "3", "4", "5"],
        "use": [one.value for one in Use],
        "ordered": ["是", "否"],
        "shuffle": ["是", "否"],
    }
    for column, (name, heading) in enumerate(columns):
        required = name in ("type", "stem")
        sheet.write_string(0, column, f"{heading}*" if required else heading, head)
        sheet.set_column(column, column, _WIDE.get(name, 14))
        if name in lists:
            rule = {"validate": "list", "source": lists[name], "error_type": "warning"}
            sheet.data_validation(1, column, last, column, rule)
    sheet.freeze_panes(1, 4)


def _explain(book: Any) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    sheet.set_column(0, 0, 100)
    wrapped = book.add_format({"text_wrap": True})
    for row, line in enumerate(_HELP):
        sheet.write_string(row, 0, line, wrapped)
