"""A candidate's marked paper and ledger: who of the class opens them, and what is shown when."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db as database
from app.quiz.exams.grading import release
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Exam, Sitting
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, TRUTH, Staff

SignIn = Callable[[User | None], FlaskClient]


@pytest.fixture
def sat(staff: Staff) -> tuple[Exam, Sitting, User]:
    """An exam that is still open, and the paper of one who has handed in."""
    exam = staff.published([SINGLE, TRUTH, SHORT])
    student = staff.make.student(staff.class_, "林若溪")
    return exam, staff.sit(exam, student), student


def places(exam: Exam, sitting: Sitting) -> tuple[str, str]:
    paper = f"/exams/{exam.public_id}/results/{sitting.public_id}"
    return paper, f"{paper}/marks"


def assistant_of(staff: Staff) -> User:
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    return assistant


def test_staff_of_the_class_open_the_paper_and_its_ledger(
    staff: Staff, sat: tuple[Exam, Sitting, User], as_user: SignIn
) -> None:
    exam, sitting, _student = sat
    paper, ledger = places(exam, sitting)
    for person in (staff.teacher, assistant_of(staff), staff.make.admin()):
        client = as_user(person)
        listed = client.get(f"/exams/{exam.public_id}/results").text
        assert f'href="{paper}"' in listed
        page = client.get(paper)
        assert page.status_code == 200
        assert "林若溪" in page.text
        assert f'href="{ledger}"' in page.text
        assert "申请复核" not in page.text
        told = client.get(ledger)
        assert told.status_code == 200
        assert "每一次给分都记在这里" in told.text


def test_nobody_else_opens_them(
    staff: Staff, sat: tuple[Exam, Sitting, User], as_user: SignIn
) -> None:
    exam, sitting, student = sat
    elsewhere = staff.make.class_()
    others = [
        student,  # the candidate has pages of their own, by the exam's rules
        staff.make.student(staff.class_, "同学"),
        staff.make.instructor(elsewhere),
        staff.make.user("路人"),
    ]
    for person in others:
        for place in places(exam, sitting):
            assert as_user(person).get(place).status_code in (403, 404), (person.name, place)
    for place in places(exam, sitting):
        assert as_user(None).get(place).status_code == 302
    review = f"/sittings/{sitting.public_id}"
    for path in ("/review", "/marks"):
        assert as_user(staff.teacher).get(review + path).status_code in (403, 404)
        assert as_user(student).get(review + path).status_code == 200


def test_assistants_see_no_key_while_others_may_still_write(
    staff: Staff, sat: tuple[Exam, Sitting, User], as_user: SignIn, clock: Clock
) -> None:
    exam, sitting, _student = sat
    paper, _ledger = places(exam, sitting)
    assistant = assistant_of(staff)
    assert "答案和解析还不显示" not in as_user(staff.teacher).get(paper).text
    early = as_user(assistant).get(paper).text
    assert "答案和解析还不显示" in early
    clock.move(days=2)
    late = as_user(assistant).get(paper).text
    assert "答案和解析还不显示" not in late
    assert len(late) > len(early)


def test_the_assistant_reads_keys_after_the_release(
    staff: Staff, as_user: SignIn, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.sit(exam, staff.make.student(staff.class_))
    clock.move(days=2)
    release(exam, staff.teacher.id, clock())
    page = as_user(assistant_of(staff)).get(places(exam, sitting)[0]).text
    assert "答案和解析还不显示" not in page


def test_a_paper_that_is_being_written_leads_to_its_record(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    student = staff.make.student(staff.class_)
    clock.move(hours=1, minutes=5)
    sitting = start_sitting(exam, student, clock(), 1)
    for place in places(exam, sitting):
        response = teacher.get(place)
        assert response.status_code == 303
        assert response.location.endswith(f"/board/{sitting.public_id}")
    assert places(exam, sitting)[0] not in teacher.get(f"/exams/{exam.public_id}/results").text


def test_a_paper_of_another_exam_is_not_found(
    staff: Staff, sat: tuple[Exam, Sitting, User], teacher: FlaskClient
) -> None:
    other = staff.published([SINGLE])
    for place in places(other, sat[1]):
        assert teacher.get(place).status_code == 404
    assert database.session.get_one(Sitting, sat[1].id).state == "submitted"
