"""The students of a class as the gradebook lists them, page by page."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Identifier, User
from app.authz.permissions import Role
from app.courses.models import CourseClass, Enrolment
from app.courses.people import RosterFilter, roster_query
from app.extensions import db


def students_query(class_id: int, wanted: str = "", *, left: bool = False) -> Select:
    """Places of the students by 学号, with the people: those in the class, or those who left it."""
    wish = RosterFilter(wanted=wanted, left=left)
    return roster_query(class_id, wish).where(Enrolment.role == Role.STUDENT)


def count_by_presence(class_id: int) -> dict[bool, int]:
    """How many students are in the class (False) and how many left it (True)."""
    left = Enrolment.left_at.is_not(None)
    query = (
        select(left, func.count())
        .where(Enrolment.class_id == class_id, Enrolment.role == Role.STUDENT)
        .group_by(left)
    )
    return {False: 0, True: 0} | {bool(gone): n for gone, n in db.session.execute(query)}


def find_students(class_id: int, public_ids: Collection[str]) -> list[User]:
    """Students of a class by the ids in addresses and forms, also those who left since."""
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(
            Enrolment.class_id == class_id,
            Enrolment.role == Role.STUDENT,
            User.public_id.in_(public_ids),
        )
        .options(joinedload(User.identifiers))
    )
    return list(db.session.scalars(query).unique())


def all_students(class_id: int, wanted: str = "") -> list[User]:
    """Everyone who studies in the class, by 学号; one SQL statement, however many they are.

    Joined rather than selected apart: identifiers would be fetched five hundred people at a time.
    `wanted` narrows it to part of a name or 学号.
    """
    number = aliased(Identifier)
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .outerjoin(number, (number.user_id == User.id) & (number.kind == "student_no"))
        .where(
            Enrolment.class_id == class_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
        )
        .options(joinedload(User.identifiers))
        .order_by(number.value.is_(None), number.value, User.name, User.id)
    )
    if wanted:
        query = query.where(
            or_(
                User.name.contains(wanted, autoescape=True),
                number.value.contains(wanted.lower(), autoescape=True),
            )
        )
    return list(db.session.scalars(query).unique())


def own_classes(user_id: int) -> list[CourseClass]:
    """Classes in which the person is a student, newest first."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
        )
        .options(joinedload(Enrolment.course_class))
        .order_by(Enrolment.id.desc())
    )
    return [enrolment.course_class for enrolment in db.session.scalars(query)]
