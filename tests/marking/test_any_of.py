"""任答 N 点: from the item's key to the mark, at the desk, one by one, by a wording, by another look, afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.models import ItemKeyRow, ItemVersion
from app.extensions import db as database
from app.marking.desk import open_desk
from app.marking.ledger import current_marks
from app.marking.lines import lines_data
from app.marking.looks import Act, Decision, ask, decide
from app.marking.proposals import propose
from app.marking.service import find_part
from app.quiz.exams.grading import release
from app.quiz.exams.publishing import publish
from app.quiz.exams.terms import WORK
from tests.marking.conftest import KIND, Scene, add_part
from tests.marking.test_desk import desk_url
from tests.quiz.manage.builders import SHORT, Staff

TEXTS = ("识别客户", "区分客户", "与客户互动", "为客户定制服务", "回访老客户")
FIVE = tuple(KeyPoint(id=f"k{n}", text=text, points=Decimal(2)) for n, text in enumerate(TEXTS, 1))
KEY = ItemKey(model_answer="。".join(TEXTS), key_points=FIVE, any_of=4)
ALL = "。".join(TEXTS) + "。"


@pytest.fixture
def five(scene: Scene, version: Any) -> Scene:
    part = add_part(
        scene.essays, scene.class_, version, [(scene.students[0], ALL)],
        points=Decimal(8), key_points=FIVE, title="任答四点：怎样经营客户？",
    )  # fmt: skip
    scene.part = scene.essays.parts[7] = replace(part, key=replace(part.key, any_of=4))
    return scene


def given(work: int, *points: str) -> dict[str, Any]:
    return {"work": str(work), f"seen-{work}": "0"} | {
        f"pt-k{n}": number for n, number in enumerate(points, 1)
    }


def test_who_says_everything_earns_what_is_asked_for(app: Any) -> None:
    face = ItemFace(type=SHORT, stem="任答四点：怎样经营客户？", points=Decimal(8))
    with app.test_request_context():
        found = propose(face, KEY, ALL, Decimal(8))
        less = propose(face, KEY, "识别客户。区分客户。与客户互动。", Decimal(8))
        scaled = propose(face, KEY, ALL, Decimal(4))
    assert found is not None and less is not None and scaled is not None  # noqa: PT018
    assert (found.mark, found.correctness) == (8, 1)
    assert less.mark == 6
    assert scaled.mark == 4


def test_the_desk_says_so_and_cuts_the_sum(five: Scene, as_user: Any) -> None:
    client, work = as_user(five.teacher), five.works[0]
    page = client.get(desk_url(five)).text
    assert "任答 4 点，满分 8 分" in page
    assert 'data-most="8"' in page
    assert "按比例折算" not in page
    client.post(desk_url(five), data=given(work, "2", "2", "2", "2", "1"))
    event = current_marks(KIND, [work])[work, 7]
    assert (event.new, event.correctness, event.max) == (8, 1, 8)
    assert event.detail["points"]["k5"] == "1"  # what was given stays as it was given


def test_one_by_one_it_is_the_same(five: Scene, as_user: Any) -> None:
    work = five.works[0]
    url = f"/classes/{five.class_.public_id}/marking/{KIND}/7"
    data = {f"seen-{work}": "0"} | {f"p-{work}-k{n}": "2" for n in range(1, 6)}
    client = as_user(five.teacher)
    assert 'data-most="8"' in client.get(url).text
    client.post(url, data=data)
    assert current_marks(KIND, [work])[work, 7].new == 8


def test_lines_of_a_rubric_are_not_cut(five: Scene, as_user: Any) -> None:
    part = five.essays.parts[7]
    lines = tuple(replace(point, points=Decimal(4)) for point in FIVE)
    five.essays.parts[7] = replace(part, lines=lines)
    assert five.essays.parts[7].most is None
    work = five.works[0]
    as_user(five.teacher).post(desk_url(five), data=given(work, "4", "4", "4", "4", "0"))
    event = current_marks(KIND, [work])[work, 7]
    assert event.new == Decimal("6.4")
    assert event.detail["lines"] == lines_data(lines)


def test_learned_proposals_are_cut_as_well(
    five: Scene, version: Any, make: Any, as_user: Any
) -> None:
    learners = [make.student(five.class_) for _n in range(2)]
    part = add_part(
        five.essays, five.class_, version, [(one, ALL) for one in learners],
        points=Decimal(8), key_points=FIVE,
    )  # fmt: skip
    five.essays.parts[7] = replace(part, key=replace(part.key, any_of=4))
    first, second = (response.work_id for response in part.responses)
    as_user(five.teacher).post(desk_url(five), data=given(first, "2", "2", "2", "2", "2"))
    found = find_part(five.class_.id, KIND, 7)
    assert found is not None
    rows = {row.response.work_id: row for row in open_desk(found).rows}
    proposal = rows[second].proposal
    assert proposal is not None and proposal.learned is not None  # noqa: PT018
    assert proposal.mark == 8


@pytest.fixture
def staff(db: Any, clock: Any, make: Any) -> Staff:
    class_ = make.class_()
    return Staff(db, clock, make, class_, make.instructor(class_))


def sat(staff: Staff) -> tuple[Any, Any, int]:
    """A released exam of one such question, worth 4 on the paper, answered in full."""
    item = staff.item(SHORT, stem="任答四点：怎样经营客户？")
    version = database.session.get_one(ItemVersion, item.current_version_id)
    version.face = {**version.face, "points": "8"}
    database.session.get_one(ItemKeyRow, version.id).key = KEY.to_data()
    database.session.commit()
    at = staff.clock()
    exam = staff.draft(
        [item], opens_at=at - timedelta(minutes=1), closes_at=at + timedelta(hours=1)
    )
    publish(exam, staff.teacher.id, at)
    database.session.refresh(exam)
    assert exam.form is not None
    student = staff.make.student(staff.class_)
    sitting = staff.sit(exam, student, short_answer=ALL)
    return exam, (student, sitting), exam.form.slots[0].id


def test_from_the_paper_to_the_students_page(staff: Staff, as_user: Any, clock: Any) -> None:
    exam, (student, sitting), slot = sat(staff)
    url = f"/classes/{staff.class_.public_id}/desk/{WORK}/{slot}"
    client = as_user(staff.teacher)
    assert "任答 4 点，满分 8 分" in client.get(url).text
    client.post(url, data=given(sitting.id, "2", "2", "2", "1", "2"))
    held = current_marks(WORK, [sitting.id])[sitting.id, slot]
    assert held.new == held.max
    clock.move(hours=2)
    release(exam, staff.teacher.id, clock())
    page = as_user(student).get(f"/sittings/{sitting.public_id}/review").text
    assert re.search(r"任答 4 点，满分 \d+ 分，多答不加分", page)


def test_a_second_look_cuts_the_sum_too(staff: Staff, as_user: Any, clock: Any) -> None:
    exam, (student, sitting), slot = sat(staff)
    url = f"/classes/{staff.class_.public_id}/desk/{WORK}/{slot}"
    as_user(staff.teacher).post(url, data=given(sitting.id, "2", "0", "0", "0", "0"))
    clock.move(hours=2)
    release(exam, staff.teacher.id, clock())
    look = ask(WORK, sitting.id, slot, student.id, "我每一点都写到了，请再看看", clock())
    points = {f"k{n}": "2" for n in range(1, 6)}
    decision = Decision(act=Act.CHANGE, words="都写到了", seen=1, points=points)
    decide(look, decision, staff.teacher.id, clock())
    held = current_marks(WORK, [sitting.id])[sitting.id, slot]
    assert held.new == held.max


def test_a_second_look_goes_by_the_lines_that_the_mark_was_given_by(
    staff: Staff, as_user: Any, clock: Any
) -> None:
    exam, (student, sitting), slot = sat(staff)
    url = f"/classes/{staff.class_.public_id}/desk/{WORK}/{slot}"
    client = as_user(staff.teacher)
    lines = {
        "id": ["", ""],
        "text": ["论点", "结构"],
        "points": ["3", "1"],
        "seen": "0",
        "do": "save",
    }
    assert client.post(f"{url}/rubric", data=lines).status_code == 303
    typed = {"work": str(sitting.id), f"seen-{sitting.id}": "0", "pt-r1": "0", "pt-r2": "1"}
    client.post(url, data=typed)
    clock.move(hours=2)
    release(exam, staff.teacher.id, clock())
    look = ask(WORK, sitting.id, slot, student.id, "论点是有的，请再看看", clock())
    page = client.get(f"/classes/{staff.class_.public_id}/looks/{look.public_id}").text
    assert re.findall(r'name="p-(\w+)"', page) == ["r1", "r2"]
    assert "任答的满分" not in page
    decision = Decision(act=Act.CHANGE, words="有论点", seen=1, points={"r1": "3", "r2": "1"})
    decide(look, decision, staff.teacher.id, clock())
    held = current_marks(WORK, [sitting.id])[sitting.id, slot]
    assert held.new == held.max
    assert held.detail["points"] == {"r1": "3", "r2": "1"}
