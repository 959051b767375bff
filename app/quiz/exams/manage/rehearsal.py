"""Rehearsals as staff make them and look at them: which machines stood what was tried."""

from __future__ import annotations

import secrets

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.courses.service import get_class
from app.quiz.domain.rehearsal import Step
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.closing import close_expired
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.rehearsal_words import outcome_words, step_words
from app.quiz.exams.rehearsing import KIND, list_machines, open_rehearsal
from app.web.clock import now


@bp.post("/classes/<class_id>/exams/rehearsal")
@requires(Permission.EXAM_MANAGE)
def rehearse(class_id: str) -> Response:
    """One button: a rehearsal for the class, open now; the one that runs if there is one."""
    course_class = get_class(class_id, "exams_manage.home")
    exam = open_rehearsal(course_class, me(), now(), secrets.randbits(63))
    flash(_("演练已开放一小时，学生在“考试”里就能看到。"), "ok")
    return redirect(url_for("exams_manage.rehearsal", exam_id=exam.public_id), 303)


@bp.get("/exams/<exam_id>/rehearsal")
@requires(Permission.EXAM_WATCH)
def rehearsal(exam_id: str) -> str:
    """Which machines stood what was tried on them."""
    exam = open_exam(exam_id)
    if exam.kind != KIND:
        abort(404)
    close_expired(now(), exam_id=exam.id)
    return render_template(
        "exams_manage/rehearsal.html",
        exam=exam, machines=list_machines(exam), steps=list(Step), step_words=step_words,
        outcome_words=outcome_words,
    )  # fmt: skip
