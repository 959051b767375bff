"""The gradebook's ledger and scheme."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db as database
from app.gradebook.models import GradeCategory, GradeEvent, GradeScheme
from app.gradebook.service import (
    current_grades,
    eligibility,
    ensure_column,
    find_scheme,
    get_scheme,
    post_grades,
)
from tests.conftest import START
from tests.gradebook.conftest import Book


def test_the_courses_scheme_is_there_at_first_use(book: Book, db: Any) -> None:
    assert find_scheme(book.class_.id) is None
    made = book.scheme
    assert [(c.name, c.weight, c.is_final) for c in made.categories] == [
        ("技巧训练", 20, False),
        ("建立客户档案", 10, False),
        ("满意度调查", 10, False),
        ("期末考试", 60, True),
    ]
    assert get_scheme(book.class_.id) is made
    assert db.session.scalar(select(func.count()).select_from(GradeScheme)) == 1


def test_a_class_that_is_not_there_has_no_scheme(db: Any) -> None:
    with pytest.raises(LookupError):
        get_scheme(987_654)


@pytest.mark.both_engines
def test_the_scheme_is_made_once_however_many_ask(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine)
    with app.app_context():
        with writing():
            class_ = CourseClass(name="电商", join_code="ONCE", created_at=START)
            database.session.add(class_)
        class_id = class_.id
        database.session.remove()
    ready, found = threading.Barrier(4), []

    def ask() -> None:
        with app.app_context():
            assert find_scheme(class_id) is None
            database.session.rollback()
            ready.wait()
            found.append(len(get_scheme(class_id).categories))
            database.session.remove()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [4, 4, 4, 4]
    with app.app_context():
        assert database.session.scalar(select(func.count()).select_from(GradeCategory)) == 4


def test_only_changes_are_appended(book: Book, clock: Any, db: Any) -> None:
    column = book.column()
    first, second, _third = book.students
    assert book.grade(column, clock(), 80, 75, None) == 2
    later = clock.move(days=1)
    assert book.grade(column, later, "80.00", "75.5", None, reason="漏加一分") == 1
    events = db.session.scalars(select(GradeEvent).order_by(GradeEvent.id)).all()
    assert [(e.user_id, e.number, e.old, e.new) for e in events] == [
        (first.id, 1, None, 80),
        (second.id, 1, None, 75),
        (second.id, 2, 75, Decimal("75.5")),
    ]
    assert (events[2].reason, events[2].created_at) == ("漏加一分", later)


def test_excusing_and_clearing_are_events_too(book: Book, clock: Any) -> None:
    column = book.column()
    assert book.grade(column, clock(), 80) == 1
    assert book.grade(column, clock(), "免") == 1
    assert book.grade(column, clock(), "免") == 0
    assert book.grade(column, clock(), None) == 1
    held = current_grades([column.id])[column.id, book.students[0].id]
    assert (held.number, held.new, held.excused) == (3, None, False)


def test_posting_costs_three_statements(book: Book, clock: Any, count_sql: Any) -> None:
    column = book.column()
    people = [book.make.student(book.class_, name=f"生{n}").id for n in range(40)]
    with writing(), count_sql() as statements:
        post_grades(column, dict.fromkeys(people, Decimal(60)), "录入", clock())
    assert len(statements) == 3


def test_an_exams_column_is_made_once_and_follows_the_exam(book: Book, clock: Any) -> None:
    final, skills = book.category("期末考试"), book.category("技巧训练")
    with writing():
        made = ensure_column(book.class_.id, ("exam", 5), "期末", Decimal(100), final.id)
    # The teacher counts it elsewhere: a regrade later does not undo that.
    with writing():
        made.category_id = skills.id
    with writing():
        again = ensure_column(book.class_.id, ("exam", 5), "期末考试（A）", Decimal(90), final.id)
    assert again.id == made.id
    assert (again.title, again.max, again.category_id) == ("期末考试（A）", 90, skills.id)
    assert (again.source_kind, again.source_id, again.position) == ("exam", 5, 1)


def test_an_exams_column_needs_a_category_of_its_class(book: Book, clock: Any) -> None:
    elsewhere = get_scheme(book.make.class_("别的班").id).categories[0]
    for wrong in (None, elsewhere.id):
        with pytest.raises(LookupError), writing():
            ensure_column(book.class_.id, ("exam", 5), "期末", Decimal(100), wrong)


def test_eligibility_looks_at_coursework_alone(book: Book, clock: Any) -> None:
    skills = book.column()
    final = book.column("期末", "期末考试")
    book.grade(skills, clock(), "59.9", 60, None)
    book.grade(final, clock(), 100, 0, 0)
    results = [eligibility(book.class_.id, s.id, clock()) for s in book.students]
    assert [(r.ok, r.have) for r in results] == [
        (False, Fraction("59.9")),
        (True, 60),
        (True, None),
    ]


def test_eligibility_changes_with_the_due_date(book: Book, clock: Any) -> None:
    book.column(due_at=clock())
    student = book.students[0]
    assert not eligibility(book.class_.id, student.id, clock()).ok
    assert eligibility(book.class_.id, student.id, clock.move(days=-1)).ok


def test_eligibility_costs_the_same_for_every_class(book: Book, clock: Any, count_sql: Any) -> None:
    student = book.students[0].id
    assert book.scheme

    def statements() -> int:
        with count_sql() as found:
            eligibility(book.class_.id, student, clock())
        return len(found)

    book.column("一")
    few = statements()
    for n in range(20):
        book.column(f"列{n}", "建立客户档案")
    assert statements() == few <= 4
