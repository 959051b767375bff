"""Accounts and classes: places in the class, the sign-in of a device."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.sessions import open_session
from app.courses.models import Enrolment
from app.extensions import db as database
from tests.access.scene import Ids, Scene
from tests.conftest import START


def people(scene: Scene) -> Ids:
    student = scene.people["student"]
    with scene.app.test_request_context():
        device = open_session(student, START).row.id
    place = _place_of(student)
    staff = {"place_id": _place_of(scene.people["assistant"])}
    everywhere = {
        "class_id": scene.here.public_id, "place_id": place, "user_id": student.public_id,
        "person": student.public_id, "session_id": device,
        # Of addresses that ask for nothing of ours.
        "token": "none", "name": "zhike.css", "paper_id": "none",
    }  # fmt: skip
    return {
        "": everywhere,
        "admin": {"public_id": scene.people["learner"].public_id},
        "classes.staff_remove": staff,
        "classes.staff_role": staff,
    }


def _place_of(user: User) -> str:
    query = select(Enrolment.public_id).where(Enrolment.user_id == user.id)
    return database.session.scalars(query).one()
