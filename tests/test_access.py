"""Every address, tried as everybody.

One world (the demo class and a second one beside it), eleven kinds of people, every endpoint and
method of the site. `ALLOWED` says who is let in; everybody else is refused with a redirect to the
sign-in, 401, 403 or 404. An endpoint that is missing from the table fails the test. And a refusal says
nothing: what is not yours looks, byte for byte, like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.service import find_user, make_user
from app.accounts.sessions import open_session
from app.authz.permissions import Role
from app.bank.content import get_library
from app.bank.import_models import ImportBatch, ItemPicture
from app.bank.models import Item, KnowledgePoint
from app.bank.team_models import BankStep, Collection, CollectionMember, ItemNote, SavedFilter
from app.cases.models import CaseOpening, CaseTeam, CaseTeamMember, CaseWork
from app.cases.own import begin
from app.cases.talk_models import CasePost, CaseReview, CaseRound, CaseSample
from app.courses.models import CourseClass, Enrolment
from app.courses.service import create_class
from app.extensions import db as database
from app.gradebook.attendance.models import AttendanceSession
from app.gradebook.models import GradeBatch, GradeColumn, GradeImport
from app.learning.models import LessonNote
from app.marking.looks import ask
from app.quiz.exams.rehearsing import open_rehearsal
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Accommodation, Exam, FormSlot, Sitting
from app.quiz.practice.models import PracticeRun
from app.roleplay.models import PlayAssignment, PlayRun, PlayTurn
from app.roleplay.services.rooms import open_room
from app.roleplay.services.runs import Saying
from app.roleplay.services.runs import say as say_in_play
from app.roleplay.services.runs import start_run as start_play
from app.roleplay.services.scenarios import duplicate as duplicate_scenario
from app.roleplay.services.scenarios import share as share_scenario
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.homework.models import Assignment, HomeworkFile, Submission
from app.workshop.survey.models import Survey, SurveyDoor
from tests.conftest import START, rolled_back
from tests.security.world import plain

OPEN = {"visitor", "guest"}
PEOPLE = {
    "learner", "student", "classmate", "other_student", "assistant", "instructor",
    "other_instructor", "teacher", "admin",
}  # fmt: skip
ALL = OPEN | PEOPLE
MEMBERS = {"student", "classmate", "assistant", "instructor", "admin"}
STAFF = {"assistant", "instructor", "admin"}
LEADS = {"instructor", "admin"}
TEACHING = {"instructor", "other_instructor", "teacher", "admin"}
OWNER = {"student"}
STUDENTS = {"student", "classmate"}
# Who is an instructor anywhere; a right to open classes is none to see how cases are marked.
WRITE_CASES = {"instructor", "other_instructor", "admin"}

ALLOWED: dict[str, set[str]] = {
    "accounts.display": ALL, "accounts.sign_in": ALL, "accounts.sign_out": ALL,
    "accounts.sign_up": ALL, "accounts.first_admin": set(),  # there is an administrator already
    "accounts.profile": PEOPLE, "accounts.new_password": PEOPLE, "accounts.end_session": OWNER,
    "admin.home": {"admin"}, "admin.new_person": {"admin"}, "admin.person": {"admin"},
    "admin.reset_password": {"admin"},
    "assets.send": ALL,
    "bank.home": TEACHING, "bank.item": TEACHING, "bank.history": TEACHING,
    "bank.pending": TEACHING, "bank.new": TEACHING, "bank.edit": TEACHING,
    "bank.copy": TEACHING, "bank.choose": TEACHING, "bank.preview": TEACHING,
    "bank.set_state": TEACHING, "bank.reviews": TEACHING, "bank.say": TEACHING,
    "bank.settle": TEACHING, "bank.bulk": TEACHING, "bank.steps": TEACHING,
    "bank.step": TEACHING, "bank.undo_step": TEACHING,
    "bank.filters": TEACHING, "bank.use_filter": {"instructor"},
    "bank.change_filter": {"instructor"},
    # The instructor's collection, which the other instructor may change and the teacher may see.
    "bank.collections": TEACHING, "bank.collection": TEACHING - {"admin"},
    "bank.arrange_collection": {"instructor", "other_instructor"},
    "bank.collect": {"instructor", "other_instructor"},
    "bank.collection_settings": {"instructor"}, "bank.share_collection": {"instructor"},
    "bank.delete_collection": {"instructor"},
    "bank.tree": TEACHING, "bank.tree_chapter": TEACHING, "bank.new_point": TEACHING,
    "bank.point": TEACHING, "bank.change_point": TEACHING, "bank.merge_point": TEACHING,
    "bank.retire_point": TEACHING,
    "cases.home": ALL, "cases.case": ALL, "cases.answer": ALL, "cases.draft": ALL, "cases.again": ALL,
    "cases.class_case": STUDENTS, "cases.class_answer": STUDENTS, "cases.class_draft": STUDENTS,
    "cases.talk": STUDENTS, "cases.notes": STUDENTS, "cases.post": STUDENTS,
    "cases.team": OWNER, "cases.share": OWNER, "cases.reviews": STUDENTS,
    "cases.review": OWNER, "cases.write_review": OWNER,
    "cases_manage.home": STAFF, "cases_manage.new": LEADS, "cases_manage.opening": STAFF,
    "cases_manage.settings": LEADS, "cases_manage.open_part": LEADS, "cases_manage.withdraw": LEADS,
    "cases_manage.release": LEADS, "cases_manage.work": STAFF, "cases_manage.mark": STAFF,
    "cases_manage.screen": STAFF, "cases_manage.screen_counts": STAFF,
    "cases_manage.opened_full": LEADS, "cases_manage.full": WRITE_CASES,
    "cases_manage.talk": STAFF, "cases_manage.say": STAFF, "cases_manage.talk_state": STAFF,
    "cases_manage.moderate": STAFF, "cases_manage.teams_page": STAFF, "cases_manage.set_teams": LEADS,
    "cases_manage.reviews": STAFF, "cases_manage.set_round": LEADS, "cases_manage.allot": LEADS,
    "cases_manage.decide": LEADS,
    "case_editor.home": WRITE_CASES, "case_editor.new": WRITE_CASES,
    "case_editor.edit": {"instructor"}, "case_editor.store": {"instructor"},
    "case_editor.preview": {"instructor"}, "case_editor.versions": {"instructor"},
    "case_editor.copy": {"instructor"}, "case_editor.put_away": {"instructor"},
    "classes.home": PEOPLE, "classes.create": TEACHING - {"instructor"},  # a role is no right to open classes
    "classes.everywhere": {"admin"},
    "classes.overview": STAFF, "classes.poster": STAFF, "classes.roster": STAFF,
    "classes.add_student": LEADS, "classes.archive": LEADS, "classes.import_again": LEADS,
    "classes.import_people": LEADS, "classes.import_rows": LEADS, "classes.import_upload": LEADS,
    "classes.new_code": LEADS, "classes.passwords": LEADS, "classes.person": LEADS,
    "classes.remove": LEADS, "classes.reset_all": LEADS, "classes.reset_password": LEADS,
    "classes.restore": LEADS, "classes.settings": LEADS, "classes.staff_add": LEADS,
    "classes.staff_remove": LEADS, "classes.staff_role": LEADS,
    "courses.join": PEOPLE, "courses.do_join": PEOPLE, "courses.leave": MEMBERS - {"admin"},
    "exams.home": PEOPLE, "exams.intro": {"student", "classmate", "admin"},
    "exams.start": {"student", "classmate", "admin"},  # told there that they are no student
    "exams.hall": OWNER, "exams.save": OWNER, "exams.state": OWNER, "exams.check": OWNER,
    "exams.turn": OWNER,
    "exams.submit": OWNER, "exams.receipt": OWNER, "exams.review": OWNER,
    "exams_manage.home": STAFF, "exams_manage.board": STAFF, "exams_manage.board_rows": STAFF,
    "exams_manage.results": STAFF, "exams_manage.export": STAFF, "exams_manage.archive": LEADS,
    "exams_manage.act": LEADS, "exams_manage.change_paper": LEADS,
    "exams_manage.change_forms": LEADS, "exams_manage.change_sections": LEADS,
    "exams_manage.clear": LEADS, "exams_manage.delete": LEADS,
    "exams_manage.draw": LEADS, "exams_manage.edit": LEADS, "exams_manage.new": LEADS,
    "exams_manage.paper": LEADS, "exams_manage.pick": LEADS, "exams_manage.preview": LEADS,
    "exams_manage.print_paper": LEADS, "exams_manage.publish": LEADS,
    "exams_manage.ready_papers": LEADS, "exams_manage.start_from_paper": LEADS,
    "exams_manage.release": LEADS, "exams_manage.unpublish": LEADS,
    "exams_manage.arranged": LEADS, "exams_manage.arrangement": LEADS,
    "exams_manage.withdraw": LEADS, "exams_manage.share": LEADS, "exams_manage.place": LEADS,
    "exams_manage.seat_list": STAFF, "exams_manage.seat_plan": STAFF,
    "exams_manage.seat_slips": STAFF, "exams_manage.seb_file": STAFF,
    "exam_entry.seb_file": {"student", "classmate", "admin"},
    "exam_entry.left": {"student", "classmate", "admin"},
    "gradebook.home": STAFF, "gradebook.export": STAFF, "gradebook.cell": STAFF,
    "gradebook.person": STAFF,
    "gradebook.column": LEADS, "gradebook.save_column": LEADS, "gradebook.edit_column": LEADS,
    "gradebook.new_column": LEADS, "gradebook.preset": LEADS, "gradebook.remove_column": LEADS,
    "gradebook.scheme": LEADS,
    "grades.home": PEOPLE,
    "exam_answers.show": set(), "exam_answers.lock": OWNER,  # no exam here lets answers be looked up
    "exam_marks.account": OWNER,
    "desk.grade": STAFF, "desk.give": STAFF, "desk.undo": STAFF, "desk.claim": STAFF,
    "desk.opinion": STAFF,
    "desk_changes.rubric": LEADS, "desk_changes.save_rubric": LEADS,
    "desk_changes.weigh_phrase": LEADS, "desk_changes.take_phrase": LEADS,
    "desk_changes.phrases_taken": LEADS, "desk_changes.keep_phrase": LEADS,
    "marking.home": STAFF, "marking.question": STAFF, "marking.mark": STAFF,
    "look_desk.home": STAFF, "look_desk.one": STAFF, "look_desk.say": STAFF,
    "look_desk.decide": STAFF, "look_desk.reopen": STAFF,
    "looks.one": OWNER, "looks.say": OWNER, "looks.withdraw": OWNER,
    "exam_looks.form": OWNER, "exam_looks.ask": OWNER,
    "regrade.question": LEADS, "regrade.progress": LEADS,
    "regrade.preview": LEADS, "regrade.take": LEADS, "regrade.resume": LEADS,
    "notes.create": PEOPLE, "notes.change": OWNER, "notes.delete": OWNER,
    "imports.new": TEACHING, "imports.preview": {"instructor"}, "imports.confirm": {"instructor"},
    "imports.columns": {"instructor"}, "imports.done": {"instructor"}, "imports.undo": {"instructor"},
    "imports.discard": {"instructor"}, "pictures.show": ALL, "pictures.add": TEACHING, "imports.remap": {"instructor"},
    "imports.template": TEACHING,
    "imports.look_after_confirm": {"instructor"}, "imports.look_after_undo": {"instructor"},
    "exports.choose": TEACHING, "exports.file": TEACHING,
    "plays.home": ALL, "plays.brief": ALL, "plays.start": ALL,
    "plays.run": OWNER, "plays.say": OWNER, "plays.end": OWNER, "plays.debrief": OWNER,
    "plays.compare": OWNER, "plays.again": OWNER, "plays.label": OWNER, "plays.ask_label": OWNER,
    "plays.work": {"student", "classmate"}, "plays.start_work": {"student", "classmate"},
    # A room of the class: the student sits in it, its staff may look in.
    "plays.rooms": PEOPLE, "plays.open_room": PEOPLE, "plays.enter_room": PEOPLE,
    "plays.room": OWNER | STAFF, "plays.send": OWNER | STAFF, "plays.events": OWNER | STAFF,
    "plays_manage.home": STAFF, "plays_manage.choose": LEADS, "plays_manage.new": LEADS,
    "plays_manage.edit": LEADS, "plays_manage.delete": LEADS, "plays_manage.assignment": STAFF,
    "plays_manage.run": STAFF, "plays_manage.accept": LEADS, "plays_manage.accept_all": LEADS,
    "plays_manage.lines": STAFF, "plays_manage.line": STAFF, "plays_manage.decide": LEADS,
    "plays_manage.export_lines": LEADS,
    # The instructor's scenario, which the other instructor may change and the teacher may see.
    "plays_manage.scenarios": TEACHING, "plays_manage.copy_scenario": TEACHING,
    "plays_manage.scenario": TEACHING - {"admin"}, "plays_manage.scenario_form": TEACHING - {"admin"},
    "plays_manage.scenario_graph": TEACHING - {"admin"},
    "plays_manage.try_scenario": TEACHING - {"admin"},
    "plays_manage.play_scenario": TEACHING - {"admin"},
    "plays_manage.scenario_versions": TEACHING - {"admin"},
    "plays_manage.save_scenario": {"instructor", "other_instructor"},
    "plays_manage.save_form": {"instructor", "other_instructor"},
    "plays_manage.restore_scenario": {"instructor", "other_instructor"},
    "plays_manage.scenario_people": {"instructor"}, "plays_manage.share_scenario": {"instructor"},
    "plays_manage.delete_scenario": {"instructor"},
    "practice.home": ALL, "practice.choose": ALL, "practice.start": ALL,
    "practice.run": OWNER, "practice.answer": OWNER, "practice.ending": OWNER,
    "practice.finish": OWNER, "practice.result": OWNER,
    "reader.home": ALL, "reader.course_map": ALL, "reader.glossary": ALL, "reader.search": ALL,
    "reader.lesson": ALL, "reader.section": ALL, "reader.lesson_print": ALL,
    "reader.summary_print": ALL, "reader.position": ALL, "reader.check": ALL,
    "reader.check_again": ALL,
    "review.mistakes": ALL, "review.favourites": ALL, "review.progress": ALL,
    "review.favourite": ALL, "review.note": ALL,
    "room.pulse": OWNER, "room.verify": ALL, "room.report": OWNER, "room.rehearsed": OWNER,
    "exams_manage.rehearse": LEADS, "exams_manage.rehearsal": STAFF,
    "exams_manage.candidate": STAFF, "exams_manage.chains": STAFF, "exams_manage.record": STAFF,
    "exams_manage.record_print": STAFF, "exams_manage.say": STAFF,
    "exams_manage.marked": STAFF, "exams_manage.marked_account": STAFF,
    "workshop.home": PEOPLE, "workshop_manage.home": STAFF,
    "gradebook.rows": STAFF, "gradebook.edit": LEADS, "gradebook.undo": LEADS,
    "gradebook.publish": LEADS, "gradebook.change_cell": LEADS, "gradebook.export_registry": STAFF,
    "gradebook.import_new": LEADS, "gradebook.import_upload": LEADS,
    "gradebook.import_preview": LEADS, "gradebook.import_confirm": LEADS,
    "attendance.home": STAFF, "attendance.new_session": LEADS, "attendance.session": STAFF,
    "attendance.mark": LEADS, "attendance.remove": LEADS, "attendance.code": LEADS,
    "attendance.projector": STAFF, "attendance.worth": LEADS,
    "attend.home": PEOPLE, "attend.sign_in": PEOPLE,
    "goals.home": STAFF, "goals.new": LEADS, "goals.post": LEADS,
    "goals.own": MEMBERS - {"assistant", "instructor"},
    "homework.home": {"student", "classmate"}, "homework.assignment": {"student", "classmate"},
    "homework.hand_in": {"student", "classmate"}, "homework.own_file": OWNER,
    "homework_manage.home": STAFF, "homework_manage.new": LEADS, "homework_manage.edit": LEADS,
    "homework_manage.works": STAFF, "homework_manage.alike": STAFF, "homework_manage.work": STAFF,
    "homework_manage.judge": STAFF, "homework_manage.release": LEADS,
    "homework_manage.file": STAFF,
    "customer_file.home": STUDENTS, "customer_file.start": STUDENTS,
    "customer_file.overview": OWNER, "customer_file.sheet": OWNER, "customer_file.change": OWNER,
    "customer_file.row": OWNER, "customer_file.remove": OWNER, "customer_file.merge": OWNER,
    "customer_file.drop": OWNER, "customer_file.add": OWNER, "customer_file.replace": OWNER,
    "customer_file.undo": OWNER, "customer_file.redo": OWNER, "customer_file.work": OWNER,
    "customer_file.save_work": OWNER, "customer_file.picture": OWNER,
    "customer_file.export": OWNER, "customer_file.upload": OWNER, "customer_file.compare": OWNER,
    "customer_file.store": OWNER, "customer_file.check": OWNER, "customer_file.submit": OWNER,
    "customer_file.marks": OWNER,
    "customer_file_manage.home": STAFF, "customer_file_manage.new": LEADS,
    "customer_file_manage.edit": LEADS, "customer_file_manage.project": STAFF,
    "customer_file_manage.file": STAFF, "customer_file_manage.judge": LEADS,
    "customer_file_manage.confirm_one": LEADS,
    "customer_file_manage.confirm_everything": LEADS, "customer_file_manage.publish": LEADS,
    "survey.home": {"student", "classmate"}, "survey.start": {"student", "classmate"},
    "survey.show": OWNER, "survey.design": OWNER, "survey.texts": OWNER, "survey.weights": OWNER,
    "survey.from_bank": OWNER, "survey.new_question": OWNER, "survey.edit_question": OWNER,
    "survey.check": OWNER, "survey.move": OWNER, "survey.remove": OWNER, "survey.preview": OWNER,
    "survey.pilot": OWNER, "survey.clear_pilot": OWNER, "survey.collect": OWNER,
    "survey.open_": OWNER, "survey.slips": OWNER, "survey.simulate": OWNER, "survey.close": OWNER,
    "survey.data": OWNER, "survey.decide": OWNER, "survey.answers": OWNER,
    "survey.analysis": OWNER, "survey.claim": OWNER, "survey.report": OWNER, "survey.write": OWNER,
    "survey.report_print": OWNER, "survey.report_word": OWNER, "survey.hand_in": OWNER,
    "survey_answer.form": ALL, "survey_answer.form_by_code": ALL, "survey_answer.send": ALL,
    "survey_answer.send_by_code": ALL, "survey_answer.thanks": ALL,
    "survey_manage.home": STAFF, "survey_manage.set_task": LEADS, "survey_manage.release": LEADS,
    "survey_manage.review": STAFF, "survey_manage.judge": LEADS, "survey_manage.confirm": LEADS,
    "survey_manage.return_": LEADS,
    "exams_manage.admit": LEADS, "exams_manage.rescue": LEADS, "exams_manage.take_rescue": LEADS,
}  # fmt: skip
# Files of the packages and what a load balancer asks, which hold nothing of ours and need no actor.
FILES = {"static", "bootstrap.static", "health.live", "health.ready"}
# Ids of things that are not there.
ABSENT: dict[str, Any] = {
    "class_id": "0" * 32, "exam_id": "0" * 32, "sitting_id": "0" * 32, "place_id": "0" * 32,
    "column_id": "0" * 32, "user_id": "0" * 32, "public_id": "0" * 32, "part_id": 999_999,
    "session_id": 999_999, "person": "0" * 32, "digest": "0" * 64,
    "point_id": "ch01.none", "batch_id": "0" * 32, "import_id": "0" * 32,
    "assignment_id": "0" * 32, "submission_id": "0" * 32, "file_id": "0" * 32,
    "project_id": "0" * 32,
    "survey_id": "0" * 32,
    "opening_id": "0" * 32, "work_id": "0" * 32, "post_id": "0" * 32,
    "review_id": "0" * 32,
    "run_id": "0" * 32, "room_id": "0" * 32,
    "slug": "none", "scenario": "none", "line_id": 999_999,
}  # fmt: skip
# What must be asked for an endpoint to look at anything.
QUERY = {
    "bank.preview": {"type": "single_choice"},
    "exports.file": {"format": "gift", "chapter": "ch01"},
    "bank.collect": {"into": "c" * 32},
}


@dataclass(frozen=True)
class World:
    """An application with the sign-in token of each kind of person and the ids in addresses."""

    app: Flask
    tokens: dict[str, str]
    ids: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def world(make_app: Callable[..., Flask], demo: str) -> World:
    app = make_app(like=demo)
    app.config["CLOCK"] = lambda: START
    with app.test_request_context():
        people = _people()
        tokens = {name: open_session(user, START).token for name, user in people.items()}
        ids = _ids(people, app)
    return World(app, tokens, ids)


def _people() -> dict[str, User]:
    here = database.session.scalars(select(CourseClass)).one()
    make = _maker(here)
    other_teacher = make("other_instructor", can_teach=True)
    other = create_class("别的班", "", other_teacher, START)
    guest = User(is_guest=True, created_at=START, last_seen_at=START)
    database.session.add(guest)
    people = {
        "guest": guest,
        "learner": make("learner"),
        "student": _known("0230102"),
        "classmate": _known("0230103"),
        "other_student": make("other_student", other, Role.STUDENT),
        "assistant": make("assistant", here, Role.ASSISTANT),
        "instructor": make("instructor", here, Role.INSTRUCTOR),
        "other_instructor": other_teacher,
        "teacher": make("teacher", can_teach=True),
        "admin": make("site-admin", is_admin=True),
    }
    database.session.commit()
    return people


def _maker(here: CourseClass) -> Callable[..., User]:
    def make(
        name: str, inside: CourseClass | None = None, role: Role | None = None, **values: Any
    ) -> User:
        user = make_user(name, {"username": name}, "a long password", START, **values)
        if inside is not None:
            database.session.add(
                Enrolment(class_id=inside.id, user_id=user.id, role=role, joined_at=START)
            )
        return user

    del here
    return make


def _known(name: str) -> User:
    user = find_user(name)
    assert user is not None
    return user


def _ids(people: dict[str, User], app: Flask) -> dict[str, dict[str, Any]]:
    """Ids by argument name, for all endpoints ("") and for those that mean something else."""
    session = database.session
    student = people["student"]
    here = session.scalars(select(CourseClass).where(CourseClass.name == "电商 2301 班")).one()
    running = session.scalars(
        select(Exam).where(Exam.state == "published", Exam.closes_at > START)
    ).one()
    released = session.scalars(select(Exam).where(Exam.state == "released")).one()
    place = session.scalars(select(Enrolment).where(Enrolment.user_id == student.id)).one()
    staff = session.scalars(
        select(Enrolment).where(Enrolment.user_id == people["assistant"].id)
    ).one()
    item = session.scalars(select(Item).where(Item.chapter_id == "ch01")).first()
    practice_item = session.scalars(
        select(Item).where(Item.chapter_id == "ch01", Item.use == "practice")
    ).first()
    assert item is not None
    assert practice_item is not None
    note = LessonNote(
        user_id=student.id, chapter_id="ch01", anchor="s1-1", text="笔记",
        created_at=START, updated_at=START,
    )  # fmt: skip
    run = PracticeRun(
        user_id=student.id, source="practice", query={}, created_at=START,
        items=[[practice_item.id, practice_item.current_version_id, 1]],
    )  # fmt: skip
    done = PracticeRun(
        user_id=student.id, source="practice", query={}, created_at=START, finished_at=START,
        items=[[practice_item.id, practice_item.current_version_id, 1]],
    )  # fmt: skip
    batch = ImportBatch(
        author_id=people["instructor"].id, format="text", source=[], loose=[], created_at=START
    )
    shown = ItemPicture(
        digest="a" * 64, media_type="image/png", width=1, height=1, data=b"-", created_at=START
    )
    exam = Exam(
        class_id=here.id, title="草稿", opens_at=START, closes_at=START + timedelta(hours=1),
        author_id=people["instructor"].id, created_at=START,
    )  # fmt: skip
    strict = Exam(
        class_id=here.id, title="用安全浏览器", opens_at=START, closes_at=START + timedelta(hours=1),
        author_id=people["instructor"].id, created_at=START, state="published",
        access={"seb": {"required": True}},
    )  # fmt: skip
    sheet = ImportBatch(
        author_id=people["instructor"].id, format="sheet", source=['["题"]', '["一"]'], loose=[],
        created_at=START,
    )  # fmt: skip
    session.add_all([note, run, done, batch, sheet, shown, exam, strict])
    team = _team(people, item)
    session.flush()
    own = Accommodation(
        exam_id=strict.id, user_id=student.id, minutes=90, reason="手伤",
        author_id=people["instructor"].id, created_at=START,
    )  # fmt: skip
    session.add(own)
    session.commit()
    lesson = get_library().chapters["ch01"].lesson
    written = session.scalars(
        select(FormSlot).where(FormSlot.form_id == released.form_id, FormSlot.type == "term")
    ).first()
    assert written is not None
    sitting = _sitting(running, student)
    slot = session.scalars(select(FormSlot).where(FormSlot.form_id == running.form_id)).first()
    assert slot is not None
    asked = written.id if written.id in _sitting(released, student).slots else slot.id
    with app.test_request_context():
        look = ask(
            "sitting", _sitting(released, student).id, asked, student.id, "请再看看这道题", START
        )
        look = session.merge(look)
    with app.test_request_context():
        device = open_session(student, START).row.id
        rehearsal = open_rehearsal(here, people["instructor"].id, START, 1)
        tried = start_sitting(rehearsal, student, START, 1)
    everywhere = {
        "class_id": here.public_id, "exam_id": exam.public_id, "sitting_id": sitting.public_id,
        "place_id": place.public_id, "column_id": _typed_column(), "user_id": student.public_id,
        "kind": "sitting", "part_id": written.id, "look_id": look.public_id, "slot_id": slot.id, "number": 1, "item_id": practice_item.id,
        "paper_id": "none", "person": student.public_id, "chapter_id": "ch01", "anchor": lesson.sections[0].anchor, "session_id": device,
        "token": "none", "version": "0", "name": "zhike.css", "public_id": item.public_id,
        "chapter": "ch01", "point_id": "ch01.own-1", **_survey(student),
    }  # fmt: skip
    everywhere |= _coursework(people, here)
    return {
        "": everywhere,
        "attendance": {"session_id": everywhere["attendance"]},
        "admin": {"public_id": people["learner"].public_id},
        "practice": {"public_id": run.public_id},
        "practice.result": {"public_id": done.public_id},
        "notes": {"public_id": note.public_id},
        "imports": {"public_id": batch.public_id},
        "imports.columns": {"public_id": sheet.public_id},
        **team,
        **_customer_files(here, student),
        **_cases(people, here),
        **_plays(people, here),
        "pictures": {"digest": shown.digest},
        "reader.check": {"item_id": lesson.checks[0]},
        "reader.check_again": {"item_id": lesson.checks[0]},
        "exams": {"exam_id": running.public_id},
        "exam_entry": {"exam_id": strict.public_id},
        "exams_manage.seb_file": {"exam_id": strict.public_id},
        "exams_manage.arrangement": {"exam_id": strict.public_id},
        "exams.receipt": {"sitting_id": _sitting(released, student).public_id},
        "exams.review": {"sitting_id": _sitting(released, student).public_id},
        "exam_marks": {"sitting_id": _sitting(released, student).public_id},
        "exams_manage.rehearsal": {"exam_id": rehearsal.public_id},
        "room.report": {"sitting_id": tried.public_id},
        "room.rehearsed": {"sitting_id": tried.public_id},
        "exam_looks": {
            "sitting_id": _sitting(released, student).public_id,
            "slot_id": written.id,
        },
        "exams_manage.board": {"exam_id": running.public_id},
        "exams_manage.board_rows": {"exam_id": running.public_id},
        "exams_manage.act": {"exam_id": running.public_id},
        "exams_manage.candidate": {"exam_id": running.public_id},
        "exams_manage.admit": {"exam_id": running.public_id},
        "exams_manage.say": {"exam_id": running.public_id},
        "exams_manage.record": {"exam_id": running.public_id},
        "exams_manage.record_print": {"exam_id": running.public_id},
        "exams_manage.results": {"exam_id": released.public_id},
        "exams_manage.marked": {
            "exam_id": released.public_id,
            "sitting_id": _sitting(released, student).public_id,
        },
        "exams_manage.marked_account": {
            "exam_id": released.public_id,
            "sitting_id": _sitting(released, student).public_id,
        },
        "exams_manage.export": {"exam_id": released.public_id},
        "exams_manage.archive": {"exam_id": released.public_id},
        "exams_manage.release": {"exam_id": released.public_id},
        "classes.staff_remove": {"place_id": staff.public_id},
        "classes.staff_role": {"place_id": staff.public_id},
    }


def _cases(people: dict[str, User], here: CourseClass) -> dict[str, dict[str, Any]]:
    """Of the demo class's released case a work, a contribution and a review; a case done in teams; an own
    case of the instructor.
    """
    session = database.session
    student = people["student"]
    opening = session.scalars(select(CaseOpening).where(CaseOpening.released_at.is_not(None))).one()
    work = session.scalars(
        select(CaseWork).where(CaseWork.opening_id == opening.id, CaseWork.user_id == student.id)
    ).one()
    said = session.scalars(select(CasePost).where(CasePost.opening_id == opening.id)).first()
    assert said is not None
    in_teams = CaseOpening(
        class_id=here.id, text_id=opening.text_id, case_id=opening.case_id, title="分组做",
        in_teams=True, author_id=people["instructor"].id, created_at=START,
    )  # fmt: skip
    session.add(in_teams)
    session.add(CaseRound(opening_id=opening.id, criteria=["事实"], created_at=START))
    session.flush()
    session.add(CaseSample(opening_id=opening.id, number=1, text="样例", points=[3]))
    own_team = CaseTeam(opening_id=in_teams.id, number=1)
    own_review = CaseReview(opening_id=opening.id, reviewer_id=student.id, sample=1)
    session.add_all([own_team, own_review])
    session.flush()
    session.add(CaseTeamMember(opening_id=in_teams.id, team_id=own_team.id, user_id=student.id))
    session.commit()
    own = begin(people["instructor"].id, None, START)
    on_team = {"opening_id": in_teams.public_id}
    return {
        "cases": {
            "case_id": "case-minghua",
            "part_id": "a",
            "opening_id": opening.public_id,
            "review_id": own_review.public_id,
        },
        "cases.team": on_team,
        "cases.share": on_team,
        "cases_manage": {
            "case_id": "case-minghua",
            "opening_id": opening.public_id,
            "work_id": work.public_id,
            "post_id": said.public_id,
        },
        "case_editor": {"public_id": own.public_id},
    }


def _plays(people: dict[str, User], here: CourseClass) -> dict[str, dict[str, Any]]:
    """What the student played for the class, a room of theirs, and a scenario of the instructor's that
    one colleague may change and another see."""
    session = database.session
    student, owner = people["student"], people["instructor"]
    run = session.scalars(
        select(PlayRun).where(PlayRun.user_id == student.id, PlayRun.ended_at.is_not(None))
    ).one()
    work = session.get_one(PlayAssignment, run.assignment_id)
    line = session.scalars(select(PlayTurn).where(PlayTurn.run_id == run.id)).first()
    assert line is not None
    own = duplicate_scenario("sc-play-complaint", owner.id, START)
    assert own is not None
    share_scenario(own.id, people["other_instructor"], "edit", START)
    share_scenario(own.id, people["teacher"], "see", START)
    asked = start_play(student.id, work.script, "text", 1, START)
    say_in_play(asked, Saying(number=1, text="您好。"), START)
    room = open_room(student, work.script, here.id, "agent", START)
    return {
        "plays": {
            "run_id": run.public_id, "work_id": work.public_id, "room_id": room.public_id,
            "slug": "sc-play-complaint", "number": 1,
        },
        "plays.run": {"run_id": asked.public_id}, "plays.say": {"run_id": asked.public_id},
        "plays_manage": {
            "work_id": work.public_id, "run_id": run.public_id, "line_id": line.id,
            "scenario": "sc-play-complaint", "public_id": own.public_id,
        },
    }  # fmt: skip


def _team(people: dict[str, User], item: Item) -> dict[str, dict[str, Any]]:
    """What the instructor keeps beside the bank: a filter, a collection that one colleague may change
    and another see, a comment, a step over no item, a knowledge point."""
    session = database.session
    owner = people["instructor"].id
    kept = SavedFilter(user_id=owner, name="难题", query={"difficulty": "5"}, created_at=START)
    shelf = Collection(
        public_id="c" * 32, owner_id=owner, title="期末", created_at=START, updated_at=START
    )
    step = BankStep(kind="bulk", change={"use": "exam"}, count=0, author_id=owner, created_at=START)
    said = ItemNote(
        item_id=item.id, number=1, act="say", text="？", version=1, author_id=owner,
        created_at=START,
    )  # fmt: skip
    point = KnowledgePoint(
        id="ch01.own-1", chapter_id="ch01", position=99, title="自己的", level="掌握",
        cognitive="理解", is_own=True,
    )  # fmt: skip
    session.add_all([kept, shelf, step, said, point])
    session.flush()
    for name, right in (("other_instructor", "edit"), ("teacher", "see")):
        session.add(CollectionMember(collection_id=shelf.id, user_id=people[name].id, right=right))
    session.flush()
    filters = {"public_id": kept.public_id}
    shelves = {"public_id": shelf.public_id}
    steps = {"public_id": step.public_id}
    return {
        "bank.use_filter": filters, "bank.change_filter": filters,
        "bank.collection": shelves, "bank.arrange_collection": shelves,
        "bank.collection_settings": shelves, "bank.share_collection": shelves,
        "bank.delete_collection": shelves,
        "bank.step": steps, "bank.undo_step": steps,
    }  # fmt: skip


def _coursework(people: dict[str, User], here: CourseClass) -> dict[str, Any]:
    """An act on the gradebook, a file read for it, a session of attendance, homework with a file."""
    session = database.session
    owner, student = people["instructor"].id, people["student"].id
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
    return {
        "batch_id": batch.public_id, "import_id": draft.public_id, "assignment_id": task.public_id,
        "submission_id": work.public_id, "file_id": work.files[0].public_id,
        "attendance": held.public_id,
    }  # fmt: skip


def _customer_files(here: CourseClass, student: User) -> dict[str, dict[str, Any]]:
    """A task with a file under way, and one whose marks are released."""
    session = database.session
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


def _survey(student: User) -> dict[str, str]:
    """The student's survey, which collects just now, with its way in for respondents."""
    survey = database.session.scalars(select(Survey).where(Survey.owner_id == student.id)).one()
    door = database.session.scalars(
        select(SurveyDoor).where(SurveyDoor.survey_id == survey.id, SurveyDoor.kind == "collect")
    ).one()
    return {
        "survey_id": survey.public_id, "question_id": "q1", "key": door.key, "code": "none",
    }  # fmt: skip


def _sitting(exam: Exam, user: User) -> Sitting:
    return database.session.scalars(
        select(Sitting).where(Sitting.exam_id == exam.id, Sitting.user_id == user.id)
    ).one()


def _typed_column() -> str:
    query = select(GradeColumn).where(GradeColumn.source_kind.is_(None))
    column = database.session.scalars(query).first()
    assert column is not None
    return column.public_id


def _endpoints() -> list[tuple[str, str]]:
    return sorted((name, method) for name in ALLOWED for method in ("GET", "POST"))


def _address(world: World, endpoint: str, method: str) -> str | None:
    """The endpoint's address in this world; None where it does not know the method."""
    rules = [r for r in world.app.url_map.iter_rules(endpoint) if r.methods and method in r.methods]
    if not rules:
        return None
    values = world.ids[""] | world.ids.get(endpoint.split(".")[0], {}) | world.ids.get(endpoint, {})
    rule = min(rules, key=lambda r: len(r.arguments))
    with world.app.test_request_context():
        return world.app.url_for(
            endpoint, _external=False, **{name: values[name] for name in rule.arguments}
        )


def _try(world: World, actor: str, endpoint: str, method: str, address: str) -> Any:
    client = world.app.test_client()
    if actor in world.tokens:
        with client.session_transaction() as session:
            session["_user_id"] = world.tokens[actor]
            session["_fresh"] = True
    return client.open(address, method=method, query_string=QUERY.get(endpoint))


def _is_refused(answer: Any) -> bool:
    if answer.status_code == 302:
        return "/sign-in" in answer.headers["Location"] and "next=" in answer.headers["Location"]
    return answer.status_code in (401, 403, 404)


def test_the_table_names_every_endpoint(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} - FILES == set(ALLOWED)


@pytest.mark.parametrize(("endpoint", "method"), _endpoints())
def test_everybody_at(world: World, endpoint: str, method: str) -> None:
    address = _address(world, endpoint, method)
    if address is None:
        return
    wrong = {}
    # Those who are refused go first: what the others may do could change the world.
    for actor in sorted(ALL, key=lambda name: (name in ALLOWED[endpoint], name)):
        with rolled_back(world.app):
            answer = _try(world, actor, endpoint, method, address)
        if _is_refused(answer) == (actor in ALLOWED[endpoint]) or answer.status_code >= 500:
            wrong[actor] = answer.status_code
    assert wrong == {}, f"{method} {address}"


def _pair(world: World, endpoint: str, rule: Any) -> list[str] | None:
    """Two addresses of an endpoint: of a thing that is there, and of one that is not."""
    named = {name: ABSENT[name] for name in rule.arguments if name in ABSENT}
    if not named:
        return None
    real = world.ids[""] | world.ids.get(endpoint.split(".")[0], {}) | world.ids.get(endpoint, {})
    real = {name: real[name] for name in rule.arguments}
    with world.app.test_request_context():
        return [
            world.app.url_for(endpoint, _external=False, **values)
            for values in (real, real | named)
        ]


def _told(answer: Any, address: str) -> tuple[int, bytes, dict[str, str]]:
    """What a refusal tells, without what differs from request to request and the address itself."""
    body = plain(answer.data.replace(address.encode(), b"(address)"))
    heads = dict(answer.headers)
    for name in ("Content-Security-Policy", "Set-Cookie", "Content-Length"):
        heads.pop(name, None)
    if "Location" in heads:
        heads["Location"] = heads["Location"].split("next=")[0]
    return answer.status_code, body, heads


@pytest.mark.parametrize("endpoint", sorted(name for name, who in ALLOWED.items() if ALL - who))
def test_what_is_not_yours_looks_like_what_does_not_exist(world: World, endpoint: str) -> None:
    different = []
    for rule in world.app.url_map.iter_rules(endpoint):
        pair = _pair(world, endpoint, rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}) if pair else ():
            for actor in sorted(ALL - ALLOWED[endpoint]):
                told = []
                for address in pair or ():
                    with rolled_back(world.app):
                        told.append(_told(_try(world, actor, endpoint, method, address), address))
                if told[0] != told[1]:
                    different.append((method, actor, told[0][0], told[1][0]))
    assert different == []


def test_an_endpoint_that_declares_nothing_answers_nobody(make_app: Callable[..., Flask]) -> None:
    """Silence means refusal, before anything runs."""
    app, ran = make_app(), []
    methods = ["GET", "POST"]
    app.add_url_rule(
        "/undeclared", "undeclared", lambda: ran.append("ran") or "ran", methods=methods
    )
    assert app.test_client().get("/undeclared").status_code == 403
    assert app.test_client().post("/undeclared").status_code == 403
    assert ran == []
