"""Classes, their codes, and who is in them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.service import NameTaken
from app.authz.permissions import Role
from app.authz.policy import Actor
from app.bank.domain.types import MultipleResponseRule
from app.courses import service
from app.courses.labels import RULE_CHOICES
from app.courses.members import (
    JoinRefusedError,
    LastInstructorError,
    add_staff,
    bring_back,
    change_person,
    find_enrolment,
    find_open_class,
    is_in_hands_of_class,
    join_class,
    leave_class,
    set_role,
)
from app.courses.models import CourseClass, Enrolment
from app.courses.people import RosterFilter, count_people, resettable, roster_query
from app.extensions import db as database
from app.web.errors import DomainError
from tests.builders import Builders
from tests.conftest import START, Clock


def running(*classes: CourseClass) -> Actor:
    """The instructor of some classes, as the policy sees them."""
    return Actor(1, False, roles={one.id: Role.INSTRUCTOR for one in classes})


def place_of(class_id: int, user_id: int) -> Enrolment:
    place = find_enrolment(class_id, user_id)
    assert place is not None
    return place


def test_a_new_class_has_its_teacher_and_a_code(make: Any) -> None:
    teacher = make.teacher()
    made = service.create_class(" 电商 2301 班 ", "2026 秋", teacher, START)
    assert (made.name, made.rule, made.join_open) == ("电商 2301 班", "half", True)
    assert len(made.join_code) == 6
    assert place_of(made.id, teacher.id).role == Role.INSTRUCTOR


@pytest.mark.both_engines
def test_a_code_in_use_is_drawn_again(
    make: Any, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.class_(join_code="CDFGHJ")
    draws = iter(["CDFGHJ", "CDFGHJ", "KMNPQR"])
    monkeypatch.setattr(service, "make_code", lambda _chance: next(draws))
    assert service.create_class("新班", "", make.teacher(), START).join_code == "KMNPQR"
    assert database.session.scalar(select(func.count()).select_from(CourseClass)) == 2


def test_codes_that_never_fit_are_an_error(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make.class_(join_code="CDFGHJ")
    monkeypatch.setattr(service, "make_code", lambda _chance: "CDFGHJ")
    with pytest.raises(DomainError):
        service.create_class("新班", "", make.teacher(), START)
    assert database.session.scalar(select(func.count()).select_from(CourseClass)) == 1


def test_a_renewed_code_shuts_the_old_one(make: Any) -> None:
    course_class = make.class_(join_code="CDFGHJ")
    fresh = service.renew_code(course_class)
    assert find_open_class(fresh).id == course_class.id
    with pytest.raises(JoinRefusedError):
        find_open_class("CDFGHJ")


def test_students_are_listed_by_number(make: Any) -> None:
    course_class = make.class_()
    make.instructor(course_class)
    for number in ("0230103", "0230101", "10"):
        make.student(course_class, f"学{number}", student_no=number)
    nameless = make.user("没有学号")
    make.enrol(nameless, course_class)
    gone = make.student(course_class, "走了", student_no="0000001")
    leave_class(place_of(course_class.id, gone.id), START)
    listed = [user.student_no for user in service.list_students(course_class.id)]
    assert listed == ["0230101", "0230103", "10", None]
    assert [place.role for place in service.list_staff(course_class.id)] == [Role.INSTRUCTOR]


def test_joining_twice_is_joining_once(make: Any) -> None:
    course_class, user = make.class_(), make.user()
    assert join_class(course_class, user, START)
    assert not join_class(course_class, user, START)
    assert count_people(course_class.id) == {False: 1, True: 0}


@pytest.mark.both_engines
def test_clicks_at_the_same_moment_make_one_place(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine)
    with app.app_context():
        make = Builders(database, Clock())
        course_class, user = make.class_(), make.user()
    joined: list[bool] = []

    def join() -> None:
        with app.app_context():
            joined.append(join_class(course_class, user, START))

    threads = [threading.Thread(target=join) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(joined) == [False] * 5 + [True]


@pytest.mark.both_engines
def test_two_instructors_cannot_both_leave(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine)
    with app.app_context():
        make = Builders(database, Clock())
        course_class = make.class_()
        places = [place_of(course_class.id, make.instructor(course_class).id) for _ in range(2)]
    refused: list[bool] = []

    def go(place: Any) -> None:
        with app.app_context():
            try:
                leave_class(place, START)
            except LastInstructorError:
                refused.append(True)

    threads = [threading.Thread(target=go, args=(place,)) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [True]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"join_open": False}, "不能凭码加入"),
        ({"archived_at": START}, "已经结课"),
    ],
)
def test_shut_classes_are_not_joined(make: Any, values: dict[str, Any], words: str) -> None:
    course_class = make.class_(join_code="CDFGHJ", **values)
    with pytest.raises(JoinRefusedError, match=words):
        find_open_class("cdf ghj")
    assert count_people(course_class.id)[False] == 0


@pytest.mark.parametrize("typed", ["", "  ", "-", "ZZZZZZ", "%"])
def test_codes_that_open_nothing(make: Any, typed: str) -> None:
    make.class_()
    with pytest.raises(JoinRefusedError, match="没有找到"):
        find_open_class(typed)


def test_who_comes_back_comes_back_as_a_student(make: Any) -> None:
    course_class = make.class_()
    make.instructor(course_class)
    second = make.instructor(course_class)
    place = place_of(course_class.id, second.id)
    leave_class(place, START)
    assert join_class(course_class, second, START)
    assert place_of(course_class.id, second.id).role == Role.STUDENT
    leave_class(place, START)
    bring_back(place)
    assert (place.role, place.left_at) == (Role.STUDENT, None)


def test_former_staff_are_not_brought_back_as_students(make: Any) -> None:
    course_class = make.class_()
    place = make.enrol(make.user(), course_class, Role.ASSISTANT)
    leave_class(place, START)
    with pytest.raises(DomainError, match="加为教师或助教"):
        bring_back(place)
    assert (place.role, place.left_at) == (Role.ASSISTANT, START)


def test_a_class_keeps_an_instructor(make: Any) -> None:
    course_class = make.class_()
    place = place_of(course_class.id, make.instructor(course_class).id)
    for change in (
        lambda: leave_class(place, START),
        lambda: set_role(place, Role.ASSISTANT),
    ):
        with pytest.raises(LastInstructorError):
            change()
    assert (place.role, place.left_at) == (Role.INSTRUCTOR, None)


def test_staff_come_by_their_sign_in_name(make: Any) -> None:
    course_class = make.class_()
    make.instructor(course_class)
    student = make.student(course_class, username="lin")
    add_staff(course_class, " LIN ", Role.ASSISTANT, START)
    assert place_of(course_class.id, student.id).role == Role.ASSISTANT
    with pytest.raises(DomainError, match="没有人用这个名字登录"):
        add_staff(course_class, "nobody", Role.ASSISTANT, START)
    make.user(username="closed", is_active=False)
    with pytest.raises(DomainError):
        add_staff(course_class, "closed", Role.ASSISTANT, START)


def test_a_teacher_on_the_roster_stays_out_of_the_classs_hands(make: Any) -> None:
    """Adding a colleague as a student must not open the colleague's account."""
    mine, other = make.class_(), make.class_()
    make.instructor(mine)
    student = make.student(mine)
    people = [make.teacher(), make.admin(), make.user(), student]
    make.enrol(people[2], other, Role.ASSISTANT)
    for person in people[:3]:
        make.enrol(person, mine)
    places = [place_of(mine.id, person.id) for person in people]
    actor = running(mine)
    in_hands = [is_in_hands_of_class(place, actor) for place in places]
    assert in_hands == [False, False, False, True]
    assert resettable(mine.id, actor) == [student]
    boss = Actor(1, False, is_admin=True)
    assert [is_in_hands_of_class(place, boss) for place in places] == in_hands


@pytest.mark.both_engines
def test_a_student_of_another_teacher_is_out_of_hands(make: Any, engine: str) -> None:
    mine, other = make.class_(), make.class_()
    alone, shared, gone = make.student(mine), make.student(mine), make.student(mine)
    theirs = make.enrol(shared, other)
    leave_class(place_of(mine.id, gone.id), START)
    assert resettable(mine.id, running(mine)) == [alone]
    assert resettable(mine.id, running(mine, other)) == [alone, shared]
    assert resettable(mine.id, Actor(1, False, is_admin=True)) == [alone, shared]
    assert resettable(mine.id, Actor(1, False)) == []
    assert not is_in_hands_of_class(place_of(mine.id, shared.id), running(mine))
    assert not is_in_hands_of_class(place_of(mine.id, gone.id), running(mine))
    leave_class(theirs, START)
    assert is_in_hands_of_class(place_of(mine.id, shared.id), running(mine))


def test_extra_time_lasts_and_names_are_corrected(make: Any) -> None:
    course_class = make.class_()
    student = make.student(course_class, "林若希", student_no="0230115")
    place = place_of(course_class.id, student.id)
    actor = running(course_class)
    change_person(place, actor, name="林若溪", student_no="0230116", extra_time=Decimal("1.25"))
    assert (student.name, student.student_no) == ("林若溪", "0230116")
    assert student.extra_time == Decimal("1.25")


def test_a_taken_number_changes_nothing(make: Any, db: Any) -> None:
    course_class = make.class_()
    make.student(course_class, student_no="0230101")
    student = make.student(course_class, "原名", student_no="0230102")
    place = place_of(course_class.id, student.id)
    with pytest.raises(NameTaken):
        change_person(
            place, running(course_class), name="新名", student_no="0230101", extra_time=Decimal(2)
        )
    db.session.expire_all()
    assert (student.name, student.student_no) == ("原名", "0230102")
    assert student.extra_time == Decimal(1)


def listed(course_class: CourseClass, **wish: Any) -> list[str]:
    query = roster_query(course_class.id, RosterFilter(**wish))
    return [place.user.name for place in database.session.scalars(query).all()]


@pytest.mark.both_engines
def test_the_roster_is_found_and_ordered(make: Any, engine: str) -> None:
    course_class = make.class_()
    make.instructor(course_class, username="zhou")
    make.student(course_class, "B 同学", student_no="0230102", extra_time=Decimal("1.5"))
    make.student(course_class, "A 同学", student_no="0230103")
    gone = make.student(course_class, "C 同学", student_no="0230101")
    leave_class(place_of(course_class.id, gone.id), START)
    assert listed(course_class) == ["B 同学", "A 同学", "周老师"]
    assert listed(course_class, order="-number") == ["A 同学", "B 同学", "周老师"]
    assert listed(course_class, order="name")[:2] == ["A 同学", "B 同学"]
    assert listed(course_class, order="-extra")[0] == "B 同学"
    assert listed(course_class, wanted="０２３０１０３") == ["A 同学"]
    assert listed(course_class, wanted="同学", order="role") == ["B 同学", "A 同学"]
    assert listed(course_class, wanted="100%") == []
    assert listed(course_class, left=True) == ["C 同学"]
    assert count_people(course_class.id) == {False: 3, True: 1}


def test_the_rules_are_those_of_the_bank() -> None:
    assert {value for value, _label in RULE_CHOICES} == {str(rule) for rule in MultipleResponseRule}


def test_cards_cost_the_same_for_many(make: Any, count_sql: Any) -> None:
    teacher = make.teacher()
    classes = [service.create_class(f"班 {n}", "", teacher, START) for n in range(20)]
    make.enrol(make.user(), classes[3])
    with count_sql() as statements:
        cards = service.make_cards(classes, {})
    assert len(statements) == 2
    assert [card.students for card in cards][:5] == [0, 0, 0, 1, 0]
    assert cards[0].teachers == ("周老师",)


def test_enrolments_have_ids_of_their_own(make: Any) -> None:
    course_class = make.class_()
    places = [make.enrol(make.user(), course_class) for _ in range(2)]
    assert len({place.public_id for place in places}) == 2
    assert all(isinstance(place, Enrolment) for place in places)
