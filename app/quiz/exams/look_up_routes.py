"""看答案: locking one question of a paper that is being written, and what is shown of it then."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.quiz.domain.deadline import time_left
from app.quiz.domain.reviewing import can_look_up
from app.quiz.exams.arriving import load_sitting
from app.quiz.exams.closing import close_if_over
from app.quiz.exams.locking import lock_answer
from app.quiz.exams.looking_up import show_locked
from app.quiz.exams.paper import load_questions
from app.web.clock import now

bp = Blueprint("exam_answers", __name__, url_prefix="/sittings/<sitting_id>/answers/<int:slot_id>")


@bp.get("")
@requires(Permission.SITTING_ANSWER)
def show(sitting_id: str, slot_id: int) -> str | Response:
    """Before the lock the warning, after it the question with its answer."""
    sitting = close_if_over(load_sitting(sitting_id), now())
    if sitting.state != "open":
        return redirect(url_for("exams.receipt", sitting_id=sitting_id))
    if not can_look_up(sitting.exam.review) or slot_id not in load_questions(sitting, [slot_id]):
        abort(404)
    return render_template(
        "exams/answer.html",
        sitting=sitting,
        exam=sitting.exam,
        slot_id=slot_id,
        found=show_locked(sitting, slot_id),
        left=time_left(sitting.deadline, now()),
    )


@bp.post("")
@requires(Permission.SITTING_ANSWER)
def lock(sitting_id: str, slot_id: int) -> Response:
    """Fix the answer, and show what may be shown."""
    lock_answer(load_sitting(sitting_id), slot_id, now())
    return redirect(url_for(".show", sitting_id=sitting_id, slot_id=slot_id), 303)
