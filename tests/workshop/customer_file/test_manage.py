"""The staff's pages: setting the task, the class, one file, release."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.authz.permissions import Role
from app.extensions import db as database
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import FileProject
from tests.workshop.customer_file.conftest import Desk


def form(**values: Any) -> dict[str, Any]:
    usual = {
        "title": "第二次", "due_at": "2026-12-20T18:00", "late_percent": "20", "late_days": "3",
        "cut_a": "70", "cut_b": "90", "basis": "margin", "ties": "high",
    }  # fmt: skip
    return usual | values


def newest() -> FileProject:
    return database.session.scalars(select(FileProject).order_by(FileProject.id.desc())).first()  # type: ignore[return-value]


def test_an_instructor_sets_the_task(desk: Desk, as_user: Any) -> None:
    client = as_user(desk.teacher)
    new = f"/classes/{desk.class_.public_id}/projects/customer-file/new"
    page = client.get(new).get_data(as_text=True)
    assert 'value="80"' in page
    answer = client.post(new, data=form(category=desk.project.category_id))
    assert answer.status_code == 302
    made = newest()
    assert (made.title, made.cut_a, made.basis, made.ties) == ("第二次", 70, "margin", "high")
    assert made.due_at is not None
    assert made.due_at.isoformat() == "2026-12-20T10:00:00+00:00"
    edit = f"/customer-file-tasks/{made.public_id}/settings"
    assert "2026-12-20T18:00" in client.get(edit).get_data(as_text=True)
    client.post(edit, data=form(category=desk.project.category_id, late_days="0"))
    assert newest().late_days == 0


def test_bad_settings_are_told_and_change_nothing(desk: Desk, as_user: Any) -> None:
    client = as_user(desk.teacher)
    new = f"/classes/{desk.class_.public_id}/projects/customer-file/new"
    for wrong in ({"cut_b": "60"}, {"late_days": "1.5"}, {"due_at": "morgen"}, {"title": " "}):
        answer = client.post(new, data=form(category=desk.project.category_id, **wrong))
        assert answer.status_code == 422, wrong
        assert "aria-invalid" in answer.get_data(as_text=True)
    assert newest().id == desk.project.id


def test_the_class_is_listed_with_a_constant_number_of_statements(
    desk: Desk, as_user: Any, count_sql: Any
) -> None:
    client = as_user(desk.teacher)
    desk.hand_in(desk.begin())
    page = f"/customer-file-tasks/{desk.project.public_id}"
    with count_sql() as few:
        assert desk.student.name in client.get(page).get_data(as_text=True)
    for number in range(6):
        desk.hand_in(desk.begin(desk.make.student(desk.class_, f"学生{number}"), number))
    with count_sql() as many:
        text = client.get(page).get_data(as_text=True)
    assert len(many) == len(few)
    assert "学生5" in text
    assert "暂 0" in text


def test_one_file_shows_what_was_planted_mended_and_spoilt(
    desk: Desk, as_user: Any, count_sql: Any
) -> None:
    file = desk.begin()
    desk.perfect(file)
    desk.hand_in(file)
    page = f"/customer-files/{file.public_id}/marking"
    planted = len(load(file).files.defects)
    with count_sql() as statements:
        text = as_user(desk.teacher).get(page).get_data(as_text=True)
    assert len(statements) <= 10
    assert f"{planted} / {planted}" in text.replace("<small>", "").replace("</small>", "")
    assert "过度收集" in text
    assert "没有改坏的" in text


def test_a_teacher_judges_confirms_and_releases(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    desk.perfect(file)
    desk.hand_in(file)
    client = as_user(desk.teacher)
    marking = f"/customer-files/{file.public_id}/marking"
    refused = client.post(marking, data={"points-2": "1", "seen-2": "1", "reason-2": ""})
    assert refused.status_code == 422
    assert "请写明理由" in refused.get_data(as_text=True)
    client.post(marking, data={"points-5": "0.5", "comment-5": "依据说清楚了"})
    task = f"/customer-file-tasks/{desk.project.public_id}"
    client.post(f"{task}/confirm")
    client.post(f"{task}/release")
    assert newest().released_at is not None
    mine = as_user(desk.student).get(f"/customer-files/{file.public_id}/marks")
    assert "9.5" in mine.get_data(as_text=True)
    assert "依据说清楚了" in mine.get_data(as_text=True)


def test_an_assistant_watches_and_marks_nothing(desk: Desk, as_user: Any) -> None:
    assistant = desk.make.user("助教")
    desk.make.enrol(assistant, desk.class_, Role.ASSISTANT)
    file = desk.begin()
    client = as_user(assistant)
    assert client.get(f"/customer-files/{file.public_id}/marking").status_code == 200
    assert "公布成绩" not in client.get(f"/customer-file-tasks/{desk.project.public_id}").get_data(
        as_text=True
    )
    for path in ("confirm", "release"):
        answer = client.post(f"/customer-file-tasks/{desk.project.public_id}/{path}")
        assert answer.status_code in (403, 404)


def test_coursework_leads_to_customer_files(desk: Desk, as_user: Any) -> None:
    student = as_user(desk.student).get("/projects").get_data(as_text=True)
    assert "建立客户档案" in student
    staff = as_user(desk.teacher).get(f"/classes/{desk.class_.public_id}/projects")
    assert "建立客户档案" in staff.get_data(as_text=True)
