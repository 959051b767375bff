"""The phase of writing in the settings of an exam: nothing by default, and never more than afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.quiz.exams.publishing import Remark, check_exam
from app.quiz.models import Exam
from tests.quiz.manage.builders import SINGLE, Staff
from tests.quiz.manage.pages import form

ALL = ["own", "right", "marks", "key", "why"]


def post(staff: Staff, teacher: FlaskClient, **values: Any) -> Any:
    return teacher.post(f"/classes/{staff.class_.public_id}/exams/new", data=form(staff, **values))


def test_nothing_is_shown_while_writing_unless_it_is_chosen(
    staff: Staff, teacher: FlaskClient
) -> None:
    page = teacher.get(f"/classes/{staff.class_.public_id}/exams/new").text
    assert "作答时给看解析" in page
    assert post(staff, teacher).status_code == 303
    exam = db.session.scalars(select(Exam)).one()
    assert exam.review["during"] == []


def test_what_is_shown_while_writing_is_stored_and_warned_of(
    staff: Staff, teacher: FlaskClient
) -> None:
    answer = post(staff, teacher, during=ALL, after_submit=ALL, after_close=ALL)
    assert answer.status_code == 303
    exam = db.session.scalars(select(Exam)).one()
    assert exam.review["during"] == ALL
    page = teacher.get(f"/exams/{exam.public_id}/edit").text
    assert page.count('name="during"') == 5
    check = check_exam(exam, staff.clock())
    assert Remark.TELLS_EARLY in check.remarks


def test_what_is_shown_while_writing_cannot_be_hidden_afterwards(
    staff: Staff, teacher: FlaskClient
) -> None:
    answer = post(staff, teacher, during=["right"])
    assert answer.status_code == 422
    assert "“作答时”已经能看对错，“交卷后”就不能再藏起来。" in answer.text


@pytest.mark.parametrize("stored", [{}, {"after_submit": ["own"]}])
def test_exams_from_before_the_phase_show_nothing_while_writing(
    staff: Staff, teacher: FlaskClient, stored: dict[str, list[str]]
) -> None:
    exam = staff.published([SINGLE])
    exam.review = stored
    db.session.commit()
    assert teacher.get(f"/exams/{exam.public_id}/edit").status_code == 200
