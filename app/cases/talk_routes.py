"""What students say about a case: the discussion, and notes beside paragraphs."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.cases import talking, works
from app.cases.blueprint import bp
from app.cases.class_routes import get_opening, me
from app.cases.domain.talk import LONGEST_POST
from app.cases.models import CaseOpening
from app.cases.works import Desk
from app.courses.models import CourseClass
from app.extensions import db
from app.web.clock import now

Page = Response | str | tuple[str, int]


@bp.get("/class-cases/<opening_id>/talk")
@requires(Permission.CASE_WORK)
def talk(opening_id: str) -> str:
    opening = get_opening(opening_id)
    return _talk(opening, works.class_desk(opening, me().id, now()))


@bp.get("/class-cases/<opening_id>/notes")
@requires(Permission.CASE_WORK)
def notes(opening_id: str) -> str:
    opening = get_opening(opening_id)
    return _notes(opening, works.class_desk(opening, me().id, now()))


@bp.post("/class-cases/<opening_id>/posts")
@requires(Permission.CASE_WORK)
def post(opening_id: str) -> Page:
    """Contribute to a topic. What cannot be taken stays in the form."""
    opening = get_opening(opening_id)
    desk = works.class_desk(opening, me().id, now())
    topic = request.form.get("topic", "")[:80]
    text = request.form.get("text", "")
    about_talk = topic.startswith(f"{talking.TALK}:")
    try:
        talking.say(
            opening,
            desk,
            topic,
            text,
            me().id,
            now(),
            hides_name="hide" in request.form,
            parent=request.form.get("parent", "")[:32],
        )
    except talking.CannotSay as refused:
        show = _talk if about_talk else _notes
        return show(opening, desk, topic, text, refused.message), refused.status
    place = "talk" if about_talk else "notes"
    anchor = topic.replace(":", "-")
    return redirect(url_for(f".{place}", opening_id=opening_id, _anchor=anchor))


def _talk(
    opening: CaseOpening, desk: Desk, topic: str = "", text: str = "", problem: str = ""
) -> str:
    opened = talking.talk_is_open(opening, desk)
    topics = talking.discussion(opening, desk.case, me().id) if opened else []
    return _page("cases/talk.html", opening, desk, topic, text, problem, topics=topics)


def _notes(
    opening: CaseOpening, desk: Desk, topic: str = "", text: str = "", problem: str = ""
) -> str:
    parts = talking.noted_parts(opening, desk.case, me().id, desk.states)
    return _page("cases/notes.html", opening, desk, topic, text, problem, noted=parts)


def _page(
    template: str,
    opening: CaseOpening,
    desk: Desk,
    topic: str,
    text: str,
    problem: str,
    **values: object,
) -> str:
    return render_template(
        template,
        opening=opening,
        course_class=db.session.get_one(CourseClass, opening.class_id),
        finished=desk.finished,
        topic=topic,
        typed=text,
        problem=problem,
        longest=LONGEST_POST,
        **values,
    )
