"""One candidate's paper as staff examine it: saves, receipts, what happened; chains of the exam."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, may, requires
from app.authz.permissions import Permission
from app.quiz.domain.watching import Facts, status_of
from app.quiz.exams import admitting
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.chains import check_acts, check_chains, sittings_with_receipts
from app.quiz.exams.closing import close_if_over
from app.quiz.exams.dossier import load_dossier
from app.quiz.exams.invigilation import LONGEST_REASON
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.room_words import (
    act_words,
    happened_words,
    incident_label,
    standing_words,
    status_words,
)
from app.quiz.exams.manage.wording import clock_words
from app.quiz.models import Exam, Sitting
from app.web.clock import now
from app.web.numbers import read_int
from app.web.pages import paginate, slice_page

Page = Response | str | tuple[str, int]
PER_PAGE = 50
CHECKED = 25  # papers whose chains are worked out for one page


@bp.get("/exams/<exam_id>/board/<sitting_id>")
@requires(Permission.EXAM_WATCH)
def candidate(exam_id: str, sitting_id: str) -> Page:
    exam = open_exam(exam_id)
    return _candidate_page(exam, _sitting(exam, sitting_id), {})


@bp.post("/exams/<exam_id>/board/<sitting_id>/admit")
@requires(Permission.EXAM_MANAGE)
def admit(exam_id: str, sitting_id: str) -> Page:
    """Let picked saves count, or take an admission back."""
    exam = open_exam(exam_id)
    sitting = _sitting(exam, sitting_id)
    errors = _find_errors()
    if errors:
        return _candidate_page(exam, sitting, errors), 422
    reason = request.form["reason"].strip()
    act = read_int(request.form.get("withdraw", ""))
    if act is not None:
        changed = admitting.withdraw(sitting, act, reason, me(), now())
        told = _("已撤回采纳，%(n)s 题的作答变回来了。", n=changed)
    else:
        changed = admitting.admit_saves(sitting, _picked(), reason, me(), now())
        told = _("已采纳，%(n)s 题的作答变了。", n=changed)
        if not changed:
            told = _("已采纳，但计分的作答没有变：同一题后来送到的作答还在计分。")
            told += _("要改用选中的，请先撤回后来的那次采纳。")
    if sitting.state == "submitted" and changed:
        told += _("这份答卷已按现在的作答重新评分。")
    flash(told, "ok")
    return redirect(url_for("exams_manage.candidate", exam_id=exam_id, sitting_id=sitting_id), 303)


@bp.get("/exams/<exam_id>/chains")
@requires(Permission.EXAM_WATCH)
def chains(exam_id: str) -> str:
    """Every receipt of the exam and the chain of what staff did, worked out anew page by page."""
    exam = open_exam(exam_id)
    page = paginate(sittings_with_receipts(exam.id), CHECKED)
    acts, broken = check_acts(exam.id)
    return render_template(
        "exams_manage/chains.html",
        exam=exam, page=page, checked=check_chains(page.items), acts=acts, broken=broken,
    )  # fmt: skip


def _sitting(exam: Exam, public_id: str) -> Sitting:
    options = joinedload(Sitting.exam), joinedload(Sitting.user)
    sitting = load_or_404(Sitting, *options, public_id=public_id, exam_id=exam.id)
    return close_if_over(sitting, now())


def _picked() -> list[int]:
    """The saves picked: one per question, each under the name of its question."""
    named = (value for name, value in request.form.items() if name.startswith("save-"))
    return [found for value in named if (found := read_int(value)) is not None]


def _find_errors() -> dict[str, str]:
    errors = {}
    if read_int(request.form.get("withdraw", "")) is None and not _picked():
        errors["save"] = _("还没有选要采纳的作答。")
    reason = request.form.get("reason", "").strip()
    if not reason:
        errors["reason"] = _("请写明原因，会记在考场记录里。")
    elif len(reason) > LONGEST_REASON:
        errors["reason"] = _("原因最多 %(n)s 个字。", n=LONGEST_REASON)
    return errors


def _candidate_page(exam: Exam, sitting: Sitting, errors: dict[str, str]) -> str:
    dossier = load_dossier(sitting)
    last = dossier.lines[-1].save.received_at if dossier.lines else None
    beats = not (sitting.writer or "form-").startswith("form-")
    facts = Facts(
        started=True,
        closed_by=sitting.closed_by,
        open=sitting.state == "open",
        saved_at=last or sitting.started_at,
        heard_at=sitting.seen_at if beats else None,
        window_over=exam.closes_at <= now(),
    )
    return render_template(
        "exams_manage/candidate.html",
        exam=exam,
        sitting=sitting,
        dossier=dossier,
        last=last,
        status=status_words(status_of(facts, now())),
        page=slice_page(dossier.lines[::-1], PER_PAGE),
        acts=may(Permission.EXAM_MANAGE, exam),
        now=now(),
        errors=errors,
        typed=request.form,
        picked=_picked(),
        act_words=act_words,
        clock_words=clock_words,
        incident_label=incident_label,
        happened_words=happened_words,
        standing_words=standing_words,
    )
