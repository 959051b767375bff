"""The page from which those who teach reach the coursework of a class."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.courses.service import get_class
from app.web.clock import now
from app.workshop.projects import all_kinds

bp = Blueprint("workshop_manage", __name__)


@bp.get("/classes/<class_id>/projects")
@requires(Permission.PROJECT_WATCH)
def home(class_id: str) -> str:
    course_class = get_class(class_id)
    at = now()
    return render_template(
        "workshop/manage.html",
        course_class=course_class,
        kinds=[(kind, kind.count_all(course_class.id, at)) for kind in all_kinds()],
    )
