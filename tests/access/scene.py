"""Who is in the world, and what its features find there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.service import find_user, make_user
from app.authz.permissions import Role
from app.courses.models import CourseClass, Enrolment
from app.courses.service import create_class
from app.extensions import db as database
from tests.conftest import START

# Ids by argument name: for all endpoints (""), for those of a blueprint, and for single ones.
Ids = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Scene:
    """The demo class, with one person of each kind."""

    app: Flask
    people: dict[str, User]
    here: CourseClass


def set_scene(app: Flask) -> Scene:
    people = _people()
    query = select(CourseClass).where(CourseClass.name == "电商 2301 班")
    return Scene(app, people, database.session.scalars(query).one())


def _people() -> dict[str, User]:
    here = database.session.scalars(select(CourseClass)).one()
    make = _maker(here)
    other_teacher = make("other_instructor", can_teach=True)
    other = create_class("别的班", "", other_teacher, START)
    guest = User(is_guest=True, created_at=START, last_seen_at=START)
    database.session.add(guest)
    people = {
        "guest": guest,
        "learner": make("learner"),
        "student": _known("0230102"),
        "classmate": _known("0230103"),
        "other_student": make("other_student", other, Role.STUDENT),
        "assistant": make("assistant", here, Role.ASSISTANT),
        "instructor": make("instructor", here, Role.INSTRUCTOR),
        "other_instructor": other_teacher,
        "teacher": make("teacher", can_teach=True),
        "admin": make("site-admin", is_admin=True),
    }
    database.session.commit()
    return people


def _maker(here: CourseClass) -> Callable[..., User]:
    def make(
        name: str, inside: CourseClass | None = None, role: Role | None = None, **values: Any
    ) -> User:
        user = make_user(name, {"username": name}, "a long password", START, **values)
        if inside is not None:
            database.session.add(
                Enrolment(class_id=inside.id, user_id=user.id, role=role, joined_at=START)
            )
        return user

    del here
    return make


def _known(name: str) -> User:
    user = find_user(name)
    assert user is not None
    return user
