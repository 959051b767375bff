"""The demo class: complete, believable and always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.service import find_user
from app.cases.talk_models import CaseReview, CaseRound
from app.demo import build_demo
from app.demo.people import NAMES
from app.extensions import db as database
from app.gradebook.models import GradeEvent
from app.learning.models import AnswerLog, ReadingPosition
from app.marking.models import MarkEvent
from app.marking.service import list_parts
from app.quiz.models import Exam, ResponseLog, Sitting
from tests.conftest import START


@pytest.fixture(scope="module")
def site(make_app: Callable[..., Flask], demo: str) -> Iterator[Flask]:
    """An application of its own with the shipped content and the demo class."""
    app = make_app(like=demo)
    with app.test_request_context():
        yield app


def count(model: type, *where: Any) -> int:
    return database.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def test_a_class_of_thirty_with_their_teacher(site: Flask) -> None:
    assert len(NAMES) == len(set(NAMES)) == 30
    assert count(User) == 31
    teacher = find_user("zhou")
    assert teacher is not None
    assert teacher.can_teach
    first = find_user("0230101")
    assert first is not None
    assert first.name == NAMES[0]


def test_half_a_term_of_reading_and_practice(site: Flask) -> None:
    assert count(ReadingPosition) >= 60
    assert count(AnswerLog) >= 500
    shares = database.session.scalars(
        select(AnswerLog.correctness).where(AnswerLog.correctness.is_not(None))
    ).all()
    mean = sum(float(share or 0) for share in shares) / len(shares)
    assert 0.5 < mean < 0.9, "neither a class of geniuses nor of guessers"
    last = database.session.scalar(select(func.max(AnswerLog.answered_at)))
    assert last is not None
    assert last < START


def test_one_exam_is_released_and_its_marks_reached_the_gradebook(site: Flask) -> None:
    released = database.session.scalars(select(Exam).where(Exam.state == "released")).one()
    sat = count(Sitting, Sitting.exam_id == released.id)
    assert sat == 28
    assert count(Sitting, Sitting.exam_id == released.id, Sitting.marked_at.is_(None)) == 0
    assert (
        count(GradeEvent, GradeEvent.author_id.is_(None))
        + count(GradeEvent, GradeEvent.reason != "录入")
        >= sat
    )
    assert count(MarkEvent, MarkEvent.author_id.is_not(None)) > 0


def test_one_exam_is_running_with_answers_saved(site: Flask) -> None:
    query = select(Exam).where(Exam.state == "published", Exam.closes_at > START)
    running = database.session.scalars(query).one()
    assert running.opens_at < START
    assert count(Sitting, Sitting.exam_id == running.id, Sitting.state == "open") == 21
    assert count(ResponseLog, ResponseLog.late) == 0
    first = find_user("0230101")
    assert first is not None
    assert count(Sitting, Sitting.exam_id == running.id, Sitting.user_id == first.id) == 0


def test_one_exam_waits_at_the_grading_desk(site: Flask) -> None:
    query = select(Exam).where(Exam.state == "published", Exam.closes_at <= START)
    exam = database.session.scalars(query).one()
    assert count(Sitting, Sitting.exam_id == exam.id, Sitting.state == "submitted") == 29
    assert sum(part.waiting > 20 for part in list_parts(exam.class_id)) == 4


def test_a_round_of_peer_review_is_running(site: Flask) -> None:
    round_ = database.session.scalars(select(CaseRound)).one()
    assert round_.closes_at is not None
    assert round_.closes_at > START
    mine = CaseReview.by_staff.is_(False)
    written = count(CaseReview, mine, CaseReview.written_at.is_not(None))
    assert 0 < written < count(CaseReview, mine)
    first = find_user("0230101")
    assert first is not None
    assert count(CaseReview, CaseReview.reviewer_id == first.id) == 5
    assert (
        count(CaseReview, CaseReview.reviewer_id == first.id, CaseReview.written_at.is_not(None))
        == 0
    )


def test_everybody_was_here_lately_and_who_sits_the_exam_just_now(site: Flask) -> None:
    seen = database.session.scalars(select(User.last_seen_at)).all()
    assert all(timedelta(0) < START - at <= timedelta(days=4) for at in seen)
    assert len({at.date() for at in seen}) > 1
    sitting = select(Sitting.user_id).where(Sitting.state == "open")
    query = select(func.min(User.last_seen_at)).where(User.id.in_(sitting))
    assert database.session.scalar(query) == START - timedelta(minutes=1)


def test_building_again_changes_nothing(site: Flask) -> None:
    before = count(User), count(AnswerLog), count(MarkEvent)
    lines = build_demo(START)
    assert (count(User), count(AnswerLog), count(MarkEvent)) == before
    assert "0230101" in lines[1]
