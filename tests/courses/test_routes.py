"""Joining and leaving, as learners see it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.authz.permissions import Role
from app.courses.members import find_enrolment
from app.extensions import db as database
from tests.builders import PASSWORD, Builders
from tests.conftest import START, Clock


def test_a_visitor_signs_in_first_and_comes_back(client: Any, make: Any) -> None:
    make.class_(join_code="CDFGHJ")
    reply = client.get("/join?code=CDFGHJ")
    assert reply.headers["Location"] == "/sign-in?next=/join?code%3DCDFGHJ"
    assert client.post("/join", data={"code": "CDFGHJ"}).status_code == 401


def test_a_learner_joins_with_a_typed_code(as_user: Any, make: Any) -> None:
    course_class, user = make.class_("电商班", join_code="CDFGHJ"), make.user()
    client = as_user(user)
    assert 'name="code"' in client.get("/join").text
    reply = client.post("/join", data={"code": " cdf ghj "}, follow_redirects=True)
    assert "你已加入“电商班”" in reply.text
    assert find_enrolment(course_class.id, user.id).role == Role.STUDENT  # type: ignore[union-attr]


def test_a_link_shows_the_class_before_joining(as_user: Any, make: Any) -> None:
    course_class, user = make.class_("电商班", join_code="CDFGHJ"), make.user()
    make.instructor(course_class)
    client = as_user(user)
    page = client.get("/join?code=CDFGHJ")
    assert "电商班" in page.text
    assert "周老师" in page.text
    assert find_enrolment(course_class.id, user.id) is None
    client.post("/join", data={"code": "CDFGHJ"})
    assert find_enrolment(course_class.id, user.id) is not None
    again = client.get("/join?code=CDFGHJ", follow_redirects=True)
    assert "你已经在“电商班”里了" in again.text


@pytest.mark.parametrize("how", ["get", "post"])
@pytest.mark.parametrize(
    ("code", "words"),
    [("XXXXXX", "没有找到这个加入码"), ("CDFGHJ", "已经结课"), ("KMNPQR", "不能凭码加入")],
)
def test_refusals_say_why(as_user: Any, make: Any, how: str, code: str, words: str) -> None:
    make.class_(join_code="CDFGHJ", archived_at=START)
    make.class_(join_code="KMNPQR", join_open=False)
    client = as_user(make.user())
    key = "query_string" if how == "get" else "data"
    reply = getattr(client, how)("/join", **{key: {"code": code}})
    assert reply.status_code == 422
    assert words in reply.text
    assert code in reply.text


def test_an_empty_code_is_told(as_user: Any, make: Any) -> None:
    reply = as_user(make.user()).post("/join", data={"code": " "})
    assert reply.status_code == 422
    assert "请填写这一项" in reply.text


def test_guessing_codes_is_slowed_down_and_joining_is_not(limited_app: Flask) -> None:
    with limited_app.app_context():
        make = Builders(database, Clock())
        make.class_(join_code="CDFGHJ")
        make.user(username="guesser")
        make.user(username="honest")
    guesser, honest = limited_app.test_client(), limited_app.test_client()
    for client, name in ((guesser, "guesser"), (honest, "honest")):
        client.post("/sign-in", data={"name": name, "password": PASSWORD})
    codes = [guesser.post("/join", data={"code": f"XXXXX{n}"}).status_code for n in range(9)]
    codes += [guesser.get("/join?code=YYYYYY").status_code for _ in range(2)]
    assert codes == [422] * 10 + [429]
    for _ in range(12):
        assert honest.post("/join", data={"code": "CDFGHJ"}).status_code == 302


def test_a_student_leaves(as_user: Any, make: Any) -> None:
    course_class = make.class_("电商班")
    student = make.student(course_class)
    client = as_user(student)
    assert "退出这个班" in client.get("/classes").text
    path = f"/classes/{course_class.public_id}/leave"
    assert "你已退出“电商班”" in client.post(path, follow_redirects=True).text
    assert find_enrolment(course_class.id, student.id).left_at == START  # type: ignore[union-attr]
    # Whoever is no longer in the class does not learn that it exists.
    assert client.post(path).status_code in (403, 404)


def test_staff_leave_through_the_settings(as_user: Any, make: Any) -> None:
    course_class = make.class_()
    teacher = make.instructor(course_class)
    reply = as_user(teacher).post(f"/classes/{course_class.public_id}/leave")
    assert reply.status_code == 409
    assert "你在这个班任教" in reply.text
    assert find_enrolment(course_class.id, teacher.id).left_at is None  # type: ignore[union-attr]


def test_an_outsider_cannot_leave(as_user: Any, make: Any) -> None:
    course_class = make.class_()
    other = make.student(make.class_())
    reply = as_user(other).post(f"/classes/{course_class.public_id}/leave")
    assert reply.status_code == 404
