"""看答案 while writing: locked first, told afterwards, and never changed again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.extensions import db
from app.marking.ledger import current_marks
from app.quiz.exams.closing import submit
from app.quiz.exams.locking import LookUpRefused, find_locked_save, lock_answer, locked_slots
from app.quiz.exams.looking_up import show_locked
from app.quiz.exams.saving import SaveRefused, save_answers
from app.quiz.models import AnswerLock, Sitting
from tests.conftest import Clock
from tests.quiz.sitting.builders import CANARY, EVERYTHING, NOTHING
from tests.quiz.sitting.conftest import Hall, as_json

SINGLE, BLANK, ESSAY = ItemType.SINGLE_CHOICE, ItemType.FILL_BLANK, ItemType.ESSAY
DURING = dict.fromkeys(("during", *NOTHING), EVERYTHING)
SignIn = Callable[[User | None], FlaskClient]


@pytest.fixture
def open_exam(open_hall: Callable[..., Hall]) -> Hall:
    """An exam that shows everything of a locked question at once."""
    return open_hall(review=DURING)


def address(hall: Hall, sitting: Sitting, kind: ItemType) -> str:
    return f"/sittings/{sitting.public_id}/answers/{hall.question(sitting, kind).slot.id}"


def test_nothing_is_told_before_the_lock(open_exam: Hall, as_user: SignIn, count_sql: Any) -> None:
    hall = open_exam
    sitting = hall.start()
    client = as_user(hall.student)
    with count_sql() as statements:
        page = client.get(address(hall, sitting, SINGLE))
    assert page.status_code == 200
    assert "锁定并看答案" in page.text
    assert CANARY not in page.text
    assert not [one for one in statements if "item_key" in one]
    assert CANARY not in client.get(f"/sittings/{sitting.public_id}").text


def test_a_locked_question_is_told_at_once_and_the_others_are_not(
    open_exam: Hall, as_user: SignIn
) -> None:
    hall = open_exam
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, SINGLE, "B")], hall.clock())
    client = as_user(hall.student)
    answer = client.post(address(hall, sitting, SINGLE))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    for told in ("这一题已锁定", "得 0 分", "你选的，错", "正确答案", f"解析{CANARY}"):
        assert told in page
    other = client.get(address(hall, sitting, BLANK)).text
    assert CANARY not in other


def test_what_the_phase_does_not_show_stays_hidden(
    open_hall: Callable[..., Hall], as_user: SignIn, count_sql: Any
) -> None:
    hall = open_hall(review=DURING | {"during": ["own", "marks"]})
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, SINGLE, "A")], hall.clock())
    lock_answer(sitting, hall.question(sitting, SINGLE).slot.id, hall.clock())
    page = as_user(hall.student).get(address(hall, sitting, SINGLE)).text
    assert CANARY not in page
    assert "正确答案" not in page


def test_a_written_answer_shows_key_points_and_no_mark(open_exam: Hall) -> None:
    hall = open_exam
    sitting = hall.start()
    slot = hall.question(sitting, ESSAY).slot.id
    save_answers(sitting, [hall.save_of(sitting, ESSAY, "一篇")], hall.clock())
    lock_answer(sitting, slot, hall.clock())
    found = show_locked(sitting, slot)
    assert found is not None
    assert not found.view.score
    assert found.view.key_points


@pytest.mark.both_engines
def test_saves_for_a_locked_question_are_refused_but_not_what_was_stored(
    open_exam: Hall,
) -> None:
    hall = open_exam
    sitting = hall.start()
    stored = hall.save_of(sitting, SINGLE, "B", seq=1)
    save_answers(sitting, [stored], hall.clock())
    slot = hall.question(sitting, SINGLE).slot.id
    lock_answer(sitting, slot, hall.clock())
    lock_answer(sitting, slot, hall.clock())  # a second time changes nothing
    assert locked_slots(sitting) == {slot}
    save_answers(sitting, [stored], hall.clock())  # sent again, because its answer got lost
    other = hall.save_of(sitting, BLANK, seq=2)
    changed = hall.save_of(sitting, SINGLE, "A", seq=3)
    with pytest.raises(SaveRefused, match="不能再改") as refusal:
        save_answers(sitting, [other, changed], hall.clock())
    assert refusal.value.place == 1
    save_answers(sitting, [other], hall.clock())
    submit(sitting, hall.clock())
    assert current_marks("sitting", [sitting.id])[sitting.id, slot].new == 0


def test_the_page_s_script_is_told_which_save_was_refused(open_exam: Hall, as_user: SignIn) -> None:
    hall = open_exam
    sitting = hall.start()
    lock_answer(sitting, hall.question(sitting, SINGLE).slot.id, hall.clock())
    saves = [as_json(hall.save_of(sitting, SINGLE, "A"))]
    answer = as_user(hall.student).post(
        f"/sittings/{sitting.public_id}/answers", json={"client": "client-0001", "saves": saves}
    )
    assert answer.status_code == 422
    assert answer.json is not None
    assert (answer.json["place"], answer.json["closed"]) == (0, False)


def test_an_exam_that_shows_nothing_while_it_is_written_locks_nothing(
    hall: Hall, as_user: SignIn, count_sql: Any
) -> None:
    sitting = hall.start()
    slot = hall.question(sitting, SINGLE).slot.id
    with pytest.raises(LookUpRefused):
        lock_answer(sitting, slot, hall.clock())
    assert as_user(hall.student).get(address(hall, sitting, SINGLE)).status_code == 404
    save = hall.save_of(sitting, SINGLE)
    with count_sql() as statements:
        assert find_locked_save(sitting, [save]) is None
    assert statements == []  # the hot path of ordinary exams pays nothing


def test_only_an_open_paper_of_ones_own_is_locked(
    open_exam: Hall, as_user: SignIn, make: Any, clock: Clock
) -> None:
    hall = open_exam
    sitting = hall.start()
    where = address(hall, sitting, SINGLE)
    classmate = make.student(hall.class_)
    for user in (classmate, hall.teacher):
        assert as_user(user).post(where).status_code in (403, 404)
    client = as_user(hall.student)
    assert client.post(f"/sittings/{sitting.public_id}/answers/999999").status_code == 404
    clock.move(hours=3)
    assert client.post(where).status_code == 409
    assert db.session.scalars(select(AnswerLock)).all() == []


@pytest.mark.both_engines
def test_a_save_and_the_lock_come_one_after_the_other(
    make_app: Callable[..., Flask], engine: str
) -> None:
    from tests.builders import Builders
    from tests.quiz.sitting.builders import ExamBuilders

    app, clock = make_app(engine), Clock()
    app.config["CLOCK"] = clock
    with app.test_request_context():
        make, exams = Builders(db, clock), ExamBuilders(db, clock)
        class_ = make.class_()
        teacher, student = make.instructor(class_), make.student(class_)
        hall = Hall(clock, class_, teacher, student, exams.exam(class_, teacher, review=DURING))
        sitting = hall.start()
        sitting_id, slot = sitting.id, hall.question(sitting, SINGLE).slot.id
        saves = [hall.save_of(sitting, SINGLE, letter, seq=n) for n, letter in enumerate("ABCD", 1)]
        db.session.remove()
    gate = threading.Barrier(5)
    outcomes: list[str] = []

    def act(work: Callable[[Sitting], Any], name: str) -> None:
        with app.test_request_context():
            mine = db.session.get_one(Sitting, sitting_id)
            gate.wait()
            try:
                work(mine)
                outcomes.append(name)
            except SaveRefused:
                outcomes.append("refused")
            finally:
                db.session.remove()

    works: list[tuple[Callable[[Sitting], Any], str]] = [
        (lambda mine, one=save: save_answers(mine, [one], clock()), "saved") for save in saves
    ]
    works.append((lambda mine: lock_answer(mine, slot, clock()), "locked"))
    threads = [threading.Thread(target=act, args=pair) for pair in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("locked") == 1
    assert outcomes.count("saved") + outcomes.count("refused") == len(saves)
    with app.test_request_context():
        mine = db.session.get_one(Sitting, sitting_id)
        late = replace(saves[0], client="client-9999")
        with pytest.raises(SaveRefused):
            save_answers(mine, [late], clock())
        db.session.remove()
    app.config["CLOCK"] = None
