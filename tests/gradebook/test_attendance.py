"""Attendance: marking, signing in by code, what it is worth."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gradebook.attendance import service
from app.gradebook.attendance.models import AttendanceSession, Presence
from app.gradebook.attendance.service import SignInError
from app.gradebook.domain.attendance import DEFAULT_WORTH, attendance_mark
from app.gradebook.ledger import current_grades
from tests.conftest import START
from tests.gradebook.conftest import Book


@pytest.fixture
def session(book: Book) -> AttendanceSession:
    return service.make_session(book.class_.id, "第一周", START)


def mark(book: Book, session: Any, *presences: Presence | None, **more: Any) -> int:
    people = {s.id: p for s, p in zip(book.students, presences, strict=False)}
    return service.mark_people(session, people, book.teacher.id, START, **more)


def count_it(book: Book) -> Any:
    category = book.category("技巧训练").id
    service.save_rule(book.class_.id, DEFAULT_WORTH, category, book.teacher.id, START)
    return book.category("技巧训练").columns[0]


def stands(book: Book, column: Any) -> list[Any]:
    held = current_grades([column.id])
    return [held[column.id, s.id].new if (column.id, s.id) in held else None for s in book.students]


def test_what_sessions_are_worth() -> None:
    assert attendance_mark(["here", "late", "absent"], DEFAULT_WORTH) == Decimal("53.33")
    assert attendance_mark(["here", "leave"], DEFAULT_WORTH) == 100
    assert attendance_mark(["leave"], DEFAULT_WORTH) is None
    assert attendance_mark([], DEFAULT_WORTH) is None


@given(st.lists(st.sampled_from(["here", "late", "left", "leave", "absent"]), max_size=12))
def test_to_be_there_is_never_worth_less_than_to_be_absent(presences: list[str]) -> None:
    there = attendance_mark([*presences, "here"], DEFAULT_WORTH)
    away = attendance_mark([*presences, "absent"], DEFAULT_WORTH)
    assert there is not None
    assert away is not None
    assert there > away


def test_marks_feed_the_column(book: Book, session: Any) -> None:
    mark(book, session, Presence.HERE, Presence.LATE, Presence.LEAVE)
    column = count_it(book)
    assert (column.source_kind, column.title) == ("attendance", "考勤")
    assert stands(book, column) == [100, 60, None]
    second = service.make_session(book.class_.id, "第二周", START + timedelta(days=7))
    mark(book, second, Presence.ABSENT)
    assert stands(book, column) == [50, 60, None]
    service.remove_session(second, START)
    assert stands(book, column) == [100, 60, None]


def test_a_page_left_open_overwrites_nothing(book: Book, session: Any) -> None:
    mark(book, session, Presence.LATE)
    first = book.students[0].id
    # The page showed nobody marked, and only the second was touched there.
    assert mark(book, session, None, Presence.HERE, shown={s.id: "" for s in book.students}) == 1
    assert service.marks_of(session)[first].presence == Presence.LATE


def test_a_code_signs_in_once_a_device(book: Book, session: Any) -> None:
    column = count_it(book)
    code = service.open_code(session, 5, START)
    first, second, _third = (s.id for s in book.students)
    service.sign_in(first, code, "a" * 32, START + timedelta(minutes=4))
    with pytest.raises(SignInError, match="已经替别人签过到"):
        service.sign_in(second, code, "a" * 32, START)
    service.sign_in(second, code, "b" * 32, START)
    service.sign_in(second, code, "b" * 32, START)
    assert stands(book, column) == [100, 100, None]


def test_a_code_ends_and_belongs_to_its_class(book: Book, session: Any, make: Any) -> None:
    code = service.open_code(session, 5, START)
    first = book.students[0].id
    stranger = make.student(make.class_("别的班")).id
    for who, what, when in (
        (first, "000000" if code != "000000" else "111111", START),
        (first, code, START + timedelta(minutes=5)),
        (stranger, code, START),
    ):
        with pytest.raises(SignInError, match="签到码不对"):
            service.sign_in(who, what, "a" * 32, when)
    service.close_code(session)
    with pytest.raises(SignInError):
        service.sign_in(first, code, "a" * 32, START)


def test_what_staff_marked_stays(book: Book, session: Any) -> None:
    mark(book, session, Presence.LATE)
    code = service.open_code(session, 5, START)
    service.sign_in(book.students[0].id, code, "a" * 32, START)
    assert service.marks_of(session)[book.students[0].id].presence == Presence.LATE


def test_the_pages(book: Book, session: Any, as_user: Any) -> None:
    teacher, student = as_user(book.teacher), as_user(book.students[0])
    url = f"/attendance/{session.public_id}"
    form = {f"w-{s.public_id}": "" for s in book.students}
    form |= {f"p-{book.students[1].public_id}": "late", "rest": "here"}
    assert teacher.post(url, data=form).status_code == 302
    page = teacher.get(url).text
    assert page.count("checked") == 3
    answer = teacher.post(f"{url}/code", data={"minutes": "5"})
    code = service.list_sessions(book.class_.id)[0].session.code or ""
    assert f"{code[:3]} {code[3:]}" in teacher.get(answer.location).text
    assert student.post("/attend", data={"code": "12"}).status_code == 422
    signed = student.post("/attend", data={"code": f"{code[:3]} {code[3:]}"})
    assert "zhike_device=" in signed.headers["Set-Cookie"]
    assert "第一周" in student.get("/attend").text
    wrong = teacher.post(f"/classes/{book.class_.public_id}/attendance/worth", data={"here": "101"})
    assert (wrong.status_code, "请填 0 到 100" in wrong.text) == (422, True)


def test_sql_does_not_grow_with_the_class(book: Book, session: Any, count_sql: Any) -> None:
    count_it(book)
    counts = []
    for presences in ((Presence.HERE,), (Presence.LATE, Presence.HERE, Presence.HERE)):
        with count_sql() as statements:
            mark(book, session, *presences)
        counts.append(len([one for one in statements if not one.startswith(("INSERT", "UPDATE"))]))
    assert counts[0] == counts[1]
