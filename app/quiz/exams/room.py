"""What pages ask besides the paper itself: the heartbeat, codes checked, how a rehearsal went."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, render_template, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import door, load_or_404, public, requires
from app.authz.permissions import Permission
from app.extensions import limiter
from app.quiz.domain.pulse import PulseError, read_pulse
from app.quiz.domain.rehearsal import ReportError, Step, passed, read_report
from app.quiz.exams.arriving import at_the_paper
from app.quiz.exams.closing import close_if_over
from app.quiz.exams.door import admit
from app.quiz.exams.entrance import note_address
from app.quiz.exams.proof import check_code
from app.quiz.exams.pulse import beat
from app.quiz.exams.rehearsal_words import outcome_words, step_words
from app.quiz.exams.rehearsing import KIND, note_outcome, outcomes_of
from app.quiz.exams.replies import clock_reply
from app.quiz.exams.visiting import here
from app.quiz.models import Sitting
from app.web.clock import now
from app.web.i18n import clock_time

bp = Blueprint("room", __name__)


@bp.post("/sittings/<sitting_id>/pulse")
@requires(Permission.SITTING_ANSWER)
@door(admit)
def pulse(sitting_id: str) -> Response | tuple[Response, int]:
    """A heartbeat of the page: what happened is noted; answered with how the sitting stands."""
    found = at_the_paper(sitting_id)
    try:
        sent = read_pulse(request.get_json(silent=True))
    except PulseError as error:
        words = _("这次报告的内容看不懂，没有记下。作答不受影响。")
        return jsonify(error=words, field=str(error)), 422
    note_address(found, here(), now())
    answer = beat(found, sent, now())
    return jsonify(
        **clock_reply(answer.deadline, now()),
        state=answer.state,
        writer_is_you=answer.writer_is_you,
        epoch=answer.epoch,
        messages=[
            {"id": m.id, "text": m.text, "at": m.at.isoformat(), "time": clock_time(m.at)[:5]}
            for m in answer.messages
        ],
        csrf=generate_csrf(),
    )


def _is_empty() -> bool:
    return not request.args.get("code", "").strip()


@bp.get("/verify")
@public
@limiter.limit("60 per 5 minutes", key_func=get_remote_address, exempt_when=_is_empty)
def verify() -> str:
    """Whether a receipt's code is true; anybody who has one may ask."""
    code = request.args.get("code", "").strip()[:60]
    return render_template("exams/verify.html", code=code, found=check_code(code) if code else None)


@bp.post("/sittings/<sitting_id>/rehearsal")
@requires(Permission.SITTING_ANSWER)
def report(sitting_id: str) -> Response | tuple[Response, int]:
    """The page of a rehearsal tells how a step went."""
    sitting = _rehearsal(sitting_id)
    try:
        outcome = read_report(request.get_json(silent=True))
    except ReportError as error:
        return jsonify(error=_("演练的结果看不懂，没有记下。"), field=str(error)), 422
    note_outcome(sitting, outcome, now())
    return jsonify(step=outcome.step, held=outcome.held)


@bp.get("/sittings/<sitting_id>/rehearsal")
@requires(Permission.SITTING_REVIEW)
def rehearsed(sitting_id: str) -> str:
    """What was tried on this machine, and what held."""
    sitting = close_if_over(_rehearsal(sitting_id), now())
    outcomes = outcomes_of(sitting)
    return render_template(
        "exams/rehearsed.html",
        sitting=sitting, exam=sitting.exam, outcomes=outcomes, passed=passed(outcomes),
        steps=list(Step), step_words=step_words, outcome_words=outcome_words,
    )  # fmt: skip


def _rehearsal(sitting_id: str) -> Sitting:
    sitting = load_or_404(Sitting, joinedload(Sitting.exam), public_id=sitting_id)
    if sitting.exam.kind != KIND:
        abort(404)
    return sitting
