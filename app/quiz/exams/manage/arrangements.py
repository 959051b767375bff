"""What is arranged for single persons: the list, adding, changing and taking back, each with a reason."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.quiz.domain.showing import tells_early
from app.quiz.exams import arrangements
from app.quiz.exams.arrangement_form import LONGEST_REASON, ArrangementForm
from app.quiz.exams.arrangements import Arranged, find_arranged, list_arranged, list_students
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.wording import zone_name
from app.quiz.exams.rules import waiver_words
from app.quiz.models import Exam
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import add_error
from app.web.i18n import window_words
from app.web.numbers import plain

Page = Response | str | tuple[str, int]


@bp.route("/exams/<exam_id>/arrangements", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def arranged(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    form = ArrangementForm()
    form.offer([(id_, _person_words(name, no)) for id_, name, no in list_students(exam)])
    refused = ""
    if form.is_submitted():
        refused = _add(exam, form) if _is_sound(form, exam) else ""
        if not form.errors and not refused:
            return redirect(url_for("exams_manage.arranged", exam_id=exam_id), 303)
    page = render_template(
        "exams_manage/arrangements.html",
        exam=exam, stage=stage_of(exam, now()), form=form, refused=refused, zone=zone_name(),
        people=list_arranged(exam), now=now(), effect=effect_words, waiver_words=waiver_words,
        tells_early=tells_early(exam.review),
    )  # fmt: skip
    return page, 422 if form.errors or refused else 200


@bp.route("/exams/<exam_id>/arrangements/<person>", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def arrangement(exam_id: str, person: str) -> Page:
    exam = open_exam(exam_id)
    found = find_arranged(exam, person) or abort(404)
    form = ArrangementForm()
    form.offer([])
    refused = ""
    if form.validate_on_submit():
        refused = _store(exam, person, form)
        if not refused:
            flash(_("已存下。"), "ok")
            return redirect(url_for("exams_manage.arranged", exam_id=exam_id), 303)
    elif not form.is_submitted():
        form.fill(found.row)
    page = render_template(
        "exams_manage/arrangement.html",
        exam=exam, stage=stage_of(exam, now()), form=form, refused=refused, zone=zone_name(),
        one=found, effect=effect_words,
    )  # fmt: skip
    return page, 422 if form.errors or refused else 200


@bp.post("/exams/<exam_id>/arrangements/<person>/withdraw")
@requires(Permission.EXAM_MANAGE)
def withdraw(exam_id: str, person: str) -> Response:
    exam = open_exam(exam_id)
    reason = request.form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        flash(_("没有收回。请写明原因，最多 %(n)s 个字。", n=LONGEST_REASON), "loss")
        back = url_for("exams_manage.arrangement", exam_id=exam_id, person=person)
        return redirect(back, 303)
    if not arrangements.withdraw(exam, person, reason, me(), now()):
        abort(404)
    flash(_("已收回。已经开考的不受影响。"), "ok")
    return redirect(url_for("exams_manage.arranged", exam_id=exam_id), 303)


def effect_words(one: Arranged) -> str:
    """What an arrangement comes to: 11-28 14:00–16:00，120 分钟。"""
    terms, extra = one.terms, one.user.extra_time
    told = []
    if terms.own_window:
        told.append(window_words(terms.opens_at, terms.closes_at))
    if one.row.minutes is not None or terms.own_window:
        minutes = arrangements.allows(extra, terms)
        if extra == 1:
            told.append(_("%(n)s 分钟", n=minutes))
        else:
            told.append(
                _(
                    "%(n)s 分钟 × %(times)s = %(all)s 分钟",
                    n=terms.minutes,
                    times=plain(extra),
                    all=minutes,
                )
            )
    if one.row.attempts is not None:
        told.append(_("可考 %(n)s 次", n=terms.attempts))
    told += [waiver_words(waiver) for waiver in one.row.waives]
    return _("，").join(told)


def _person_words(name: str, student_no: str | None) -> str:
    return f"{student_no} {name}" if student_no else name


def _is_sound(form: ArrangementForm, exam: Exam) -> bool:
    ok = form.validate()
    if not form.person.data:
        add_error(form.person, _("请选一位考生。"))
        return False
    if ok and find_arranged(exam, form.person.data):
        add_error(form.person, _("这位已经有单独安排，请在下面的表里改。"))
        return False
    return ok


def _add(exam: Exam, form: ArrangementForm) -> str:
    refused = _store(exam, form.person.data or "", form)
    if not refused and (found := find_arranged(exam, form.person.data or "")):
        told = _("%(name)s：%(effect)s。", name=found.user.name, effect=effect_words(found))
        flash(told, "ok")
    return refused


def _store(exam: Exam, person: str, form: ArrangementForm) -> str:
    """Store the form; why not, if it was refused."""
    try:
        arrangements.arrange(exam, person, form.grant, form.reason.data or "", me(), now())
    except DomainError as error:
        return error.message
    return ""
