"""A site full of things to look at, and the list of all its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.service import find_user, make_user
from app.accounts.sessions import open_session
from app.bank.content import get_library
from app.bank.import_models import ImportBatch
from app.bank.import_storing import store_batch
from app.bank.importing import keep_found
from app.courses.models import CourseClass, Enrolment
from app.extensions import db as database
from app.gradebook.models import GradeColumn
from app.learning.models import LessonNote
from app.marking.looks import ask
from app.quiz.exams.closing import submit
from app.quiz.exams.locking import lock_answer
from app.quiz.exams.paper import load_questions
from app.quiz.exams.rehearsing import open_rehearsal
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Accommodation, Exam, FormSlot
from tests.bank.imports import brought
from tests.browser.all_places import list_places
from tests.browser.bank_world import item_of, practise, work_together
from tests.browser.cases_world import make_cases
from tests.browser.coursework_world import find_surveys, make_coursework, make_customer_files
from tests.browser.exams_world import draft_exam, open_book_exam, rule, sitting_of, two_slots
from tests.browser.places import Place
from tests.browser.plays_world import make_plays
from tests.conftest import START

DOUBT = "我的意思和标准答案一样，请再看看。"


@dataclass(frozen=True)
class World:
    """The places, and sign-in tokens of the people who look at them."""

    places: tuple[Place, ...]
    tokens: dict[str, str]


def build_world(app: Flask) -> World:
    """Give an application with the demo class the few things it lacks."""
    with app.test_request_context():
        admin = make_user("管理员", {"username": "root"}, "a long password", START, is_admin=True)
        fresh = make_user("新来的人", {"username": "fresh"}, "a long password", START)
        people = {
            "student": _known("0230102"),
            "waiting": _known("0230101"),
            "teacher": _known("zhou"),
            "admin": admin,
            "fresh": fresh,
            "designer": _known("0230103"),
        }
        database.session.commit()
        tokens = {name: open_session(user, START).token for name, user in people.items()}
        ids = _ids(people) | practise(app, tokens["student"])
        return World(tuple(list_places(ids)), tokens)


def _known(name: str) -> User:
    user = find_user(name)
    assert user is not None
    return user


def _ids(people: dict[str, User]) -> dict[str, Any]:
    """Ids that stand in addresses; makes what is not in the demo: a draft, pasted text, a note."""
    session = database.session
    student, teacher = people["student"], people["teacher"]
    here = session.scalars(select(CourseClass)).one()
    running = session.scalars(
        select(Exam).where(Exam.state == "published", Exam.closes_at > START)
    ).one()
    released = session.scalars(select(Exam).where(Exam.state == "released")).one()
    draft = draft_exam(here, teacher)
    own = Accommodation(
        exam_id=draft.id, user_id=student.id, minutes=150, reason="手伤，写字慢",
        author_id=teacher.id, created_at=START,
    )  # fmt: skip
    session.add(own)
    open_book = open_book_exam(here, teacher)
    looks = start_sitting(open_book, student, START, 7)
    asked, locked = (question.slot.id for question in list(load_questions(looks).values())[:2])
    lock_answer(looks, locked, START)
    ruled = rule(released, teacher)
    doubted, again = two_slots(released)
    look = ask("sitting", sitting_of(released, student).id, doubted, student.id, DOUBT, START)
    rehearsal = open_rehearsal(here, teacher.id, START, 1)
    tried = start_sitting(rehearsal, student, START, 1)
    # One paper of the running exam is in, so that marking has something waiting.
    submit(sitting_of(running, _known("0230103")), START)
    note = LessonNote(
        user_id=student.id, chapter_id="ch01", anchor=_sections()[0], text="考前再看一遍",
        created_at=START, updated_at=START,
    )  # fmt: skip
    session.add(note)
    session.commit()
    labels = {
        "knowledge": [next(iter(get_library().knowledge))],
        "level": "掌握",
        "cognitive": "",
        "difficulty": 2,
    }
    labels |= {"use": "practice"}
    pasted = keep_found(brought(), "旧题.docx", "docx", labels, teacher.id, START)
    stored = keep_found(brought(), "", "text", labels | {"cognitive": "理解"}, teacher.id, START)
    store_batch(stored, 0, "draft", START)
    sheet = ImportBatch(
        author_id=teacher.id, name="老题库.xlsx", format="sheet", loose=[], created_at=START,
        source=['["编码", "说法", "判定"]', '["1", "来得勤就价值高。", "错"]'],
    )  # fmt: skip
    session.add(sheet)
    session.commit()
    team = work_together(teacher, people["admin"]) | make_cases(here, student, teacher)
    team |= make_plays(student, teacher, people["admin"], here)
    place = session.scalars(select(Enrolment).where(Enrolment.user_id == student.id)).one()
    column = session.scalars(select(GradeColumn).where(GradeColumn.source_kind.is_(None))).first()
    slot = session.scalars(
        select(FormSlot).where(FormSlot.form_id == running.form_id, FormSlot.type == "short_answer")
    ).first()
    assert column is not None
    assert slot is not None
    return {
        "class": here.public_id, "running": running.public_id, "released": released.public_id,
        "draft": draft.public_id, "note": note.public_id, "pasted": pasted.public_id,
        "stored": stored.public_id, "sheet": sheet.public_id,
        "place": place.public_id, "column": column.public_id, "user": student.public_id,
        "open": sitting_of(running, student).public_id, "slot": slot.id,
        "looks": looks.public_id, "asked": asked, "locked": locked, "ruled": ruled,
        "closed": sitting_of(released, student).public_id, "person": people["fresh"].public_id,
        "chosen": item_of("single_choice"), "written": item_of("short_answer"),
        "rehearsal": rehearsal.public_id, "tried": tried.public_id,
        "filled": item_of("fill_blank"), "section": _sections()[0],
        "look": look.public_id, "again": again, **team, **make_customer_files(here, student),
        **find_surveys(people), **make_coursework(here, teacher),
    }  # fmt: skip


def _sections() -> list[str]:
    return [section.anchor for section in get_library().chapters["ch01"].lesson.sections]
