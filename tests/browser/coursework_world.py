"""Homework, attendance, customer files and surveys of the world."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.courses.models import CourseClass
from app.extensions import db as database
from app.gradebook.attendance.models import AttendanceSession
from app.gradebook.attendance.service import open_code
from app.gradebook.models import GradeImport
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.saving import save
from app.workshop.customer_file.service import hand_in
from app.workshop.homework.models import Assignment, Submission
from app.workshop.survey.models import Survey
from app.workshop.survey.publishing import find_door, open_pilot
from tests.conftest import START
from tests.workshop.customer_file.perfect import everything


def make_coursework(here: CourseClass, teacher: User) -> dict[str, Any]:
    """Homework of the demo with a work to mark, a session with an open code, a file read for import."""
    session = database.session
    task = session.scalars(select(Assignment).order_by(Assignment.due_at)).first()
    held = session.scalars(select(AttendanceSession)).first()
    assert task is not None
    assert held is not None
    open_code(held, 5, START)
    work = session.scalars(select(Submission).where(Submission.assignment_id == task.id)).first()
    assert work is not None
    draft = GradeImport(
        class_id=here.id, author_id=teacher.id, file_name="期中.xlsx", created_at=START,
        rows=[["学号", "姓名", "卷面"], ["0230101", "林若溪", "88"], ["0999999", "外人", "九十"]],
    )  # fmt: skip
    session.add(draft)
    session.commit()
    return {
        "homework": task.public_id, "homework_work": work.public_id, "session": held.public_id,
        "grade_import": draft.public_id,
    }  # fmt: skip


def make_customer_files(here: CourseClass, student: User) -> dict[str, str]:
    """A file under way, and one that is handed in and released."""
    session = database.session
    found = {}
    for number, (name, at) in enumerate((("file", None), ("file_done", START))):
        task = FileProject(
            class_id=here.id, title="客户档案", created_at=START, released_at=at,
            due_at=START + timedelta(days=5),
        )  # fmt: skip
        session.add(task)
        session.flush()
        file = CustomerFile(
            project_id=task.id, user_id=student.id, class_id=here.id, seed=number,
            created_at=START,
        )  # fmt: skip
        session.add(file)
        session.commit()
        loaded = load(file)
        ops = everything(loaded.files, task.rules, Convention.NOW)
        save(file, lambda _loaded, ops=ops[number::2]: ops, START)
        if at is not None:
            hand_in(file, load(file).seen, START)
        found |= {name: file.public_id, f"{name}_task": task.public_id}
    return found


def find_surveys(people: dict[str, User]) -> dict[str, Any]:
    """Surveys in three stages, and their ways in for testers and respondents."""
    found: dict[str, Any] = {}
    for name, who in (
        ("asked_done", "waiting"),
        ("asked_open", "student"),
        ("asked_draft", "designer"),
    ):
        query = select(Survey).where(Survey.owner_id == people[who].id)
        found[name] = database.session.scalars(query).one()
    tried = open_pilot(found["asked_draft"]).key
    door = find_door(found["asked_open"], "collect")
    assert door is not None
    ids = {name: survey.public_id for name, survey in found.items()}
    return ids | {"try": tried, "answer": door.key}
