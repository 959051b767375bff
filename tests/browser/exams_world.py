"""Exams of the world beside those of the demo class, and what is asked and ruled in them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.courses.models import CourseClass
from app.demo.exams import FIRST
from app.extensions import db as database
from app.marking.domain.rulings import Kind
from app.marking.regrade import Proposal, find_part, preview, take
from app.quiz.domain.showing import DEFAULT_REVIEW, THINGS
from app.quiz.exams.authoring import create_exam
from app.quiz.exams.drawing import DrawRow, draw
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.exams.publishing import publish
from app.quiz.models import Exam, FormSlot, Sitting
from tests.conftest import START


def draft_exam(here: CourseClass, teacher: User) -> Exam:
    settings = ExamSettings(
        title="期末考试（第一至三章）", instructions="闭卷。", opens_at=START + timedelta(days=30),
        closes_at=START + timedelta(days=30, hours=2), minutes=110, attempts=1, shuffle_items=True,
        shuffle_options=True, rule="half", category_id=None, needs_eligibility=True,
        review=dict(DEFAULT_REVIEW),
    )  # fmt: skip
    exam = create_exam(here, settings, teacher.id, START)
    rows = [DrawRow(chapter=c, type=t, count=n, points=Decimal(p)) for c, t, n, p in FIRST]
    draw(exam, rows, ("exam", "practice"), 7)
    return exam


def open_book_exam(here: CourseClass, teacher: User) -> Exam:
    """An exam in which answers may be looked up while it is written."""
    settings = ExamSettings(
        title="随堂自测", instructions="", opens_at=START - timedelta(minutes=5),
        closes_at=START + timedelta(hours=2), minutes=60, attempts=1, shuffle_items=False,
        shuffle_options=True, rule="half", category_id=None, needs_eligibility=False,
        review={phase: list(THINGS) for phase in DEFAULT_REVIEW},
    )  # fmt: skip
    exam = create_exam(here, settings, teacher.id, START)
    rows = [DrawRow(chapter="ch02", type=ItemType.SINGLE_CHOICE, count=3, points=Decimal(2))]
    draw(exam, rows, ("exam", "practice"), 7)
    publish(exam, teacher.id, START)
    return exam


def rule(exam: Exam, teacher: User) -> int:
    """Two steps on a question of an exam that is over; returns its part."""
    query = select(FormSlot).where(
        FormSlot.form_id == exam.form_id, FormSlot.type == "single_choice"
    )
    slot = database.session.scalars(query.order_by(FormSlot.position)).first()
    assert slot is not None
    part_id, class_id = slot.id, exam.class_id
    steps = (
        Proposal(kind=Kind.POINTS, reason="这道题要算两步，分值改为 3 分。", points=Decimal(3)),
        Proposal(kind=Kind.FULL, reason="材料里少印了一行数字。"),
    )
    for step in steps:
        part = find_part(class_id, "sitting", part_id)
        assert part is not None
        take(part, step, preview(part, step).stamp, teacher.id, START)
    return part_id


def two_slots(exam: Exam) -> tuple[int, int]:
    """Two questions of an exam on which a second look may be asked for."""
    query = select(FormSlot.id).where(FormSlot.form_id == exam.form_id, FormSlot.type == "term")
    first, second = database.session.scalars(query.order_by(FormSlot.position)).all()[:2]
    return first, second


def sitting_of(exam: Exam, user: User) -> Sitting:
    query = select(Sitting).where(Sitting.exam_id == exam.id, Sitting.user_id == user.id)
    return database.session.scalars(query).one()
