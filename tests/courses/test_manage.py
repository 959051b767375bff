"""Running a class: who may, and what they see."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.authz.permissions import Role
from app.courses.members import find_enrolment
from app.courses.models import CourseClass
from app.extensions import db as database
from tests.conftest import START

SETTINGS = {"name": "新名称", "term": "2027 春", "rule": "exact"}


@pytest.fixture
def course_class(make: Any) -> Any:
    return make.class_("电商 2301 班", term="2026 秋", join_code="CDFGHJ")


@pytest.fixture
def teacher(make: Any, course_class: Any) -> Any:
    return make.instructor(course_class)


@pytest.mark.parametrize(
    ("path", "student", "assistant", "stranger"),
    [
        ("", 404, 200, 404),
        ("/code", 404, 200, 404),
        ("/people", 404, 200, 404),
        ("/settings", 404, 404, 404),
        ("/people/import", 404, 404, 404),
        ("/people/add", 404, 404, 404),
        ("/passwords", 404, 404, 404),
    ],
)
def test_who_may_open_what(
    as_user: Any,
    make: Any,
    course_class: Any,
    teacher: Any,
    path: str,
    student: int,
    assistant: int,
    stranger: int,
) -> None:
    url = f"/classes/{course_class.public_id}{path}"
    elsewhere = make.instructor(make.class_())
    helper = make.user()
    make.enrol(helper, course_class, Role.ASSISTANT)
    # People who hold the permission nowhere are stopped by the gate, the others by the row.
    assert as_user(make.student(course_class)).get(url).status_code in (403, student)
    assert as_user(helper).get(url).status_code in (assistant, 403 if assistant == 404 else 200)
    assert as_user(elsewhere).get(url).status_code == stranger
    assert as_user(teacher).get(url).status_code == 200
    assert as_user(make.admin()).get(url).status_code == 200
    assert as_user(None).get(url).status_code == 302


def test_a_teacher_without_a_class_is_told_what_to_do(as_user: Any, make: Any) -> None:
    page = as_user(make.teacher()).get("/classes")
    assert "还没有班级" in page.text
    assert "/classes/new" in page.text


def test_a_learner_without_a_class_is_told_what_to_do(as_user: Any, make: Any) -> None:
    page = as_user(make.user()).get("/classes")
    assert "还没有加入班级" in page.text
    assert "/classes/new" not in page.text


def test_a_class_is_made(as_user: Any, make: Any) -> None:
    client = as_user(make.teacher())
    assert client.get("/classes/new").status_code == 200
    empty = client.post("/classes/new", data={"name": " ", "term": ""})
    assert "请填写这一项" in empty.text
    page = client.post("/classes/new", data={"name": "新班", "term": ""}, follow_redirects=True)
    assert "“新班”开好了" in page.text
    assert "导入名单" in page.text
    assert as_user(make.user()).post("/classes/new", data={"name": "x"}).status_code == 403


def test_classes_put_away_stand_apart(as_user: Any, make: Any, course_class: Any) -> None:
    teacher = make.instructor(course_class)
    old = make.class_("旧班", archived_at=START)
    make.enrol(teacher, old, Role.INSTRUCTOR)
    page = as_user(teacher).get("/classes").text
    assert page.index("我教的班") < page.index("电商 2301 班</a></h3>")
    assert page.index("已结课") < page.index("旧班</a></h3>")


def test_the_overview_shows_code_and_link(as_user: Any, course_class: Any, teacher: Any) -> None:
    page = as_user(teacher).get(f"/classes/{course_class.public_id}").text
    assert "CDF GHJ" in page
    assert "http://localhost/join?code=CDFGHJ" in page
    assert "还没有学生" in page


def test_a_shut_code_is_not_offered(as_user: Any, make: Any, course_class: Any) -> None:
    teacher = make.instructor(course_class)
    course_class.join_open = False
    database.session.commit()
    page = as_user(teacher).get(f"/classes/{course_class.public_id}").text
    assert "CDF GHJ" not in page
    assert "现在不能凭码加入" in page
    assert (
        "现在不能凭码加入" in as_user(teacher).get(f"/classes/{course_class.public_id}/code").text
    )


def test_settings_are_stored(as_user: Any, course_class: Any, teacher: Any) -> None:
    client, url = as_user(teacher), f"/classes/{course_class.public_id}/settings"
    assert "国内考试多用这条" in client.get(url).text
    assert client.post(url, data=SETTINGS).status_code == 302
    assert (course_class.name, course_class.rule) == ("新名称", "exact")
    assert not course_class.join_open
    bad = client.post(url, data=SETTINGS | {"rule": "lottery"})
    assert bad.status_code == 422
    assert course_class.rule == "exact"


def test_the_code_is_renewed(as_user: Any, course_class: Any, teacher: Any) -> None:
    as_user(teacher).post(f"/classes/{course_class.public_id}/settings/code")
    assert course_class.join_code != "CDFGHJ"


def test_a_class_is_put_away_and_taken_back(as_user: Any, course_class: Any, teacher: Any) -> None:
    client, url = as_user(teacher), f"/classes/{course_class.public_id}/settings/archive"
    assert "已结课" in client.post(url, follow_redirects=True).text
    assert course_class.archived_at == START
    client.post(url, data={"back": "1"})
    assert course_class.archived_at is None


def test_staff_come_change_and_go(as_user: Any, make: Any, course_class: Any, teacher: Any) -> None:
    client, url = as_user(teacher), f"/classes/{course_class.public_id}"
    helper = make.user("小助", username="helper")
    refused = client.post(
        f"{url}/staff", data={"sign_in_name": "nobody", "staff_role": "assistant"}
    )
    assert refused.status_code == 422
    assert "没有人用这个名字登录" in refused.text
    client.post(f"{url}/staff", data={"sign_in_name": "helper", "staff_role": "assistant"})
    place = find_enrolment(course_class.id, helper.id)
    assert place is not None
    client.post(f"{url}/staff/{place.public_id}/role", data={"role": "instructor"})
    assert place.role == Role.INSTRUCTOR
    assert (
        client.post(f"{url}/staff/{place.public_id}/role", data={"role": "student"}).status_code
        == 400
    )
    client.post(f"{url}/staff/{place.public_id}/remove")
    assert place.left_at == START


def test_the_last_instructor_stays(as_user: Any, make: Any, course_class: Any) -> None:
    teacher = make.instructor(course_class)
    place = find_enrolment(course_class.id, teacher.id)
    assert place is not None
    url = f"/classes/{course_class.public_id}/staff/{place.public_id}"
    for action, data in (("remove", {}), ("role", {"role": "assistant"})):
        page = as_user(teacher).post(f"{url}/{action}", data=data, follow_redirects=True)
        assert "班里至少要有一位教师" in page.text
    assert (place.role, place.left_at) == (Role.INSTRUCTOR, None)


def test_who_gives_the_class_away_is_not_sent_to_a_refusal(
    as_user: Any, make: Any, course_class: Any, teacher: Any
) -> None:
    make.instructor(course_class)
    place = find_enrolment(course_class.id, teacher.id)
    assert place is not None
    url = f"/classes/{course_class.public_id}/staff/{place.public_id}/remove"
    page = as_user(teacher).post(url, follow_redirects=True)
    assert page.status_code == 200
    assert "已移出教学团队" in page.text


def test_staff_of_another_class_are_not_touched(
    as_user: Any, make: Any, course_class: Any, teacher: Any
) -> None:
    other = make.class_()
    theirs = find_enrolment(other.id, make.instructor(other).id)
    assert theirs is not None
    url = f"/classes/{course_class.public_id}/staff/{theirs.public_id}/remove"
    assert as_user(teacher).post(url).status_code == 404
    assert theirs.left_at is None


def test_administrators_see_every_class(as_user: Any, make: Any, course_class: Any) -> None:
    make.class_("别的班")
    client = as_user(make.admin())
    assert "电商 2301 班" in client.get("/classes/all").text
    assert "别的班" not in client.get("/classes/all?q=电商").text
    assert as_user(make.instructor(course_class)).get("/classes/all").status_code == 403


def test_pages_cost_the_same_for_many(
    as_user: Any, make: Any, course_class: Any, teacher: Any, count_sql: Any, db: Any
) -> None:
    from sqlalchemy import insert

    from app.accounts.models import Identifier, User
    from app.courses.models import Enrolment

    client, base = as_user(teacher), f"/classes/{course_class.public_id}"
    paths = [
        "/classes",
        base,
        f"{base}/people",
        f"{base}/people?sort=-seen&q=0",
        f"{base}/passwords",
    ]

    def grow(start: int, end: int) -> None:
        numbers = range(start, end)
        stamp = {"created_at": START, "last_seen_at": START}
        db.session.execute(
            insert(User),
            [{"id": n, "name": f"学生{n}", "public_id": f"{n:032d}"} | stamp for n in numbers],
        )
        db.session.execute(
            insert(Identifier),
            [
                {"user_id": n, "kind": "student_no", "value": f"{n:08d}", "display": f"{n:08d}"}
                for n in numbers
            ],
        )
        db.session.execute(
            insert(Enrolment),
            [{"user_id": n, "class_id": course_class.id, "joined_at": START} for n in numbers],
        )
        db.session.commit()
        db.session.expunge_all()

    def cost(path: str) -> int:
        db.session.expunge_all()
        with count_sql() as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    grow(1_000_000, 1_000_030)
    few = {path: cost(path) for path in paths}
    grow(1_000_030, 1_003_000)
    many = {path: cost(path) for path in paths}
    # The page before a reset asks in chunks of 500 who of the students teaches elsewhere.
    chunks = {path: 2 * 5 + 2 * 5 if path.endswith("passwords") else 0 for path in paths}
    assert all(many[path] <= few[path] + chunks[path] for path in paths), (few, many)
    assert {p: n for p, n in many.items() if not p.endswith("passwords")} == {
        p: n for p, n in few.items() if not p.endswith("passwords")
    }
    assert max(few.values()) <= 12


def test_classes_are_unknown_by_wrong_ids(as_user: Any, teacher: Any) -> None:
    assert as_user(teacher).get("/classes/" + "0" * 32).status_code == 404
    assert database.session.scalar(select(CourseClass.id)) is not None
