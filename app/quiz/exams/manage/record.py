"""The record of an exam: as a workbook, and as a sheet to print and sign."""

from __future__ import annotations

from flask import abort, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.manage.blueprint import bp
from app.quiz.exams.manage.room_words import (
    act_words,
    aside_words,
    incident_label,
    record_words,
    status_words,
)
from app.quiz.exams.record import Record, load_record
from app.quiz.exams.record_book import MIMETYPE, write_record
from app.quiz.models import Exam
from app.web.clock import now
from app.web.downloads import attachment


@bp.get("/exams/<exam_id>/record.xlsx")
@requires(Permission.EXAM_WATCH)
def record(exam_id: str) -> Response:
    exam, found = _load(exam_id)
    data = write_record(
        exam,
        found,
        status=lambda status: status_words(status)[0],
        act=act_words,
        incident=incident_label,
    )
    return attachment(data, _("%(title)s 考场记录.xlsx", title=exam.title), MIMETYPE)


@bp.get("/exams/<exam_id>/record/print")
@requires(Permission.EXAM_WATCH)
def record_print(exam_id: str) -> str:
    exam, found = _load(exam_id)
    return render_template(
        "exams_manage/record_print.html",
        exam=exam, record=found, status_words=status_words, record_words=record_words,
        aside_words=aside_words, act_words=act_words, incident_label=incident_label,
    )  # fmt: skip


def _load(exam_id: str) -> tuple[Exam, Record]:
    exam = open_exam(exam_id)
    if exam.state == "draft":
        abort(404)
    return exam, load_record(exam, now())
