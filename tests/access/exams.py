"""Exams: one that runs, one that is over, a draft, one for the secure browser, a rehearsal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db as database
from app.marking.looks import ask
from app.quiz.exams.rehearsing import open_rehearsal
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Accommodation, Exam, FormSlot, Sitting
from tests.access.scene import Ids, Scene
from tests.conftest import START


def exams(scene: Scene) -> Ids:
    session, student = database.session, scene.people["student"]
    running = session.scalars(
        select(Exam).where(Exam.state == "published", Exam.closes_at > START)
    ).one()
    released = session.scalars(select(Exam).where(Exam.state == "released")).one()
    draft, strict = _made(scene)
    written = session.scalars(
        select(FormSlot).where(FormSlot.form_id == released.form_id, FormSlot.type == "term")
    ).first()
    slot = session.scalars(select(FormSlot).where(FormSlot.form_id == running.form_id)).first()
    assert written is not None
    assert slot is not None
    open_, closed = _sitting(running, student), _sitting(released, student)
    asked = written.id if written.id in closed.slots else slot.id
    with scene.app.test_request_context():
        look = ask("sitting", closed.id, asked, student.id, "请再看看这道题", START)
        look = session.merge(look)
    everywhere = {
        "exam_id": draft.public_id, "sitting_id": open_.public_id, "slot_id": slot.id,
        "kind": "sitting", "part_id": written.id, "look_id": look.public_id, "number": 1,
    }  # fmt: skip
    return {
        "": everywhere,
        "exam_entry": {"exam_id": strict.public_id},
        "exams_manage.seb_file": {"exam_id": strict.public_id},
        "exams_manage.arrangement": {"exam_id": strict.public_id},
        **_running(running.public_id),
        **_released(released.public_id, closed.public_id, written.id),
        **_rehearsal(scene),
    }


def _made(scene: Scene) -> tuple[Exam, Exam]:
    """A draft, and an exam for the secure browser in which the student has more time."""
    session, owner = database.session, scene.people["instructor"].id
    times = {"opens_at": START, "closes_at": START + timedelta(hours=1), "created_at": START}
    draft = Exam(class_id=scene.here.id, title="草稿", author_id=owner, **times)
    strict = Exam(
        class_id=scene.here.id, title="用安全浏览器", author_id=owner, state="published",
        access={"seb": {"required": True}}, **times,
    )  # fmt: skip
    session.add_all([draft, strict])
    session.flush()
    own = Accommodation(
        exam_id=strict.id, user_id=scene.people["student"].id, minutes=90, reason="手伤",
        author_id=owner, created_at=START,
    )  # fmt: skip
    session.add(own)
    session.commit()
    return draft, strict


def _running(exam: str) -> Ids:
    """What is done while an exam runs."""
    names = (
        "exams", "exams_manage.board", "exams_manage.board_rows", "exams_manage.act",
        "exams_manage.candidate", "exams_manage.admit", "exams_manage.say", "exams_manage.record",
        "exams_manage.record_print",
    )  # fmt: skip
    return {name: {"exam_id": exam} for name in names}


def _released(exam: str, sitting: str, slot: int) -> Ids:
    """What is there when marks are out."""
    marked = {"exam_id": exam, "sitting_id": sitting}
    names = ("results", "export", "archive", "release")
    return {
        **{f"exams_manage.{name}": {"exam_id": exam} for name in names},
        "exams_manage.marked": marked,
        "exams_manage.marked_account": marked,
        "exams.receipt": {"sitting_id": sitting},
        "exams.review": {"sitting_id": sitting},
        "exam_marks": {"sitting_id": sitting},
        "exam_looks": {"sitting_id": sitting, "slot_id": slot},
    }


def _rehearsal(scene: Scene) -> Ids:
    with scene.app.test_request_context():
        exam = open_rehearsal(scene.here, scene.people["instructor"].id, START, 1)
        tried = start_sitting(exam, scene.people["student"], START, 1)
        return {
            "exams_manage.rehearsal": {"exam_id": exam.public_id},
            "room.report": {"sitting_id": tried.public_id},
            "room.rehearsed": {"sitting_id": tried.public_id},
        }


def _sitting(exam: Exam, user: User) -> Sitting:
    return database.session.scalars(
        select(Sitting).where(Sitting.exam_id == exam.id, Sitting.user_id == user.id)
    ).one()
