"""The people of a class: list, single person, passwords."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.accounts.passwords import verify_password
from app.authz.permissions import Role
from app.courses.members import find_enrolment, leave_class
from app.courses.models import Enrolment
from tests.builders import PASSWORD
from tests.conftest import START

Place = Enrolment


@pytest.fixture
def course_class(make: Any) -> Any:
    return make.class_()


@pytest.fixture
def teacher(make: Any, course_class: Any) -> Any:
    return make.instructor(course_class, username="zhou")


@pytest.fixture
def student(make: Any, course_class: Any) -> Any:
    return make.student(course_class, "林若溪", student_no="0230115")


@pytest.fixture
def url(course_class: Any, student: Any) -> str:
    place = find_enrolment(course_class.id, student.id)
    assert place is not None
    return f"/classes/{course_class.public_id}/people/{place.public_id}"


def passwords_on(page: str) -> list[str]:
    return [part.split("<")[0] for part in page.split("<dt>密码</dt><dd><code>")[1:]]


def test_the_roster_shows_people(
    as_user: Any, make: Any, course_class: Any, teacher: Any, student: Any
) -> None:
    make.student(course_class, "慢同学", extra_time=Decimal("1.50"))
    page = as_user(teacher).get(f"/classes/{course_class.public_id}/people").text
    assert "0230115" in page
    assert "1.5 倍" in page
    assert "共 3 条" in page
    assert 'aria-sort="ascending"' in page


def test_the_roster_is_searched_sorted_and_paged(
    as_user: Any, make: Any, course_class: Any, teacher: Any
) -> None:
    for n in range(52):
        make.student(course_class, f"同学{n:02d}", student_no=f"0230{n:03d}")
    client, base = as_user(teacher), f"/classes/{course_class.public_id}/people"
    assert "同学49" in client.get(base).text
    assert "同学50" not in client.get(base).text
    assert "同学50" in client.get(f"{base}?page=2").text
    assert "同学51" in client.get(f"{base}?sort=-number").text
    found = client.get(f"{base}?q=0230007").text
    assert "同学07" in found
    assert "同学08" not in found
    assert "没有找到这样的人" in client.get(f"{base}?q=nobody").text
    assert client.get(f"{base}?sort=password&page=-3").status_code == 200


def test_an_empty_roster_says_what_to_do(as_user: Any, make: Any) -> None:
    course_class = make.class_()
    page = as_user(make.admin()).get(f"/classes/{course_class.public_id}/people").text
    assert "还没有学生" in page
    assert "people/import" in page


def test_extra_time_and_corrections_are_stored(
    as_user: Any, teacher: Any, student: Any, url: str
) -> None:
    client = as_user(teacher)
    assert "一直有效" in client.get(url).text
    data = {"full_name": "林若熙", "student_no": "０２３０１１６", "extra_time": "1.25"}
    assert client.post(url, data=data).status_code == 302
    assert (student.name, student.extra_time) == ("林若熙", Decimal("1.25"))
    assert student.identifiers[0].kind
    assert student.student_no == "０２３０１１６" or student.student_no == "0230116"


@pytest.mark.parametrize("wrong", ["0.5", "5.01", "abc", "", "NaN", "Infinity", "-1", "1e9"])
def test_extra_time_outside_its_range_is_refused(
    as_user: Any, teacher: Any, student: Any, url: str, wrong: str
) -> None:
    data = {"full_name": "林若溪", "student_no": "0230115", "extra_time": wrong}
    page = as_user(teacher).post(url, data=data)
    assert page.status_code == 200
    assert "请填" in page.text
    assert student.extra_time == Decimal(1)


def test_a_number_of_somebody_else_is_refused(
    as_user: Any, make: Any, teacher: Any, student: Any, url: str
) -> None:
    make.user(student_no="0230999")
    data = {"full_name": "林若溪", "student_no": "0230999", "extra_time": "2"}
    assert "已经有人用了" in as_user(teacher).post(url, data=data).text
    assert student.extra_time == Decimal(1)


def test_a_colleague_on_the_roster_is_only_given_time(
    as_user: Any, make: Any, course_class: Any, teacher: Any
) -> None:
    colleague = make.teacher(username="colleague")
    place = make.enrol(colleague, course_class)
    url = f"/classes/{course_class.public_id}/people/{place.public_id}"
    client = as_user(teacher)
    page = client.get(url).text
    assert 'name="full_name"' not in page
    assert "重置密码" not in page
    client.post(url, data={"full_name": "改名", "student_no": "1234", "extra_time": "1.5"})
    assert (colleague.name, colleague.student_no) == ("周老师", None)
    assert colleague.extra_time == Decimal("1.5")
    assert client.post(f"{url}/reset-password").status_code == 403
    assert verify_password(colleague.password_hash, PASSWORD)


def test_removing_keeps_the_row_and_bringing_back_restores_it(
    as_user: Any, course_class: Any, teacher: Any, student: Any, url: str
) -> None:
    client, theirs = as_user(teacher), as_user(student)
    client.post(f"{url}/remove")
    place = find_enrolment(course_class.id, student.id)
    assert place is not None
    assert place.left_at == START
    base = f"/classes/{course_class.public_id}/people"
    assert "林若溪 已移出本班" in client.get(base).text
    assert "林若溪" not in client.get(base).text
    assert "林若溪" in client.get(f"{base}?left=1").text
    assert "电商 2301 班" not in theirs.get("/classes").text
    client.post(f"{url}/restore")
    assert place.left_at is None
    assert "电商 2301 班" in theirs.get("/classes").text


def test_staff_are_not_removed_as_students(
    as_user: Any, course_class: Any, teacher: Any, make: Any
) -> None:
    place = find_enrolment(course_class.id, teacher.id)
    assert place is not None
    url = f"/classes/{course_class.public_id}/people/{place.public_id}"
    assert as_user(teacher).post(f"{url}/remove").status_code == 404
    assert as_user(teacher).post(f"{url}/reset-password").status_code == 403


def test_one_password_is_reset(as_user: Any, teacher: Any, student: Any, url: str) -> None:
    theirs = as_user(student)
    page = as_user(teacher).post(f"{url}/reset-password")
    (password,) = passwords_on(page.text)
    assert verify_password(student.password_hash, password)
    assert student.must_change_password
    assert theirs.get("/me").status_code == 302


def test_a_person_of_another_class_is_unknown(
    as_user: Any, make: Any, course_class: Any, teacher: Any
) -> None:
    other = make.class_()
    place = find_enrolment(other.id, make.student(other).id)
    assert place is not None
    base = f"/classes/{course_class.public_id}/people/{place.public_id}"
    client = as_user(teacher)
    assert client.get(base).status_code == 404
    for action in ("remove", "restore", "reset-password"):
        assert client.post(f"{base}/{action}").status_code == 404


def test_assistants_look_but_do_not_change(
    as_user: Any, make: Any, course_class: Any, student: Any, url: str
) -> None:
    helper = make.user()
    make.enrol(helper, course_class, Role.ASSISTANT)
    client = as_user(helper)
    page = client.get(f"/classes/{course_class.public_id}/people").text
    assert "林若溪" in page
    assert "people/import" not in page
    assert url not in page
    for action in ("", "/remove", "/reset-password"):
        assert client.post(url + action).status_code == 403


def test_a_whole_class_gets_new_passwords(
    as_user: Any, make: Any, course_class: Any, teacher: Any, student: Any
) -> None:
    second = make.student(course_class, "陈思远", student_no="0230101")
    fresh = make.student(course_class, "没登录", student_no="0230120", must_change_password=True)
    client, url = as_user(teacher), f"/classes/{course_class.public_id}/passwords"
    page = client.get(url).text
    assert "还没换成自己密码的 1 人" in page
    assert "全班 3 名学生" in page
    (only,) = passwords_on(client.post(url, data={"scope": "never"}).text)
    assert verify_password(fresh.password_hash, only)
    assert verify_password(student.password_hash, PASSWORD)
    reply = client.post(url, data={"scope": "all"})
    slips = passwords_on(reply.text)
    assert len(slips) == 3
    # Slips lie in the order of 学号, as they are handed out.
    assert verify_password(second.password_hash, slips[0])
    assert verify_password(teacher.password_hash, PASSWORD)
    assert reply.headers["Cache-Control"] == "no-store"
    assert all(password not in client.get(url).text for password in slips)


def test_a_class_without_students_has_nothing_to_reset(
    as_user: Any, course_class: Any, teacher: Any
) -> None:
    client, url = as_user(teacher), f"/classes/{course_class.public_id}/passwords"
    assert "没有可以重置的学生" in client.get(url).text
    assert "没有需要重置" in client.post(url, data={"scope": "all"}, follow_redirects=True).text


@pytest.fixture
def shared(make: Any, student: Any) -> Any:
    """The student is in somebody else's class as well."""
    other = make.class_("别班")
    make.instructor(other, username="other")
    make.enrol(student, other)
    return other


def test_a_student_of_another_teacher_is_not_in_hand(
    as_user: Any, make: Any, course_class: Any, teacher: Any, student: Any, shared: Any, url: str
) -> None:
    client = as_user(teacher)
    page = client.get(url).text
    assert "也在别的老师班里" in page
    assert "重置密码" not in page
    client.post(url, data={"full_name": "改名", "student_no": "1234", "extra_time": "1.5"})
    assert (student.name, student.student_no) == ("林若溪", "0230115")
    reply = client.post(f"{url}/reset-password")
    assert reply.status_code == 403
    assert "请管理员重置" in reply.text
    client.post(f"/classes/{course_class.public_id}/passwords", data={"scope": "all"})
    assert verify_password(student.password_hash, PASSWORD)
    assert as_user(make.admin()).post(f"{url}/reset-password").status_code == 200


def test_a_student_of_two_classes_of_one_teacher_is_in_hand(
    as_user: Any, make: Any, teacher: Any, student: Any, shared: Any, url: str
) -> None:
    make.enrol(teacher, shared, Role.INSTRUCTOR)
    assert len(passwords_on(as_user(teacher).post(f"{url}/reset-password").text)) == 1


def test_a_roster_is_no_way_into_an_account(
    as_user: Any, make: Any, course_class: Any, teacher: Any, shared: Any
) -> None:
    victim = make.student(shared, "真名", student_no="0230177")
    client, base = as_user(teacher), f"/classes/{course_class.public_id}/people"
    preview = client.post(f"{base}/import", data={"text": "0230177  假名"}).text
    assert "姓名与名单不同" in preview
    assert "真名" not in preview
    row = {"line": "1", "student_no": "0230177", "name": "假名", "group": "", "choice": "same"}
    client.post(f"{base}/import/rows", data=row | {"action": "store"})
    place = find_enrolment(course_class.id, victim.id)
    assert place is not None
    assert client.post(f"{base}/{place.public_id}/reset-password").status_code == 403
    assert verify_password(victim.password_hash, PASSWORD)


def test_the_name_of_ones_own_student_is_shown(
    as_user: Any, course_class: Any, teacher: Any, student: Any
) -> None:
    base = f"/classes/{course_class.public_id}/people"
    preview = as_user(teacher).post(f"{base}/import", data={"text": f"{student.student_no}  假名"})
    assert "账号上的姓名：林若溪" in preview.text


def test_those_who_left_are_not_renamed(as_user: Any, teacher: Any, student: Any, url: str) -> None:
    client = as_user(teacher)
    client.post(f"{url}/remove")
    assert "已离开本班，姓名和学号不能在这里改" in client.get(url).text
    client.post(url, data={"full_name": "改名", "student_no": "1234", "extra_time": "1.5"})
    assert (student.name, student.student_no) == ("林若溪", "0230115")
    assert client.post(f"{url}/reset-password").status_code == 403


def test_former_staff_are_not_restored_as_students(
    as_user: Any, make: Any, course_class: Any, teacher: Any, clock: Any
) -> None:
    place = make.enrol(make.user("老助教"), course_class, Role.ASSISTANT)
    leave_class(place, clock())
    client, base = as_user(teacher), f"/classes/{course_class.public_id}/people"
    reply = client.post(f"{base}/{place.public_id}/restore")
    assert reply.status_code == 409
    assert "加为教师或助教" in reply.text
    assert (place.role, place.left_at) == (Role.ASSISTANT, START)
    page = client.get(f"{base}?left=1").text
    assert "老助教" in page
    assert "请回：" not in page
