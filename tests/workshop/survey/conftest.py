"""A class with the coursework set, and a student's survey in any state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.courses.models import CourseClass
from app.workshop.survey import publishing
from app.workshop.survey.designing import add_from_bank
from app.workshop.survey.grading import set_task
from app.workshop.survey.models import Survey, SurveyResponse, SurveyTask
from app.workshop.survey.service import questionnaire_of, start_survey
from tests.conftest import START, Clock

# Three dimensions of three items or more, importance, overall, recommendation, open, background.
WANTED = [
    "quality-matrix", "attitude-matrix", "price-worth", "price-clear", "price-extra", "important-quality",
    "important-attitude", "important-price", "overall", "nps", "open-worst", "about-age", "reasons",
]  # fmt: skip


@dataclass
class Place:
    """The class, who is in it, and the student's survey."""

    course_class: CourseClass
    teacher: User
    student: User
    task: SurveyTask
    survey: Survey


@pytest.fixture
def place(app: Flask, make: Any) -> Place:
    course_class = make.class_()
    teacher, student = make.instructor(course_class), make.student(course_class)
    from decimal import Decimal

    with app.test_request_context():
        task = set_task(
            course_class,
            due_at=START + timedelta(days=14),
            simulated_allowed=True,
            max_points=Decimal(10),
            at=START,
        )
        survey = start_survey(task, course_class, student.id, START)
        add_from_bank(survey, 1, WANTED)
    return Place(course_class, teacher, student, task, survey)


@pytest.fixture
def opened(app: Flask, place: Place) -> Place:
    """A survey that collects by one-time codes."""
    with app.test_request_context():
        publishing.open_survey(place.survey, "slips", place.student.id, START)
    return place


@pytest.fixture
def closed(app: Flask, opened: Place) -> Place:
    """A survey with 40 made-up responses that no longer collects."""
    with app.test_request_context():
        publishing.add_simulated(opened.survey, 40, opened.student.id, START, START.date())
        publishing.close_survey(opened.survey, opened.student.id, START)
    return opened


@pytest.fixture
def respond(app: Flask, db: Any) -> Callable[..., SurveyResponse]:
    """Put a response into a survey by hand."""

    def put(survey: Survey, kind: str = "real", **values: Any) -> SurveyResponse:
        answers = values.pop("answers", None) or full_answers(survey)
        row = SurveyResponse(
            survey_id=survey.id, kind=kind, day=START.date(), answers=answers, **values
        )
        db.session.add(row)
        db.session.commit()
        return row

    return put


def full_answers(survey: Survey, value: int = 4) -> dict[str, Any]:
    """Answers to every closed question."""
    answers: dict[str, Any] = {}
    for question in questionnaire_of(survey).questions:
        for part in question.parts:
            if question.items:
                answers[part] = value
            elif question.kind == "nps":
                answers[part] = 9
            elif question.kind == "multiple":
                answers[part] = [0]
            elif question.options:
                answers[part] = 0
    return answers


def form_of(survey: Survey, value: int = 4) -> dict[str, Any]:
    """The same as a phone sends it."""
    return {f"q-{part}": answer for part, answer in full_answers(survey, value).items()}


def codes_of(app: Flask, place: Place, n: int) -> list[str]:
    with app.test_request_context():
        return publishing.issue_codes(place.survey, n, place.student.id, START)


def move_on(clock: Clock, seconds: int) -> None:
    clock.move(seconds=seconds)
