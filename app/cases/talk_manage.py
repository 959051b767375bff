"""Discussions and notes as staff lead them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.cases import talking
from app.cases.blueprint import manage as bp
from app.cases.domain.talk import LONGEST_POST
from app.cases.staff import get_opening, me
from app.cases.talk_models import CasePost
from app.cases.texts import parse_case
from app.web.clock import now

Page = Response | str | tuple[str, int]


@bp.get("/class-cases/<opening_id>/talk/manage")
@requires(Permission.CASE_WATCH)
def talk(opening_id: str) -> str:
    return _page(opening_id)


@bp.post("/class-cases/<opening_id>/talk/say")
@requires(Permission.CASE_WATCH)
def say(opening_id: str) -> Page:
    opening, _class = get_opening(opening_id)
    topic, text = request.form.get("topic", "")[:80], request.form.get("text", "")
    try:
        parent = request.form.get("parent", "")[:32]
        talking.say(opening, None, topic, text, me().id, now(), parent=parent)
    except talking.CannotSay as refused:
        return _page(opening_id, topic, text, refused.message), refused.status
    anchor = topic.replace(":", "-")
    return redirect(url_for(".talk", opening_id=opening_id, _anchor=anchor))


@bp.post("/class-cases/<opening_id>/talk/state")
@requires(Permission.CASE_WATCH)
def talk_state(opening_id: str) -> Response:
    """Open or close the discussion."""
    opening, _class = get_opening(opening_id)
    act = request.form.get("act", "")
    talking.set_talk(opening, act, now())
    flash(_("讨论关了，写过的都还能读。") if act == "close" else _("讨论开了。"), "ok")
    return redirect(url_for(".talk", opening_id=opening_id))


@bp.post("/case-posts/<post_id>")
@requires(Permission.CASE_WATCH)
def moderate(post_id: str) -> Response:
    """Pin or hide a contribution."""
    post = load_or_404(CasePost, public_id=post_id)
    talking.moderate(post, request.form.get("act", ""), now())
    anchor = post.topic.replace(":", "-")
    return redirect(url_for(".talk", opening_id=post.opening.public_id, _anchor=anchor))


def _page(opening_id: str, topic: str = "", text: str = "", problem: str = "") -> str:
    opening, course_class = get_opening(opening_id)
    case = parse_case(opening.text.text)
    return render_template(
        "cases_manage/talk.html",
        opening=opening,
        course_class=course_class,
        topics=talking.discussion(opening, case, me().id, for_staff=True),
        noted=talking.noted_parts(opening, case, me().id),
        counts=talking.count_participation(opening),
        topic=topic,
        typed=text,
        problem=problem,
        longest=LONGEST_POST,
    )
