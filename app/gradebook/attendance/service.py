"""Sessions, who was there, and the column of the gradebook that they feed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from secrets import randbelow

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.attendance.models import (
    AttendanceMark,
    AttendanceRule,
    AttendanceSession,
    Presence,
)
from app.gradebook.domain.attendance import DEFAULT_WORTH, attendance_mark
from app.gradebook.service import ensure_column, post_grades
from app.web.errors import DomainError
from app.web.numbers import plain

SOURCE = "attendance"
FULL = Decimal(100)
CODE_DIGITS = 6
MOST_MINUTES = 60


class SignInError(DomainError):
    """Nobody was signed in."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session with how many were there, late, and so on."""

    session: AttendanceSession
    counts: Mapping[str, int]


def list_sessions(class_id: int) -> list[Held]:
    """The sessions of a class, newest first; two SQL statements."""
    query = (
        select(AttendanceSession)
        .where(AttendanceSession.class_id == class_id)
        .order_by(AttendanceSession.held_at.desc(), AttendanceSession.id.desc())
    )
    sessions = list(db.session.scalars(query))
    counted = (
        select(AttendanceMark.session_id, AttendanceMark.presence, func.count())
        .join(AttendanceSession, AttendanceSession.id == AttendanceMark.session_id)
        .where(AttendanceSession.class_id == class_id)
        .group_by(AttendanceMark.session_id, AttendanceMark.presence)
    )
    counts: dict[int, dict[str, int]] = {}
    for session_id, presence, n in db.session.execute(counted):
        counts.setdefault(session_id, {})[presence] = n
    return [Held(session=one, counts=counts.get(one.id, {})) for one in sessions]


def make_session(class_id: int, title: str, held_at: datetime) -> AttendanceSession:
    with writing():
        session = AttendanceSession(class_id=class_id, title=title, held_at=held_at)
        db.session.add(session)
    return session


def remove_session(session: AttendanceSession, at: datetime) -> None:
    """Take a session away with its marks; the gradebook is worked out again."""
    with writing():
        class_id = session.class_id
        db.session.delete(db.session.get_one(AttendanceSession, session.id))
        db.session.flush()
        _post(class_id, at, None)


def marks_of(session: AttendanceSession) -> dict[int, AttendanceMark]:
    """Who was there, by user id; one SQL statement."""
    query = select(AttendanceMark).where(AttendanceMark.session_id == session.id)
    return {mark.user_id: mark for mark in db.session.scalars(query)}


def mark_people(
    session: AttendanceSession,
    presences: Mapping[int, Presence | None],
    author_id: int,
    at: datetime,
    shown: Mapping[int, str] | None = None,
) -> int:
    """Store who was there (None: not marked); returns how many changed.

    `shown` is what stood on the page: who was not touched there keeps what came in meanwhile.
    """
    with writing():
        _hold(session.id)
        held = marks_of(session)
        changed = 0
        for user_id, presence in presences.items():
            row = held.get(user_id)
            now_ = row.presence if row else ""
            if (presence or "") in (now_, (shown or {}).get(user_id, now_)):
                continue
            changed += 1
            if presence is None:
                db.session.delete(row)
            elif row is None:
                db.session.add(
                    AttendanceMark(
                        session_id=session.id, user_id=user_id, presence=presence,
                        author_id=author_id, marked_at=at,
                    )
                )  # fmt: skip
            else:
                row.presence, row.author_id, row.marked_at = presence, author_id, at
        db.session.flush()
        if changed:
            _post(session.class_id, at, author_id)
        return changed


def open_code(session: AttendanceSession, minutes: int, at: datetime) -> str:
    """Draw a sign-in code that is valid for some minutes; the old one ends."""
    with writing():
        row = _hold(session.id)
        row.code = code = f"{randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        row.code_until = at + timedelta(minutes=max(1, min(minutes, MOST_MINUTES)))
        return code


def close_code(session: AttendanceSession) -> None:
    with writing():
        row = _hold(session.id)
        row.code = row.code_until = None


def sign_in(user_id: int, code: str, device: str, at: datetime) -> AttendanceSession:
    """Sign a student in by the code on the projector; raises SignInError.

    One device signs in one person a session. What staff have marked stays.
    """
    query = (
        select(AttendanceSession)
        .join(Enrolment, Enrolment.class_id == AttendanceSession.class_id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
            AttendanceSession.code == code,
            AttendanceSession.code_until > at,
        )
        .order_by(AttendanceSession.id.desc())
        .limit(1)
    )
    try:
        with writing():
            session = db.session.scalar(query)
            if session is None:
                raise SignInError(_("签到码不对，或者已经过时。请看投影上现在的码。"))
            _hold(session.id)
            mark = db.session.get(AttendanceMark, (session.id, user_id), populate_existing=True)
            if mark is None:
                db.session.add(
                    AttendanceMark(
                        session_id=session.id, user_id=user_id, presence=Presence.HERE,
                        device=device, marked_at=at,
                    )
                )  # fmt: skip
                db.session.flush()
                _post(session.class_id, at, None, [user_id])
            return session
    except IntegrityError:
        raise SignInError(_("这台设备已经替别人签过到。请用自己的设备，或请老师记。")) from None


def rule_of(class_id: int) -> AttendanceRule:
    """What attendance is worth in a class; the usual table until it is changed (not stored then)."""
    found = db.session.get(AttendanceRule, class_id)
    if found is not None:
        return found
    worth = {name: plain(percent) for name, percent in DEFAULT_WORTH.items()}
    return AttendanceRule(class_id=class_id, worth=worth, category_id=None)


def save_rule(
    class_id: int,
    worth: Mapping[str, Decimal],
    category_id: int | None,
    author_id: int,
    at: datetime,
) -> None:
    """Store the table and where it counts, and work the column out again."""
    with writing():
        row = db.session.get(AttendanceRule, class_id, with_for_update=True)
        if row is None:
            row = AttendanceRule(class_id=class_id, worth={})
            db.session.add(row)
        row.worth = {name: plain(percent) for name, percent in worth.items()}
        row.category_id = category_id
        db.session.flush()
        _post(class_id, at, author_id)


def own_sessions(class_ids: Collection[int], user_id: int) -> list[tuple[AttendanceSession, str]]:
    """A student's own record, newest first; one SQL statement."""
    query = (
        select(AttendanceSession, AttendanceMark.presence)
        .join(AttendanceMark, AttendanceMark.session_id == AttendanceSession.id)
        .where(AttendanceSession.class_id.in_(class_ids), AttendanceMark.user_id == user_id)
        .order_by(AttendanceSession.held_at.desc())
    )
    return [(session, presence) for session, presence in db.session.execute(query)]


def _hold(session_id: int) -> AttendanceSession:
    return db.session.get_one(
        AttendanceSession, session_id, with_for_update=True, populate_existing=True
    )


def _post(
    class_id: int, at: datetime, author_id: int | None, user_ids: Collection[int] | None = None
) -> None:
    """Bring the gradebook's column up to date; a constant number of SQL statements."""
    rule = db.session.get(AttendanceRule, class_id)
    if rule is None or rule.category_id is None:
        return
    query = (
        select(Enrolment.user_id, AttendanceMark.presence)
        .outerjoin(
            AttendanceMark,
            (AttendanceMark.user_id == Enrolment.user_id)
            & AttendanceMark.session_id.in_(
                select(AttendanceSession.id).where(AttendanceSession.class_id == class_id)
            ),
        )
        .where(Enrolment.class_id == class_id, Enrolment.role == Role.STUDENT)
    )
    if user_ids is not None:
        query = query.where(Enrolment.user_id.in_(user_ids))
    presences: dict[int, list[str]] = {}
    for user_id, presence in db.session.execute(query):
        presences.setdefault(user_id, []).extend([presence] if presence else [])
    worth = {name: Decimal(percent) for name, percent in rule.worth.items()}
    column = ensure_column(class_id, (SOURCE, class_id), _("考勤"), FULL, rule.category_id)
    grades = {user_id: attendance_mark(own, worth) for user_id, own in presences.items()}
    post_grades(column, grades, _("考勤"), at, author_id)
