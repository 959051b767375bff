"""Classes: making them, their settings, and who studies in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Identifier, User
from app.authz.gate import load_or_404
from app.authz.permissions import Role
from app.courses.domain.codes import make_code
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError
from app.web.shell import enter_class

# With a few thousand codes in use a draw collides once in 30,000 times; five in a row never.
CODE_DRAWS = 5
Result = TypeVar("Result")
chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class ClassCard:
    """A class in a list: the person's role in it, and how many study there."""

    course_class: CourseClass
    role: Role | None
    students: int
    teachers: tuple[str, ...]


def get_class(public_id: str, place: str | None = None) -> CourseClass:
    """The class that an address names, authorised with the route's permission; or 404.

    The page then lies inside the class: its rail shows, with `place` (an endpoint of the rail)
    marked for pages below one.
    """
    course_class = load_or_404(CourseClass, public_id=public_id)
    enter_class(course_class, place)
    return course_class


def list_students(class_id: int) -> list[User]:
    """The students of a class by 学号, those without one last; two SQL statements."""
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .outerjoin(Identifier, _is_number_of_user())
        .where(
            Enrolment.class_id == class_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
        )
        .options(selectinload(User.identifiers))
        .order_by(Identifier.value.is_(None), Identifier.value, User.name, User.id)
    )
    return list(db.session.scalars(query))


def list_staff(class_id: int) -> list[Enrolment]:
    """Instructors, then assistants, with the people; two SQL statements."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.class_id == class_id,
            Enrolment.role != Role.STUDENT,
            Enrolment.left_at.is_(None),
        )
        .options(joinedload(Enrolment.user).selectinload(User.identifiers))
        .order_by(Enrolment.role.desc(), Enrolment.id)
    )
    return list(db.session.scalars(query))


def count_students(class_ids: list[int]) -> dict[int, int]:
    """Number of students by class; classes without any are missing."""
    query = (
        select(Enrolment.class_id, func.count())
        .where(
            Enrolment.class_id.in_(class_ids),
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
        )
        .group_by(Enrolment.class_id)
    )
    return dict(iter(db.session.execute(query)))


def make_cards(classes: list[CourseClass], roles: dict[int, Role]) -> list[ClassCard]:
    """Cards for a list of classes; two SQL statements however many they are."""
    ids = [one.id for one in classes]
    counts, teachers = count_students(ids), _teachers(ids)
    return [
        ClassCard(one, roles.get(one.id), counts.get(one.id, 0), tuple(teachers.get(one.id, ())))
        for one in classes
    ]


def all_classes(wanted: str) -> Select[CourseClass]:
    """Every class of the site, newest first, for the administrator."""
    query = select(CourseClass).order_by(CourseClass.id.desc())
    return query.where(CourseClass.name.contains(wanted, autoescape=True)) if wanted else query


def create_class(name: str, term: str, teacher: User, at: datetime) -> CourseClass:
    """Make a class with `teacher` as its instructor and a join code of its own."""

    def make() -> CourseClass:
        made = CourseClass(
            name=name.strip(), term=term.strip(), join_code=make_code(chance), created_at=at
        )
        made.enrolments = [Enrolment(user_id=teacher.id, role=Role.INSTRUCTOR, joined_at=at)]
        db.session.add(made)
        return made

    return _with_fresh_code(make)


def change_class(
    course_class: CourseClass, *, name: str, term: str, rule: str, join_open: bool
) -> None:
    """Store what the settings page holds."""
    with writing():
        row = db.session.get_one(CourseClass, course_class.id)
        row.name, row.term, row.rule, row.join_open = name.strip(), term.strip(), rule, join_open


def renew_code(course_class: CourseClass) -> str:
    """Give the class a new join code; the old one joins nobody any more."""

    def renew() -> str:
        row = db.session.get_one(CourseClass, course_class.id)
        row.join_code = make_code(chance)
        return row.join_code

    return _with_fresh_code(renew)


def archive_class(course_class: CourseClass, at: datetime | None) -> None:
    """Put the class away (or with None take it back): it stays readable, and nobody joins it."""
    with writing():
        db.session.get_one(CourseClass, course_class.id).archived_at = at


def _with_fresh_code(change: Callable[[], Result]) -> Result:
    """Run `change`, which draws a code, until the unique index accepts it."""
    for _draw in range(CODE_DRAWS):
        try:
            with writing(), db.session.begin_nested():
                return change()
        except IntegrityError:
            continue
    raise DomainError(_("加入码没有生成，请再试一次。"), status=503)


def _is_number_of_user() -> ColumnElement[bool]:
    return (Identifier.user_id == User.id) & (Identifier.kind == "student_no")


def _teachers(class_ids: list[int]) -> dict[int, list[str]]:
    query = (
        select(Enrolment.class_id, User.name)
        .join(Enrolment.user)
        .where(
            Enrolment.class_id.in_(class_ids),
            Enrolment.role == Role.INSTRUCTOR,
            Enrolment.left_at.is_(None),
        )
        .order_by(Enrolment.id)
    )
    found: dict[int, list[str]] = {}
    for class_id, name in db.session.execute(query):
        found.setdefault(class_id, []).append(name)
    return found
