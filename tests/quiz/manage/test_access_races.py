"""Races around who may come in: make-ups against releases, seats against starts, two who seat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db as database
from app.quiz.domain.terms import Grant
from app.quiz.exams import entrance, publishing, seats
from app.quiz.exams.arrangements import arrange, withdraw
from app.quiz.exams.closing import submit
from app.quiz.exams.grading import release
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Accommodation, Exam, ExamAct, Incident, Seat, Sitting
from tests.quiz.manage.test_races import NOW, Site, refusals
from tests.quiz.manage.test_races import site as site

pytestmark = pytest.mark.both_engines

LATE = NOW + timedelta(hours=3)
MAKE_UP = Grant(opens_at=LATE + timedelta(days=1), closes_at=LATE + timedelta(days=1, hours=2))


def publish_and_sit(site: Site, who: int = 1) -> None:
    """Publish, and let the first `who` candidates hand in."""
    with site.app.test_request_context():
        publishing.publish(site.exam(), site.teacher_id, NOW)
        for user_id in site.user_ids[:who]:
            user = database.session.get_one(User, user_id)
            submit(start_sitting(site.exam(), user, NOW, 2**50), NOW)
        database.session.remove()


def public_id(site: Site, user_id: int) -> str:
    with site.app.app_context():
        return database.session.get_one(User, user_id).public_id


def test_a_make_up_and_a_release_at_once_never_both_stand(site: Site) -> None:
    publish_and_sit(site)
    person = public_id(site, site.user_ids[1])

    def let_out() -> int:
        return release(site.exam(), site.teacher_id, LATE)

    def make_up() -> int:
        return arrange(site.exam(), person, MAKE_UP, "住院", site.teacher_id, LATE).id

    results = site.together(let_out, make_up)
    assert refusals(results) == 1
    with site.app.app_context():
        released = site.exam().state == "released"
    assert site.count(Accommodation) == (0 if released else 1)
    assert isinstance(results[1 if released else 0], Exception)


def test_arranging_for_one_person_at_once_leaves_one_row_and_every_act(site: Site) -> None:
    publish_and_sit(site, 0)
    person = public_id(site, site.user_ids[0])

    def more(minutes: int) -> Any:
        def work() -> int:
            grant = Grant(minutes=minutes)
            return arrange(site.exam(), person, grant, "病", site.teacher_id, NOW).id

        return work

    def back() -> bool:
        return withdraw(site.exam(), person, "不用了", site.teacher_id, NOW)

    results = site.together(more(70), more(80), back, more(90))
    assert refusals(results) == 0
    grants = site.count(ExamAct, ExamAct.kind == "grant")
    assert grants == 3 + int(results[2])
    assert site.count(Accommodation) <= 1
    with site.app.app_context():
        places = database.session.scalars(
            select(ExamAct.position).where(ExamAct.exam_id == site.exam_id)
        ).all()
        assert sorted(places) == list(range(1, len(places) + 1))


def test_seats_and_a_start_at_once_leave_whole_seats(site: Site) -> None:
    publish_and_sit(site, 0)

    def number() -> int:
        return seats.number_seats(site.exam(), site.teacher_id, NOW, first=1, prefix="")

    def lot() -> int:
        return seats.number_seats(site.exam(), site.teacher_id, NOW, first=1, prefix="", seed=3)

    def start() -> int:
        user = database.session.get_one(User, site.user_ids[0])
        return start_sitting(site.exam(), user, NOW, 2**50).id

    results = site.together(number, start, lot, number)
    refusals(results)
    assert isinstance(results[1], int)
    assert site.count(Seat) in (0, 3)
    with site.app.app_context():
        taken = database.session.scalars(select(Seat.seat)).all()
        assert len(set(taken)) == len(taken)


def test_a_changed_address_is_written_down_once_by_many_requests(site: Site) -> None:
    publish_and_sit(site, 0)
    with site.app.test_request_context():
        user = database.session.get_one(User, site.user_ids[0])
        sitting = start_sitting(site.exam(), user, NOW, 2**50)
        entrance.note_address(sitting, "10.0.0.1", NOW)
        sitting_id = sitting.id
        database.session.remove()

    def move() -> None:
        entrance.note_address(database.session.get_one(Sitting, sitting_id), "10.0.0.2", NOW)

    results = site.together(move, move, move, move)
    assert results == [None] * 4
    assert site.count(Incident, Incident.kind == "address") == 1
    assert site.count(Exam) == 1
