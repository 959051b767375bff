"""What the staff's pages of cases begin with."""

from __future__ import annotations

from flask import abort

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404
from app.cases.models import CaseOpening
from app.courses.models import CourseClass
from app.extensions import db
from app.web.shell import enter_class

PLACE = "cases_manage.home"


def get_opening(opening_id: str) -> tuple[CaseOpening, CourseClass]:
    """The opened case that an address names, with its class, whose rail shows."""
    opening = load_or_404(CaseOpening, public_id=opening_id)
    course_class = db.session.get_one(CourseClass, opening.class_id)
    enter_class(course_class, PLACE)
    return opening, course_class


def me() -> User:
    return current_user() or abort(401)
