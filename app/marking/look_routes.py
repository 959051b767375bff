"""A learner's own request for a second look: what was said and decided, a word more, taking it back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, load_or_404, requires
from app.authz.permissions import Permission
from app.extensions import db
from app.marking import looks
from app.marking.domain.looks import LONGEST, State
from app.marking.ledger import history
from app.marking.look_words import STATE_LABELS, STATE_LOOKS, step_words
from app.marking.looks import LookRefused, load_steps
from app.marking.models import SecondLook
from app.marking.works import find_reviewable
from app.web.clock import now

bp = Blueprint("looks", __name__, url_prefix="/looks")
Page = str | Response | tuple[str, int]


@bp.get("/<look_id>")
@requires(Permission.LOOK_ASK)
def one(look_id: str) -> Page:
    """The request with everything said about it, oldest first."""
    return _page(load_or_404(SecondLook, public_id=look_id))


@bp.post("/<look_id>/say")
@requires(Permission.LOOK_ASK)
def say(look_id: str) -> Page:
    """Add something to one's own open request."""
    look = load_or_404(SecondLook, public_id=look_id)
    try:
        looks.say(look, _me(), request.form.get("words", ""), now(), by_staff=False)
    except LookRefused as refused:
        return _page(look, refused)
    flash(_("已补充。"), "ok")
    return redirect(url_for(".one", look_id=look_id), 303)


@bp.post("/<look_id>/withdraw")
@requires(Permission.LOOK_ASK)
def withdraw(look_id: str) -> Page:
    """Take one's own open request back."""
    look = load_or_404(SecondLook, public_id=look_id)
    try:
        looks.withdraw(look, _me(), now())
    except LookRefused as refused:
        return _page(look, refused)
    flash(_("已撤回申请，分数不变。"), "ok")
    return redirect(url_for(".one", look_id=look_id), 303)


def _page(look: SecondLook, refused: LookRefused | None = None) -> Page:
    if refused is not None:
        db.session.refresh(look)
    source = find_reviewable(look.work_kind)
    asked = source.find_asked(look.work_id, look.part_id, now()) if source else None
    # Marks may be hidden again by settings; then the request is, too.
    if asked is None or not asked.sees_marks:
        abort(404)
    events = history(look.work_kind, look.work_id, look.part_id)
    page = render_template(
        "marking/own_look.html",
        look=look,
        state=State(look.state),
        asked=asked,
        mark=events[-1].new if events else None,
        steps=load_steps(look),
        refused=refused,
        typed=request.form.get("words", "") if refused else "",
        state_labels=STATE_LABELS,
        state_looks=STATE_LOOKS,
        step_words=step_words,
        LONGEST=LONGEST,
    )
    return (page, refused.status) if refused else page


def _me() -> int:
    return current_actor().user_id or 0
