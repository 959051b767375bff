"""Exams that start from a paper of the course: a draft with its items, marks and time filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.content import get_library
from app.bank.models import Item
from app.content.checks.papers import papers_of
from app.content.papers import PaperSpec
from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db
from app.quiz.exams.authoring import create_exam
from app.quiz.exams.drafting import put_on_paper
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.models import Exam
from app.web.errors import DomainError


def list_papers() -> tuple[PaperSpec, ...]:
    """The ready papers of the course; no SQL statement."""
    return papers_of(get_library())


def get_paper(paper_id: str) -> PaperSpec:
    """A ready paper by its id. Raises DomainError where the course has it no more."""
    paper = next((paper for paper in list_papers() if paper.id == paper_id), None)
    if paper is None:
        raise DomainError(_("这份试卷已经不在课程里了，没有建考试。"), status=409)
    return paper


def start_from(
    paper: PaperSpec,
    course_class: CourseClass,
    settings: ExamSettings,
    author_id: int,
    at: datetime,
) -> Exam:
    """Store a draft with the paper's title, time, items and marks, or nothing at all.

    The rest is as in `settings`. Raises DomainError where items are not in the bank or not published.
    """
    points = {item: part.each for part in paper.parts for item in part.items}
    wanted = replace(
        settings,
        title=paper.title,
        minutes=paper.minutes,
        instructions=paper.instructions or settings.instructions,
    )
    with writing():
        chosen = _load_items(points)
        exam = create_exam(course_class, wanted, author_id, at)
        db.session.flush()
        put_on_paper(exam.id, chosen)
    return exam


def _load_items(points: dict[str, Decimal]) -> list[tuple[Item, Decimal | None]]:
    """The items with their marks, in the order of the paper; one SQL statement."""
    query = (
        select(Item).where(Item.content_id.in_(points)).options(joinedload(Item.current_version))
    )
    found = {item.content_id: item for item in db.session.scalars(query)}
    if missing := [identity for identity in points if identity not in found]:
        shown = _("、").join(missing[:5])
        raise DomainError(
            _(
                "题库里缺这份试卷的 %(n)s 题（%(list)s），没有建考试。请管理员重新载入课程内容。",
                n=len(missing),
                list=shown,
            )
        )
    return [(found[identity], each) for identity, each in points.items()]
