"""Asking for a second look (申请复核) at one question of one's own paper."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, load_or_404, requires
from app.authz.permissions import Permission
from app.marking import looks
from app.marking.domain.looks import LONGEST, SHORTEST_REASON, State
from app.marking.ledger import history
from app.marking.look_words import refusal_words
from app.marking.looks import LookRefused
from app.marking.works import Asked, get_reviewable
from app.quiz.exams.terms import WORK
from app.quiz.models import Sitting
from app.web.clock import now

bp = Blueprint("exam_looks", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/sittings/<sitting_id>/looks/<int:slot_id>")
@requires(Permission.LOOK_ASK)
def form(sitting_id: str, slot_id: int) -> Page:
    """The form for one question, or why there is none; with a request that is open, that request."""
    sitting, asked = _asked(sitting_id, slot_id)
    return _page(sitting, asked)


@bp.post("/sittings/<sitting_id>/looks/<int:slot_id>")
@requires(Permission.LOOK_ASK)
def ask(sitting_id: str, slot_id: int) -> Page:
    """Ask; the mark stands until the staff decide."""
    sitting, asked = _asked(sitting_id, slot_id)
    reason = request.form.get("reason", "")
    try:
        look = looks.ask(WORK, sitting.id, slot_id, current_actor().user_id or 0, reason, now())
    except LookRefused as refused:
        return _page(sitting, asked, refused)
    flash(_("复核申请已提交。答复会显示在这里和考试列表里。"), "ok")
    return redirect(url_for("looks.one", look_id=look.public_id), 303)


def _asked(sitting_id: str, slot_id: int) -> tuple[Sitting, Asked]:
    sitting = load_or_404(Sitting, joinedload(Sitting.exam), public_id=sitting_id)
    asked = get_reviewable(WORK).find_asked(sitting.id, slot_id, now())
    if asked is None or not asked.sees_marks:
        abort(404)
    return sitting, asked


def _page(sitting: Sitting, asked: Asked, refused: LookRefused | None = None) -> Page:
    events = history(WORK, sitting.id, asked.part_id)
    mark = events[-1].new if events else None
    earlier = looks.looks_of(WORK, [sitting.id]).get(sitting.id, {}).get(asked.part_id, [])
    refusal = looks.why_not(asked, [State(one.state) for one in earlier], mark, now())
    page = render_template(
        "exams/ask_look.html",
        sitting=sitting,
        exam=sitting.exam,
        asked=asked,
        mark=mark,
        earlier=earlier,
        why_not=refusal_words(refusal) if refusal else "",
        refused=refused,
        typed=request.form.get("reason", "") if refused else "",
        shortest=SHORTEST_REASON,
        longest=LONGEST,
    )
    return (page, refused.status) if refused else page
