"""Teams as the instructor puts them together, and what their members say of each other."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import require, requires
from app.authz.permissions import Permission
from app.cases import teams
from app.cases.blueprint import manage as bp
from app.cases.domain.contribution import LEAST, MOST
from app.cases.openings import count_works
from app.cases.staff import get_opening
from app.database import new_public_id
from app.web.numbers import read_int


@bp.get("/class-cases/<opening_id>/teams")
@requires(Permission.CASE_WATCH)
def teams_page(opening_id: str) -> str:
    opening, course_class = get_opening(opening_id)
    return render_template(
        "cases_manage/teams.html",
        opening=opening,
        course_class=course_class,
        students=teams.numbers_now(opening),
        views=teams.team_views(opening),
        begun=bool(count_works([opening.id])),
        bounds=(LEAST, MOST),
    )


@bp.post("/class-cases/<opening_id>/teams")
@requires(Permission.CASE_MANAGE)
def set_teams(opening_id: str) -> Response:
    """Store the typed numbers, or draw teams of a size."""
    opening, _class = get_opening(opening_id)
    require(Permission.CASE_MANAGE, opening)
    students = [user for user, _number in teams.numbers_now(opening)]
    if request.form.get("act") == "draw":
        size = read_int(request.form.get("size", "4"), 20) or 4
        drawn = teams.draw_teams([user.id for user in students], size, new_public_id())
        numbers: dict[int, int | None] = dict(drawn)
    else:
        typed = {user.id: request.form.get(f"t-{user.public_id}", "") for user in students}
        numbers = {user: read_int(text, teams.MOST_TEAMS) for user, text in typed.items()}
    teams.set_teams(opening, numbers)
    flash(_("分组已存下。"), "ok")
    return redirect(url_for(".teams_page", opening_id=opening_id))
