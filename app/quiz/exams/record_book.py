"""The record of an exam as an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import xlsxwriter
from flask_babel import gettext as _

from app.quiz.domain.watching import Status
from app.quiz.exams.board import BoardRow
from app.quiz.exams.record import Record
from app.quiz.models import Exam, ExamAct
from app.web.i18n import format_time

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | None


def write_record(
    exam: Exam,
    record: Record,
    *,
    status: Callable[[Status], str],
    act: Callable[[ExamAct], str],
    incident: Callable[[str], str],
) -> bytes:
    """An .xlsx of four sheets: candidates, acts, incidents, counts of saves.

    Texts are written as strings, whatever they begin with, so that no cell becomes a formula.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        header = f"&L{exam.title.replace('&', '&&')[:200]}"

        def sheet(name: str, titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
            page = book.add_worksheet(name)
            page.set_header(header)
            page.set_column(0, len(titles) - 1, 14)
            for x, title in enumerate(titles):
                page.write_string(0, x, title, head)
            for y, row in enumerate(rows, 1):
                for x, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(y, x, value)
                    elif value is not None:
                        page.write_number(y, x, value)
            page.freeze_panes(1, 0)

        sheet(_("考生"), _candidate_titles(), (_candidate(row, status) for row in record.rows))
        sheet(
            _("处置"),
            (_("时间"), _("做了什么"), _("原因"), _("谁")),
            ((_at(a.created_at), act(a), a.reason, a.author.name) for a in record.acts),
        )
        sheet(
            _("记录"),
            (_("时间"), _("考生"), _("什么"), _("内容"), _("秒"), _("谁记的")),
            (
                (_at(i.at), i.name, incident(i.kind), i.text, i.seconds, i.author)
                for i in record.incidents
            ),
        )
        sheet(
            _("保存"),
            (
                _("考生"), _("第几次"), _("保存"), _("补传"), _("被顶替"), _("急救文件"),
                _("采纳"), _("页面"), _("最早"), _("最晚"),
            ),
            (
                (
                    s.name, s.number, s.total, s.late, s.superseded, s.rescued, s.admitted,
                    s.pages, _at(s.first), _at(s.last),
                )
                for s in record.saves
            ),
        )  # fmt: skip
    return target.getvalue()


def _candidate_titles() -> Sequence[str]:
    return (
        _("学号"), _("姓名"), _("座位"), _("状态"), _("开考"), _("收卷"), _("已答"), _("题数"),
        _("最后保存"), _("地址"), _("加时（分钟）"), _("离开窗口"), _("离开（秒）"), _("断网"),
        _("换地址"), _("记事"), _("补传"), _("被顶替"), _("已采纳"), _("重开"), _("核对码"),
    )  # fmt: skip


def _candidate(row: BoardRow, status: Callable[[Status], str]) -> Sequence[Value]:
    user = row.user
    who: list[Value] = [user.student_no or "", user.name, user.seat, status(row.status)]
    sitting = row.sitting
    if sitting is None:
        return who
    happened = {kind: one.count for kind, one in row.incidents.items()}
    away = row.incidents.get("return")
    return [
        *who,
        _at(sitting.started_at),
        _at(sitting.submitted_at),
        row.progress.answered,
        row.progress.questions,
        _at(sitting.last_save),
        sitting.address,
        row.minutes,
        happened.get("leave", 0),
        away.seconds if away else 0,
        happened.get("offline", 0),
        happened.get("address", 0),
        happened.get("note", 0),
        row.aside.late,
        row.aside.superseded,
        row.aside.admitted,
        row.reopened,
        row.progress.code,
    ]


def _at(value: datetime | None) -> str:
    return "" if value is None else format_time(value, "yyyy-MM-dd HH:mm:ss")
