"""Giving an exam to another class as well: a draft of its own there, with the same paper and rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select

from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db
from app.gradebook.models import GradeCategory
from app.gradebook.service import get_scheme
from app.quiz.exams.authoring import lock_exam
from app.quiz.models import DraftItem, Exam
from app.web.errors import DomainError

# What belongs to one exam alone; every other column goes along.
OWN = frozenset(
    {
        "id", "public_id", "class_id", "state", "opens_at", "closes_at", "category_id", "form_id",
        "author_id", "created_at", "published_at", "released_at",
    }
)  # fmt: skip


def copy_exam(
    exam: Exam,
    target: CourseClass,
    opens_at: datetime,
    closes_at: datetime,
    author_id: int,
    at: datetime,
) -> Exam:
    """A draft in `target` with this exam's paper and settings, and a window of its own.

    Grades go to the category of the same name there, if it has one. Seats and arrangements stay
    behind: they are other people's. Raises DomainError for a window that ends before it begins.
    """
    if closes_at <= opens_at:
        raise DomainError(_("结束时间要晚于开始时间。"), status=422)
    categories = get_scheme(target.id).categories
    with writing():
        row = lock_exam(exam.id)
        copy = Exam(
            **_columns(row, OWN),
            class_id=target.id,
            opens_at=opens_at,
            closes_at=closes_at,
            category_id=_same_category(row, categories),
            author_id=author_id,
            created_at=at,
        )
        query = select(DraftItem).where(DraftItem.exam_id == row.id).order_by(DraftItem.position)
        copy.drafts = [
            DraftItem(**_columns(item, {"id", "exam_id"})) for item in db.session.scalars(query)
        ]
        db.session.add(copy)
    return copy


def _columns(row: Any, without: frozenset[str] | set[str]) -> dict[str, Any]:
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name not in without}


def _same_category(exam: Exam, categories: list[GradeCategory]) -> int | None:
    if exam.category_id is None:
        return None
    name = db.session.scalar(select(GradeCategory.name).where(GradeCategory.id == exam.category_id))
    return next((one.id for one in categories if one.name == name), None)
