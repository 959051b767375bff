"""Rehearsals: one button, practice items only, counted nowhere, with a summary of the machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.models import Item, ItemVersion
from app.extensions import db as database
from app.gradebook.models import GradeColumn
from app.gradebook.service import get_scheme
from app.marking.works import PartSummary
from app.quiz.domain.pulse import MOST_INCIDENTS
from app.quiz.domain.rehearsal import Outcome, Step
from app.quiz.exams.closing import close_expired, submit
from app.quiz.exams.grading import release
from app.quiz.exams.notices import next_exam
from app.quiz.exams.rehearsing import KIND, list_machines, note_outcome, open_rehearsal
from app.quiz.exams.saving import take_up
from app.quiz.exams.works import SittingWorks
from app.quiz.models import Exam, FormSlot, Incident, Sitting
from app.web.errors import DomainError
from tests.conftest import Clock
from tests.quiz.manage.builders import ESSAY, MULTIPLE, SINGLE, TRUTH, Staff


@pytest.fixture
def bank(staff: Staff) -> Staff:
    """A bank of practice items, and items that no rehearsal may show."""
    staff.items([SINGLE] * 4 + [MULTIPLE, TRUTH, ESSAY], use="practice")
    staff.items([SINGLE] * 5, use="exam")
    staff.items([SINGLE] * 5, use="reserved")
    return staff


def rehearse(staff: Staff, clock: Clock) -> Exam:
    return open_rehearsal(staff.class_, staff.teacher.id, clock(), 7)


def text(response: Any) -> str:
    return response.get_data(as_text=True)


def test_a_rehearsal_is_open_now_and_holds_practice_items_alone(bank: Staff, clock: Clock) -> None:
    exam = rehearse(bank, clock)
    assert (exam.kind, exam.state, exam.minutes, exam.category_id) == (KIND, "published", 10, None)
    assert exam.opens_at == clock()
    query = (
        select(Item.use, FormSlot.type)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(FormSlot, FormSlot.version_id == ItemVersion.id)
        .where(FormSlot.form_id == exam.form_id)
    )
    rows = database.session.execute(query).all()
    assert {use for use, _type in rows} == {"practice"}
    assert sorted(type_ for _use, type_ in rows) == [
        "multiple_response", "single_choice", "single_choice", "true_false",
    ]  # fmt: skip
    assert rehearse(bank, clock).id == exam.id  # pressed again: the one that runs
    clock.move(hours=1)
    assert rehearse(bank, clock).id != exam.id


def test_without_practice_items_nothing_is_made(staff: Staff, clock: Clock) -> None:
    staff.items([SINGLE] * 3, use="exam")
    with pytest.raises(DomainError, match="练习"):
        rehearse(staff, clock)
    assert database.session.scalar(select(func.count()).select_from(Exam)) == 0


def test_it_counts_nowhere(bank: Staff, clock: Clock) -> None:
    exam = rehearse(bank, clock)
    student = bank.make.student(bank.class_)
    assert list(next_exam(student.id, clock())) == []
    exam.category_id = get_scheme(bank.class_.id).categories[0].id
    database.session.commit()
    bank.sit(exam, student)
    waiting: list[PartSummary] = list(SittingWorks().list_parts(bank.class_.id))
    assert waiting == []
    release(exam, bank.teacher.id, clock.move(hours=2))
    assert database.session.scalar(select(func.count()).select_from(GradeColumn)) == 0


def test_machines_are_summed_up(bank: Staff, clock: Clock) -> None:
    exam = rehearse(bank, clock)
    good = bank.start(exam, bank.make.student(bank.class_, "甲"))
    bad = bank.start(exam, bank.make.student(bank.class_, "乙"))
    for sitting, address in ((good, "192.168.1.2"), (bad, "192.168.1.1")):
        take_up(sitting.id, "client-0001", clock(), address)
    for step in (Step.OFFLINE, Step.SILENT, Step.RELOAD, Step.TAKEOVER):
        note_outcome(good, Outcome(step=step, held=True, seconds=40, changes=3), clock())
    note_outcome(bad, Outcome(step=Step.OFFLINE, held=False, seconds=40), clock())
    submit(good, clock())
    machines = list_machines(exam)
    assert [(m.address, m.name, m.passed) for m in machines] == [
        ("192.168.1.1", "乙", False), ("192.168.1.2", "甲", True),
    ]  # fmt: skip
    clock.move(minutes=11)
    close_expired(clock())
    assert list_machines(exam)[0].outcomes[Step.TIME_UP].held


def test_from_the_button_to_the_summary(
    bank: Staff, teacher: FlaskClient, as_user: Callable[[User | None], FlaskClient], clock: Clock
) -> None:
    home = f"/classes/{bank.class_.public_id}/exams"
    assert "演练考场" in text(teacher.get(home))
    reply = teacher.post(f"{home}/rehearsal")
    assert reply.status_code == 303
    assert "还没有人开始演练" in text(teacher.get(reply.location))
    assert "演练，不计成绩" in text(teacher.get(home))
    exam = database.session.scalars(select(Exam)).one()
    student = bank.make.student(bank.class_, "林若溪")
    sitting = bank.start(exam, student)
    client = as_user(student)
    where = f"/sittings/{sitting.public_id}/rehearsal"
    sent = {"step": "offline", "held": True, "seconds": 40, "changes": 3}
    assert client.post(where, json=sent).status_code == 200
    assert client.post(where, json={"step": "hack"}).status_code == 422
    assert "断网 40 秒，3 次改动补传成功" in text(client.get(where))
    submit(sitting, clock())
    assert where in text(client.get(f"/sittings/{sitting.public_id}/receipt"))
    page = text(client.get(where))
    assert "试卷自己交了上来" in page
    assert "还没有试" in page
    summary = text(teacher.get(f"/exams/{exam.public_id}/rehearsal"))
    assert "林若溪" in summary
    assert "未通过" in summary
    other = bank.make.student(bank.class_)
    assert as_user(other).post(where, json=sent).status_code == 404
    assert as_user(other).get(where).status_code == 404
    assert as_user(student).post(f"{home}/rehearsal").status_code == 403


def test_an_exam_is_no_rehearsal(
    bank: Staff, teacher: FlaskClient, as_user: Callable[[User | None], FlaskClient]
) -> None:
    exam = bank.published([SINGLE])
    student = bank.make.student(bank.class_)
    sitting = bank.start(exam, student)
    where = f"/sittings/{sitting.public_id}/rehearsal"
    assert as_user(student).post(where, json={"step": "offline", "held": True}).status_code == 404
    assert as_user(student).get(where).status_code == 404
    assert teacher.get(f"/exams/{exam.public_id}/rehearsal").status_code == 404


def test_reports_are_bounded(bank: Staff, clock: Clock) -> None:
    sitting: Sitting = bank.start(rehearse(bank, clock), bank.make.student(bank.class_))
    at = clock() + timedelta(0)
    rows = [
        Incident(exam_id=sitting.exam_id, sitting_id=sitting.id, kind="leave", created_at=at)
        for _ in range(MOST_INCIDENTS)
    ]
    database.session.add_all(rows)
    database.session.commit()
    note_outcome(sitting, Outcome(step=Step.OFFLINE, held=True), clock())
    assert database.session.scalar(select(func.count()).select_from(Incident)) == MOST_INCIDENTS
