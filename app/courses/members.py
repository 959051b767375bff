"""Coming into a class and leaving it; roles; what staff may change for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from app.accounts.models import User
from app.accounts.service import find_user, rename
from app.authz.permissions import Role
from app.authz.policy import Actor
from app.courses.domain.codes import read_code
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


class JoinRefusedError(DomainError):
    """The code joins no class that this person could join."""

    status = 422


class LastInstructorError(DomainError):
    """A class would be left without anybody to run it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("班里至少要有一位教师。请先请来另一位教师，再作这个改动。"))


def find_open_class(typed: str) -> CourseClass:
    """The class that a typed join code opens. Raises JoinRefusedError with the reason."""
    code = read_code(typed)
    found = db.session.scalar(select(CourseClass).where(CourseClass.join_code == code))
    if found is None or not code:
        raise JoinRefusedError(_("没有找到这个加入码。请对照老师给的码再输一遍。"))
    if found.archived_at is not None:
        raise JoinRefusedError(_("“%(name)s”已经结课，不再接收新同学。", name=found.name))
    if not found.join_open:
        raise JoinRefusedError(
            _("“%(name)s”现在不能凭码加入。请老师打开加入码，或把你加进名单。", name=found.name)
        )
    return found


def find_enrolment(class_id: int, user_id: int) -> Enrolment | None:
    """A person's place in a class as it is now, also one that was left."""
    return db.session.scalar(
        select(Enrolment)
        .where(Enrolment.class_id == class_id, Enrolment.user_id == user_id)
        .execution_options(populate_existing=True)
    )


def join_class(course_class: CourseClass, user: User, at: datetime) -> bool:
    """Join as a student; False where the person is in the class already.

    Somebody who was in the class before comes back as a student, whatever they were then.
    """
    with writing():
        hold_class(course_class.id)
        place = find_enrolment(course_class.id, user.id)
        if place is not None and place.left_at is None:
            return False
        put_in(place, course_class.id, user.id, Role.STUDENT, at)
    return True


def put_in(
    place: Enrolment | None, class_id: int, user_id: int, role: Role, at: datetime
) -> Enrolment:
    """Give a person a place, or their old one back; belongs inside `writing()`."""
    if place is None:
        place = Enrolment(class_id=class_id, user_id=user_id, role=role, joined_at=at)
        db.session.add(place)
    else:
        place.role, place.left_at = role, None
    db.session.flush()
    return place


def leave_class(place: Enrolment, at: datetime) -> None:
    """Take a person out of a class; the row stays, and with it marks and answers."""
    with writing():
        row = _lock(place)
        if row.left_at is None:
            if row.role == Role.INSTRUCTOR:
                _keep_one_instructor(row)
            row.left_at = at


def bring_back(place: Enrolment) -> None:
    """Undo the removal of a student. Raises DomainError for somebody who was staff.

    As a student a former colleague would be in the hands of those who removed them.
    """
    with writing():
        row = _lock(place)
        if row.left_at is None:
            return
        if row.role != Role.STUDENT:
            raise DomainError(
                _("这位以前是本班的教师或助教，不能作为学生请回。请在班级设置里加为教师或助教。"),
                status=409,
            )
        row.left_at = None


def set_role(place: Enrolment, role: Role) -> None:
    with writing():
        row = _lock(place)
        if row.role == Role.INSTRUCTOR and role != Role.INSTRUCTOR:
            _keep_one_instructor(row)
        row.role = role


def add_staff(course_class: CourseClass, name: str, role: Role, at: datetime) -> User:
    """Make somebody with an account a co-teacher or assistant. Raises DomainError."""
    user = find_user(name)
    if user is None or not user.is_active:
        raise DomainError(_("没有人用这个名字登录。请向本人问清用户名或邮箱。"), status=422)
    with writing():
        hold_class(course_class.id)
        place = find_enrolment(course_class.id, user.id)
        if place is not None and place.left_at is None:
            if place.role == Role.INSTRUCTOR and role != Role.INSTRUCTOR:
                _keep_one_instructor(place)
            place.role = role
        else:
            put_in(place, course_class.id, user.id, role, at)
    return user


def is_in_hands_of_class(place: Enrolment, actor: Actor) -> bool:
    """Whether `actor` may change this person's account through the class: name, 学号, password.

    They may for students who are in the class now, never for people who teach or administer
    anywhere: adding a colleague to one's roster must not be a way into the colleague's account.
    Nor for a student of somebody else's class as well, as anybody can be put on a roster by their
    学号; then only an administrator may.
    """
    user = place.user
    if place.left_at is not None or place.role != Role.STUDENT or user.is_admin or user.can_teach:
        return False
    return user.id not in out_of_hands([user.id], actor)


def out_of_hands(user_ids: Sequence[int], actor: Actor) -> set[int]:
    """Those of the people who are staff of some class now, or in a class `actor` does not run."""
    bars = [Enrolment.role != Role.STUDENT]
    if not actor.is_admin:
        bars.append(Enrolment.class_id.not_in(_run_by(actor)))
    return _placed(user_ids, or_(*bars))


def known_to(user_ids: Sequence[int], actor: Actor) -> set[int]:
    """Those of the people who are in a class that `actor` runs now; an administrator knows all."""
    if actor.is_admin:
        return set(user_ids)
    return _placed(user_ids, Enrolment.class_id.in_(_run_by(actor)))


def _run_by(actor: Actor) -> list[int]:
    return [class_id for class_id, role in actor.roles.items() if role == Role.INSTRUCTOR]


def _placed(user_ids: Sequence[int], condition: ColumnElement[bool]) -> set[int]:
    """Those of the people who have a place now that meets the condition."""
    found: set[int] = set()
    for start in range(0, len(user_ids), 500):
        query = select(Enrolment.user_id).where(
            Enrolment.user_id.in_(user_ids[start : start + 500]),
            Enrolment.left_at.is_(None),
            condition,
        )
        found.update(db.session.scalars(query))
    return found


def change_person(
    place: Enrolment, actor: Actor, *, name: str, student_no: str, extra_time: Decimal
) -> None:
    """Correct a student's name and 学号 and set the extra time. Raises NameTaken."""
    with writing():
        user = db.session.get_one(User, place.user_id)
        user.extra_time = extra_time
        if is_in_hands_of_class(_lock(place), actor):
            rename(user, name, {"student_no": student_no})


def hold_class(class_id: int) -> None:
    """Let nobody else change who is in the class until the transaction ends (PostgreSQL)."""
    query = select(CourseClass.id).where(CourseClass.id == class_id)
    db.session.execute(query.with_for_update(key_share=True))


def _lock(place: Enrolment) -> Enrolment:
    """The row as it is now, with the class held so that two instructors cannot both go."""
    hold_class(place.class_id)
    return db.session.scalars(
        select(Enrolment).where(Enrolment.id == place.id).execution_options(populate_existing=True)
    ).one()


def _keep_one_instructor(place: Enrolment) -> None:
    another = db.session.scalar(
        select(Enrolment.id)
        .where(
            Enrolment.class_id == place.class_id,
            Enrolment.role == Role.INSTRUCTOR,
            Enrolment.left_at.is_(None),
            Enrolment.id != place.id,
        )
        .limit(1)
    )
    if another is None:
        raise LastInstructorError
