"""The board of a running exam, and what staff do from it."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.quiz.exams import invigilation, publishing
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.board import ORDERS, Board, watch
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.wording import act_words, clock_words, status_words
from app.quiz.models import Exam
from app.web.clock import now
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
WORDS = {"status_words": status_words, "clock_words": clock_words, "act_words": act_words}


@bp.get("/exams/<exam_id>/board")
@requires(Permission.EXAM_WATCH)
def board(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    if exam.state == "draft":
        return redirect(url_for("exams_manage.home", class_id=exam.course_class.public_id), 303)
    return _board_page(exam, {})


@bp.get("/exams/<exam_id>/board/rows")
@requires(Permission.EXAM_WATCH)
def board_rows(exam_id: str) -> Response:
    """The part of the board that changes, for pages that poll; 304 while nothing changed."""
    exam = open_exam(exam_id)
    shown = _watch(exam)
    acts = may(Permission.EXAM_MANAGE, exam)
    response = make_response(
        render_template(
            "exams_manage/_board.html", exam=exam, board=shown, acts=acts, picked=(), **WORDS
        )
    )
    response.set_etag(shown.etag(exam.closes_at, exam.state, acts, _order()))
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)


@bp.post("/exams/<exam_id>/board")
@requires(Permission.EXAM_MANAGE)
def act(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    todo = request.form.get("do", "")
    errors = _find_errors(todo)
    if errors:
        return _board_page(exam, errors), 422
    flash(_act(exam, todo), "ok")
    return redirect(_back(exam_id), 303)


def _act(exam: Exam, todo: str) -> str:
    """Do what a button of the board asks for; returns what happened, in words."""
    picked = request.form.getlist("sitting")
    reason = request.form.get("reason", "").strip()
    if todo in ("extend", "extend_all"):
        minutes = int(request.form["minutes"])
        if todo == "extend_all":
            given = publishing.extend_exam(exam, minutes, reason, me(), now())
            return _("全场延长 %(m)s 分钟，正在作答的 %(n)s 人都加上了。", m=minutes, n=given)
        given = invigilation.give_minutes(exam, picked, minutes, reason, me(), now())
        return _("给 %(n)s 人各加了 %(m)s 分钟。", m=minutes, n=given)
    taken = invigilation.take_in(exam, None if todo == "close_all" else picked, reason, me(), now())
    return ngettext("收了 %(num)s 份答卷。", "收了 %(num)s 份答卷。", taken)


def _find_errors(todo: str) -> dict[str, str]:
    """What is missing for an act, by field."""
    errors = {}
    if todo not in ("extend", "extend_all", "close", "close_all"):
        errors["form"] = _("请用页面上的按钮。")
    elif todo in ("extend", "close") and not request.form.getlist("sitting"):
        errors["form"] = _("还没有选人。请先勾选正在作答的考生。")
    minutes = request.form.get("minutes", "").strip()
    if todo.startswith("extend") and not read_int(minutes, publishing.LONGEST_EXTENSION):
        errors["minutes"] = _("请填 1 到 %(n)s 分钟。", n=publishing.LONGEST_EXTENSION)
    reason = request.form.get("reason", "").strip()
    if not reason:
        errors["reason"] = _("请写明原因，会记在考场记录里。")
    elif len(reason) > invigilation.LONGEST_REASON:
        errors["reason"] = _("原因最多 %(n)s 个字。", n=invigilation.LONGEST_REASON)
    return errors


def _board_page(exam: Exam, errors: dict[str, str]) -> str:
    return render_template(
        "exams_manage/board.html",
        exam=exam,
        stage=stage_of(exam, now()),
        board=_watch(exam),
        acts=may(Permission.EXAM_MANAGE, exam),
        order=_order(),
        errors=errors,
        typed=request.form,
        picked=request.form.getlist("sitting"),
        **WORDS,
    )


def _watch(exam: Exam) -> Board:
    page = request.args.get("page", 1, type=int)
    return watch(exam, now(), order=_order(), page=page)


def _order() -> str:
    order = request.args.get("sort", "")
    return order if order in ORDERS else ORDERS[0]


def _back(exam_id: str) -> str:
    kept = request.args
    return url_for(
        "exams_manage.board", exam_id=exam_id, sort=kept.get("sort"), page=kept.get("page")
    )
