"""What the staff's exam pages cost, however many students, questions and exams there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.accounts.models import Identifier, User
from app.courses.models import Enrolment
from app.database import new_public_id
from app.extensions import db as database
from app.quiz.exams.publishing import publish
from app.quiz.models import Exam, ResponseLog, Sitting
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff


def add_students(staff: Staff, exam: Exam, number: int) -> None:
    """Many students who write, each with a save; rows are added in bulk."""
    at = staff.clock()
    public = [new_public_id() for _ in range(number)]
    people = [
        {"public_id": id_, "name": f"学生{n}", "created_at": at, "last_seen_at": at}
        for n, id_ in enumerate(public)
    ]
    database.session.execute(insert(User), people)
    known = dict(database.session.execute(select(User.public_id, User.id)).all())
    ids = [known[id_] for id_ in public]
    names = [
        {"user_id": id_, "kind": "student_no", "value": f"9{id_:07d}", "display": f"9{id_:07d}"}
        for id_ in ids
    ]
    database.session.execute(insert(Identifier), names)
    places = [
        {
            "public_id": new_public_id(), "class_id": staff.class_.id, "user_id": id_,
            "role": "student", "joined_at": at,
        }
        for id_ in ids
    ]  # fmt: skip
    database.session.execute(insert(Enrolment), places)
    sittings = [
        {
            "public_id": new_public_id(), "exam_id": exam.id, "form_id": exam.form_id,
            "user_id": id_, "class_id": staff.class_.id, "number": 1, "seed": 1, "faces": {},
            "state": "open", "started_at": at, "deadline": at + timedelta(hours=1),
        }
        for id_ in ids
    ]  # fmt: skip
    database.session.execute(insert(Sitting), sittings)
    rows = database.session.scalars(select(Sitting).where(Sitting.exam_id == exam.id)).all()
    assert exam.form is not None
    slot = exam.form.slots[0].id
    saves = [
        {
            "sitting_id": row.id, "slot_id": slot, "client": "client-0001", "seq": number,
            "response": "A", "digest": "0" * 64, "received_at": at, "position": number,
            "link": "0" * 64,
        }
        for row in rows
    ]  # fmt: skip
    database.session.execute(insert(ResponseLog), saves)
    database.session.commit()


@pytest.mark.parametrize(
    "path", ["board", "board/rows?show=aside&q=9", "results", "results.xlsx", "record.xlsx"]
)
def test_pages_cost_the_same_for_30_and_3000_students(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], path: str
) -> None:
    exam = staff.published([SINGLE, SHORT])
    url = f"/exams/{exam.public_id}/{path}"
    costs = []
    for more in (30, 2970):
        add_students(staff, exam, more)
        with count_sql() as statements:
            assert teacher.get(url).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 30


@pytest.mark.parametrize("path", ["paper", "publish", "paper/print", "paper/pick", "paper/draw"])
def test_papers_cost_the_same_for_few_and_many_questions(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], path: str
) -> None:
    costs = []
    for number in (2, 40):
        exam = staff.draft(staff.items([SINGLE, SHORT] * (number // 2)))
        with count_sql() as statements:
            assert teacher.get(f"/exams/{exam.public_id}/{path}").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 25


def test_the_list_costs_the_same_for_few_and_many_exams(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], clock: Clock
) -> None:
    costs = []
    for number in (2, 10):
        for _ in range(number):
            publish(staff.draft(staff.items([SINGLE])), staff.teacher.id, clock())
        with count_sql() as statements:
            teacher.get(f"/classes/{staff.class_.public_id}/exams")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 15
