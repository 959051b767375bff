"""The board of a running exam, and what staff do from it."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.quiz.exams import invigilation, publishing, speaking
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.board import ORDERS, SHOWS, Board, BoardFilter, watch
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.room_words import (
    act_words,
    ago_words,
    aside_words,
    record_words,
    show_labels,
    status_words,
)
from app.quiz.exams.manage.wording import clock_words
from app.quiz.exams.reopening import reopen
from app.quiz.models import Exam
from app.web.clock import now
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
WORDS = {
    "status_words": status_words,
    "clock_words": clock_words,
    "act_words": act_words,
    "ago_words": ago_words,
    "record_words": record_words,
    "aside_words": aside_words,
}
TIMED = ("extend", "extend_all", "reopen")
PICKING = ("extend", "close", "reopen", "message")
ACTS = ("extend", "extend_all", "close", "close_all", "reopen")
SAYING = ("message", "message_all", "note")


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
    response.set_etag(shown.etag(exam.closes_at, exam.state, acts, request.query_string))
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)


@bp.post("/exams/<exam_id>/board")
@requires(Permission.EXAM_MANAGE)
def act(exam_id: str) -> Page:
    """Time, papers taken in, papers opened again."""
    exam = open_exam(exam_id)
    todo = request.form.get("do", "")
    errors = _find_errors(todo) if todo in ACTS else _odd_button()
    if errors:
        return _board_page(exam, errors), 422
    flash(_act(exam, todo), "ok")
    return redirect(_back(exam_id), 303)


@bp.post("/exams/<exam_id>/board/say")
@requires(Permission.EXAM_WATCH)
def say(exam_id: str) -> Page:
    """Messages to the candidates, and notes for the record: whoever watches the room may."""
    exam = open_exam(exam_id)
    todo = request.form.get("do", "")
    errors = _find_faults(todo) if todo in SAYING else _odd_button()
    if errors:
        return _board_page(exam, errors), 422
    flash(_say(exam, todo), "ok")
    return redirect(_back(exam_id), 303)


def _act(exam: Exam, todo: str) -> str:
    """Do what a button of the board asks for; returns what happened, in words."""
    picked = request.form.getlist("sitting")
    reason = request.form.get("reason", "").strip()
    if todo in TIMED:
        minutes = int(request.form["minutes"])
        if todo == "extend_all":
            given = publishing.extend_exam(exam, minutes, reason, me(), now())
            return _("全场延长 %(m)s 分钟，正在作答的 %(n)s 人都加上了。", m=minutes, n=given)
        if todo == "reopen":
            done = reopen(exam, picked, minutes, reason, me(), now())
            told = _("重开了 %(n)s 份答卷，各给 %(m)s 分钟。", n=done.opened, m=minutes)
            return told + (_("%(n)s 份没有动：还在作答。", n=done.left) if done.left else "")
        given = invigilation.give_minutes(exam, picked, minutes, reason, me(), now())
        return _("给 %(n)s 人各加了 %(m)s 分钟。", m=minutes, n=given)
    taken = invigilation.take_in(exam, None if todo == "close_all" else picked, reason, me(), now())
    return ngettext("收了 %(num)s 份答卷。", "收了 %(num)s 份答卷。", taken)


def _say(exam: Exam, todo: str) -> str:
    picked = request.form.getlist("sitting")
    text = request.form["text"].strip()
    if todo == "note":
        speaking.write_note(exam, picked, text, me(), now())
        return _("已记入考场记录。")
    if todo == "message_all":
        speaking.send_message(exam, None, text, me(), now())
        return _("已通知全场，正在作答的页面半分钟内会显示。")
    sent = speaking.send_message(exam, picked, text, me(), now())
    return _("已通知 %(n)s 人，他们的页面半分钟内会显示。", n=sent)


def _odd_button() -> dict[str, str]:
    return {"form": _("请用页面上的按钮。")}


def _nobody(todo: str) -> dict[str, str]:
    if todo in PICKING and not request.form.getlist("sitting"):
        return {"form": _("还没有选人。请先勾选考生。")}
    return {}


def _find_errors(todo: str) -> dict[str, str]:
    """What is missing for an act, by field."""
    errors = _nobody(todo)
    minutes = request.form.get("minutes", "").strip()
    if todo in TIMED and not read_int(minutes, publishing.LONGEST_EXTENSION):
        errors["minutes"] = _("请填 1 到 %(n)s 分钟。", n=publishing.LONGEST_EXTENSION)
    reason = request.form.get("reason", "").strip()
    if not reason:
        errors["reason"] = _("请写明原因，会记在考场记录里。")
    elif len(reason) > invigilation.LONGEST_REASON:
        errors["reason"] = _("原因最多 %(n)s 个字。", n=invigilation.LONGEST_REASON)
    return errors


def _find_faults(todo: str) -> dict[str, str]:
    """What is missing for a message or a note, by field."""
    errors = _nobody(todo)
    text = request.form.get("text", "").strip()
    if not text:
        errors["text"] = _("请写下要通知或要记的话。")
    elif len(text) > speaking.LONGEST_WORDS:
        errors["text"] = _("最多 %(n)s 个字。", n=speaking.LONGEST_WORDS)
    return errors


def _board_page(exam: Exam, errors: dict[str, str]) -> str:
    return render_template(
        "exams_manage/board.html",
        exam=exam,
        stage=stage_of(exam, now()),
        board=_watch(exam),
        acts=may(Permission.EXAM_MANAGE, exam),
        look=_filter(),
        shows=show_labels(),
        kept=_kept(),
        errors=errors,
        typed=request.form,
        picked=request.form.getlist("sitting"),
        **WORDS,
    )


def _watch(exam: Exam) -> Board:
    return watch(exam, now(), _filter())


def _filter() -> BoardFilter:
    """What the address asks to look at."""
    order, show = request.args.get("sort", ""), request.args.get("show", "")
    return BoardFilter(
        order=order if order in ORDERS else ORDERS[0],
        page=request.args.get("page", 1, type=int),
        show=show if show in SHOWS else "",
        search=request.args.get("q", "").strip()[:60],
    )


def _kept() -> dict[str, Any]:
    """The query arguments that acts and polls take along."""
    return {
        name: request.args[name] for name in ("sort", "show", "q", "page") if name in request.args
    }


def _back(exam_id: str) -> str:
    sitting = request.form.get("back", "")
    if sitting:
        return url_for("exams_manage.candidate", exam_id=exam_id, sitting_id=sitting)
    return url_for("exams_manage.board", exam_id=exam_id, **_kept())
