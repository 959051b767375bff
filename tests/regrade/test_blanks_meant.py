"""填空 by what is meant: listed forms at once, the rest by a person from a proposal, as the exam says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.bank.models import ItemKeyRow, ItemVersion
from app.marking.answers import key_points_of
from app.marking.desk import open_desk
from app.marking.domain.machine import ENGINE
from app.marking.domain.plans import Blanks, GradingPlan, Help
from app.marking.ledger import current_marks
from app.marking.proposals import propose_blanks
from app.marking.service import find_part, list_parts
from app.quiz.exams.grading import release
from app.quiz.exams.publishing import publish
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, Sitting
from tests.quiz.manage.builders import Staff
from tests.quiz.manage.pages import form

BLANK = ItemType.FILL_BLANK
KEY = ItemKey(blanks=(("客户生命周期", "客户关系生命周期"), ("80",)), explanation="看课文。")
LISTED = ["客户生命周期", "80"]
SLIP = ["客户生命周其", "80"]  # a slip of the input method
WRONG = ["客户细分", "20"]


class Paper:
    """An exam of one 填空 with two blanks."""

    def __init__(self, staff: Staff, **plan: Any) -> None:
        self.staff = staff
        item = staff.item(BLANK)
        version = staff.db.session.get_one(ItemVersion, item.current_version_id)
        face = ItemFace.from_data(version.face)
        stem = "客户关系从开始到结束的全过程叫做 ____；利润的 ____% 来自少数客户。"
        version.face = replace(face, stem=stem, blanks=2, points=Decimal(2)).to_data()
        staff.db.session.get_one(ItemKeyRow, version.id).key = KEY.to_data()
        staff.db.session.commit()
        at = staff.clock()
        self.exam: Exam = staff.draft(
            [item],
            opens_at=at - timedelta(minutes=1),
            closes_at=at + timedelta(hours=2),
            written=GradingPlan(**plan),
        )
        publish(self.exam, staff.teacher.id, at)
        staff.db.session.refresh(self.exam)
        assert self.exam.form is not None
        self.slot = self.exam.form.slots[0].id

    def sit(self, *blanks: str) -> Sitting:
        user = self.staff.make.student(self.staff.class_)
        return self.staff.sit(self.exam, user, fill_blank=list(blanks))

    def mark(self, sitting: Sitting) -> Any:
        return current_marks(WORK, [sitting.id]).get((sitting.id, self.slot))

    def part(self) -> Any:
        return find_part(self.exam.class_id, WORK, self.slot)

    def url(self) -> str:
        return f"/classes/{self.staff.class_.public_id}/desk/{WORK}/{self.slot}"


def test_listed_forms_decide_unless_the_exam_says_otherwise(staff: Staff) -> None:
    paper = Paper(staff)
    assert paper.mark(paper.sit(*LISTED)).new == Decimal(2)
    assert paper.mark(paper.sit(*SLIP)).new == Decimal(1)
    assert list_parts(paper.exam.class_id) == []


def test_what_is_not_listed_waits_with_a_proposal(staff: Staff, as_user: Any, clock: Any) -> None:
    paper = Paper(staff, blanks=Blanks.LENIENT)
    listed, slip, wrong, empty = (paper.sit(*one) for one in (LISTED, SLIP, WRONG, ["", ""]))
    assert paper.mark(listed).new == Decimal(2)
    assert paper.mark(empty).new == Decimal(0)
    assert (paper.mark(slip), paper.mark(wrong)) == (None, None)
    assert [part.waiting for part in list_parts(paper.exam.class_id)] == [2]
    part = paper.part()
    assert [(one.id, one.text, one.points) for one in key_points_of(part)] == [
        ("b1", "客户生命周期 / 客户关系生命周期", Decimal(1)),
        ("b2", "80", Decimal(1)),
    ]
    proposals = {
        row.response.work_id: row.proposal
        for row in open_desk(part).rows
        if row.response.work_id in (slip.id, wrong.id) and row.proposal is not None
    }
    assert {id_: one.mark for id_, one in proposals.items()} == {
        slip.id: Decimal(2),
        wrong.id: Decimal(0),
    }
    assert [text[0] for text in proposals[slip.id].spans] == ["b1", "b2"]
    client = as_user(staff.teacher)
    page = client.get(f"{paper.url()}?g={slip.id}").text
    assert "“客户生命周其”" in page
    data = {"work": slip.id, f"seen-{slip.id}": 0, "pt-b1": "1", "pt-b2": "1"}
    assert client.post(paper.url(), data=data).status_code == 303
    assert paper.mark(slip).new == Decimal(2)
    other = {"work": wrong.id, f"seen-{wrong.id}": 0, "pt-b1": "0", "pt-b2": "0"}
    client.post(paper.url(), data=other)
    clock.move(hours=3)
    release(paper.exam, staff.teacher.id, clock())
    told = as_user(slip.user).get(f"/sittings/{slip.public_id}/review")
    assert told.status_code == 200
    assert "得 2 分" in told.text


def test_who_was_marked_blank_by_blank_sees_which_one_is_right(
    staff: Staff, as_user: Any, clock: Any
) -> None:
    paper = Paper(staff, blanks=Blanks.LENIENT)
    one, half = paper.sit("客户周期", "20"), paper.sit("客户周期", "约80")
    client = as_user(staff.teacher)
    for sitting, first, second in ((one, "1", "0"), (half, "1", "0.5")):
        work = sitting.id
        data = {"work": work, f"seen-{work}": 0, "pt-b1": first, "px-b2": second}
        assert client.post(paper.url(), data=data).status_code == 303
    clock.move(hours=3)
    release(paper.exam, staff.teacher.id, clock())
    told = as_user(one.user).get(f"/sittings/{one.public_id}/review").text
    assert re.findall(r"zk-blank--told zk-blank--(\w+)", told) == ["right", "wrong"]
    told = as_user(half.user).get(f"/sittings/{half.public_id}/review").text
    assert re.findall(r"zk-blank--told(?: zk-blank--(\w+))?\"", told) == ["right", "half"]
    assert "对一半" in told


def test_the_engine_decides_alone_only_where_the_exam_lets_it(staff: Staff) -> None:
    paper = Paper(staff, blanks=Blanks.LENIENT, help=Help.ACCEPT, sure=80)
    mark = paper.mark(paper.sit(*SLIP))
    assert (mark.new, mark.rule, mark.by_hand) == (Decimal(2), ENGINE, False)


@pytest.mark.parametrize(
    ("ordered", "response", "mark"),
    [
        (True, ["80", "客户生命周期"], "0"),
        (False, ["80", "客户生命周其"], "2"),
        (True, ["", "80"], "1"),
        (True, ["客户；生命周期", "80"], "2"),
        (True, ["不是客户生命周期", "20或80"], "0"),
    ],
)
def test_blanks_are_read_one_by_one(
    app: Any, ordered: bool, response: list[str], mark: str
) -> None:
    face = ItemFace(type=BLANK, stem="叫做 ____；利润的 ____%。", points=Decimal(2), blanks=2)
    with app.test_request_context():
        found = propose_blanks(face, replace(KEY, ordered=ordered), response, Decimal(2))
    assert found is not None
    assert found.mark == Decimal(mark)
    text = "；".join(response)
    assert all(0 <= start < end <= len(text) for _point, start, end in found.spans)


def test_the_choice_is_made_in_the_settings(staff: Staff, as_user: Any, db: Any) -> None:
    exam = staff.draft([staff.item(BLANK)])
    client = as_user(staff.teacher)
    url = f"/exams/{exam.public_id}/edit"
    assert "意思对也算" in client.get(url).text
    page = client.post(url, data=form(staff, written_blanks="kindly"))
    assert page.status_code == 422
    assert client.post(url, data=form(staff, written_blanks="lenient")).status_code == 303
    db.session.refresh(exam)
    assert GradingPlan.from_json(exam.written).blanks is Blanks.LENIENT
