"""Saves that do not count: shown beside what does, admitted for a reason, taken back by another act."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db as database
from app.marking.ledger import current_marks
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.admitting import admit_saves, withdraw
from app.quiz.exams.answers import answers_of, hand_in_of
from app.quiz.exams.authoring import SettledError
from app.quiz.exams.board import watch
from app.quiz.exams.closing import close_expired, submit
from app.quiz.exams.dossier import Standing, load_dossier
from app.quiz.exams.grading import release
from app.quiz.exams.paper import Question, load_questions
from app.quiz.exams.proof import Verdict, check_code
from app.quiz.exams.reopening import reopen
from app.quiz.exams.saving import save_answers, take_up
from app.quiz.models import Exam, ExamAct, ResponseLog, Sitting
from app.web.errors import DomainError
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff
from tests.quiz.manage.test_holding import grades

OLD, NEW = "old-page-01", "new-page-02"


def question(sitting: Sitting, kind: Any) -> tuple[int, Question]:
    return next((s, q) for s, q in load_questions(sitting).items() if q.slot.type is kind)


def save(sitting: Sitting, kind: Any, answer: Any, seq: int, page: str, clock: Clock) -> int:
    """Store one save of a page; returns its id."""
    slot, shown = question(sitting, kind)
    spec = SaveSpec(client=page, seq=seq, slot_id=slot, response=shown.shown.encode(answer))
    [receipt] = save_answers(sitting, [spec], clock(), writer=page).receipts
    return receipt.number


def counted(sitting: Sitting, kind: Any) -> Any:
    slot, _shown = question(sitting, kind)
    found = answers_of(sitting).get(slot)
    return found.response if found else None


def marks(sitting: Sitting) -> dict[str, Decimal | None]:
    kinds = {slot: q.slot.type.value for slot, q in load_questions(sitting).items()}
    return {kinds[m.part_id]: m.new for m in current_marks("sitting", [sitting.id]).values()}


def late_sitting(staff: Staff, clock: Clock, exam: Exam) -> tuple[Sitting, int, int]:
    """A paper closed by time with wrong answers; the right ones arrived late."""
    sitting = staff.start(exam, staff.make.student(staff.class_))
    take_up(sitting.id, OLD, clock())
    save(sitting, SINGLE, "B", 1, OLD, clock)
    save(sitting, SHORT, "按时的", 2, OLD, clock)
    clock.move(minutes=61)
    close_expired(clock())
    database.session.refresh(sitting)
    choice = save(sitting, SINGLE, "A", 3, OLD, clock)
    written = save(sitting, SHORT, "迟到的", 4, OLD, clock)
    return sitting, choice, written


def only_act(sitting: Sitting) -> ExamAct:
    query = select(ExamAct).where(ExamAct.kind == "admit", ExamAct.sitting_id == sitting.id)
    return database.session.scalars(query.order_by(ExamAct.position.desc())).all()[0]


@pytest.mark.both_engines
def test_a_late_save_counts_once_admitted_and_no_longer_once_taken_back(
    staff: Staff, clock: Clock
) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    code = hand_in_of(sitting).code
    assert (counted(sitting, SINGLE), marks(sitting)) == ("B", {"single_choice": 0})
    changed = admit_saves(sitting, [choice], "机房断网", staff.teacher.id, clock())
    assert changed == 1
    assert (counted(sitting, SINGLE), counted(sitting, SHORT)) == ("A", "按时的")
    assert marks(sitting)["single_choice"] == 2
    act = only_act(sitting)
    assert (act.reason, act.detail["saves"]) == ("机房断网", [3])
    assert check_code(code).verdict is Verdict.HOLDS
    assert withdraw(sitting, act.id, "查明没有断网", staff.teacher.id, clock()) == 1
    assert (counted(sitting, SINGLE), marks(sitting)["single_choice"]) == ("B", 0)
    assert only_act(sitting).detail["withdraws"] == act.position
    with pytest.raises(SettledError):
        withdraw(sitting, act.id, "再来一次", staff.teacher.id, clock())
    assert len(database.session.scalars(select(ResponseLog)).all()) == 4


@pytest.mark.both_engines
def test_an_admission_that_changes_nothing_says_so(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    later = save(sitting, SINGLE, "D", 5, OLD, clock)
    slot, _shown = question(sitting, SINGLE)
    where = f"/exams/{exam.public_id}/board/{sitting.public_id}"

    def admit(save_id: int) -> str:
        data = {f"save-{slot}": str(save_id), "reason": "机房断网"}
        return teacher.post(f"{where}/admit", data=data, follow_redirects=True).get_data(True)

    assert "1 题的作答变了" in admit(later)
    page = admit(choice)
    assert "计分的作答没有变" in page
    assert "先撤回后来的那次采纳" in page
    assert counted(sitting, SINGLE) == "D"


@pytest.mark.both_engines
def test_an_older_superseded_save_counts_when_admitted_until_a_newer_comes(
    staff: Staff, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    take_up(sitting.id, OLD, clock())
    save(sitting, SINGLE, "C", 1, OLD, clock)
    take_up(sitting.id, NEW, clock())
    stale = save(sitting, SINGLE, "A", 2, OLD, clock)
    save(sitting, SINGLE, "B", 1, NEW, clock)
    assert counted(sitting, SINGLE) == "B"
    # Admitted after the newest save: from now on it is the answer, though it is older.
    assert admit_saves(sitting, [stale], "旧页面上的才是", staff.teacher.id, clock()) == 1
    assert counted(sitting, SINGLE) == "A"
    save(sitting, SINGLE, "D", 2, NEW, clock)
    assert counted(sitting, SINGLE) == "D"
    assert marks(sitting) == {}


def test_a_persons_mark_waits_again_when_its_answer_changes(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, _choice, written = late_sitting(staff, clock, exam)
    clock.move(minutes=1)
    staff.mark_written(exam, "1.5")
    release(exam, staff.teacher.id, clock.move(hours=2))
    assert grades(exam) == {sitting.user_id: Decimal("1.5")}
    admit_saves(sitting, [written], "机房断网", staff.teacher.id, clock())
    database.session.refresh(sitting)
    assert marks(sitting)["short_answer"] is None
    assert sitting.marked_at is None
    assert grades(exam) == {sitting.user_id: Decimal("1.5")}  # until somebody marks it


def test_the_gradebook_follows_after_the_release(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    staff.mark_written(exam, "1")
    release(exam, staff.teacher.id, clock.move(hours=2))
    assert grades(exam) == {sitting.user_id: Decimal(1)}
    admit_saves(sitting, [choice], "机房断网", staff.teacher.id, clock())
    assert grades(exam) == {sitting.user_id: Decimal(3)}
    withdraw(sitting, only_act(sitting).id, "撤回", staff.teacher.id, clock())
    assert grades(exam) == {sitting.user_id: Decimal(1)}


def test_an_admission_survives_the_paper_being_opened_again(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    admit_saves(sitting, [choice], "机房断网", staff.teacher.id, clock())
    reopen(exam, [sitting.public_id], 10, "继续", staff.teacher.id, clock())
    database.session.refresh(sitting)
    submit(sitting, clock.move(minutes=1))
    assert marks(sitting)["single_choice"] == 2


def test_what_cannot_be_admitted(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    again = save(sitting, SINGLE, "C", 5, OLD, clock)
    other, foreign, _w = late_sitting(staff, clock, exam)
    first = database.session.scalars(select(ResponseLog).order_by(ResponseLog.id)).first()
    assert first is not None
    for ids in ([], [first.id], [foreign], [10**9]):
        with pytest.raises(DomainError, match="没有选中"):
            admit_saves(sitting, ids, "原因", staff.teacher.id, clock())
    with pytest.raises(DomainError, match="同一题"):
        admit_saves(sitting, [choice, again], "原因", staff.teacher.id, clock())
    del other
    assert counted(sitting, SINGLE) == "B"


def test_the_page_shows_how_each_save_stands(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    dossier = load_dossier(sitting)
    assert [line.standing for line in dossier.lines] == [
        Standing.COUNTS, Standing.COUNTS, Standing.LATE, Standing.LATE,
    ]  # fmt: skip
    assert [pair.now.text for pair in dossier.pairs if pair.now and "按时" in pair.now.text]
    [row] = watch(exam, clock()).page.items
    assert (row.aside.late, row.aside.waiting) == (2, 2)
    where = f"/exams/{exam.public_id}/board/{sitting.public_id}"
    page = teacher.get(where).get_data(as_text=True)
    slot, _shown = question(sitting, SINGLE)
    assert f'name="save-{slot}" value="{choice}"' in page
    data = {f"save-{slot}": str(choice), "reason": "机房断网"}
    assert teacher.post(f"{where}/admit", data=data | {"reason": " "}).status_code == 422
    assert teacher.post(f"{where}/admit", data={"reason": "机房断网"}).status_code == 422
    assert counted(sitting, SINGLE) == "B"
    assert teacher.post(f"{where}/admit", data=data).status_code == 303
    page = teacher.get(where).get_data(as_text=True)
    assert "采纳，计入" in page
    assert "撤回采纳" in page
    [row] = watch(exam, clock()).page.items
    assert (row.aside.admitted, row.aside.waiting) == (1, 1)
    back = {"withdraw": str(only_act(sitting).id), "reason": "弄错了"}
    assert teacher.post(f"{where}/admit", data=back).status_code == 303
    assert counted(sitting, SINGLE) == "B"
    assert teacher.post(f"{where}/admit", data=back).status_code == 409


def test_only_instructors_admit(
    staff: Staff, as_user: Callable[[User | None], FlaskClient], clock: Clock
) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting, choice, _written = late_sitting(staff, clock, exam)
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    where = f"/exams/{exam.public_id}/board/{sitting.public_id}"
    slot, _shown = question(sitting, SINGLE)
    page = as_user(assistant).get(where).get_data(as_text=True)
    assert "没有计分的作答" in page
    assert f'name="save-{slot}"' not in page
    reply = as_user(assistant).post(f"{where}/admit", data={f"save-{slot}": choice, "reason": "x"})
    assert reply.status_code == 403
    stranger = staff.make.instructor(staff.make.class_())
    assert as_user(stranger).post(f"{where}/admit", data={"reason": "x"}).status_code == 404


def test_an_act_of_another_sitting_is_not_withdrawn(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    one, choice, _w = late_sitting(staff, clock, exam)
    other, _choice, _w = late_sitting(staff, clock, exam)
    admit_saves(one, [choice], "机房断网", staff.teacher.id, clock())
    with pytest.raises(SettledError):
        withdraw(other, only_act(one).id, "不是这份", staff.teacher.id, clock())
    assert counted(one, SINGLE) == "A"
