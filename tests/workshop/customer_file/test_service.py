"""Saving, handing in, marking and release, on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db as database
from app.gradebook.models import GradeColumn
from app.gradebook.service import current_grades
from app.marking.ledger import history
from app.marking.rubrics import Judgement, JudgementError, load_marked
from app.web.errors import DomainError
from app.workshop.customer_file.domain.marks import COMPLETE, PRIVATE, QUALITY
from app.workshop.customer_file.domain.state import Op
from app.workshop.customer_file.domain.tables import PERSONS
from app.workshop.customer_file.grading import (
    confirm_all,
    count_all,
    judge_file,
    list_places,
    release,
)
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import FileChange
from app.workshop.customer_file.saving import SaveRefused, SteppedMeanwhile, step
from app.workshop.customer_file.service import (
    KIND,
    begin,
    change_project,
    count_own,
    hand_in,
    receipt_of,
)
from app.workshop.customer_file.words import make_rubric
from tests.workshop.customer_file.conftest import USUAL, Desk


def rename(file: Any, value: str) -> Op:
    was = load(file).state.value(PERSONS, "P001", "name")
    return Op(do="set", table=PERSONS, row="P001", field="name", value=value, was=was)


def name_of(file: Any) -> str:
    return load(file).state.value(PERSONS, "P001", "name")


@pytest.mark.both_engines
def test_a_student_has_one_file_and_another_student_another(desk: Desk, engine: str) -> None:
    at = desk.clock()
    file = begin(desk.project, desk.student, at)
    assert begin(desk.project, desk.student, at).id == file.id
    other = begin(desk.project, desk.make.student(desk.class_, "陈思远"), at)
    assert other.seed != file.seed


@pytest.mark.both_engines
def test_every_step_is_appended_and_can_be_taken_back(desk: Desk, engine: str) -> None:
    file = desk.begin()
    was = name_of(file)
    desk.save(file, [rename(file, "甲")])
    desk.save(file, [rename(file, "乙")])
    assert name_of(file) == "乙"
    assert step(file, "undo", 2, desk.clock()).loaded.state.value(PERSONS, "P001", "name") == "甲"
    step(file, "undo", 3, desk.clock())
    assert name_of(file) == was
    step(file, "redo", 4, desk.clock())
    assert name_of(file) == "甲"
    acts = database.session.scalars(
        select(FileChange.act).where(FileChange.file_id == file.id).order_by(FileChange.number)
    ).all()
    assert acts == ["edit", "edit", "undo", "undo", "redo"]
    with pytest.raises(SteppedMeanwhile):
        step(file, "undo", 2, desk.clock())


@pytest.mark.both_engines
def test_the_second_of_two_windows_is_told_and_changes_nothing(desk: Desk, engine: str) -> None:
    file = desk.begin()
    mine, theirs = rename(file, "甲"), rename(file, "乙")
    desk.save(file, [mine])
    with pytest.raises(SaveRefused) as refused:
        desk.save(file, [theirs])
    assert refused.value.now == "甲"
    assert "甲" in refused.value.message
    assert load(file).seen == 1


def test_a_batch_is_stored_whole_or_not_at_all(desk: Desk) -> None:
    file = desk.begin()
    was = name_of(file)
    with pytest.raises(SaveRefused):
        desk.save(file, [rename(file, "甲"), Op(do="remove", table=PERSONS, row="P002")])
    assert (name_of(file), load(file).seen) == (was, 0)


@pytest.mark.both_engines
def test_a_perfect_file_from_beginning_to_gradebook(desk: Desk, engine: str, clock: Any) -> None:
    file = desk.begin()
    loaded = desk.perfect(file)
    handed = desk.hand_in(file)
    assert handed.handed_at == clock()
    assert handed.receipt == receipt_of(loaded)
    marked = load_marked(KIND, [file.id], make_rubric())[file.id]
    assert (marked.earned, marked.provisional, marked.complete) == (Decimal(9), True, False)
    assert count_all(desk.class_.id, clock()).waiting == 1

    with pytest.raises(DomainError, match="没有批完"):
        release(desk.project, desk.teacher, clock())
    assert desk.project.released_at is None
    assert confirm_all(desk.project, desk.teacher, clock()) == 1
    judge_file(file, [Judgement(number=PRIVATE, points="1")], desk.teacher, clock())
    assert release(desk.project, desk.teacher, clock()) == 1
    assert grade_in_book(desk) == Decimal(10)
    assert [place.state for place in list_places(desk.project)] == ["done"]
    assert count_all(desk.class_.id, clock()).waiting == 0


def grade_in_book(desk: Desk) -> Decimal | None:
    column = database.session.scalars(
        select(GradeColumn).where(GradeColumn.source_kind == KIND)
    ).one()
    assert (column.max, column.due_at) == (Decimal(10), desk.project.due_at)
    assert "客户档案" in column.category.name
    return current_grades([column.id])[column.id, desk.student.id].new


def test_an_override_needs_a_reason_and_reaches_the_gradebook_after_release(
    desk: Desk, clock: Any
) -> None:
    file = desk.begin()
    desk.perfect(file)
    desk.hand_in(file)
    low = Judgement(number=QUALITY, points="2", seen=1)
    with pytest.raises(JudgementError):
        judge_file(file, [low], desk.teacher, clock())
    confirm_all(desk.project, desk.teacher, clock())
    judge_file(file, [Judgement(number=PRIVATE, points="0.5")], desk.teacher, clock())
    release(desk.project, desk.teacher, clock())
    assert grade_in_book(desk) == Decimal("9.5")
    told = Judgement(number=QUALITY, points="2", reason="抄了同学的", seen=2)
    judge_file(file, [told], desk.teacher, clock())
    assert grade_in_book(desk) == Decimal("8.5")
    reasons = [event.reason for event in history(KIND, file.id) if event.part_id == QUALITY]
    assert reasons == ["", "", "抄了同学的"]


def test_who_is_late_loses_by_the_day_and_at_last_may_not(desk: Desk, clock: Any) -> None:
    file = desk.begin()
    desk.perfect(file)
    clock.move(days=11, hours=1)
    desk.hand_in(file)
    place = list_places(desk.project)[0]
    assert place.taken_off == 20
    confirm_all(desk.project, desk.teacher, clock())
    judge_file(file, [Judgement(number=PRIVATE, points="1")], desk.teacher, clock())
    release(desk.project, desk.teacher, clock())
    assert grade_in_book(desk) == Decimal(8)
    other = desk.make.student(desk.class_, "陈思远")
    late = desk.begin(other)
    clock.move(days=8)
    with pytest.raises(DomainError, match="上交时间已过"):
        desk.hand_in(late)
    with pytest.raises(DomainError, match="上交时间已过"):
        desk.save(late, [rename(late, "甲")])
    with pytest.raises(DomainError, match="上交时间已过"):
        begin(desk.project, desk.make.student(desk.class_, "邓雅琪"), clock())


def test_handing_in_is_for_good(desk: Desk, clock: Any) -> None:
    file = desk.begin()
    desk.save(file, [rename(file, "甲")])
    with pytest.raises(DomainError, match="另一个窗口"):
        hand_in(file, 0, clock())
    first = desk.hand_in(file).receipt
    clock.move(minutes=5)
    again = hand_in(file, 1, clock())
    assert (again.receipt, again.handed_at) != ("", clock())
    assert again.receipt == first
    with pytest.raises(DomainError, match="已经上交"):
        desk.save(file, [rename(file, "乙")])


def test_a_receipt_changes_with_any_entry_of_the_log(desk: Desk) -> None:
    file = desk.begin()
    desk.save(file, [rename(file, "甲")])
    before = receipt_of(load(file))
    desk.save(file, [rename(file, "乙")])
    assert receipt_of(load(file)) != before


def test_what_marks_rest_on_is_fixed_once_somebody_has_handed_in(desk: Desk) -> None:
    values = {name: value for name, value in USUAL.items() if name != "title"}
    change_project(desk.project, values | {"cut_a": 70})
    assert desk.project.rules.cut_a == 70
    desk.hand_in(desk.begin())
    with pytest.raises(DomainError, match="不能再改"):
        change_project(desk.project, values | {"cut_a": 75})
    change_project(desk.project, {"late_percent": 5})
    assert desk.project.late_percent == 5


def test_counts_for_the_page_of_coursework(desk: Desk, clock: Any) -> None:
    counts = count_own([desk.class_.id], desk.student.id, clock())[desk.class_.id]
    assert (counts.waiting, counts.total, counts.due_at) == (1, 1, desk.project.due_at)
    desk.hand_in(desk.begin())
    counts = count_own([desk.class_.id], desk.student.id, clock())[desk.class_.id]
    assert (counts.waiting, counts.total, counts.due_at) == (0, 1, None)


def test_an_untouched_file_earns_nothing(desk: Desk) -> None:
    file = desk.begin()
    desk.hand_in(file)
    marked = load_marked(KIND, [file.id], make_rubric())[file.id]
    assert marked.earned == 0
    assert marked.lines[COMPLETE - 1].mark == 0
