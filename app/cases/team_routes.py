"""What a member of a team says of the others' share."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.cases import teams
from app.cases.blueprint import bp
from app.cases.class_routes import get_opening, me
from app.cases.domain.contribution import HIGHEST, LEAST, MOST, factors
from app.cases.models import CaseOpening, CaseTeam
from app.courses.models import CourseClass
from app.extensions import db
from app.web.clock import now
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]


@bp.get("/class-cases/<opening_id>/team")
@requires(Permission.CASE_WORK)
def team(opening_id: str) -> str:
    opening, team = _team(opening_id)
    given = teams.said_by_team([team.id]).get(team.id, {}).get(me().id, {})
    typed = {user: str(one) for user, one in given.items()}
    return _page(opening, team, typed)


@bp.post("/class-cases/<opening_id>/team")
@requires(Permission.CASE_WORK)
def share(opening_id: str) -> Page:
    opening, team = _team(opening_id)
    others = [member.user for member in team.members if member.user_id != me().id]
    typed = {user.id: request.form.get(f"s-{user.public_id}", "")[:4] for user in others}
    read = {user: read_int(text) for user, text in typed.items()}
    given = {user: one for user, one in read.items() if one is not None}
    try:
        teams.say_shares(opening, team, me().id, given, now())
    except teams.TeamsStand as refused:
        return _page(opening, team, typed, refused.message), refused.status
    flash(_("已记下，公布成绩以前可以改。"), "ok")
    return redirect(url_for(".team", opening_id=opening_id))


def _team(opening_id: str) -> tuple[CaseOpening, CaseTeam]:
    opening = get_opening(opening_id)
    return opening, teams.team_of(opening, me().id) or abort(404)


def _page(opening: CaseOpening, team: CaseTeam, typed: dict[int, str], problem: str = "") -> str:
    own = None
    if opening.released_at is not None:
        said = teams.said_by_team([team.id]).get(team.id, {})
        own = factors([member.user_id for member in team.members], said)[me().id]
    return render_template(
        "cases/team.html",
        opening=opening,
        course_class=db.session.get_one(CourseClass, opening.class_id),
        team=team,
        others=[member.user for member in team.members if member.user_id != me().id],
        typed=typed,
        problem=problem,
        highest=HIGHEST,
        bounds=(LEAST, MOST),
        own=own,
    )
