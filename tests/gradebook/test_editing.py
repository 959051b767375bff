"""Typed marks, columns, and the scheme: whole or not at all, and never over somebody else's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import writing
from app.extensions import db as database
from app.gradebook import editing, schemes
from app.gradebook.editing import TypedMark, save_marks, typed_now
from app.gradebook.models import GradeColumn, GradeEvent
from app.gradebook.schemes import CategoryInput, SchemeError, apply_preset, save_scheme, shown
from app.gradebook.service import get_scheme
from app.web.errors import DomainError
from tests.builders import Builders
from tests.conftest import START
from tests.gradebook.conftest import Book


def save(book: Book, column: GradeColumn, at: Any, *texts: str, was: Any = ("", "", "")) -> Any:
    typed = [
        TypedMark(user_id=s.id, text=text, was=before)
        for s, text, before in zip(book.students, texts, was, strict=False)
    ]
    return save_marks(column, typed, "录入", book.teacher.id, at)


def texts(book: Book, column: GradeColumn) -> list[str]:
    found = typed_now(column, [s.id for s in book.students])
    return [found[s.id] for s in book.students]


def test_marks_blanks_and_the_excused_are_stored(book: Book, clock: Any) -> None:
    column = book.column()
    assert save(book, column, clock(), " 88.50 ", "免修", "").count == 2
    assert texts(book, column) == ["88.5", "免", ""]
    assert save(book, column, clock(), "", "７５。５", "EX", was=("88.5", "免", "")).count == 3
    assert texts(book, column) == ["", "75.5", "免"]
    assert [e.author_id for e in editing.history(column, book.students[0].id)] == [
        book.teacher.id
    ] * 2


@pytest.mark.parametrize(
    "wrong", ["八十", "-1", "101", "1.234", "NaN", "1e9", "9" * 20, "1,5", "=1"]
)
def test_one_wrong_mark_keeps_all_out(book: Book, clock: Any, db: Any, wrong: str) -> None:
    column = book.column()
    saved = save(book, column, clock(), "88", wrong, "免")
    assert (saved.count, list(saved.wrong)) == (0, [book.students[1].id])
    assert db.session.scalar(select(func.count()).select_from(GradeEvent)) == 0


def test_only_what_was_changed_is_touched(book: Book, clock: Any) -> None:
    """Somebody else's change stays where this teacher left the cell alone."""
    column = book.column()
    save(book, column, clock(), "60", "60")
    save(book, column, clock(), "95", was=("60",))
    saved = save(book, column, clock(), "60", "70", was=("60", "60"))
    assert (saved.count, saved.is_refused) == (1, False)
    assert texts(book, column) == ["95", "70", ""]


def test_a_cell_changed_meanwhile_is_told_and_nothing_stored(book: Book, clock: Any) -> None:
    column = book.column()
    save(book, column, clock(), "60", "60", "60")
    save(book, column, clock(), "95", "免", "", was=("60",) * 3)
    saved = save(book, column, clock(), "70", "71", "60.0", was=("60", "60", "50"))
    first, second, third = (s.id for s in book.students)
    assert saved.count == 0
    assert saved.clashes == {first: "95", second: "免", third: ""}
    assert texts(book, column) == ["95", "免", ""]


def test_two_who_typed_the_same_do_not_clash(book: Book, clock: Any) -> None:
    column = book.column()
    save(book, column, clock(), "60")
    saved = save(book, column, clock(), "60.0")
    assert (saved.count, saved.is_refused) == (0, False)


@pytest.mark.both_engines
def test_of_two_teachers_at_once_one_is_told(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine)
    with app.app_context():
        make = Builders(database, lambda: START)
        class_ = make.class_(join_code="TWOTEACH")
        book = Book(
            make, class_, make.instructor(class_), [make.student(class_) for _ in range(12)]
        )
        column_id, teacher_id = book.column().id, book.teacher.id
        students = [student.id for student in book.students]
        database.session.remove()
    ready, results = threading.Barrier(2), []

    def type_(text: str) -> None:
        with app.app_context():
            column = database.session.get_one(GradeColumn, column_id)
            for student in students:
                database.session.rollback()
                ready.wait()
                mark = TypedMark(user_id=student, text=text, was="")
                saved = save_marks(column, [mark], "录入", teacher_id, START)
                results.append((student, saved.count, len(saved.clashes)))
            database.session.remove()

    threads = [threading.Thread(target=type_, args=(text,)) for text in ("60", "70")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted((s, *end) for s in students for end in ((0, 1), (1, 0)))
    with app.app_context():
        assert database.session.scalar(select(func.count()).select_from(GradeEvent)) == 12


def test_marks_for_a_column_that_is_gone_are_refused(book: Book, clock: Any) -> None:
    column = book.column()
    editing.remove_column(column)
    with pytest.raises(DomainError, match="没有存下"):
        save(book, column, clock(), "60")


def test_columns_that_held_a_grade_stay(book: Book, clock: Any, db: Any) -> None:
    empty, used = book.column("空的"), book.column("用过的")
    save(book, used, clock(), "60")
    save(book, used, clock(), "", was=("60",))
    from_exam = book.column("期末", source_kind="exam", source_id=3)
    editing.remove_column(empty)
    for column in (used, from_exam):
        with pytest.raises(DomainError, match="不能删"):
            editing.remove_column(column)
    assert db.session.scalars(select(GradeColumn.title).order_by(GradeColumn.id)).all() == [
        "用过的",
        "期末",
    ]


# The scheme


def rows(*parts: tuple[Any, ...]) -> list[CategoryInput]:
    return [CategoryInput(id=i, name=n, weight=w, is_final=f) for i, n, w, f in parts]


VALUES = {
    "eligibility_line": Decimal(50),
    "pass_line": Decimal(60),
    "decimals": 0,
    "show_total": False,
}


def stored(book: Book) -> list[tuple[str, Decimal, bool]]:
    return [(c.name, c.weight, c.is_final) for c in book.scheme.categories]


def test_a_scheme_is_changed_row_by_row(book: Book) -> None:
    skills, files, _survey, final = book.scheme.categories
    save_scheme(
        book.class_.id,
        VALUES,
        rows(
            (files.id, " 客户档案 ", "12.5", False),
            (skills.id, "技巧训练", "27.50", False),
            (None, "", "", False),
            (final.id, "期末考试", "60", True),
        ),
    )
    assert stored(book) == [
        ("客户档案", Decimal("12.5"), False),
        ("技巧训练", Decimal("27.5"), False),
        ("期末考试", Decimal(60), True),
    ]
    assert [c.id for c in book.scheme.categories] == [files.id, skills.id, final.id]
    assert (book.scheme.decimals, book.scheme.show_total) == (0, False)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "至少要有一类"),
        ([(None, "平时", "40", False), (None, "期末", "59.99", True)], "正好 100，现在是 99.99"),
        ([(None, "平时", "40", False), (None, " ", "60", True)], "要有名称"),
        ([(None, "平时", "x", False)], "“平时”的权重"),
        ([(None, "平时", "", False)], "“平时”的权重"),
        ([(None, "平时", "-5", False), (None, "期末", "105", True)], "“平时”的权重"),
        ([(None, "平时", "1e999999", False)], "“平时”的权重"),
        ([(None, "期末", "50", False), (None, "期末", "50", False)], "同名"),
        ([(None, "一", "50", True), (None, "二", "50", True)], "只能有一类是期末"),
        ([(None, "长" * 41, "100", True)], "最多 40"),
    ],
)
def test_a_scheme_that_cannot_be_is_not_stored(book: Book, parts: Any, message: str) -> None:
    before = stored(book)
    with pytest.raises(SchemeError, match=message):
        save_scheme(book.class_.id, VALUES, rows(*parts))
    assert stored(book) == before
    assert book.scheme.decimals == 1


def test_a_category_with_columns_stays(book: Book) -> None:
    book.column("情景一", "技巧训练")
    before = stored(book)
    keep = [row for row in shown(book.scheme) if row.name != "技巧训练"]
    keep.append(CategoryInput(id=None, name="新的", weight="20"))
    with pytest.raises(SchemeError, match="“技巧训练”里有成绩列"):
        save_scheme(book.class_.id, VALUES, keep)
    assert stored(book) == before


def test_a_category_of_another_class_is_not_touched(book: Book) -> None:
    other = get_scheme(book.make.class_("别的班").id)
    save_scheme(book.class_.id, VALUES, rows((other.categories[0].id, "夺来的", "100", False)))
    assert stored(book) == [("夺来的", 100, False)]
    assert get_scheme(other.class_id).categories[0].name == "技巧训练"


def test_presets_replace_an_untouched_scheme(book: Book) -> None:
    apply_preset(book.class_.id, "two")
    assert stored(book) == [("平时成绩", 40, False), ("期末考试", 60, True)]
    apply_preset(book.class_.id, "four")
    assert [weight for _name, weight, _final in stored(book)] == [20, 10, 10, 60]


def test_presets_replace_nothing_that_has_columns(book: Book) -> None:
    book.column()
    with pytest.raises(DomainError, match="已有成绩列"):
        apply_preset(book.class_.id, "two")
    assert len(stored(book)) == 4


def test_a_category_that_an_exam_names_stays(book: Book, clock: Any) -> None:
    """Exams lie above the gradebook: the database knows what it may not import."""
    from app.quiz.models import Exam

    exam = Exam(
        class_id=book.class_.id, title="期末", opens_at=clock(), closes_at=clock.move(hours=2), minutes=90,
        category_id=book.category("期末考试").id, author_id=book.teacher.id, created_at=clock(),
    )  # fmt: skip
    with writing():
        database.session.add(exam)
    before = stored(book)
    for change in (
        lambda: apply_preset(book.class_.id, "two"),
        lambda: save_scheme(book.class_.id, VALUES, rows((None, "全部", "100", False))),
    ):
        with pytest.raises(DomainError, match="有考试要计入"):
            change()
        assert stored(book) == before


def test_what_the_form_shows_stores_the_same(book: Book) -> None:
    before = stored(book)
    save_scheme(book.class_.id, VALUES, schemes.shown(book.scheme))
    assert stored(book) == before
