"""Grades, attendance, homework, customer files and surveys."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db as database
from app.gradebook.attendance.models import AttendanceSession
from app.gradebook.models import GradeBatch, GradeColumn, GradeImport
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.homework.models import Assignment, HomeworkFile, Submission
from app.workshop.survey.models import Survey, SurveyDoor
from tests.access.scene import Ids, Scene
from tests.conftest import START


def coursework(scene: Scene) -> Ids:
    """An act on the gradebook, a file read for it, a session of attendance, homework with a file."""
    session, here = database.session, scene.here
    owner, student = scene.people["instructor"].id, scene.people["student"].id
    batch = GradeBatch(class_id=here.id, kind="edit", author_id=owner, created_at=START)
    draft = GradeImport(
        class_id=here.id, author_id=owner, file_name="a.xlsx", rows=[["学号", "分"], ["1", "2"]],
        created_at=START,
    )  # fmt: skip
    held = AttendanceSession(class_id=here.id, title="第一周", held_at=START)
    task = session.scalars(select(Assignment).where(Assignment.class_id == here.id)).first()
    assert task is not None
    work = Submission(
        assignment_id=task.id, class_id=here.id, user_id=student, number=9, text="正文",
        submitted_at=START,
    )  # fmt: skip
    work.files.append(
        HomeworkFile(
            class_id=here.id, user_id=student, name="a.txt", size=4, digest="0" * 64, data=b"text"
        )
    )
    session.add_all([batch, draft, held, work])
    session.commit()
    everywhere = {
        "batch_id": batch.public_id, "import_id": draft.public_id, "assignment_id": task.public_id,
        "submission_id": work.public_id, "file_id": work.files[0].public_id,
        "column_id": _typed_column(),
    }  # fmt: skip
    return {"": everywhere, "attendance": {"session_id": held.public_id}}


def customer_files(scene: Scene) -> Ids:
    """A task with a file under way, and one whose marks are released."""
    session, here, student = database.session, scene.here, scene.people["student"]
    files = []
    for number, at in enumerate((None, START)):
        task = FileProject(class_id=here.id, title="客户档案", created_at=START, released_at=at)
        session.add(task)
        session.flush()
        file = CustomerFile(
            project_id=task.id, user_id=student.id, class_id=here.id, seed=number,
            created_at=START, handed_at=at,
        )  # fmt: skip
        session.add(file)
        session.flush()
        files.append({"project_id": task.public_id, "file_id": file.public_id})
    session.commit()
    open_, released = files
    tables = {"table": "persons", "row": "P001"}
    return {
        "customer_file": open_ | tables,
        "customer_file.add": {"table": "contacts"},
        "customer_file.work": {"table": "abc"},
        "customer_file.save_work": {"table": "abc"},
        "customer_file.marks": released,
        "customer_file_manage": released,
    }


def survey(scene: Scene) -> Ids:
    """The student's survey, which collects just now, with its way in for respondents."""
    query = select(Survey).where(Survey.owner_id == scene.people["student"].id)
    survey = database.session.scalars(query).one()
    door = database.session.scalars(
        select(SurveyDoor).where(SurveyDoor.survey_id == survey.id, SurveyDoor.kind == "collect")
    ).one()
    everywhere = {
        "survey_id": survey.public_id, "question_id": "q1", "key": door.key, "code": "none",
    }  # fmt: skip
    return {"": everywhere}


def _typed_column() -> str:
    query = select(GradeColumn).where(GradeColumn.source_kind.is_(None))
    column = database.session.scalars(query).first()
    assert column is not None
    return column.public_id
