"""A page costs the same number of SQL statements however many students and items there are.

Between 30 and 3,000 students, and between 100 and 10,000 items, on every page that lists or counts
them. One student and one item are made as people make them; the others are their rows, copied in bulk.
Features have tests of their own of what else grows: exams, questions, rounds, marks of one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import undefer

from app.accounts.models import Identifier, User
from app.bank.models import Item, ItemKeyRow, ItemVersion, item_knowledge
from app.courses.models import Enrolment
from app.database import new_public_id
from app.extensions import db as database
from app.gradebook.models import GradeColumn, GradeEvent
from app.marking.models import MarkEvent
from app.quiz.exams.grading import release
from app.quiz.models import Exam, FormSlot, ResponseLog, Sitting
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import Bank, small_course
from tests.quiz.manage.builders import SHORT, SINGLE, Staff

FEW, MANY = 30, 3_000
SMALL, LARGE = 100, 10_000
# Above whatever the database itself numbers.
FIRST_ID = 5_000_000
MOST = 30  # statements; the busiest page is the exam board


@pytest.fixture
def staff(db: Any, make: Builders, clock: Clock) -> Staff:
    class_ = make.class_()
    return Staff(database, clock, make, class_, make.instructor(class_))


@pytest.fixture
def cost(count_sql: Any) -> Callable[[FlaskClient, Iterable[str]], dict[str, int]]:
    """Statements by page, each loaded with nothing in the session's memory."""

    def measure(client: FlaskClient, paths: Iterable[str]) -> dict[str, int]:
        found = {}
        for path in paths:
            database.session.expunge_all()
            with count_sql() as statements:
                assert client.get(path).status_code == 200, path
            found[path] = len(statements)
        return found

    return measure


# --- students


def hold_exams(staff: Staff, student: User) -> tuple[Exam, Exam, Exam]:
    """A released, a finished and a running exam, sat by one student, and a typed mark."""
    released = staff.published([SINGLE, SHORT], title="公布了")
    staff.sit(released, student)
    finished = staff.published([SINGLE, SHORT], title="考完了")
    staff.sit(finished, student)
    staff.mark_written(released)
    staff.clock.move(hours=3)  # type: ignore[attr-defined]
    release(released, staff.teacher.id, staff.clock())
    running = staff.published([SINGLE, SHORT], title="进行中")
    staff.answer(staff.start(running, student))
    return released, finished, running


def copy_student(student: User, numbers: range) -> None:
    """As many students more, each with everything the one has: places, papers, saves, marks."""
    shift = {n: FIRST_ID + n * 100 for n in numbers}
    person = rows_of(User, User.id == student.id)
    for row in person:
        add(User, ({**row, "id": i, "public_id": new_public_id()} for i in shift.values()))
    own: list[tuple[Any, Any]] = [
        (Enrolment, Enrolment.user_id == student.id),
        (GradeEvent, GradeEvent.user_id == student.id),
    ]
    for model, where in own:
        for row in rows_of(model, where):
            add(model, ({**fresh(row), "user_id": i} for i in shift.values()))
    names = [{"kind": "student_no", "value": f"9{i}", "user_id": i} for i in shift.values()]
    add(Identifier, ({**name, "display": name["value"]} for name in names))
    for place, sitting in enumerate(rows_of(Sitting, Sitting.user_id == student.id)):
        copy_sitting(sitting, {i: i + place for i in shift.values()})
    database.session.commit()


def copy_sitting(sitting: dict[str, Any], ids: dict[int, int]) -> None:
    """The sitting with its saves and marks, by the ids of who sits and of the copy."""
    add(Sitting, ({**fresh(sitting), "user_id": i, "id": s} for i, s in ids.items()))
    for save in rows_of(ResponseLog, ResponseLog.sitting_id == sitting["id"]):
        add(ResponseLog, ({**fresh(save), "sitting_id": s} for s in ids.values()))
    for mark in rows_of(MarkEvent, MarkEvent.work_id == sitting["id"]):
        changed = ({**fresh(mark), "learner_id": i, "work_id": s} for i, s in ids.items())
        add(MarkEvent, changed)


def learn_sizes() -> None:
    """Tell PostgreSQL's planner what is there: its own worker cannot see an open transaction."""
    if database.engine.dialect.name == "postgresql":
        database.session.execute(text("ANALYZE"))


def rows_of(model: Any, where: Any) -> list[dict[str, Any]]:
    names = [column.key for column in model.__mapper__.column_attrs]
    return [
        {name: getattr(row, name) for name in names}
        for row in database.session.scalars(select(model).where(where).options(undefer("*")))
    ]


def fresh(row: dict[str, Any]) -> dict[str, Any]:
    """The row without its own id, with another public one."""
    copy = {name: value for name, value in row.items() if name != "id"}
    return copy | ({"public_id": new_public_id()} if "public_id" in row else {})


def add(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    database.session.execute(insert(model), list(rows))


def class_pages(staff: Staff, exams: tuple[Exam, Exam, Exam]) -> list[str]:
    here = f"/classes/{staff.class_.public_id}"
    released, finished, running = (f"/exams/{exam.public_id}" for exam in exams)
    column = database.session.scalars(select(GradeColumn)).first()
    slot = database.session.scalars(
        select(FormSlot).where(FormSlot.form_id == exams[1].form_id, FormSlot.type == SHORT.value)
    ).one()
    assert column is not None
    return [
        "/classes", here, f"{here}/people", f"{here}/people?q=9&sort=-seen", f"{here}/settings",
        f"{here}/code", f"{here}/exams", f"{running}/board", f"{running}/board/rows",
        f"{running}/results", f"{finished}/results", f"{released}/results",
        f"{released}/results.xlsx", f"{here}/marking", f"{here}/marking?show=all",
        f"{here}/marking/sitting/{slot.id}", f"{here}/grades", f"{here}/grades?view=two",
        f"{here}/grades/scheme", f"{here}/grades.xlsx", f"/grade-columns/{column.public_id}",
    ]  # fmt: skip


@pytest.mark.both_engines
def test_pages_of_a_class_cost_the_same_for_30_and_3000_students(
    staff: Staff, as_user: Any, make: Builders, cost: Any
) -> None:
    student = make.student(staff.class_)
    exams = hold_exams(staff, student)
    pages = class_pages(staff, exams)
    teacher, admin, one = as_user(staff.teacher), as_user(make.admin()), as_user(student)
    own = ["/exams", "/grades", f"/exams/{exams[2].public_id}", "/learn"]
    one.get(own[2])  # a process reads a frozen form once
    found = []
    done = 1
    for size in (FEW, MANY):
        copy_student(student, range(done, size))
        done = size
        learn_sizes()
        found.append(
            cost(teacher, pages) | cost(admin, ["/admin/people", "/classes/all"]) | cost(one, own)
        )
    assert found[1] == found[0]
    assert max(found[1].values()) <= MOST


# --- items


def copy_item(sample: Item, numbers: range, points: list[str]) -> None:
    """As many items more, with a version, a key and a knowledge point each."""
    (item,) = rows_of(Item, Item.id == sample.id)
    (version,) = rows_of(ItemVersion, ItemVersion.item_id == sample.id)
    (key,) = rows_of(ItemKeyRow, ItemKeyRow.version_id == version["id"])
    ids = [FIRST_ID + n for n in numbers]
    copies = ({**fresh(item), "id": i, "current_version_id": None} for i in ids)
    add(Item, copies)
    add(ItemVersion, ({**version, "id": i, "item_id": i, "digest": f"{i:064d}"} for i in ids))
    add(ItemKeyRow, ({**key, "version_id": i} for i in ids))
    table: Any = Item.__table__
    database.session.execute(
        table.update().where(table.c.id >= ids[0]).values(current_version_id=table.c.id)
    )
    ties = [{"item_id": i, "knowledge_id": points[i % len(points)]} for i in ids]
    database.session.execute(insert(item_knowledge), ties)
    database.session.commit()


@pytest.mark.both_engines
def test_pages_of_the_bank_cost_the_same_for_100_and_10000_items(
    app: Any, staff: Staff, clock: Clock, as_user: Any, make: Builders, cost: Any, count_sql: Any
) -> None:
    with small_course(app):
        bank = Bank(database, clock)
        sample = bank.item(use="exam")
        practice = bank.item()
        points = [bank.point(f"ch01.p{n}").id for n in range(20)]
        database.session.commit()
        exam = staff.draft([sample])
        teacher, learner = as_user(staff.teacher), as_user(make.student(staff.class_))
        learner.get("/practice")
        paper = f"/exams/{exam.public_id}/paper"
        staff_pages = [
            "/bank", "/bank?q=题&type=single_choice", "/bank?sort=title", "/bank/new", "/bank/import", "/bank/export",
            "/bank?q=“题 干”&collection=none", "/bank/review", "/bank/steps", "/bank/collections",
            "/bank/filters", "/bank/tree", "/bank/tree/ch01", "/bank/tree/points/ch01.p1",
            "/bank/bulk?scope=chosen",
            paper, f"{paper}/pick", f"{paper}/pick?chapter=ch01", f"{paper}/draw",
        ]  # fmt: skip
        learner_pages = ["/practice", "/practice/choose", "/practice/choose?chapter=ch01"]
        learner_pages += ["/mistakes", "/progress", "/favourites", "/learn", "/search?q=读者"]
        found = []
        done = 1
        for size in (SMALL, LARGE):
            copy_item(sample, range(done, size // 2), points)
            copy_item(practice, range(LARGE + done, LARGE + size // 2), points)
            done = size // 2
            learn_sizes()
            pages = cost(teacher, staff_pages) | cost(learner, learner_pages)
            with count_sql() as drawing:
                learner.post("/practice/start", data={"only": "new", "count": 10})
            found.append(pages | {"draw": len(drawing)})
    assert found[1] == found[0]
    assert max(found[1].values()) <= MOST
