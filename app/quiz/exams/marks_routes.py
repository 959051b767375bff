"""The candidate's page on how their marks came about."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.marking.mark_words import entry_words, marker_words
from app.quiz.exams.account import explain_marks
from app.quiz.exams.arriving import load_sitting
from app.quiz.exams.closing import close_if_over
from app.web.clock import now

bp = Blueprint("exam_marks", __name__)


@bp.get("/sittings/<sitting_id>/marks")
@requires(Permission.SITTING_REVIEW)
def account(sitting_id: str) -> str | Response:
    """Every mark of the paper: who, when, why, from what to what."""
    sitting = close_if_over(load_sitting(sitting_id), now())
    if sitting.state == "open":
        return redirect(url_for("exams.hall", sitting_id=sitting.public_id))
    return render_template(
        "exams/account.html",
        sitting=sitting,
        exam=sitting.exam,
        account=explain_marks(sitting, now()),
        entry_words=entry_words,
        marker_words=marker_words,
    )
