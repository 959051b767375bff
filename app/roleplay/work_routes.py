"""What a class set, as a student sees it: its terms, own attempts, beginning the next."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.roleplay.models import PlayAssignment
from app.roleplay.services import assigning
from app.roleplay.services.scripts import open_script
from app.web.clock import now

Page = Response | str | tuple[str, int]


def register(bp: Blueprint) -> None:
    """Put class work on the blueprint of role-play."""
    bp.add_url_rule("/classwork/<work_id>", "work", show)
    bp.add_url_rule("/classwork/<work_id>/start", "start_work", start, methods=["POST"])


@requires(Permission.PLAY_WORK)
def show(work_id: str) -> Page:
    return _page(_assignment(work_id))


@requires(Permission.PLAY_WORK)
def start(work_id: str) -> Page:
    """Begin the next attempt, or go on with the one that is open."""
    assignment = _assignment(work_id)
    mode = request.form.get("mode", "")
    seed = secrets.randbelow(2**31)
    try:
        run = assigning.start_attempt(assignment, _me().id, mode, seed, now())
    except assigning.AssignmentProblem as problem:
        return _page(assignment, problem.message, problem.status)
    return redirect(url_for("plays.run", run_id=run.public_id))


def _page(assignment: PlayAssignment, problem: str = "", status: int = 200) -> Page:
    script = open_script(assignment.script)
    modes = ["text", "choice"] if assignment.mode == "both" else [assignment.mode]
    page = render_template(
        "plays/work.html",
        work=assigning.find_work(assignment, _me().id),
        spec=script.spec,
        modes=modes,
        start=url_for("plays.start_work", work_id=assignment.public_id),
        at=now(),
        problem=problem,
    )
    return page, status


def _assignment(work_id: str) -> PlayAssignment:
    return load_or_404(PlayAssignment, joinedload(PlayAssignment.script), public_id=work_id)


def _me() -> User:
    user = current_user()
    return user if user is not None else abort(404)
