"""What the course map learns of exams."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.quiz.exams.notices import next_exam
from app.quiz.models import Exam, ExamForm, Sitting
from tests.conftest import START

HOUR = timedelta(hours=1)


@pytest.fixture
def exam_of(make: Any) -> Any:
    """Return a function that stores a published exam of a class."""
    author = make.teacher()

    def store(class_: Any, title: str, opens: timedelta, state: str = "published") -> Exam:
        return make.add(
            Exam(
                class_id=class_.id, title=title, state=state, opens_at=START + opens,
                closes_at=START + opens + HOUR, author_id=author.id, created_at=START,
            )
        )  # fmt: skip

    return store


def titles(app: Flask, user: Any) -> list[str]:
    with app.test_request_context():
        return [notice.title for notice in next_exam(user.id, START)]


def test_the_next_one_is_told_and_drafts_and_past_ones_are_not(
    app: Flask, make: Any, exam_of: Any
) -> None:
    class_ = make.class_()
    student = make.student(class_)
    exam_of(class_, "草稿", HOUR, "draft")
    exam_of(class_, "考过了", -3 * HOUR)
    assert titles(app, student) == []
    exam_of(class_, "后天", 48 * HOUR)
    exam_of(class_, "明天", 24 * HOUR)
    assert titles(app, student) == ["明天"]


def test_other_classes_and_staff_are_told_nothing(app: Flask, make: Any, exam_of: Any) -> None:
    class_, other = make.class_(), make.class_("别的班")
    exam_of(class_, "明天", 24 * HOUR)
    assert titles(app, make.student(other)) == []
    assert titles(app, make.instructor(class_)) == []


def test_what_was_handed_in_is_left_out(app: Flask, make: Any, exam_of: Any) -> None:
    class_ = make.class_()
    student = make.student(class_)
    exam = exam_of(class_, "正在考", -HOUR / 2)
    assert titles(app, student) == ["正在考"]
    form = make.add(ExamForm(exam_id=exam.id, number=1, points=1, created_at=START))
    make.add(
        Sitting(
            exam_id=exam.id, form_id=form.id, user_id=student.id, class_id=class_.id, number=1,
            state="submitted", seed=1, faces={}, started_at=START, deadline=START + HOUR,
        )
    )  # fmt: skip
    assert titles(app, student) == []
