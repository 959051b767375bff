"""The quick start makes what the usual one makes, and steps aside for whatever is not usual."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, session
from sqlalchemy import delete, select, update

from app.accounts.models import LoginSession, User
from app.accounts.sessions import open_session
from app.authz.permissions import Permission
from app.courses.models import Enrolment
from app.quiz.domain.access import AccessRules, Typed
from app.quiz.exams.preparing import prepare_all
from app.quiz.exams.quick_start import Starter, look_at_start, start_quickly, starter
from app.quiz.models import Accommodation, CandidatePaper, Exam, Sitting
from tests.conftest import START
from tests.quiz.sitting.builders import seeded_sample
from tests.quiz.sitting.conftest import Hall

pytestmark = pytest.mark.both_engines

OpenHall = Callable[..., Hall]
NOTHING = Typed("", "")
NOT_COMPARED = {"id", "public_id"}


@dataclass
class Door:
    """A student of a hall with a paper that lies ready, in front of the door of the start."""

    app: Flask
    db: Any
    hall: Hall

    @contextmanager
    def arriving(self, user: User | None = None) -> Any:
        """A request by the student (or by somebody else)."""
        with self.app.test_request_context():
            token = open_session(user or self.hall.student, self.hall.clock()).token
        with self.app.test_request_context():
            session["_user_id"] = token
            yield

    def look(self) -> Starter | None:
        opened = look_at_start(Permission.SITTING_START, self.hall.exam.public_id)
        assert opened == (starter() is not None)
        return starter()

    def start(self, found: Starter, typed: Typed = NOTHING) -> str | None:
        return start_quickly(found, typed, self.hall.clock())

    def set(self, model: Any, **values: Any) -> None:
        self.db.session.execute(update(model).values(**values))
        self.db.session.commit()

    def arrange(self, **values: Any) -> None:
        row = Accommodation(
            exam_id=self.hall.exam.id,
            user_id=self.hall.student.id,
            author_id=self.hall.teacher.id,
            created_at=START,
            **values,
        )
        self.db.session.add(row)
        self.db.session.commit()


@pytest.fixture
def open_door(app: Flask, db: Any, open_hall: OpenHall) -> Callable[..., Door]:
    def make_door(items: Any = None, **values: Any) -> Door:
        hall = open_hall(items, **values)
        prepare_all(hall.exam, START, lambda: 7)
        return Door(app, db, hall)

    return make_door


@pytest.fixture
def door(open_door: Callable[..., Door]) -> Door:
    return open_door()


def test_a_usual_start_is_two_statements_and_leads_into_the_hall(
    door: Door, as_user: Any, count_sql: Any
) -> None:
    student = as_user(door.hall.student)
    with count_sql() as statements:
        reply = student.post(f"/exams/{door.hall.exam.public_id}/start")
    assert len(statements) == 1  # the one that writes is the driver's own and not counted here
    (sitting,) = door.hall.sittings()
    assert reply.headers["Location"].endswith(f"/sittings/{sitting.public_id}")
    assert student.get(reply.headers["Location"]).status_code == 200


def test_it_makes_what_the_usual_way_makes(open_door: Callable[..., Door]) -> None:
    door = open_door([seeded_sample(), seeded_sample()])
    door.set(User, extra_time=Decimal("1.25"))
    with door.arriving():
        found = door.look()
        assert found is not None
        assert door.start(found) is not None
    (quick,) = door.hall.sittings()
    names = [column.key for column in Sitting.__table__.columns if column.key not in NOT_COMPARED]
    made = {name: getattr(quick, name) for name in names}
    assert made["faces"]
    assert made["deadline"] - made["started_at"] == 1.25 * timedelta(minutes=door.hall.exam.minutes)
    door.db.session.execute(delete(Sitting))
    door.db.session.commit()
    door.db.session.expunge_all()
    usual = door.hall.start()
    assert {name: getattr(usual, name) for name in names} == made


def test_started_twice_it_is_one_sitting(door: Door) -> None:
    with door.arriving():
        found = door.look()
        assert found is not None
        assert door.start(found) is not None
        assert door.start(found) is None
    assert len(door.hall.sittings()) == 1


CHANGES: dict[str, Callable[[Door], None]] = {
    "taken back": lambda door: door.set(Exam, state="draft"),
    "released": lambda door: door.set(Exam, state="released"),
    "window moved": lambda door: door.set(Exam, opens_at=START - timedelta(days=2)),
    "ends earlier": lambda door: door.set(Exam, closes_at=START + timedelta(minutes=3)),
    "other limit": lambda door: door.set(Exam, minutes=7),
    "a password": lambda door: door.set(Exam, access=AccessRules(password="x").to_json()),
    "a line asked for": lambda door: door.set(Exam, needs_eligibility=True),
    "minutes arranged": lambda door: door.arrange(minutes=200),
    "extra time": lambda door: door.set(User, extra_time=Decimal("1.50")),
    "signed out": lambda door: door.set(LoginSession, revoked_at=START),
    "sign-in ended": lambda door: door.set(LoginSession, expires_at=START),
    "shut out": lambda door: door.set(User, is_active=False),
    "left the class": lambda door: door.set(Enrolment, left_at=START),
    "became an assistant": lambda door: door.set(Enrolment, role="assistant"),
    "started elsewhere": lambda door: door.hall.start() and None,
    "the paper taken back": lambda door: door.db.session.execute(delete(CandidatePaper)) and None,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changed_since_the_look_writes_nothing(
    door: Door, change: Callable[[Door], None]
) -> None:
    with door.arriving():
        found = door.look()
        assert found is not None
        change(door)
        before = len(door.hall.sittings())
        assert door.start(found) is None
    assert len(door.hall.sittings()) == before


UNUSUAL: dict[str, Callable[[Door], None]] = {
    name: CHANGES[name]
    for name in (
        "a line asked for", "minutes arranged", "shut out", "left the class", "started elsewhere",
        "the paper taken back",
    )
} | {
    "a new password due": lambda door: door.set(User, must_change_password=True),
    "a guest": lambda door: door.set(User, is_guest=True),
}  # fmt: skip


@pytest.mark.parametrize("change", UNUSUAL.values(), ids=UNUSUAL)
def test_the_door_stays_shut_for_what_is_unusual(
    door: Door, change: Callable[[Door], None]
) -> None:
    change(door)
    with door.arriving():
        assert door.look() is None


def test_the_door_is_for_students_of_the_class(door: Door, make: Any) -> None:
    for person in (door.hall.teacher, make.student(make.class_()), make.admin()):
        with door.arriving(person):
            assert door.look() is None


REFUSED: dict[str, dict[str, Any]] = {
    "too early": {"opens_at": START + timedelta(seconds=1)},
    "too late": {"closes_at": START},
    "a draft": {"state": "draft"},
    "another network": {"access": AccessRules(networks=("10.9.0.0/16",)).to_json()},
    "the wrong password": {"access": AccessRules(password="ke-301").to_json()},
    "a seat's code": {"access": AccessRules(seat_code=True).to_json()},
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_refusals_are_left_to_the_usual_way(door: Door, values: dict[str, Any]) -> None:
    door.set(Exam, **values)
    with door.arriving():
        found = door.look()
        assert found is not None
        assert door.start(found, Typed("something", "")) is None
    assert door.hall.sittings() == []


def test_the_right_password_starts_at_once(door: Door) -> None:
    door.set(Exam, access=AccessRules(password="课 301|x").to_json())
    with door.arriving():
        found = door.look()
        assert found is not None
        assert door.start(found, Typed("课 301|X ", "")) is not None
    assert len(door.hall.sittings()) == 1


def test_a_paper_of_the_second_attempt_goes_the_usual_way(
    open_door: Callable[..., Door], as_user: Any
) -> None:
    door = open_door(attempts=2)
    first = door.hall.start()
    door.set(Sitting, state="submitted", closed_by="candidate", submitted_at=START)
    student = as_user(door.hall.student)
    assert student.post(f"/exams/{door.hall.exam.public_id}/start").status_code == 302
    numbers = door.db.session.scalars(select(Sitting.number).order_by(Sitting.number)).all()
    assert list(numbers) == [first.number, 2]
