"""A class's own synonyms in exams and practice: marks by the engine, marking again, what is tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.models import ItemKeyRow, ItemVersion
from app.marking import regrade, word_groups
from app.marking.domain.machine import ENGINE
from app.marking.domain.plans import Blanks, GradingPlan, Help
from app.marking.domain.rulings import Kind
from app.marking.ledger import current_marks
from app.marking.word_effects import weigh
from app.quiz.exams.grading import release
from app.quiz.exams.publishing import publish
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, Sitting
from tests.quiz.manage.builders import Staff

SHORT, BLANK = ItemType.SHORT_ANSWER, ItemType.FILL_BLANK
POINTS = (KeyPoint(id="k1", text="老客户带来新客户", points=Decimal(2)),)
SAID = "老客户带来萌新"
PAIR = ("新客户", "萌新")


class Paper:
    """An exam of one 简答 and one 填空 that the engine may mark alone."""

    def __init__(self, staff: Staff, **plan: Any) -> None:
        self.staff = staff
        short = self._item(
            SHORT, ItemKey(model_answer="会介绍亲友。", key_points=POINTS), "老客户有什么作用"
        )
        blank = self._item(BLANK, ItemKey(blanks=(("吸引新客户",),)), "这种做法叫做 ____。")
        at = staff.clock()
        plan = {"help": Help.ACCEPT, "sure": 80, "blanks": Blanks.LENIENT} | plan
        self.exam: Exam = staff.draft(
            [short, blank],
            opens_at=at - timedelta(minutes=1),
            closes_at=at + timedelta(hours=2),
            written=GradingPlan(**plan),
        )
        publish(self.exam, staff.teacher.id, at)
        staff.db.session.refresh(self.exam)
        assert self.exam.form is not None
        self.slots = {slot.type: slot.id for slot in self.exam.form.slots}

    def _item(self, type_: ItemType, key: ItemKey, stem: str) -> Any:
        item = self.staff.item(type_)
        version = self.staff.db.session.get_one(ItemVersion, item.current_version_id)
        face = replace(ItemFace.from_data(version.face), stem=stem, points=Decimal(2))
        version.face = replace(face, blanks=1 if type_ is BLANK else 0).to_data()
        self.staff.db.session.get_one(ItemKeyRow, version.id).key = key.to_data()
        self.staff.db.session.commit()
        return item

    def sit(self, said: str = SAID, blank: str = "吸引萌新") -> Sitting:
        user = self.staff.make.student(self.staff.class_)
        return self.staff.sit(self.exam, user, short_answer=said, fill_blank=[blank])

    def mark(self, sitting: Sitting, type_: ItemType = SHORT) -> Any:
        return current_marks(WORK, [sitting.id]).get((sitting.id, self.slots[type_]))

    def add(self, words: tuple[str, ...] = PAIR, seen: int = 0) -> None:
        staff = self.staff
        word_groups.add_groups(staff.class_.id, [words], seen, staff.teacher.id, staff.clock())


def test_the_engine_marks_a_paper_with_the_words_of_its_class(staff: Staff) -> None:
    paper = Paper(staff)
    before = paper.sit()
    assert paper.mark(before) is None  # it is not sure, so a person is waited for
    assert paper.mark(before, BLANK).new == Decimal(0)
    paper.add()
    after = paper.sit()
    for mark in (paper.mark(after), paper.mark(after, BLANK)):
        assert (mark.new, mark.rule, mark.by_hand) == (Decimal(2), ENGINE, False)
    # The ledger keeps what was given under the words of the day.
    assert paper.mark(before, BLANK).new == Decimal(0)


def test_a_ruling_marks_again_with_the_words_of_today(staff: Staff) -> None:
    paper = Paper(staff)
    sitting = paper.sit()
    paper.add()
    part = regrade.find_part(staff.class_.id, WORK, paper.slots[BLANK])
    assert part is not None
    ruling = regrade.Proposal(kind=Kind.ACCEPT, reason="也算对", accept={"forms": [["口口相传"]]})
    found = regrade.preview(part, ruling)
    assert [(shift.was, shift.new) for shift in found.forecast.shown] == [(Decimal(0), Decimal(2))]
    regrade.take(part, ruling, found.stamp, staff.teacher.id, staff.clock())
    assert paper.mark(sitting, BLANK).new == Decimal(2)


def test_handing_in_looks_the_words_up_once_and_only_where_the_engine_marks(
    staff: Staff, count_sql: Any
) -> None:
    alone, asked = Paper(staff), Paper(staff, help=Help.CONFIRM)

    def looked_up(paper: Paper) -> int:
        user = staff.make.student(staff.class_)
        with count_sql() as statements:
            staff.sit(paper.exam, user, short_answer=SAID, fill_blank=["吸引萌新"])
        return sum("word_group" in one for one in statements)

    assert (looked_up(alone), looked_up(asked)) == (1, 0)


def test_open_answers_are_tried_in_a_constant_number_of_statements(
    staff: Staff, count_sql: Any
) -> None:
    layer = word_groups.layer_of([PAIR])
    paper = Paper(staff, help=Help.CONFIRM)
    assert weigh(staff.class_.id, None, layer).shifts == []
    sittings = [paper.sit()]
    with count_sql() as few:
        effect = weigh(staff.class_.id, None, layer)
    found = {shift.part.summary.part_id: shift for shift in effect.shifts}
    assert {id_: (one.before.mark, one.after.mark) for id_, one in found.items()} == {
        paper.slots[SHORT]: (Decimal(1), Decimal(2)),
        paper.slots[BLANK]: (Decimal(0), Decimal(2)),
    }
    assert not any(shift.may_follow for shift in effect.shifts)
    for _more in range(2):
        other = Paper(staff, help=Help.CONFIRM)
        sittings += [other.sit() for _n in range(3)] + [paper.sit()]
    with count_sql() as many:
        effect = weigh(staff.class_.id, None, layer)
    assert len(effect.shifts) == 2 * len(sittings)
    assert len(many) == len(few)


def test_released_papers_and_those_of_other_classes_are_not_tried(staff: Staff, clock: Any) -> None:
    layer = word_groups.layer_of([PAIR])
    paper = Paper(staff)
    paper.sit(said="")
    (shift,) = weigh(staff.class_.id, None, layer).shifts
    assert (shift.mark, shift.may_follow) == (Decimal(0), True)
    assert weigh(staff.make.class_("工商 2302 班").id, None, layer).read == 0
    clock.move(hours=3)
    release(paper.exam, staff.teacher.id, clock())
    assert weigh(staff.class_.id, None, layer).read == 0


@pytest.mark.both_engines
def test_the_chosen_marks_of_the_engine_follow(staff: Staff, as_user: Any, clock: Any) -> None:
    paper = Paper(staff)
    first, second = paper.sit(), paper.sit()
    client, url = as_user(staff.teacher), f"/classes/{staff.class_.public_id}/words"
    data = {"words": "\n".join(PAIR)}
    page = client.post(url, data=data).text
    name = f"{paper.slots[BLANK]}-{first.id}"
    assert f'value="{name}"' in page
    clock.move(minutes=1)
    client.post(f"{url}/take", data=data | {"seen": "0", "follow": name})
    mark = paper.mark(first, BLANK)
    assert (mark.new, mark.author_id, mark.by_hand) == (Decimal(2), staff.teacher.id, True)
    assert paper.mark(second, BLANK).new == Decimal(0)


def test_practice_knows_the_words_of_the_learners_classes(
    staff: Staff, as_user: Any, clock: Any, count_sql: Any, db: Any
) -> None:
    paper = Paper(staff)
    item = paper._item(
        SHORT, ItemKey(model_answer="会介绍亲友。", key_points=POINTS), "老客户有什么作用"
    )
    item.use = "practice"
    db.session.commit()
    inside = staff.make.student(staff.class_)
    outside = staff.make.student(staff.make.class_("工商 2302 班"))

    def thought(person: Any) -> tuple[str, int]:
        client = as_user(person)
        begun = client.post("/practice/start", data={"count": 10})
        client.post(f"{begun.location}/1", data={"answer": SAID})
        with count_sql() as statements:
            page = client.get(f"{begun.location}?n=1").text
        return page, sum("word_group" in one for one in statements)

    assert "系统认为可得 1 分" in thought(inside)[0]
    paper.add()
    page, looked_up = thought(inside)
    assert "系统认为可得 2 分" in page
    assert looked_up == 1
    assert "系统认为可得 1 分" in thought(outside)[0]
