"""The results of an exam as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from flask_babel import gettext as _

from app.bank.labels import TYPE_LABELS
from app.quiz.domain.outcomes import Finding
from app.quiz.exams.results import QuestionResult, ResultRow, Results
from app.quiz.models import Exam
from app.web.i18n import format_time

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {0: 14, 1: 14, 8: 18}


def export_results(exam: Exam, results: Results) -> bytes:
    """An .xlsx with one sheet of papers and one of questions.

    Texts are written as strings, whatever they begin with, so that no cell becomes a formula; marks
    are numbers.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        _papers(book.add_worksheet(_("成绩")), head, exam, results)
        _questions(book.add_worksheet(_("各题")), head, results)
    return target.getvalue()


def _papers(sheet, head, exam: Exam, results: Results) -> None:  # type: ignore[no-untyped-def]
    titles = (
        _("学号"), _("姓名"), _("第几次"), _("状态"), _("客观题"), _("主观题"), _("总分"),
        _("满分"), _("交卷时间"),
    )  # fmt: skip
    _head(sheet, head, (*titles, _("卷")) if results.is_parallel else titles)
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)
    for y, row in enumerate(results.rows, 1):
        sheet.write_string(y, 0, row.user.student_no or "")
        sheet.write_string(y, 1, row.user.name)
        if row.sitting is not None:
            sheet.write_number(y, 2, row.sitting.number)
        sheet.write_string(y, 3, paper_state(row))
        if row.score is not None:
            sheet.write_number(y, 4, row.score.objective)
            sheet.write_number(y, 5, row.score.written)
            sheet.write_number(y, 6, row.score.total)
        sheet.write_number(y, 7, results.full)
        submitted = row.sitting.submitted_at if row.sitting else None
        sheet.write_string(y, 8, format_time(submitted) if submitted else "")
        if results.is_parallel:
            sheet.write_string(y, 9, row.form)
    sheet.freeze_panes(1, 2)
    sheet.set_header(f"&L{exam.title.replace('&', '&&')[:200]}")


def _questions(sheet, head, results: Results) -> None:  # type: ignore[no-untyped-def]
    _head(sheet, head, (_("题号"), _("题型"), _("题目"), _("分值"), _("份数"), _("得分率")))
    sheet.set_column(2, 2, 60)
    for y, question in enumerate(results.questions, 1):
        if results.is_parallel:
            sheet.write_string(y, 0, question_name(question, True))
        else:
            sheet.write_number(y, 0, question.places[0][1])
        sheet.write_string(y, 1, str(TYPE_LABELS[question.type]))
        sheet.write_string(y, 2, question.title)
        sheet.write_number(y, 3, question.points)
        sheet.write_number(y, 4, question.facility.count)
        if question.facility.finding is not Finding.UNMARKED:
            sheet.write_number(y, 5, round(float(question.facility.share or 0), 4))
    sheet.freeze_panes(1, 0)


def _head(sheet, style, titles: Sequence[str]) -> None:  # type: ignore[no-untyped-def]
    for x, title in enumerate(titles):
        sheet.write_string(0, x, title, style)


def question_name(question: QuestionResult, parallel: bool) -> str:
    """Where a question stands: “3”, or with several forms “A3、B5”."""
    if not parallel:
        return str(question.places[0][1])
    return _("、").join(f"{label}{number}" for label, number in question.places)


def paper_state(row: ResultRow) -> str:
    """How a paper stands, in words."""
    if row.sitting is None:
        return _("未考")
    if row.sitting.state == "open":
        return _("作答中")
    return _("已批完") if row.is_whole else _("等待批改")
