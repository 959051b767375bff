"""Acts on many cells, their undoing, and two who change the same at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import writing
from app.extensions import db as database
from app.gradebook import acts
from app.gradebook.acts import Edit
from app.gradebook.cells import CellInput, save_cell
from app.gradebook.domain.marks import Attempt, Retake
from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeBatch, GradeColumn, GradeEvent
from app.gradebook.service import post_attempts, post_grades
from app.gradebook.sheet import build_sheet
from app.web.errors import DomainError
from tests.builders import Builders
from tests.conftest import START
from tests.gradebook.conftest import Book


def edit(book: Book, column: GradeColumn, n: int, text: str, seen: int = 0) -> Edit:
    return Edit(column_id=column.id, user_id=book.students[n].id, text=text, seen=seen)


def apply(book: Book, *edits: Edit, at: Any = START) -> Any:
    return acts.apply_edits(book.class_.id, edits, "paste", "录入", book.teacher.id, at)


def stands(book: Book, column: GradeColumn) -> list[Any]:
    held = current_grades([column.id])
    found = [held.get((column.id, s.id)) for s in book.students]
    return [None if one is None else "免" if one.excused else one.new for one in found]


def events(db: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(GradeEvent))


def test_a_block_is_one_act_and_undone_as_one(book: Book, db: Any) -> None:
    one, two = book.column("一"), book.column("二")
    book.grade(one, START, 60, 61)
    outcome = apply(
        book, edit(book, one, 0, "70", 1), edit(book, one, 1, "61.0", 1), edit(book, two, 2, "免")
    )
    assert (outcome.count, outcome.wrong, outcome.clashes) == (2, {}, {})
    assert (stands(book, one), stands(book, two)) == ([70, 61, None], [None, None, "免"])
    undone, kept = acts.undo(outcome.batch, book.teacher.id, START)
    assert kept == 0
    assert (stands(book, one), stands(book, two)) == ([60, 61, None], [None, None, None])
    acts.undo(undone, book.teacher.id, START)
    assert (stands(book, one), stands(book, two)) == ([70, 61, None], [None, None, "免"])
    assert events(db) == 2 + 2 + 2 + 2


def test_undoing_restores_all_that_stood_there(book: Book) -> None:
    column = book.column(due_at=START, late_per_day=Decimal(10))
    student = book.students[0].id
    with writing():
        results = {student: [Attempt(Decimal(70), START), Attempt(Decimal(90), START)]}
        post_attempts(column, results, "情景", START)
    typed = CellInput(text="90", comment="好", submitted_at=START + timedelta(hours=1), seen=1)
    assert save_cell(column, student, typed, book.teacher.id, START)
    outcome = apply(book, edit(book, column, 0, "55", 2))
    acts.undo(outcome.batch, book.teacher.id, START)
    held = current_grades([column.id])[column.id, student]
    assert (held.new, held.comment, held.submitted_at) == (90, "好", START + timedelta(hours=1))
    assert [one.mark for one in held.attempts or ()] == [70, 90]


def test_a_wrong_cell_keeps_the_whole_block_out(book: Book, db: Any) -> None:
    column = book.column(max=Decimal(10))
    outcome = apply(book, edit(book, column, 0, "9"), edit(book, column, 1, "11"))
    assert list(outcome.wrong) == [(column.id, book.students[1].id)]
    assert (events(db), db.session.scalar(select(func.count()).select_from(GradeBatch))) == (0, 0)


def test_a_cell_changed_meanwhile_is_told_and_the_rest_stored(book: Book) -> None:
    column = book.column()
    book.grade(column, START, 60, 60)
    book.grade(column, START, 95)
    outcome = apply(book, edit(book, column, 0, "70", 1), edit(book, column, 1, "71", 1))
    clash = outcome.clashes[column.id, book.students[0].id]
    assert (clash.new, clash.number) == (95, 2)
    assert stands(book, column) == [95, 71, None]
    assert apply(book, edit(book, column, 0, "70", 2)).count == 1


def test_what_was_changed_since_is_not_undone(book: Book) -> None:
    column = book.column()
    outcome = apply(book, edit(book, column, 0, "70"), edit(book, column, 1, "71"))
    apply(book, edit(book, column, 0, "75", 1))
    _made, kept = acts.undo(outcome.batch, book.teacher.id, START)
    assert (kept, stands(book, column)) == (1, [75, None, None])


def test_an_act_is_undone_once(book: Book) -> None:
    outcome = apply(book, edit(book, book.column(), 0, "70"))
    acts.undo(outcome.batch, book.teacher.id, START)
    with pytest.raises(DomainError, match="已经撤销过"):
        acts.undo(outcome.batch, book.teacher.id, START)


def test_nothing_changed_is_no_act(book: Book, db: Any) -> None:
    column = book.column()
    book.grade(column, START, 60)
    outcome = apply(book, edit(book, column, 0, "60.0", 1), edit(book, column, 1, ""))
    assert (outcome.batch, outcome.count) == (None, 0)
    assert db.session.scalar(select(func.count()).select_from(GradeBatch)) == 0


def test_cells_of_another_class_are_refused(book: Book) -> None:
    other = book.make.class_("别的班")
    with pytest.raises(DomainError, match="什么都没有存"):
        acts.apply_edits(
            other.id, [edit(book, book.column(), 0, "70")], "edit", "", book.teacher.id, START
        )


def test_the_last_acts_are_listed(book: Book) -> None:
    column = book.column("情景一")
    first = apply(book, edit(book, column, 0, "70"))
    apply(book, edit(book, column, 1, "71"), edit(book, column, 2, "72"))
    acts.undo(first.batch, book.teacher.id, START)
    undoing, pair, single = acts.recent(book.class_.id)
    assert (undoing.batch.kind, undoing.count, undoing.undone) == ("undo", 1, False)
    assert (pair.count, pair.what, pair.undone) == (2, None, False)
    assert (single.count, single.undone, single.name, single.title) == (
        1, True, "陈思远", "情景一",
    )  # fmt: skip
    assert single.what is not None
    assert single.what.new == 70


def test_sql_does_not_grow_with_the_block(book: Book, count_sql: Any) -> None:
    columns = [book.column(f"列 {n}") for n in range(6)]
    counts = []
    for n, some in enumerate((columns[:1], columns)):
        edits = [edit(book, c, k, str(60 + n)) for c in some for k in range(3)]
        edits = [one if n == 0 or one.column_id != columns[0].id else
                 Edit(column_id=one.column_id, user_id=one.user_id, text=one.text, seen=1)
                 for one in edits]  # fmt: skip
        with count_sql() as statements:
            assert apply(book, *edits).count == len(edits)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.both_engines
def test_of_two_who_undo_at_once_one_does(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine)
    with app.app_context():
        make = Builders(database, lambda: START)
        class_ = make.class_(join_code="TWOUNDO")
        book = Book(make, class_, make.instructor(class_), [make.student(class_)])
        outcome = apply(book, edit(book, book.column(), 0, "70"))
        batch_id, teacher = outcome.batch.id, book.teacher.id
        database.session.remove()
    ready, results = threading.Barrier(2), []

    def undo() -> None:
        with app.app_context():
            batch = database.session.get_one(GradeBatch, batch_id)
            database.session.rollback()
            ready.wait()
            try:
                acts.undo(batch, teacher, START)
                results.append("done")
            except DomainError:
                results.append("told")
            database.session.remove()

    threads = [threading.Thread(target=undo) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "told"]
    with app.app_context():
        assert database.session.scalar(select(func.count()).select_from(GradeEvent)) == 2


# What feeds a column: several results, times of submission, comments


def test_several_results_count_as_the_column_says(book: Book, app: Any) -> None:
    column = book.column(retake=Retake.MEAN)
    student = book.students[0].id
    with writing():
        results = {student: [Attempt(Decimal(60)), Attempt(Decimal(90))]}
        assert post_attempts(column, results, "情景", START) == 1
        assert post_attempts(column, results, "情景", START) == 0
    with app.test_request_context():
        row = build_sheet(book.class_.id, book.students, START).rows[0]
        assert (row.mark, row.cells[0].notes) == (75, ["60、90 取平均"])
        with writing():
            column.retake = Retake.BEST
        row = build_sheet(book.class_.id, book.students, START).rows[0]
        assert (row.mark, row.cells[0].rate) == (90, "90")


def test_a_persons_word_replaces_results(book: Book) -> None:
    column = book.column()
    student = book.students[0].id
    with writing():
        post_attempts(column, {student: [Attempt(Decimal(60)), Attempt(Decimal(90))]}, "", START)
    apply(book, edit(book, column, 0, "75", 1))
    assert current_grades([column.id])[column.id, student].attempts is None


def test_lateness_is_taken_off_by_the_time_of_submission(book: Book, app: Any) -> None:
    column = book.column(due_at=START, late_per_day=Decimal(10))
    student = book.students[0].id
    with writing():
        late = {student: START + timedelta(hours=25)}
        post_grades(column, {student: Decimal(90)}, "作业", START, submitted=late)
    with app.test_request_context():
        row = build_sheet(book.class_.id, book.students, START).rows[0]
        assert (row.mark, row.cells[0].notes) == (70, ["迟交，扣满分的 20%"])
    # Changing the mark alone leaves the time as it was.
    apply(book, edit(book, column, 0, "95", 1))
    assert build_sheet(book.class_.id, book.students, START).rows[0].mark == 75


def test_a_cell_with_its_comment(book: Book) -> None:
    column = book.column()
    student = book.students[0].id
    assert save_cell(
        column, student, CellInput(text="", comment="等你补交"), book.teacher.id, START
    )
    assert not save_cell(
        column, student, CellInput(text="", comment="等你补交", seen=1), book.teacher.id, START
    )
    with pytest.raises(DomainError, match="别人刚刚改过"):
        save_cell(column, student, CellInput(text="60"), book.teacher.id, START)
    with pytest.raises(DomainError, match="不能超过满分"):
        save_cell(column, student, CellInput(text="101", seen=1), book.teacher.id, START)
    assert save_cell(
        column, student, CellInput(text="88", comment="等你补交", seen=1), book.teacher.id, START
    )
    held = current_grades([column.id])[column.id, student]
    assert (held.new, held.comment) == (88, "等你补交")


def test_marks_may_pass_the_maximum_where_the_column_allows(book: Book) -> None:
    column = book.column(may_pass=True)
    assert apply(book, edit(book, column, 0, "108")).count == 1
    assert list(apply(book, edit(book, column, 1, "1001")).wrong.values()) == [
        "最多写到满分的十倍。"
    ]
