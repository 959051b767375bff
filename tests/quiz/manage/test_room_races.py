"""What staff do at once, on real connections of each engine: nothing is done twice or half."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.courses.models import CourseClass
from app.extensions import db as database
from app.marking.ledger import current_marks
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams import publishing, rescuing
from app.quiz.exams.admitting import admit_saves, withdraw
from app.quiz.exams.chains import check_acts
from app.quiz.exams.closing import close_expired, submit
from app.quiz.exams.grading import release
from app.quiz.exams.paper import load_questions
from app.quiz.exams.proof import Verdict, check_code
from app.quiz.exams.rehearsing import open_rehearsal
from app.quiz.exams.reopening import reopen
from app.quiz.exams.saving import save_answers, take_up
from app.quiz.exams.sitting import start_sitting
from app.quiz.exams.speaking import write_note
from app.quiz.models import Exam, ExamAct, HandIn, ResponseLog, Sitting
from app.web.errors import DomainError
from tests.quiz.manage.builders import SINGLE, Staff
from tests.quiz.manage.test_races import NOW, Site, refusals, site

__all__ = ["site"]
pytestmark = pytest.mark.both_engines
PAGE = "client-0001"
LATER = NOW + timedelta(hours=3)


def answer(sitting: Sitting, right: bool, seq: int, at=NOW) -> int:  # type: ignore[no-untyped-def]
    """Save an answer to the first question; returns the save's id."""
    slot, question = sorted(load_questions(sitting).items())[0]
    raw = question.shown.encode("A" if right else "B")
    spec = SaveSpec(client=PAGE, seq=seq, slot_id=slot, response=raw)
    return save_answers(sitting, [spec], at, writer=PAGE).receipts[0].number


@pytest.fixture
def late(site: Site) -> tuple[int, int]:
    """A sitting closed by time with a wrong answer, and the id of the right one that came late."""
    with site.app.test_request_context():
        publishing.publish(site.exam(), site.teacher_id, NOW)
        user = database.session.get_one(User, site.user_ids[0])
        sitting = start_sitting(site.exam(), user, NOW, 2**50)
        take_up(sitting.id, PAGE, NOW)
        answer(sitting, False, 1)
        close_expired(LATER)
        save = answer(database.session.get_one(Sitting, sitting.id), True, 2, LATER)
        found = sitting.id, save
        database.session.remove()
    return found


def marks_of(sitting_id: int) -> Decimal:
    held = current_marks("sitting", [sitting_id]).values()
    return sum((mark.new or Decimal(0) for mark in held), Decimal(0))


def test_one_of_several_reopenings_opens_the_paper(site: Site, late: tuple[int, int]) -> None:
    with site.app.app_context():
        public = database.session.get_one(Sitting, late[0]).public_id

    def work() -> int:
        return reopen(site.exam(), [public], 10, "误交", site.teacher_id, NOW).opened

    assert sorted(site.together(work, work, work)) == [0, 0, 1]
    assert site.count(ExamAct, ExamAct.kind == "reopen") == 1
    with site.app.test_request_context():
        sitting = submit(database.session.get_one(Sitting, late[0]), NOW)
        codes = list(database.session.scalars(select(HandIn.code)))
        assert sitting.state == "submitted"
        assert len(codes) == 2
        assert all(check_code(code).verdict is Verdict.HOLDS for code in codes)
        database.session.remove()


def test_a_release_and_a_reopening_at_once_leave_no_open_paper(
    site: Site, late: tuple[int, int]
) -> None:
    with site.app.app_context():
        public = database.session.get_one(Sitting, late[0]).public_id

    def open_again() -> int:
        return reopen(site.exam(), [public], 10, "误交", site.teacher_id, LATER).opened

    def publish_marks() -> int:
        return release(site.exam(), site.teacher_id, LATER)

    refused = refusals(site.together(open_again, publish_marks))
    assert refused == 1
    with site.app.app_context():
        sitting = database.session.get_one(Sitting, late[0])
        exam = database.session.get_one(Exam, site.exam_id)
        assert (sitting.state == "open") == (exam.state == "published")


def test_a_save_is_admitted_once_and_marked_on_what_is_stored(
    site: Site, late: tuple[int, int]
) -> None:
    sitting_id, save = late

    def work() -> int:
        sitting = database.session.get_one(Sitting, sitting_id)
        return admit_saves(sitting, [save], "机房断网", site.teacher_id, LATER)

    results = site.together(work, work, work)
    assert [r for r in results if not isinstance(r, Exception)] == [1]
    assert all(isinstance(r, DomainError) for r in results if r != 1)
    assert site.count(ExamAct, ExamAct.kind == "admit") == 1
    with site.app.test_request_context():
        assert marks_of(sitting_id) == 2
        act = database.session.scalars(select(ExamAct).where(ExamAct.kind == "admit")).one()
        sitting = database.session.get_one(Sitting, sitting_id)
        assert withdraw(sitting, act.id, "弄错了", site.teacher_id, LATER) == 1
        assert marks_of(sitting_id) == 0
        database.session.remove()


def test_an_admission_and_a_release_at_once_give_the_new_grade(
    site: Site, late: tuple[int, int]
) -> None:
    from tests.quiz.manage.test_holding import grades

    sitting_id, save = late

    def admit() -> int:
        sitting = database.session.get_one(Sitting, sitting_id)
        return admit_saves(sitting, [save], "机房断网", site.teacher_id, LATER)

    def publish_marks() -> int:
        return release(site.exam(), site.teacher_id, LATER)

    assert site.together(admit, publish_marks) == [1, 1]
    with site.app.app_context():
        exam = database.session.get_one(Exam, site.exam_id)
        user = database.session.get_one(Sitting, sitting_id).user_id
        assert grades(exam)[user] == 2


def test_a_rescue_file_taken_in_at_once_is_stored_once(site: Site, late: tuple[int, int]) -> None:
    from app.quiz.domain.rescue import make_envelope, seal_file

    with site.app.test_request_context():
        sitting = database.session.get_one(Sitting, late[0])
        slot, question = sorted(load_questions(sitting).items())[1]
        saves = [
            {"client": PAGE, "seq": 9, "slot": slot, "response": question.shown.encode("A")},
        ]
        envelope = make_envelope(sitting.public_id, site.app.config["SECRET_KEY"], NOW)
        text = seal_file(envelope, {"client": PAGE, "saves": saves})
        database.session.remove()

    def work() -> int:
        return rescuing.store(site.exam(), text, site.teacher_id, LATER)[1]

    assert sorted(site.together(work, work, work)) == [0, 0, 1]
    assert site.count(ResponseLog, ResponseLog.client.startswith("rescue-")) == 1
    assert site.count(ExamAct, ExamAct.kind == "rescue") == 1


def test_notes_written_at_once_keep_the_chain_of_acts(site: Site, late: tuple[int, int]) -> None:
    def work() -> int:
        return write_note(site.exam(), [], "记", site.teacher_id, NOW)

    assert site.together(*[work] * 6) == [1] * 6
    with site.app.app_context():
        assert check_acts(site.exam_id) == (7, None)


def test_one_rehearsal_however_often_the_button_is_pressed(site: Site) -> None:
    with site.app.test_request_context():
        exam = site.exam()
        class_id = exam.class_id
        staff = Staff(database, lambda: NOW, None, exam.course_class, None)  # type: ignore[arg-type]
        staff.items([SINGLE] * 2, use="practice")
        database.session.remove()

    def work() -> int:
        course_class = database.session.get_one(CourseClass, class_id)
        return open_rehearsal(course_class, site.teacher_id, NOW, 5).id

    assert len(set(site.together(work, work, work, work))) == 1
    assert site.count(Exam, Exam.kind == "rehearsal") == 1
