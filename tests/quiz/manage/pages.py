"""What tests of the staff's exam pages share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.extensions import db as database
from app.quiz.models import Exam
from tests.quiz.manage.builders import Staff

GOOD = {
    "title": "第一次测验",
    "opens_at": "2026-12-01T09:00",
    "closes_at": "2026-12-01T11:00",
    "minutes": "90",
    "attempts": "1",
    "rule": "half",
    "after_submit": ["own"],
    "after_close": ["own"],
    "after_release": ["own", "right", "marks", "key", "why"],
}


def form(staff: Staff, **changes: Any) -> dict[str, Any]:
    category = staff.settings().category_id
    return {k: v for k, v in (GOOD | {"category": category} | changes).items() if v is not None}


def text(response: Any) -> str:
    return response.get_data(as_text=True)


def count(model: Any) -> int:
    return database.session.scalar(select(func.count()).select_from(model)) or 0


def reload(exam: Exam) -> Exam:
    database.session.refresh(exam)
    return exam
