"""Taking in a rescue file: looked at first, then kept, then perhaps admitted."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.quiz.domain.rescue import LARGEST
from app.quiz.exams import rescuing
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.room_words import held_words
from app.quiz.exams.rescuing import Found, RescueRefused
from app.quiz.models import Exam
from app.web.clock import now

Page = Response | str | tuple[str, int]


@bp.get("/exams/<exam_id>/rescue")
@requires(Permission.EXAM_MANAGE)
def rescue(exam_id: str) -> Page:
    return _page(open_exam(exam_id))


@bp.post("/exams/<exam_id>/rescue")
@requires(Permission.EXAM_MANAGE)
def take_rescue(exam_id: str) -> Page:
    """A file is shown; with `do=store` and its text it is kept."""
    exam = open_exam(exam_id)
    text = _text()
    if not text:
        return _page(exam, error=_("请选择一个急救文件。")), 422
    try:
        if request.form.get("do") != "store":
            return _page(exam, found=rescuing.open_file(exam, text), text=text)
        sitting, stored = rescuing.store(exam, text, me(), now())
    except RescueRefused as refused:
        return _page(exam, error=refused.message), refused.status
    if stored:
        flash(_("已存入 %(n)s 题作答，还没有计分。要计分，请在下面采纳。", n=stored), "ok")
    else:
        flash(_("文件里的作答服务器都有了，没有存入新的。"), "info")
    address = url_for(
        "exams_manage.candidate", exam_id=exam_id, sitting_id=sitting.public_id, _anchor="aside"
    )
    return redirect(address, 303)


def _text() -> str:
    """The file's text: of the upload, or as the first look carried it on. What is no text is none."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return request.form.get("text", "")
    return upload.stream.read(LARGEST + 1).decode("utf-8", "replace") or " "


def _page(exam: Exam, *, found: Found | None = None, text: str = "", error: str = "") -> str:
    return render_template(
        "exams_manage/rescue.html",
        exam=exam, found=found, text=text, error=error, held_words=held_words,
    )  # fmt: skip
