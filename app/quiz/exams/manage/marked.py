"""A candidate's marked paper and the ledger of its marks, as staff of the class see them."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, may, requires
from app.authz.permissions import Permission
from app.marking.mark_words import entry_words, marker_words
from app.quiz.exams.account import explain_marks
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.closing import close_if_over
from app.quiz.exams.looks import looks_on
from app.quiz.exams.manage.blueprint import bp
from app.quiz.exams.review import find_shown_to_staff, load_review
from app.quiz.models import Exam, Sitting
from app.web.clock import now

Page = Response | str


@bp.get("/exams/<exam_id>/results/<sitting_id>")
@requires(Permission.EXAM_WATCH)
def marked(exam_id: str, sitting_id: str) -> Page:
    """The paper with its marks; second looks are the candidate's to ask for, so none are offered."""
    exam, sitting = _handed_in(exam_id, sitting_id)
    if sitting.state == "open":
        return _to_record(exam, sitting)
    shown = _shown(exam, sitting)
    return render_template(
        "exams_manage/marked.html",
        exam=exam,
        sitting=sitting,
        staff=True,
        review=load_review(sitting, now(), shown),
        looks=looks_on(sitting, {}, (), now()),
        keys_later="key" not in shown,
    )


@bp.get("/exams/<exam_id>/results/<sitting_id>/marks")
@requires(Permission.EXAM_WATCH)
def marked_account(exam_id: str, sitting_id: str) -> Page:
    """Every mark of the paper: who, when, why, from what to what."""
    exam, sitting = _handed_in(exam_id, sitting_id)
    if sitting.state == "open":
        return _to_record(exam, sitting)
    return render_template(
        "exams_manage/marked_account.html",
        exam=exam,
        sitting=sitting,
        account=explain_marks(sitting, now(), _shown(exam, sitting)),
        entry_words=entry_words,
        marker_words=marker_words,
    )


def _handed_in(exam_id: str, sitting_id: str) -> tuple[Exam, Sitting]:
    exam = open_exam(exam_id)
    options = joinedload(Sitting.exam), joinedload(Sitting.user)
    sitting = load_or_404(Sitting, *options, public_id=sitting_id, exam_id=exam.id)
    return exam, close_if_over(sitting, now())


def _shown(exam: Exam, sitting: Sitting) -> frozenset[str]:
    return find_shown_to_staff(sitting, now(), keys=may(Permission.MARKS_REGRADE, exam))


def _to_record(exam: Exam, sitting: Sitting) -> Response:
    """What is still being written has no marks, only a record of its saves."""
    place = url_for("exams_manage.candidate", exam_id=exam.public_id, sitting_id=sitting.public_id)
    return redirect(place, 303)
