"""The list of people in a class: found, ordered, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from app.accounts.domain import normalise_name
from app.accounts.models import Identifier, User
from app.accounts.slips import Slip, reset_passwords
from app.authz.permissions import Role
from app.authz.policy import Actor
from app.courses.members import out_of_hands
from app.courses.models import Enrolment
from app.extensions import db

ORDERS = ("number", "name", "role", "seen", "extra")


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """What of the list is shown: a search, an order such as "name" or "-seen", those who left."""

    wanted: str = ""
    order: str = "number"
    left: bool = False


def roster_query(class_id: int, wish: RosterFilter) -> Select[Enrolment]:
    """The places of a class with their people."""
    number = aliased(Identifier)
    query = (
        select(Enrolment)
        .join(Enrolment.user)
        .outerjoin(number, (number.user_id == User.id) & (number.kind == "student_no"))
        .where(Enrolment.class_id == class_id, _is_left(wish.left))
        .options(contains_eager(Enrolment.user).selectinload(User.identifiers))
    )
    if wish.wanted:
        with_name = select(Identifier.user_id).where(
            Identifier.value.contains(normalise_name(wish.wanted), autoescape=True)
        )
        query = query.where(
            or_(User.name.contains(wish.wanted, autoescape=True), User.id.in_(with_name))
        )
    return query.order_by(*_order(wish.order, number))


def count_people(class_id: int) -> dict[bool, int]:
    """How many are in the class (False) and how many left it (True)."""
    left = Enrolment.left_at.is_not(None)
    query = select(left, func.count()).where(Enrolment.class_id == class_id).group_by(left)
    return {False: 0, True: 0} | {bool(gone): n for gone, n in db.session.execute(query)}


def resettable(class_id: int, actor: Actor, *, never_only: bool = False) -> list[User]:
    """The students whose password `actor` may reset, by 学号; see `is_in_hands_of_class`.

    `never_only` leaves out those who have chosen a password of their own.
    """
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .outerjoin(Identifier, (Identifier.user_id == User.id) & (Identifier.kind == "student_no"))
        .where(
            Enrolment.class_id == class_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
            User.can_teach.is_(False),
            User.is_admin.is_(False),
            User.is_active.is_(True),
        )
        .options(selectinload(User.identifiers))
        .order_by(Identifier.value.is_(None), Identifier.value, User.id)
    )
    if never_only:
        query = query.where(User.must_change_password.is_(True))
    users = list(db.session.scalars(query))
    barred = out_of_hands([user.id for user in users], actor)
    return [user for user in users if user.id not in barred]


def reset_class(
    class_id: int, actor: Actor, at: datetime, *, never_only: bool = False
) -> list[Slip]:
    """New passwords for a whole class, on slips in the order of 学号."""
    return reset_passwords(resettable(class_id, actor, never_only=never_only), at)


def _is_left(left: bool) -> ColumnElement[bool]:
    return Enrolment.left_at.is_not(None) if left else Enrolment.left_at.is_(None)


def _order(order: str, number: type[Identifier]) -> list[Any]:
    down, key = order.startswith("-"), order.lstrip("-")
    column = {
        "number": number.value,
        "name": User.name,
        "role": Enrolment.role,
        "seen": User.last_seen_at,
        "extra": User.extra_time,
    }.get(key, number.value)
    # People without a 学号, teachers mostly, come after the list of students.
    nothing_last = [number.value.is_(None)] if key == "number" else []
    first: list[Any] = [*nothing_last, column.desc() if down else column.asc()]
    return [*first, number.value, Enrolment.id]
