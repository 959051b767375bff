"""What a roster would do, and that it does all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.passwords import verify_password
from app.accounts.service import find_user
from app.authz.permissions import Role
from app.authz.policy import Actor
from app.courses import roster_import
from app.courses.domain.roster import Problem, RosterRow
from app.courses.members import find_enrolment, leave_class
from app.courses.roster_import import (
    Choice,
    ImportRefusedError,
    Plan,
    State,
    import_roster,
    plan_import,
)
from app.courses.service import list_students
from app.extensions import db as database
from tests.conftest import START


def rows(*people: tuple[str, str], choices: Sequence[Choice] = ()) -> list[Any]:
    given = [*choices, *[Choice.TAKE] * (len(people) - len(choices))]
    return [
        (RosterRow(line, number, name), choice)
        for (line, (number, name)), choice in zip(enumerate(people, 1), given, strict=True)
    ]


def store(course_class: Any, asked: Any, at: Any, **also: Any) -> Any:
    """Import as an instructor of the class."""
    roles = {course_class.id: Role.INSTRUCTOR}
    return import_roster(course_class, asked, Actor(1, False, roles=roles, **also), at)


def leave(course_class: Any, user: User) -> None:
    place = find_enrolment(course_class.id, user.id)
    assert place is not None
    leave_class(place, START)


def states(plan: Plan) -> list[State]:
    return [row.state for row in plan.rows]


def people_stored() -> int:
    return database.session.scalar(select(func.count()).select_from(User)) or 0


@pytest.fixture
def course_class(make: Any) -> Any:
    made = make.class_()
    make.instructor(made)
    return made


@pytest.mark.both_engines
def test_every_row_says_what_it_does(make: Any, engine: str) -> None:
    course_class = make.class_()
    teacher = make.instructor(course_class, username="0239999")
    make.student(course_class, "在班", student_no="0230101")
    make.user("别班", student_no="0230102")
    gone = make.student(course_class, "走了", student_no="0230103")
    leave(course_class, gone)
    make.user("原名", student_no="0230104")
    make.user("自己注册的", username="0230105")
    make.enrol(make.user("同名"), course_class)
    plan = plan_import(
        course_class.id,
        rows(
            ("0230100", "新人"),
            ("0230101", "在班"),
            ("0230102", "别班"),
            ("0230103", "走了"),
            ("0230104", "另名"),
            ("0230105", "自己注册的"),
            ("0230106", "同名"),
            ("0239999", teacher.name),
            ("", "没学号"),
        ),
    )
    assert states(plan) == [
        State.NEW,
        State.HERE,
        State.JOINS,
        State.RETURNS,
        State.OTHER_NAME,
        State.IS_USERNAME,
        State.SAME_NAME,
        State.IS_USERNAME,
        State.PROBLEM,
    ]
    assert not plan.is_ready
    assert [row.row.line for row in plan.open_rows] == [5, 6, 7, 8, 9]


@pytest.mark.both_engines
def test_a_good_roster_is_stored_whole(make: Any, engine: str) -> None:
    course_class = make.class_()
    make.instructor(course_class)
    other = make.user("别班", student_no="0230102")
    gone = make.student(course_class, "走了", student_no="0230103")
    leave(course_class, gone)
    asked = rows(("0230101", "新人"), ("0230102", "别班"), ("0230103", "走了"), ("0230104", "免"))
    asked[3] = (asked[3][0], Choice.SKIP)
    done = store(course_class, asked, START)
    assert (len(done.slips), done.joined, done.unchanged) == (1, 2, 1)
    assert verify_password(done.slips[0].user.password_hash, done.slips[0].password)
    listed = list_students(course_class.id)
    assert [user.student_no for user in listed] == ["0230101", "0230102", "0230103"]
    assert other.password_hash == find_user("0230102").password_hash  # type: ignore[union-attr]
    assert find_user("0230104") is None
    again = store(course_class, asked, START)
    assert (len(again.slips), again.joined, again.unchanged) == (0, 0, 4)


@pytest.mark.parametrize(
    "bad",
    [
        ("", "没有学号"),
        ("02301/9", "坏学号"),
        ("0230101", "重复"),
        ("0230109", ""),
        ("0230199", "另名"),
    ],
)
def test_one_bad_row_stores_nothing(make: Any, course_class: Any, bad: tuple[str, str]) -> None:
    make.user("原名", student_no="0230199")
    before = people_stored()
    with pytest.raises(ImportRefusedError) as refused:
        store(course_class, rows(("0230101", "甲"), ("0230102", "乙"), bad), START)
    assert [row.row.line for row in refused.value.plan.open_rows] == [3]
    assert people_stored() == before
    assert list_students(course_class.id) == []


def test_answers_settle_the_questions(make: Any, course_class: Any) -> None:
    renamed = make.user("原名", student_no="0230104")
    by_username = make.user("自己注册的", username="0230105")
    nameless = make.user("同名")
    make.enrol(nameless, course_class)
    people = [("0230104", "另名"), ("0230105", "自己注册的"), ("0230106", "同名")]
    done = store(course_class, rows(*people, choices=[Choice.SAME] * 3), START)
    assert (len(done.slips), done.joined, done.unchanged) == (0, 2, 1)
    assert renamed.name == "原名"
    assert by_username.student_no == "0230105"
    assert by_username.identifier("username") is None
    assert nameless.student_no == "0230106"
    assert {user.id for user in list_students(course_class.id)} == {
        renamed.id,
        by_username.id,
        nameless.id,
    }


def test_a_namesake_gets_an_account(make: Any, course_class: Any) -> None:
    nameless = make.user("同名")
    make.enrol(nameless, course_class)
    done = store(course_class, rows(("0230106", "同名"), choices=[Choice.NEW]), START)
    assert done.slips[0].user.id != nameless.id
    assert nameless.student_no is None
    assert len(list_students(course_class.id)) == 2


def test_an_answer_to_another_question_is_no_answer(make: Any, course_class: Any) -> None:
    make.user("原名", student_no="0230104")
    plan = plan_import(course_class.id, rows(("0230104", "另名"), choices=[Choice.NEW]))
    assert not plan.is_ready


def test_two_namesakes_are_not_given_to_one_account(make: Any, course_class: Any) -> None:
    make.enrol(make.user("同名"), course_class)
    people = [("0230106", "同名"), ("0230107", "同名")]
    plan = plan_import(course_class.id, rows(*people, choices=[Choice.SAME]))
    assert states(plan) == [State.SAME_NAME, State.NEW]
    done = store(course_class, rows(*people, choices=[Choice.SAME]), START)
    assert [slip.user.student_no for slip in done.slips] == ["0230107"]


def test_one_person_under_two_names_is_told(make: Any, course_class: Any) -> None:
    make.user("一人", student_no="0230108", username="0230109")
    asked = rows(("0230108", "一人"), ("0230109", "一人"), choices=[Choice.TAKE, Choice.SAME])
    plan = plan_import(course_class.id, asked)
    assert states(plan) == [State.JOINS, State.PROBLEM]
    assert plan.rows[1].row.problems == (Problem.REPEATED,)


def test_staff_on_the_roster_stay_staff(make: Any, course_class: Any) -> None:
    assistant = make.user("助教", student_no="0230110")
    make.enrol(assistant, course_class, Role.ASSISTANT)
    done = store(course_class, rows(("0230110", "助教")), START)
    assert done.unchanged == 1
    assert find_enrolment(course_class.id, assistant.id).role == Role.ASSISTANT  # type: ignore[union-attr]


def test_a_skipped_row_is_not_counted_as_repeated(course_class: Any) -> None:
    asked = rows(("0230101", "甲"), ("0230101", "甲"), choices=[Choice.SKIP])
    assert states(plan_import(course_class.id, asked)) == [State.SKIPPED, State.NEW]


def test_somebody_quicker_is_found_out(
    make: Any, course_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between hashing and writing another import made one of the accounts, under another name."""
    real = roster_import.make_secrets

    def slow(count: int) -> Any:
        if find_user("0230102") is None:
            make.user("捷足", student_no="0230102")
        return real(count)

    monkeypatch.setattr(roster_import, "make_secrets", slow)
    with pytest.raises(ImportRefusedError) as refused:
        store(course_class, rows(("0230101", "甲"), ("0230102", "乙")), START)
    assert states(refused.value.plan) == [State.NEW, State.OTHER_NAME]
    assert find_user("0230101") is None


def test_a_failure_in_the_middle_stores_nothing(
    course_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = people_stored()
    monkeypatch.setattr(roster_import, "_enrol", lambda *_a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store(course_class, rows(("0230101", "甲")), START)
    assert people_stored() == before


def test_a_plan_costs_a_statement_per_chunk(course_class: Any, count_sql: Any) -> None:
    few, many = (rows(*[(f"{n:07d}", "某人") for n in range(100, 100 + k)]) for k in (10, 1400))
    with count_sql() as first:
        plan_import(course_class.id, few)
    with count_sql() as second:
        plan_import(course_class.id, many)
    assert len(second) == len(first) + 2


def test_only_those_in_hand_are_given_a_number(make: Any, course_class: Any) -> None:
    colleague = make.teacher(username="0230131")
    elsewhere = make.user("别班", username="0230132")
    make.enrol(elsewhere, make.class_())
    shared = make.user("同名")
    make.enrol(shared, course_class)
    make.enrol(shared, make.class_())
    people = [("0230131", "周老师"), ("0230132", "别班"), ("0230133", "同名")]
    done = store(course_class, rows(*people, choices=[Choice.SAME] * 3), START)
    assert (done.joined, done.unnumbered) == (2, 3)
    assert [user.student_no for user in (colleague, elsewhere, shared)] == [None] * 3
    done = store(course_class, rows(*people, choices=[Choice.SAME] * 3), START, is_admin=True)
    assert done.unnumbered == 1
    assert [user.student_no for user in (colleague, elsewhere, shared)] == [
        None,
        "0230132",
        "0230133",
    ]


def test_former_staff_do_not_come_back_as_students(make: Any, course_class: Any) -> None:
    assistant = make.user("助教", student_no="0230110")
    make.enrol(assistant, course_class, Role.ASSISTANT)
    leave(course_class, assistant)
    assert states(plan_import(course_class.id, rows(("0230110", "助教")))) == [State.WAS_STAFF]
    asked = rows(("0230110", "助教"), ("0230110", "另名"), choices=[Choice.SKIP, Choice.SAME])
    assert store(course_class, asked, START).joined == 0
    place = find_enrolment(course_class.id, assistant.id)
    assert place is not None
    assert (place.role, place.left_at) == (Role.ASSISTANT, START)
