"""The staff's pages of second looks: what waits in a class, and one request answered in place.

Names of candidates are not shown, as on the other marking pages.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, load_or_404, may, require, requires
from app.authz.permissions import Permission
from app.bank.labels import TYPE_LABELS
from app.bank.views import inline, preview_view, stimulus_view
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.marking import looks
from app.marking.domain.looks import LONGEST, Act, State
from app.marking.highlight import with_evidence
from app.marking.look_desk import (
    CLOSED,
    OPEN,
    Desk,
    count_open,
    find_next,
    first_words,
    group,
    list_looks,
    load_desk,
)
from app.marking.look_words import STATE_LABELS, STATE_LOOKS, response_words, step_words
from app.marking.looks import Decision, LookRefused
from app.marking.models import SecondLook
from app.marking.works import find_regradable
from app.web.clock import now
from app.web.pages import slice_page

bp = Blueprint("look_desk", __name__, url_prefix="/classes/<class_id>/looks")
PER_PAGE = 30
Page = str | Response | tuple[str, int]
WORDS = {
    "state_labels": STATE_LABELS,
    "state_looks": STATE_LOOKS,
    "step_words": step_words,
    "State": State,
    "Act": Act,
    "LONGEST": LONGEST,
}


@bp.get("")
@requires(Permission.MARKING_DO)
def home(class_id: str) -> str:
    """The requests of a class, by question, the oldest first."""
    course_class = get_class(class_id, "marking.home")
    closed = request.args.get("show") == "closed"
    page = slice_page(list_looks(course_class.id, CLOSED if closed else OPEN), PER_PAGE)
    return render_template(
        "marking/looks.html",
        course_class=course_class,
        page=page,
        groups=group(page.items),
        reasons=first_words(page.items),
        closed=closed,
        count=count_open(course_class.id),
        type_labels={type_.value: label for type_, label in TYPE_LABELS.items()},
        **WORDS,
    )


@bp.get("/<look_id>")
@requires(Permission.MARKING_DO)
def one(class_id: str, look_id: str) -> Page:
    """One request with the answer, the key, the marks and what was said."""
    course_class, look = _look(class_id, look_id)
    return _page(course_class, look)


@bp.post("/<look_id>/say")
@requires(Permission.MARKING_DO)
def say(class_id: str, look_id: str) -> Page:
    """Write to the candidate without deciding."""
    course_class, look = _look(class_id, look_id)
    try:
        looks.say(look, _me(), request.form.get("words", ""), now(), by_staff=True)
    except LookRefused as refused:
        return _page(course_class, look, refused, "say")
    flash(_("已发给考生，申请改为处理中。"), "ok")
    return redirect(url_for(".one", class_id=class_id, look_id=look_id), 303)


@bp.post("/<look_id>/decide")
@requires(Permission.MARKING_DO)
def decide(class_id: str, look_id: str) -> Page:
    """Answer the request: the mark stands, changes, or follows what was decided for everybody."""
    course_class, look = _look(class_id, look_id)
    act = request.form.get("act", "")
    if act not in {one.value for one in Act if one.decides}:
        refused = LookRefused(_("请选一种答复。"), name="act", status=422)
        return _page(course_class, look, refused, "decide")
    if act == Act.RULING:
        require(Permission.MARKS_REGRADE, look)
    decision = Decision(
        act=Act(act),
        words=request.form.get("words", ""),
        seen=request.form.get("seen", -1, type=int),
        points={
            name.removeprefix("p-"): value[:20]
            for name, value in request.form.items()
            if name.startswith("p-")
        },
    )
    try:
        looks.decide(look, decision, _me(), now())
    except LookRefused as refused:
        return _page(course_class, look, refused, "decide")
    flash(_("已答复。考生现在看得到。"), "ok")
    following = find_next(look)
    if following is None:
        return redirect(url_for(".home", class_id=class_id), 303)
    return redirect(url_for(".one", class_id=class_id, look_id=following.public_id), 303)


@bp.post("/<look_id>/reopen")
@requires(Permission.MARKING_DO)
def reopen(class_id: str, look_id: str) -> Page:
    """Take an answered request up again."""
    course_class, look = _look(class_id, look_id)
    try:
        looks.reopen(look, _me(), request.form.get("words", ""), now())
    except LookRefused as refused:
        return _page(course_class, look, refused, "reopen")
    flash(_("已重新处理。分数在再次答复之前不变。"), "ok")
    return redirect(url_for(".one", class_id=class_id, look_id=look_id), 303)


def _page(
    course_class: CourseClass, look: SecondLook, refused: LookRefused | None = None, form: str = ""
) -> Page:
    """The page; after a refusal with what was typed, and as things are by now."""
    if refused is not None:
        db.session.refresh(look)
    desk = load_desk(look, now()) or abort(404)
    page = render_template(
        "marking/look.html",
        course_class=course_class,
        desk=desk,
        look=look,
        state=State(look.state),
        type_label=TYPE_LABELS[desk.answered.asked.type],
        view=_asked(desk),
        material=stimulus_view(desk.answered.material) if desk.answered.material else None,
        response=_answer(desk),
        refused=refused,
        form=form,
        typed=request.form if refused else {},
        inline=inline,
        own=look.learner_id == _me(),
        regradable=find_regradable(look.work_kind) is not None
        and may(Permission.MARKS_REGRADE, look),
        **WORDS,
    )
    return (page, refused.status) if refused else page


def _asked(desk: Desk):
    answered = desk.answered
    return preview_view(
        answered.face,
        answered.key,
        key="asked",
        number=answered.asked.number,
        points=answered.asked.worth,
        order=answered.order or None,
    )


def _answer(desk: Desk) -> str:
    """What was answered, with the words that earned points as the learner sees them."""
    response, event = desk.answered.response, desk.event
    if isinstance(response, str) and event is not None:
        marked = with_evidence(response, event.detail, desk.points)
        if marked is not None:
            return marked
    return response_words(desk.answered)


def _look(class_id: str, look_id: str) -> tuple[CourseClass, SecondLook]:
    course_class = get_class(class_id, "marking.home")
    look = load_or_404(SecondLook, public_id=look_id)
    if look.class_id != course_class.id:
        abort(404)
    return course_class, look


def _me() -> int:
    return current_actor().user_id or 0
