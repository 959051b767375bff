"""What the tests of archives share: an exam that was held with all that can happen, and its file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.authz.permissions import Role
from app.bank.domain.types import ItemType
from app.extensions import db as database
from app.marking.answers import Entry, key_points_of, rows_of
from app.marking.domain.looks import Act
from app.marking.domain.rulings import Kind
from app.marking.service import find_part, list_parts, save_marks
from app.quiz.exams.archiving import make_archive
from app.quiz.exams.grading import release
from tests.builders import Builders
from tests.conftest import Clock
from tests.looks.conftest import Room
from tests.quiz.manage.builders import ESSAY, MULTIPLE, SHORT, SINGLE, TRUTH, Staff
from tests.regrade.conftest import Bench, make_bench

KINDS = (SINGLE, MULTIPLE, TRUTH, SHORT, ESSAY)


@pytest.fixture
def staff(db: Any, make: Builders, clock: Clock) -> Staff:
    class_ = make.class_()
    return Staff(database, clock, make, class_, make.instructor(class_))


@pytest.fixture
def held(staff: Staff, clock: Clock) -> Callable[..., Room]:
    """Return a function that makes an exam which was sat, marked, released, ruled upon and doubted."""

    def make(students: int = 3, kinds: tuple[ItemType, ...] = KINDS, **values: Any) -> Room:
        bench = make_bench(staff, clock, kinds, students, **values)
        mark_as_people_do(bench)
        clock.move(hours=3)
        release(bench.exam, staff.teacher.id, clock())
        assistant = staff.make.user("助教")
        staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
        room = Room(bench, assistant)
        room.clock.move(minutes=5)
        bench.rule(TRUTH, Kind.FULL)
        look = room.ask(SHORT, 1)
        points = {point.id: "0.5" for point in bench.part(SHORT).question.key.key_points}
        room.decide(look, Act.CHANGE, "写到了一半", points=points or {"whole": "0.5"})
        room.ask(SINGLE, 1)
        return room

    return make


def mark_as_people_do(bench: Bench) -> None:
    """Give points to everything that waits, on the desk."""
    class_id, at = bench.exam.class_id, bench.clock()
    for summary in list_parts(class_id):
        part = find_part(class_id, summary.kind, summary.part_id)
        assert part is not None
        rows = rows_of(part)
        entries = {
            row.response.work_id: Entry(
                work_id=row.response.work_id,
                seen=0,
                points={point.id: "1" for point in key_points_of(part)},
            )
            for row in rows
        }
        save_marks(part, rows, entries, bench.staff.teacher.id, at)


def archive_of(room: Room) -> bytes:
    return make_archive(room.bench.exam.id, room.clock(), "0.0.0")
