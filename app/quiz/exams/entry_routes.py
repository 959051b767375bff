"""What candidates need around an exam: the file for Safe Exam Browser, and the way out of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.quiz.exams.sitting import list_sittings
from app.quiz.exams.visiting import send_seb_file
from app.quiz.models import Exam

bp = Blueprint("exam_entry", __name__)


@bp.get("/exams/<exam_id>/exam.seb")
@requires(Permission.EXAM_VIEW)
def seb_file(exam_id: str) -> Response:
    """The configuration file; nobody's own files are asked for where the staff made another."""
    exam = _published(exam_id)
    return send_seb_file(exam)


@bp.get("/exams/<exam_id>/left")
@requires(Permission.EXAM_VIEW)
def left(exam_id: str) -> str | Response:
    """Where Safe Exam Browser ends; another browser goes on to the receipt.

    Whoever still writes is sent back to the paper by the receipt's page.
    """
    exam = _published(exam_id)
    person = current_user()
    sittings = list_sittings(exam.id, person.id) if person else ()
    if sittings:
        return redirect(url_for("exams.receipt", sitting_id=sittings[-1].public_id))
    return render_template("exams/left.html", exam=exam)


def _published(exam_id: str) -> Exam:
    exam = load_or_404(Exam, public_id=exam_id)
    if exam.state == "draft":
        abort(404)
    return exam
