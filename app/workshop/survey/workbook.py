"""The responses of a survey as a spreadsheet, for working out the figures oneself."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _
from flask_babel import pgettext

from app.workshop.survey.cautions import cautions, sample_words
from app.workshop.survey.domain.questionnaire import NOT_APPLICABLE, Kind, Question
from app.workshop.survey.studying import Data

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_answers(data: Data) -> bytes:
    """One line a response, in the order of their random ids; made-up ones say so on their line. A second sheet
    explains the columns. Text that looks like a formula stays text."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(pgettext("survey", "答卷"))
        sheet.write_string(0, 0, sample_words(data))
        heads = [_("来源"), _("用时（秒）"), *_heads(data)]
        for column, head in enumerate(heads):
            sheet.write_string(1, column, head, bold)
        for line, response in enumerate(data.kept, 2):
            sheet.write_string(line, 0, _("模拟") if response.simulated else _("真实"))
            if response.seconds is not None:
                sheet.write_number(line, 1, response.seconds)
            column = 2
            for question in data.questionnaire.questions:
                for part in question.parts:
                    _write(sheet, line, column, question, response.answers.get(part))
                    column += 1
        sheet.freeze_panes(2, 2)
        _explain(book.add_worksheet(pgettext("survey", "说明")), data, bold)
    return buffer.getvalue()


def _heads(data: Data) -> list[str]:
    heads: list[str] = []
    for number, question in enumerate(data.questionnaire.questions, 1):
        texts = [row.text for row in question.rows] if question.kind is Kind.MATRIX else [""]
        heads += [f"{number} {question.text} {text}".strip() for text in texts]
    return heads


def _write(sheet: Any, line: int, column: int, question: Question, value: Any) -> None:
    match value:
        case None:
            return
        case list():
            chosen = [question.options[n] for n in value if n < len(question.options)]
            sheet.write_string(line, column, "、".join(chosen))
        case int() if question.options:
            sheet.write_string(line, column, question.options[value])
        case int():
            sheet.write_number(line, column, value)
        case _:
            text = _("不适用") if value == NOT_APPLICABLE else str(value)
            sheet.write_string(line, column, text)


def _explain(sheet: Any, data: Data, bold: Any) -> None:
    heads = (_("题"), _("评什么"), _("维度"), _("级数"), _("反向题"))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    line = 1
    for question in data.questionnaire.questions:
        for item in question.items:
            sheet.write_string(line, 0, item.text)
            sheet.write_string(line, 1, str(item.measures))
            sheet.write_string(line, 2, item.dimension)
            sheet.write_number(line, 3, item.points)
            sheet.write_string(line, 4, _("是，先倒过来") if item.reverse else "")
            line += 1
    for text in cautions(data):
        line += 1
        sheet.write_string(line, 0, text)
    sheet.set_column(0, 0, 48)
