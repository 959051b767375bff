"""The page from which a student reaches their coursework."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission, Role
from app.courses.actor import memberships
from app.web.clock import now
from app.workshop.projects import Counts, all_kinds

bp = Blueprint("workshop", __name__, url_prefix="/projects")


@bp.get("")
@requires(Permission.CLASS_JOIN)
def home() -> str:
    """The coursework of each class in which the person studies, and the way to those they teach."""
    user = current_user() or abort(401)
    places = [one for one in memberships() if one.course_class.archived_at is None]
    studying = [one.course_class for one in places if one.role == Role.STUDENT]
    at, kinds = now(), all_kinds()
    counts = {
        kind.name: kind.count_own([one.id for one in studying], user.id, at)
        for kind in kinds
        if studying
    }
    return render_template(
        "workshop/home.html",
        studying=studying,
        teaching=[one.course_class for one in places if one.role != Role.STUDENT],
        kinds=kinds,
        counts=counts,
        none_yet=Counts(),
    )
