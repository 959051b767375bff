"""Seats of an exam: numbering them, slips for the tables, the list at the door."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.quiz.domain.access import AccessRules
from app.quiz.domain.seats import FaultySeat, SeatFault
from app.quiz.exams import seats
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.publishing import has_sittings
from app.quiz.models import Exam
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import clean
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
MOST_TOLD = 10
LONGEST_PREFIX = 8


@bp.get("/exams/<exam_id>/seats")
@requires(Permission.EXAM_WATCH)
def seat_list(exam_id: str) -> str:
    return _seats_page(open_exam(exam_id))


@bp.post("/exams/<exam_id>/seats")
@requires(Permission.EXAM_MANAGE)
def place(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    try:
        told = _place(exam, request.form.get("do", ""))
    except seats.PlanError as error:
        lines = [fault_words(one) for one in error.faults[:MOST_TOLD]]
        if len(error.faults) > MOST_TOLD:
            lines.append(_("还有 %(n)s 行。", n=len(error.faults) - MOST_TOLD))
        return _seats_page(exam, refused=error.message, lines=lines), error.status
    except DomainError as error:
        return _seats_page(exam, refused=error.message), error.status
    flash(told, "ok")
    return redirect(url_for("exams_manage.seat_list", exam_id=exam_id), 303)


@bp.get("/exams/<exam_id>/seats/slips")
@requires(Permission.EXAM_WATCH)
def seat_slips(exam_id: str) -> str:
    """A card for each table, to be cut out."""
    return _sheet("exams_manage/seat_slips.html", open_exam(exam_id))


@bp.get("/exams/<exam_id>/seats/plan")
@requires(Permission.EXAM_WATCH)
def seat_plan(exam_id: str) -> str:
    """Who sits where: for the door, and for signatures. Without codes."""
    return _sheet("exams_manage/seat_plan.html", open_exam(exam_id))


def fault_words(one: FaultySeat) -> str:
    """What is wrong with a line of a plan."""
    match one.fault:
        case SeatFault.NOT_TWO:
            what = _("要有两列：学号和座位。")
        case SeatFault.UNKNOWN:
            what = _("班里没有这个学号。")
        case SeatFault.LONG_SEAT:
            what = _("座位名太长，最多 12 个字。")
        case SeatFault.PERSON_TWICE:
            what = _("学号和第 %(n)s 行重复。", n=one.other)
        case _:
            what = _("座位和第 %(n)s 行重复。", n=one.other)
    return _("第 %(line)s 行“%(text)s”：%(what)s", line=one.line, text=one.text, what=what)


def _place(exam: Exam, todo: str) -> str:
    """Do what a button asks for; returns what happened, in words."""
    if todo in ("number", "lot"):
        seed = secrets.randbits(31) if todo == "lot" else None
        count = seats.number_seats(exam, me(), now(), **_naming(), seed=seed)
        return ngettext("排好了 %(num)s 个座位。", "排好了 %(num)s 个座位。", count)
    if todo == "plan":
        count = seats.import_seats(exam, request.form.get("plan", ""), me(), now())
        return ngettext("导入了 %(num)s 个座位。", "导入了 %(num)s 个座位。", count)
    if todo == "rest":
        count = seats.seat_the_rest(exam, me(), now())
        return ngettext("补了 %(num)s 个座位。", "补了 %(num)s 个座位。", count)
    if todo == "clear":
        seats.clear_seats(exam, me(), now())
        return _("座位都清掉了。")
    raise DomainError(_("请用页面上的按钮。"), status=422)


def _naming() -> dict[str, Any]:
    first = read_int(request.form.get("first", "1"), 9999)
    prefix = clean(request.form.get("prefix", ""))
    if not first:
        raise DomainError(_("起始号请填 1 到 9999 的整数。座位没有变。"), status=422)
    if len(prefix) > LONGEST_PREFIX:
        raise DomainError(_("前缀最多 %(n)s 个字。座位没有变。", n=LONGEST_PREFIX), status=422)
    return {"first": first, "prefix": prefix}


def _seats_page(exam: Exam, refused: str = "", lines: list[str] | None = None) -> str:
    people = seats.list_placed(exam)
    return render_template(
        "exams_manage/seats.html",
        exam=exam,
        stage=stage_of(exam, now()),
        people=people,
        placed=sum(one.seat is not None for one in people),
        lot=seats.find_lot(exam),
        started=has_sittings(exam.id),
        edits=may(Permission.EXAM_MANAGE, exam),
        asks=AccessRules.from_json(exam.access).seat_code,
        refused=refused,
        lines=lines or [],
        typed=request.form,
    )


def _sheet(template: str, exam: Exam) -> str:
    people = [one for one in seats.list_placed(exam) if one.seat]
    return render_template(template, exam=exam, people=people)
