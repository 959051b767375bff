"""The page of an exam's settings: what it stores, what it refuses, what it shows."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db as database
from app.quiz.models import DraftItem, Exam
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff
from tests.quiz.manage.pages import count, form, reload, text


def test_a_new_exam_is_stored_as_typed(staff: Staff, teacher: FlaskClient) -> None:
    page = text(teacher.get(f"/classes/{staff.class_.public_id}/exams/new"))
    assert page.count("<h1") == 1
    response = teacher.post(
        f"/classes/{staff.class_.public_id}/exams/new",
        data=form(staff, shuffle_items="y", needs_eligibility="y", rule="exact"),
    )
    assert response.status_code == 303
    exam = database.session.scalars(select(Exam)).one()
    assert response.location.endswith(f"/exams/{exam.public_id}/paper")
    # Typed in China's time, kept in UTC.
    assert exam.opens_at.isoformat() == "2026-12-01T01:00:00+00:00"
    assert (exam.minutes, exam.rule, exam.shuffle_items, exam.shuffle_options) == (
        90, "exact", True, False,
    )  # fmt: skip
    assert exam.needs_eligibility
    assert exam.review["after_release"] == ["own", "right", "marks", "key", "why"]
    edit = text(teacher.get(f"/exams/{exam.public_id}/edit"))
    assert 'value="2026-12-01T09:00"' in edit


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": "  "}, "title", "请填写"),
        ({"title": "长" * 121}, "title", "最多 120"),
        ({"instructions": "长" * 5001}, "instructions", "最多 5000"),
        ({"opens_at": "明天"}, "opens_at", "没有读懂"),
        ({"opens_at": None}, "opens_at", "请填写"),
        ({"closes_at": "2026-12-01T09:00"}, "closes_at", "晚于开始"),
        ({"closes_at": "9999-12-31T23:59"}, "closes_at", "年份"),
        ({"opens_at": "0001-01-01T00:00"}, "opens_at", "年份"),
        ({"minutes": "九十"}, "minutes", "整数"),
        ({"minutes": "0"}, "minutes", "1 到 1440"),
        ({"minutes": "-1"}, "minutes", "1 到 1440"),
        ({"attempts": "99"}, "attempts", "1 到 20"),
        ({"rule": "generous"}, "rule", "列出的几项"),
        ({"rule": None}, "rule", "列出的几项"),
        ({"category": "999999"}, "category", "列出的几项"),
        ({"category": "x"}, "category", "列出的几项"),
        ({"after_submit": ["own", "key"]}, "after_close", "不能再藏"),
        ({"after_submit": ["password"]}, "after_submit", "列出的几项"),
    ],
)
def test_bad_settings_are_told_and_nothing_is_stored(
    staff: Staff, teacher: FlaskClient, changes: dict[str, Any], field: str, words: str
) -> None:
    response = teacher.post(
        f"/classes/{staff.class_.public_id}/exams/new", data=form(staff, **changes)
    )
    assert response.status_code == 422
    page = text(response)
    assert words in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert count(Exam) == 0


def test_a_draft_can_be_changed_and_deleted(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    url = f"/exams/{exam.public_id}"
    changed = form(staff, title="改过的", category="0")
    assert teacher.post(f"{url}/edit", data=changed).status_code == 303
    assert (reload(exam).title, exam.category_id) == ("改过的", None)
    assert teacher.post(f"{url}/delete").status_code == 303
    assert (count(Exam), count(DraftItem)) == (0, 0)


def test_a_change_that_somebody_else_made_meanwhile_is_not_undone_unawares(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    url = f"/exams/{exam.public_id}/edit"
    assert teacher.post(url, data=form(staff)).status_code == 303
    seen = stamp_in(text(teacher.get(url)))
    first = form(staff, minutes="33", after_release=["own", "right"], seen=seen)
    assert teacher.post(url, data=first).status_code == 303
    mine = form(staff, title="我改的名称", seen=seen)
    response = teacher.post(url, data=mine)
    assert response.status_code == 422
    page = text(response)
    assert "别人改过" in page
    assert "作答时限（分钟）、什么时候给考生看什么" in page
    assert "我改的名称" in page
    assert (reload(exam).title, exam.minutes) != ("我改的名称", 90)
    assert exam.minutes == 33
    again = form(staff, title="我改的名称", seen=stamp_in(page))
    assert teacher.post(url, data=again).status_code == 303
    assert (reload(exam).title, exam.minutes) == ("我改的名称", 90)


@pytest.mark.parametrize("seen", ["", "x", "[]", "1", '{"title": 1, "zzz": 2, "id": "x"}'])
def test_a_stamp_that_is_none_breaks_nothing(staff: Staff, teacher: FlaskClient, seen: str) -> None:
    exam = staff.published([SINGLE])
    response = teacher.post(f"/exams/{exam.public_id}/edit", data=form(staff, seen=seen))
    assert response.status_code in (303, 422)


def stamp_in(page: str) -> str:
    """What a page of settings says it has shown."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_published_settings_refuse_to_take_anything_back(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    url = f"/exams/{exam.public_id}/edit"
    before = exam.closes_at
    page = text(teacher.get(url))
    assert 'name="opens_at"' not in page
    early = (before - timedelta(hours=1) + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    response = teacher.post(url, data=form(staff, closes_at=early))
    assert response.status_code == 422
    assert "只能推后" in text(response)
    assert reload(exam).closes_at == before
    later = (before + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    response = teacher.post(url, data=form(staff, closes_at=later, rule="exact"))
    assert response.status_code == 303
    assert reload(exam).closes_at == before + timedelta(hours=1)
    assert exam.rule == "half"


def test_an_end_with_seconds_that_nobody_touched_stays_as_it_is(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.published([SINGLE])
    exam.closes_at = end = exam.closes_at + timedelta(seconds=42)
    database.session.commit()
    shown = (end + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    url = f"/exams/{exam.public_id}/edit"
    assert f'value="{shown}"' in text(teacher.get(url))
    response = teacher.post(url, data=form(staff, closes_at=shown, title="只改名称"))
    assert response.status_code == 303
    assert (reload(exam).title, exam.closes_at) == ("只改名称", end)


def test_a_title_is_never_markup(staff: Staff, teacher: FlaskClient) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    exam = staff.published([SINGLE, SHORT], title=nasty, instructions=f"{nasty}\n\n**粗**")
    student = staff.make.student(staff.class_, nasty[:80])
    staff.sit(exam, student)
    staff.draft(staff.items([SINGLE], stem=nasty), title=nasty)
    draft = database.session.scalars(select(Exam).where(Exam.state == "draft")).one()
    urls = [f"/classes/{staff.class_.public_id}/exams"]
    urls += [f"/exams/{exam.public_id}/{p}" for p in ("edit", "paper", "board", "results")]
    urls += [f"/exams/{draft.public_id}/{p}" for p in ("edit", "paper", "publish", "paper/pick")]
    urls += [f"/exams/{draft.public_id}/paper/{p}" for p in ("preview", "print", "print?what=key")]
    for url in urls:
        response = teacher.get(url)
        assert response.status_code == 200, url
        page = text(response)
        assert "<script>alert" not in page, url
        assert not re.search(r"<img[^>]*onerror", page), url
