"""Who asks in this request, with the role in each class: read once a request."""

from __future__ import annotations

from flask import g
from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from app.accounts.sessions import current_user
from app.authz.policy import Actor
from app.courses.models import CourseClass, Enrolment
from app.extensions import db


def load_actor() -> Actor:
    """The policy's view of the person who asks."""
    user = current_user()
    if user is None:
        return Actor()
    return Actor(
        user_id=user.id,
        is_guest=user.is_guest,
        is_admin=user.is_admin,
        can_teach=user.can_teach or user.is_admin,
        roles={e.class_id: e.role for e in memberships()},
    )


def memberships() -> list[Enrolment]:
    """The present person's places in classes that run, newest class first; one SQL statement."""
    if "memberships" not in g:
        user = current_user()
        g.memberships = [] if user is None or user.is_guest else _load(user.id)
    return g.memberships


# Every page asks this: it is put together once.
_PLACES = (
    select(Enrolment)
    .join(Enrolment.course_class)
    .where(Enrolment.user_id == bindparam("user"), Enrolment.left_at.is_(None))
    .options(contains_eager(Enrolment.course_class))
    .order_by(CourseClass.archived_at.is_not(None), CourseClass.id.desc())
)


def _load(user_id: int) -> list[Enrolment]:
    return list(db.session.scalars(_PLACES, {"user": user_id}))
