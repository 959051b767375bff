"""How many answers wait for one marker, at the entry of the marking pages in the class's rail."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.authz.permissions import Role
from app.extensions import db as database
from app.marking.waiting import count_answers
from app.quiz.exams.terms import WORK
from app.quiz.exams.works import SittingWorks
from app.quiz.models import Exam
from tests.marking.conftest import Scene
from tests.quiz.manage.builders import ESSAY, SHORT, SINGLE, Staff


@pytest.fixture
def staff(db: Any, clock: Any, make: Any) -> Staff:
    class_ = make.class_()
    return Staff(db, clock, make, class_, make.instructor(class_))


def assistant_of(staff: Staff, name: str = "助教") -> Any:
    person = staff.make.user(name)
    staff.make.enrol(person, staff.class_, Role.ASSISTANT)
    return person


def sit(staff: Staff, students: int, **written: Any) -> tuple[Exam, list[int], list[int]]:
    """An exam with two written questions; its slots, and the papers handed in."""
    exam = staff.published([SINGLE, SHORT, ESSAY])
    exam.written = {**exam.written, **written}
    database.session.commit()
    assert exam.form is not None
    slots = [slot.id for slot in exam.form.slots if slot.type != SINGLE]
    papers = [staff.sit(exam, staff.make.student(staff.class_)).id for _n in range(students)]
    return exam, slots, papers


def give(client: Any, staff: Staff, slot: int, work: int, points: str, seen: int = 0) -> None:
    url = f"/classes/{staff.class_.public_id}/desk/{WORK}/{slot}"
    part = SittingWorks().find_part(staff.class_.id, slot)
    assert part is not None
    name = part.key.key_points[0].id if part.key.key_points else "whole"
    data = {"work": str(work), f"seen-{work}": str(seen), f"px-{name}": points}
    for point in part.key.key_points[1:]:
        data[f"px-{point.id}"] = "0"
    assert client.post(url, data=data).status_code == 303


def waits(staff: Staff, person: Any, *, decides: bool = False) -> int:
    return count_answers(staff.class_.id, person.id, decides=decides)


def test_every_answer_without_a_mark_waits(staff: Staff, as_user: Any) -> None:
    _exam, slots, papers = sit(staff, 3)
    assert waits(staff, staff.teacher) == 6
    listed = sum(part.waiting for part in SittingWorks().list_parts(staff.class_.id))
    assert listed == 6
    client = as_user(staff.teacher)
    give(client, staff, slots[0], papers[0], "0.5")
    assert waits(staff, staff.teacher) == 5
    client.post(f"/classes/{staff.class_.public_id}/desk/{WORK}/{slots[0]}/undo")
    assert waits(staff, staff.teacher) == 6


def test_of_two_who_mark_each_is_told_what_they_have_not_read(staff: Staff, as_user: Any) -> None:
    _exam, slots, papers = sit(staff, 2, double=True, tolerance="0.5")
    one, other, third = (assistant_of(staff, name) for name in ("甲", "乙", "丙"))
    give(as_user(one), staff, slots[0], papers[0], "0")
    assert (waits(staff, one), waits(staff, other)) == (3, 4)
    give(as_user(other), staff, slots[0], papers[0], "2")
    # The two are apart: nobody's but who decides.
    assert (waits(staff, one), waits(staff, other), waits(staff, third)) == (3, 3, 3)
    assert waits(staff, staff.teacher, decides=True) == 4


def test_the_rail_tells_answers_and_requests(staff: Staff, as_user: Any) -> None:
    sit(staff, 3)
    page = as_user(staff.teacher).get(f"/classes/{staff.class_.public_id}").text
    rail = re.search(r'<nav class="zk-rail".*?</nav>', page, re.DOTALL)
    assert rail is not None
    assert re.findall(r'zk-tabs__n">([^<]*)<span class="zk-vh"> ([^<]*)<', rail[0]) == [
        ("6", "份答案待批")
    ]


def test_its_cost_does_not_grow(staff: Staff, as_user: Any, count_sql: Any) -> None:
    first, second = assistant_of(staff, "甲"), assistant_of(staff, "乙")
    _exam, slots, papers = sit(staff, 2, double=True, tolerance="0")
    give(as_user(first), staff, slots[0], papers[0], "1")
    with count_sql() as few:
        waits(staff, second)
    _exam, slots, papers = sit(staff, 6, double=True, tolerance="0")
    for paper in papers:
        give(as_user(first), staff, slots[0], paper, "1")
    with count_sql() as most:
        assert waits(staff, second) == 16
    assert len(few) == len(most) == 3


def test_where_one_person_marks_it_is_one_statement_whatever_waits(
    staff: Staff, count_sql: Any
) -> None:
    with count_sql() as none:
        assert waits(staff, staff.teacher) == 0
    sit(staff, 3)
    with count_sql() as some:
        assert waits(staff, staff.teacher) == 6
    assert len(none) == len(some) == 1


def test_a_kind_of_work_that_cannot_count_is_asked_for_its_list(scene: Scene) -> None:
    assert count_answers(scene.class_.id, scene.teacher.id, decides=True) == len(scene.works)
