"""The staff's exam pages: who may open them, the list, the board and the results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db as database
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff
from tests.quiz.manage.pages import reload, text

# (method, address below /exams/<id>, who: "manage", "watch" or "release")
PAGES = (
    ("GET", "edit", "manage"), ("POST", "edit", "manage"), ("POST", "delete", "manage"),
    ("GET", "paper", "manage"), ("POST", "paper", "manage"),
    ("POST", "paper/sections", "manage"), ("POST", "paper/forms", "manage"),
    ("POST", "paper/clear", "manage"), ("GET", "paper/pick", "manage"),
    ("POST", "paper/pick", "manage"), ("GET", "paper/draw", "manage"),
    ("POST", "paper/draw", "manage"), ("GET", "paper/preview", "manage"),
    ("GET", "paper/print", "manage"), ("GET", "publish", "manage"), ("POST", "publish", "manage"),
    ("POST", "unpublish", "manage"), ("GET", "board", "watch"), ("GET", "board/rows", "watch"),
    ("POST", "board", "manage"), ("GET", "chains", "watch"), ("GET", "record.xlsx", "watch"),
    ("GET", "record/print", "watch"), ("GET", "rescue", "manage"), ("POST", "rescue", "manage"),
    ("GET", "results", "watch"), ("GET", "results.xlsx", "watch"),
    ("POST", "release", "release"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "who"), PAGES)
def test_only_staff_of_the_class_may(
    staff: Staff,
    as_user: Callable[[User | None], FlaskClient],
    method: str,
    path: str,
    who: str,
) -> None:
    exam = staff.published([SINGLE])
    url = f"/exams/{exam.public_id}/{path}"
    other = staff.make.class_()
    strangers = {
        "visitor": None,
        "student": staff.make.student(staff.class_),
        "teacher of another class": staff.make.instructor(other),
    }
    for name, user in strangers.items():
        response = as_user(user).open(url, method=method)
        assert response.status_code in (302, 401, 403, 404), (name, response.status_code)
        assert exam.title not in text(response), name
    assert (
        as_user(strangers["teacher of another class"]).open(url, method=method).status_code == 404
    )
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    status = as_user(assistant).open(url, method=method).status_code
    assert (status == 200) if who == "watch" else (status in (403, 404)), status
    assert reload(exam).state == "published"


def test_an_absent_exam_looks_like_anothers(staff: Staff, teacher: FlaskClient) -> None:
    assert teacher.get(f"/exams/{'0' * 32}/board").status_code == 404
    assert teacher.get(f"/classes/{'0' * 32}/exams").status_code == 404


def test_empty_list_says_what_to_do_next(staff: Staff, teacher: FlaskClient) -> None:
    page = text(teacher.get(f"/classes/{staff.class_.public_id}/exams"))
    assert "还没有考试" in page
    assert f"/classes/{staff.class_.public_id}/exams/new" in page


def test_the_board_polls_and_answers_304_while_nothing_changes(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_, "林若溪"))
    url = f"/exams/{exam.public_id}/board"
    page = teacher.get(url)
    assert "林若溪" in text(page)
    assert 'href="/exams/' in text(page)  # a link to load it again without script
    first = teacher.get(f"{url}/rows")
    assert first.status_code == 200
    assert "<html" not in text(first)
    tag = {"If-None-Match": first.headers["ETag"]}
    clock.move(seconds=5)
    assert teacher.get(f"{url}/rows", headers=tag).status_code == 304
    staff.answer(sitting)
    assert teacher.get(f"{url}/rows", headers=tag).status_code == 200


def test_acts_on_the_board(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    one, two = (staff.start(exam, staff.make.student(staff.class_)) for _ in range(2))
    before = one.deadline
    url = f"/exams/{exam.public_id}/board"
    data = {"sitting": one.public_id, "minutes": "10", "reason": "电脑重启"}
    assert teacher.post(url, data=data | {"do": "extend"}).status_code == 303
    assert teacher.post(url, data=data | {"do": "extend_all"}).status_code == 303
    database.session.refresh(one)
    assert one.deadline == before + timedelta(minutes=20)
    page = text(teacher.get(url))
    assert "加 10 分钟" in page
    assert "全场延长 10 分钟" in page
    assert "电脑重启" in page
    assert teacher.post(url, data=data | {"do": "close"}).status_code == 303
    database.session.refresh(one)
    database.session.refresh(two)
    assert (one.closed_by, two.state) == ("staff", "open")
    assert teacher.post(url, data=data | {"do": "close_all"}).status_code == 303
    database.session.refresh(two)
    assert two.closed_by == "staff"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "extend", "minutes": "10", "reason": "停电", "sitting": []}, "还没有选人"),
        ({"do": "extend", "minutes": "十", "reason": "停电"}, "1 到 240"),
        ({"do": "extend", "minutes": "0", "reason": "停电"}, "1 到 240"),
        ({"do": "extend_all", "minutes": "241", "reason": "停电"}, "1 到 240"),
        ({"do": "extend_all", "minutes": "9" * 5000, "reason": "停电"}, "1 到 240"),
        ({"do": "extend_all", "minutes": "10", "reason": " "}, "写明原因"),
        ({"do": "close", "reason": ""}, "写明原因"),
        ({"do": "close_all", "reason": "长" * 201}, "最多 200"),
        ({"do": "reopen", "minutes": "", "reason": "停电"}, "1 到 240"),
        ({"do": "reopen", "minutes": "5", "reason": "停电", "sitting": []}, "还没有选人"),
        ({"do": "admit", "reason": "停电"}, "页面上的按钮"),
        ({}, "页面上的按钮"),
    ],
)
def test_bad_acts_do_nothing_and_keep_what_was_typed(
    staff: Staff, teacher: FlaskClient, data: dict[str, Any], words: str
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    before = (sitting.deadline, exam.closes_at)
    sent = {"sitting": [sitting.public_id]} | data
    response = teacher.post(f"/exams/{exam.public_id}/board", data=sent)
    assert response.status_code == 422
    page = text(response)
    assert words in page
    if data.get("reason", "").strip():
        assert f'value="{data["reason"]}"' in page
    database.session.refresh(sitting)
    assert (sitting.state, sitting.deadline, reload(exam).closes_at) == ("open", *before)


def test_results_release_and_export(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    staff.sit(exam, staff.make.student(staff.class_, "林若溪"))
    clock.move(hours=3)
    url = f"/exams/{exam.public_id}"
    page = text(teacher.get(f"{url}/results"))
    assert "还不能公布" in page
    assert f"/classes/{staff.class_.public_id}/marking" in page
    response = teacher.post(f"{url}/release")
    assert response.status_code == 409
    assert "还有 1 份答卷没有批完" in text(response)
    staff.mark_written(exam)
    assert teacher.post(f"{url}/release").status_code == 303
    page = text(teacher.get(f"{url}/results?sort=-total"))
    assert "已公布" in page
    assert "3.5" in page
    book = teacher.get(f"{url}/results.xlsx")
    assert book.status_code == 200
    assert book.data[:2] == b"PK"
    assert "attachment" in book.headers["Content-Disposition"]
    assert teacher.post(f"{url}/release").status_code == 409
    assert "不能再改" in text(teacher.get(f"{url}/edit"))
