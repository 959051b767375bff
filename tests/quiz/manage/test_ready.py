"""An exam that starts from a ready paper of the course."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.content.papers import PaperSpec
from app.extensions import db as database
from app.quiz.exams import ready
from app.quiz.exams.drafting import load_paper
from app.quiz.models import Exam
from tests.quiz.manage.builders import SINGLE, TRUTH, Staff

IDS = {"ch01-sc-101": SINGLE, "ch01-sc-102": SINGLE, "ch02-tf-101": TRUTH}


def paper(**changes: Any) -> PaperSpec:
    data: dict[str, Any] = {
        "id": "quiz-a",
        "series": "quiz",
        "form": "A",
        "kind": "quiz",
        "title": "第一次小测（A 卷）",
        "minutes": 25,
        "points": 8,
        "instructions": "请独立作答。",
        "blueprint": {
            "by": "type",
            "rows": [
                {"chapter": "ch01", "counts": {"single_choice": 2}},
                {"chapter": "ch02", "counts": {"true_false": 1}},
            ],
        },
        "parts": [
            {
                "title": "单选",
                "type": "single_choice",
                "each": 3,
                "items": ["ch01-sc-102", "ch01-sc-101"],
            },
            {"title": "判断", "type": "true_false", "each": 2, "items": ["ch02-tf-101"]},
        ],
    }
    return PaperSpec.model_validate(data | changes)


@pytest.fixture
def address(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(ready, "list_papers", lambda: (paper(),))
    return f"/classes/{staff.class_.public_id}/exams/ready"


def fill_bank(staff: Staff, *leave_out: str) -> None:
    for identity, kind in IDS.items():
        if identity not in leave_out:
            staff.item(kind, identity[:4], content_id=identity)


def exams() -> list[Exam]:
    return list(database.session.scalars(select(Exam)))


def test_the_list_says_what_each_paper_is(teacher: FlaskClient, address: str) -> None:
    html = teacher.get(address).get_data(as_text=True)
    for told in (
        "第一次小测（A 卷）",
        "小测",
        "A 卷",
        "3 题",
        "8 分",
        "25 分钟",
        "第 1 章、第 2 章",
        "公开题",
    ):
        assert told in html
    new = teacher.get(address.replace("/ready", "/new")).get_data(as_text=True)
    assert f'href="{address}"' in new


def test_a_draft_has_the_papers_items_marks_and_time(
    staff: Staff, teacher: FlaskClient, address: str
) -> None:
    fill_bank(staff)
    answer = teacher.post(f"{address}/quiz-a")
    (exam,) = exams()
    assert answer.status_code == 303
    assert answer.location.endswith(f"/exams/{exam.public_id}/paper")
    assert (exam.state, exam.title, exam.minutes) == ("draft", "第一次小测（A 卷）", 25)
    assert exam.instructions == "请独立作答。"
    assert exam.closes_at - exam.opens_at == timedelta(minutes=25)
    rows = load_paper(exam).rows
    assert [row.item.content_id for row in rows] == ["ch01-sc-102", "ch01-sc-101", "ch02-tf-101"]
    assert [row.draft.points for row in rows] == [Decimal(3), Decimal(3), Decimal(2)]
    assert "已由现成试卷建好草稿" in teacher.get(answer.location).get_data(as_text=True)


def test_a_missing_item_makes_no_exam(staff: Staff, teacher: FlaskClient, address: str) -> None:
    fill_bank(staff, "ch02-tf-101")
    answer = teacher.post(f"{address}/quiz-a")
    assert answer.status_code == 400
    assert "缺这份试卷的 1 题（ch02-tf-101）" in answer.get_data(as_text=True)
    assert database.session.scalar(select(func.count()).select_from(Exam)) == 0


def test_an_unpublished_item_makes_no_exam(
    staff: Staff, teacher: FlaskClient, address: str
) -> None:
    fill_bank(staff, "ch02-tf-101")
    staff.item(TRUTH, "ch02", content_id="ch02-tf-101", state="retired")
    answer = teacher.post(f"{address}/quiz-a")
    assert answer.status_code == 400
    assert exams() == []


def test_a_paper_that_is_no_more(teacher: FlaskClient, address: str) -> None:
    answer = teacher.post(f"{address}/final-z")
    assert answer.status_code == 409
    assert "已经不在课程里" in answer.get_data(as_text=True)


def test_without_papers_the_page_says_what_to_do(
    teacher: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "list_papers", tuple)
    assert "课程里还没有现成试卷" in teacher.get(address).get_data(as_text=True)


def test_statements_do_not_grow_with_the_papers(
    teacher: FlaskClient, address: str, count_sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for number in (1, 12):
        papers = tuple(paper(id=f"quiz-{n}") for n in range(number))
        monkeypatch.setattr(ready, "list_papers", lambda papers=papers: papers)
        with count_sql() as counted:
            assert teacher.get(address).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
