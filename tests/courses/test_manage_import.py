"""The pages of the import: upload, preview, store."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.passwords import verify_password
from app.accounts.service import find_user
from app.courses.domain.roster import MAX_ROWS
from app.courses.service import list_students
from app.extensions import db as database
from tests.courses.test_roster_files import xlsx


@pytest.fixture
def course_class(make: Any) -> Any:
    return make.class_()


@pytest.fixture
def teacher(as_user: Any, make: Any, course_class: Any) -> Any:
    return as_user(make.instructor(course_class))


@pytest.fixture
def base(course_class: Any) -> str:
    return f"/classes/{course_class.public_id}/people"


def upload(client: Any, base: str, data: bytes, name: str = "roster.xlsx") -> Any:
    return client.post(f"{base}/import", data={"file": (io.BytesIO(data), name), "text": ""})


def fields(page: str) -> dict[str, list[str]]:
    """What the browser would send back from the preview."""
    form = page.split('/people/import/rows"')[-1]
    found: dict[str, list[str]] = {}
    for name in ("line", "group", "student_no", "name"):
        values = re.findall(rf'<input[^>]* name="{name}" value="([^"]*)"', form)
        found[name] = [html.unescape(value) for value in values]
    found["choice"] = ["take"] * len(found["line"])
    return found


def people() -> int:
    return database.session.scalar(select(func.count()).select_from(User)) or 0


def test_from_file_to_slips(teacher: Any, base: str, course_class: Any) -> None:
    data = xlsx([["学号", "姓名"], ["0230101", "陈思远"], ["0230102", "邓雅琪"]])
    before = people()
    preview = upload(teacher, base, data)
    assert preview.status_code == 200
    assert "新建账号" in preview.text
    assert people() == before
    sent = fields(preview.text)
    assert sent["student_no"] == ["0230101", "0230102"]
    result = teacher.post(f"{base}/import/rows", data=sent | {"action": "store"})
    assert result.status_code == 200
    assert "新建 2 个账号" in result.text
    passwords = [p.split("<")[0] for p in result.text.split("<dt>密码</dt><dd><code>")[1:]]
    listed = list_students(course_class.id)
    assert [user.name for user in listed] == ["陈思远", "邓雅琪"]
    assert verify_password(listed[1].password_hash, passwords[1])
    # Sending the same form again (a reload) makes nobody twice and shows no password.
    again = teacher.post(f"{base}/import/rows", data=sent | {"action": "store"})
    assert again.status_code == 302
    assert people() == before + 2


def test_pasted_text_is_read(teacher: Any, base: str) -> None:
    page = teacher.post(f"{base}/import", data={"text": "0230101  陈思远\n0230102  邓雅琪"})
    assert fields(page.text)["name"] == ["陈思远", "邓雅琪"]


def test_gb18030_from_an_office(teacher: Any, base: str) -> None:
    page = upload(teacher, base, "学号,姓名\n0230101,陈思远\n".encode("gb18030"), "名单.csv")
    assert fields(page.text)["name"] == ["陈思远"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "没有名单"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "旧的 .xls"),
        (b"PK\x03\x04", "打不开"),
        (b"<html><table>", "网页"),
        (b"\x00\x01\x02\x03" * 100, "不是表格"),
        ("学号,姓名\n".encode(), "没有名单"),
    ],
)
def test_bad_files_are_explained(teacher: Any, base: str, data: bytes, words: str) -> None:
    before = people()
    page = upload(teacher, base, data)
    assert page.status_code == 422
    assert words in page.text
    assert people() == before


def test_nothing_sent_is_explained(teacher: Any, base: str) -> None:
    page = teacher.post(f"{base}/import", data={"text": " "})
    assert page.status_code == 422
    assert "没有名单" in page.text


def test_too_many_people_are_refused(teacher: Any, base: str) -> None:
    text = "\n".join(f"{n:06d},某人" for n in range(MAX_ROWS + 1))
    page = teacher.post(f"{base}/import", data={"text": text})
    assert page.status_code == 422
    assert "2000" in page.text


def test_a_problem_stops_everything_until_it_is_mended(
    teacher: Any, base: str, course_class: Any, make: Any
) -> None:
    make.user("原名", student_no="0230103")
    before = people()
    text = "学号,姓名\n0230101,陈思远\n,没学号\n0230103,另名\n0230101,重复"
    preview = teacher.post(f"{base}/import", data={"text": text})
    assert "要看一下的 3 行" in preview.text
    assert "和第 2 行是同一个学号" in preview.text
    assert "这个学号已有账号，姓名与名单不同" in preview.text
    assert "原名" not in preview.text
    sent = fields(preview.text)
    refused = teacher.post(f"{base}/import/rows", data=sent | {"action": "store"})
    assert refused.status_code == 422
    assert "一个人也没有存" in refused.text
    assert people() == before
    at = {int(line): place for place, line in enumerate(sent["line"])}
    sent["student_no"][at[3]] = "０２３０１０２"
    sent["choice"][at[4]] = "same"
    sent["choice"][at[5]] = "skip"
    result = teacher.post(f"{base}/import/rows", data=sent | {"action": "store"})
    assert "新建 2 个账号，1 人用已有的账号加入，1 行没有改动" in result.text
    assert [u.student_no for u in list_students(course_class.id)] == [
        "0230101",
        "0230102",
        "0230103",
    ]


def test_zeros_are_put_back(teacher: Any, base: str) -> None:
    data = xlsx([["学号", "姓名"], [230101, "陈思远"], [230102, "邓雅琪"]])
    preview = upload(teacher, base, data)
    assert "学号在表格里是数字" in preview.text
    sent = fields(preview.text)
    padded = teacher.post(f"{base}/import/rows", data=sent | {"action": "pad", "width": "7"})
    assert fields(padded.text)["student_no"] == ["0230101", "0230102"]
    assert find_user("0230101") is None


def test_rows_are_checked_again_on_demand(teacher: Any, base: str) -> None:
    sent = fields(teacher.post(f"{base}/import", data={"text": "0230101,陈思远"}).text)
    sent["student_no"] = ["??"]
    page = teacher.post(f"{base}/import/rows", data=sent)
    assert page.status_code == 200
    assert "学号只能用" in page.text
    assert people() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"line": ["x"]},
        {"line": ["1", "2"]},
        {"choice": ["delete everybody"]},
        {"choice": []},
        {"name": []},
        {"group": []},
        {"line": ["²"]},
    ],
)
def test_a_tampered_form_is_refused(teacher: Any, base: str, change: dict[str, Any]) -> None:
    sent: dict[str, Any] = {
        "line": ["1"],
        "group": [""],
        "student_no": ["0230101"],
        "name": ["陈思远"],
        "choice": ["take"],
    }
    reply = teacher.post(f"{base}/import/rows", data=sent | {"action": "store"} | change)
    assert reply.status_code == 400
    assert find_user("0230101") is None


def test_hostile_text_is_checked_and_escaped(teacher: Any, base: str) -> None:
    evil = '<script>alert("1")</script>'
    sent = {
        "line": ["1"],
        "group": [evil],
        "student_no": ["0230101"],
        "name": [evil],
        "choice": ["take"],
    }
    page = teacher.post(f"{base}/import/rows", data=sent)
    assert "<script>alert" not in page.text
    sent["name"] = ["长" * 5000]
    assert teacher.post(f"{base}/import/rows", data=sent | {"action": "store"}).status_code == 422


def test_coming_back_by_address_begins_anew(teacher: Any, base: str) -> None:
    assert teacher.get(f"{base}/import/rows").headers["Location"] == f"{base}/import"


def test_a_full_roster_passes_the_forms_limits(teacher: Any, base: str, course_class: Any) -> None:
    """Two thousand rows of four fields: neither Werkzeug's limit of parts nor of bytes is hit."""
    text = "\n".join(f"{n:012d},欧阳某某某某" for n in range(MAX_ROWS))
    sent = fields(teacher.post(f"{base}/import", data={"text": text}).text)
    assert len(sent["line"]) == MAX_ROWS
    result = teacher.post(f"{base}/import/rows", data=sent | {"action": "store"})
    assert f"新建 {MAX_ROWS} 个账号" in result.text
    assert len(list_students(course_class.id)) == MAX_ROWS


def test_one_student_by_hand(teacher: Any, base: str, make: Any, course_class: Any) -> None:
    assert teacher.get(f"{base}/add").status_code == 200
    empty = teacher.post(f"{base}/add", data={"student_no": "", "full_name": ""})
    assert empty.status_code == 422
    page = teacher.post(f"{base}/add", data={"student_no": "0230101", "full_name": "陈思远"})
    assert "1 张密码条" in page.text
    make.user("别班", student_no="0230102")
    reply = teacher.post(
        f"{base}/add", data={"student_no": "0230102", "full_name": "别班"}, follow_redirects=True
    )
    assert "1 人用已有的账号加入" in reply.text
    make.user("原名", student_no="0230103")
    asks = teacher.post(f"{base}/add", data={"student_no": "0230103", "full_name": "另名"})
    assert asks.status_code == 422
    assert "这个学号已有账号，姓名与名单不同" in asks.text
    assert "原名" not in asks.text
    assert len(list_students(course_class.id)) == 2
