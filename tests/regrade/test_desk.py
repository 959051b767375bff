"""The desk of a real exam: marks that the engine gives alone, and wordings that a teacher takes."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank.domain.items import ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.drafts import Labels
from app.bank.fixing import current_key
from app.bank.models import ItemKeyRow, ItemVersion
from app.marking import regrade
from app.marking.desk import AUDIT_EVERY, in_sample, open_desk
from app.marking.domain.machine import ENGINE
from app.marking.domain.plans import GradingPlan, Help
from app.marking.domain.rulings import Kind
from app.marking.ledger import current_marks, history
from app.marking.service import find_part
from app.quiz.exams.grading import release
from app.quiz.exams.publishing import publish
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, Sitting
from tests.quiz.manage.builders import Staff
from tests.quiz.manage.pages import form

SHORT = ItemType.SHORT_ANSWER
GOOD = "没有投诉不等于客户满意，多数不满的客户沉默地离开。"
ODD = "没有投诉不等于客户满意，不高兴的人扭头就去隔壁了。"
POINTS = (
    KeyPoint(id="k1", text="不投诉不等于满意", points=Decimal(1)),
    KeyPoint(id="k2", text="不满的客户多数沉默离开", points=Decimal(1)),
)


class Paper:
    """An exam of one 简答 with sound key points, and its candidates."""

    def __init__(self, staff: Staff, **plan: Any) -> None:
        self.staff = staff
        item = staff.item(SHORT, stem="投诉少说明客户满意吗？为什么？")
        version = staff.db.session.get_one(ItemVersion, item.current_version_id)
        key = ItemKey(
            model_answer="投诉少可能是渠道不通。", key_points=POINTS, explanation="看行为。"
        )
        staff.db.session.get_one(ItemKeyRow, version.id).key = key.to_data()
        version.labels = Labels(
            chapter="ch01", knowledge=(), level="掌握", cognitive="理解", difficulty=2, use="exam"
        ).to_data()
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

    def sit(self, text: str) -> Sitting:
        user = self.staff.make.student(self.staff.class_)
        return self.staff.sit(self.exam, user, short_answer=text)

    def mark(self, sitting: Sitting) -> Any:
        return current_marks(WORK, [sitting.id]).get((sitting.id, self.slot))

    def desk(self) -> Any:
        part = find_part(self.exam.class_id, WORK, self.slot)
        assert part is not None
        return open_desk(part)

    def url(self, more: str = "") -> str:
        return f"/classes/{self.staff.class_.public_id}/desk/{WORK}/{self.slot}{more}"


def test_people_mark_everything_unless_the_exam_says_otherwise(staff: Staff) -> None:
    paper = Paper(staff)
    sitting = paper.sit(GOOD)
    assert paper.mark(sitting) is None
    assert sitting.marked_at is None
    (group,) = paper.desk().groups
    assert group.first.proposal.mark == Decimal(2)


def test_the_engine_marks_alone_what_it_is_sure_of(staff: Staff, clock: Any) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=80)
    sure, doubtful = paper.sit(GOOD), paper.sit("投诉少不代表客户满意。")
    mark = paper.mark(sure)
    assert (mark.new, mark.rule, mark.by_hand, mark.author_id) == (Decimal(2), ENGINE, False, None)
    assert mark.detail["points"] == {"k1": "1", "k2": "1"}
    staff.db.session.expire_all()
    assert sure.marked_at == clock()
    assert (paper.mark(doubtful), doubtful.marked_at) == (None, None)


def test_nothing_is_marked_alone_where_two_people_are_asked_for(staff: Staff) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=50, double=True)
    assert paper.mark(paper.sit(GOOD)) is None


def test_a_twentieth_of_what_the_engine_marked_is_checked_by_a_person(
    staff: Staff, as_user: Any
) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=80)
    sittings = [paper.sit(GOOD)]
    while not any(in_sample(paper.desk().part, row) for row in paper.desk().rows):
        sittings.append(paper.sit(GOOD))
        assert len(sittings) < AUDIT_EVERY * 8
    desk = paper.desk()
    (group,) = desk.groups
    assert (group.audit, desk.audit.marks, desk.audit.sample) == (True, len(sittings), 1)
    work = group.first.response.work_id
    data = {"work": work, f"seen-{work}": 1, "pt-k1": "1", "pt-k2": "1"}
    as_user(staff.teacher).post(paper.url(), data=data)
    held = current_marks(WORK, [work])[work, paper.slot]
    assert (held.by_hand, held.new, held.number) == (True, Decimal(2), 2)
    audit = paper.desk().audit
    assert (audit.seen, audit.changed, paper.desk().groups) == (1, 0, [])


def test_of_a_small_class_one_mark_of_the_engine_is_checked_all_the_same(staff: Staff) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=80)
    for _n in range(3):
        paper.sit(GOOD)
        desk = paper.desk()
        assert desk.audit.sample >= 1
        assert [group.audit for group in desk.groups] == [True]
    paper.sit(GOOD)
    again = paper.desk().groups[0].first.response.work_id
    assert again == paper.desk().groups[0].first.response.work_id


def test_who_marks_a_question_that_became_void_is_told_so(staff: Staff, as_user: Any) -> None:
    paper = Paper(staff)
    sitting = paper.sit(ODD)
    part = regrade.find_part(paper.exam.class_id, WORK, paper.slot)
    assert part is not None
    void = regrade.Proposal(kind=Kind.VOID, reason="超纲")
    regrade.take(part, void, regrade.preview(part, void).stamp, staff.teacher.id, staff.clock())
    work = sitting.id
    client = as_user(staff.teacher)
    data = {"work": work, f"seen-{work}": 0, "pt-k1": "1", "pt-k2": "0"}
    for ask in (lambda: client.get(paper.url()), lambda: client.post(paper.url(), data=data)):
        answer = ask()
        assert answer.status_code == 303
        assert answer.location == f"/classes/{staff.class_.public_id}/marking"
        assert "作废了或人人满分，不用批" in client.get(answer.location).text
    one_by_one = f"/classes/{staff.class_.public_id}/marking/{WORK}/{paper.slot}"
    assert client.get(one_by_one).status_code == 303
    assert client.get(f"/classes/{staff.class_.public_id}/desk/{WORK}/99999").status_code == 404


def test_a_wording_is_weighed_taken_and_taken_back(staff: Staff, as_user: Any, clock: Any) -> None:
    paper = Paper(staff)
    first, second, third = paper.sit(ODD), paper.sit(ODD), paper.sit(GOOD)
    client = as_user(staff.teacher)
    work = first.id
    data = {"work": work, f"seen-{work}": 0, "pt-k1": "1", "pt-k2": "0"}
    client.post(paper.url(), data=data)
    phrase = {"phrase": "不高兴的人扭头就去隔壁了", "phrase_point": "k2"}
    page = client.post(paper.url("/phrase"), data=phrase).text
    assert "2 份的建议会变" in page
    assert "已批 1 分，改成 2 分" in page
    assert paper.mark(first).new == Decimal(1)
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    clock.move(minutes=1)
    done = client.post(
        paper.url("/phrase/take"), data=phrase | {"stamp": stamp, "raise": str(work)}
    )
    assert done.status_code == 303
    assert [e.new for e in history(WORK, work, paper.slot)] == [Decimal(1), Decimal(2)]
    proposals = {r.response.work_id: r.proposal.mark for r in paper.desk().rows}
    assert proposals == dict.fromkeys([first.id, second.id, third.id], Decimal(2))
    again = client.post(paper.url("/phrase/take"), data=phrase | {"stamp": stamp})
    assert again.status_code == 422  # known by now: said so, and nothing twice
    assert "已经算写到" in again.text


def take_phrase(client: Any, paper: Paper, phrase: str, point: str) -> None:
    data = {"phrase": phrase, "phrase_point": point}
    page = client.post(paper.url("/phrase"), data=data).text
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    assert client.post(paper.url("/phrase/take"), data=data | {"stamp": stamp}).status_code == 303


def variants_in_bank(paper: Paper) -> list[tuple[str, ...]]:
    key = current_key(paper.desk().part.version_id)
    return [point.variants for point in key.key_points]


def test_a_wording_that_was_taken_can_be_kept_in_the_bank(
    staff: Staff, as_user: Any, db: Any
) -> None:
    paper = Paper(staff)
    paper.sit(ODD)
    client = as_user(staff.teacher)
    assert "还没有采纳过" in client.get(paper.url("/phrases")).text
    take_phrase(client, paper, "不高兴的人扭头就去隔壁了", "k2")
    page = client.get(paper.url("/phrases")).text
    assert "算写到第 2 点：" in page
    assert "存进题库" in page
    versions = db.session.scalar(select(func.count()).select_from(ItemVersion))
    data = {"step": "1", "point": "k2", "phrase": "不高兴的人扭头就去隔壁了"}
    told = client.post(paper.url("/phrases"), data=data, follow_redirects=True).text
    assert "已存进题库" in told
    assert "题库里有" in told
    assert variants_in_bank(paper)[1][-1] == "不高兴的人扭头就去隔壁了"
    assert db.session.scalar(select(func.count()).select_from(ItemVersion)) == versions + 1
    twice = client.post(paper.url("/phrases"), data=data, follow_redirects=True).text
    assert "题库里已经有这个说法了" in twice
    assert db.session.scalar(select(func.count()).select_from(ItemVersion)) == versions + 1


def test_only_a_wording_that_stands_gets_into_the_bank(staff: Staff, as_user: Any) -> None:
    paper = Paper(staff)
    paper.sit(ODD)
    client = as_user(staff.teacher)
    before = variants_in_bank(paper)
    data = {"step": "1", "point": "k2", "phrase": "随便写的话"}
    told = client.post(paper.url("/phrases"), data=data, follow_redirects=True).text
    assert "没有采纳，或已经撤销" in told
    assert variants_in_bank(paper) == before


@pytest.mark.parametrize(
    ("phrase", "point", "told"),
    [
        ("短", "k2", "2 到 200 个字"),
        ("，。——！？", "k2", "2 到 200 个字"),
        ("不投诉不等于满意", "k1", "已经算写到"),
        ("扭头去隔壁", "k9", "请选一个采分点"),
    ],
)
def test_wordings_that_say_nothing_are_refused(
    staff: Staff, as_user: Any, phrase: str, point: str, told: str
) -> None:
    paper = Paper(staff)
    paper.sit(ODD)
    client = as_user(staff.teacher)
    page = client.post(paper.url("/phrase"), data={"phrase": phrase, "phrase_point": point})
    assert page.status_code == 422
    assert told in page.text


def test_a_stale_preview_of_a_wording_changes_nothing(staff: Staff, as_user: Any) -> None:
    paper = Paper(staff)
    paper.sit(ODD)
    client = as_user(staff.teacher)
    phrase = {"phrase": "不高兴的人扭头就去隔壁了", "phrase_point": "k2"}
    stamp = client.post(paper.url("/phrase"), data=phrase).text.split('name="stamp" value="')[1].split('"')[0]  # fmt: skip
    paper.sit(ODD)
    page = client.post(paper.url("/phrase/take"), data=phrase | {"stamp": stamp})
    assert page.status_code == 409
    assert "预览之后，分数又有变化" in page.text
    assert len(paper.desk().part.key.key_points[1].variants) == 0


def test_students_read_which_words_earned_what_and_that_a_mark_is_provisional(
    staff: Staff, as_user: Any, clock: Any
) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=80)
    sitting = paper.sit(GOOD)
    clock.move(hours=3)
    release(paper.exam, staff.teacher.id, clock())
    page = as_user(sitting.user).get(f"/sittings/{sitting.public_id}/review").text
    assert "暂定 2 分" in page
    assert '<mark class="zk-span" data-k="1">没有投诉不等于客户满意</mark>' in page
    assert "其中 1 题是系统记的暂定分" in page


def test_who_releases_sees_how_many_marks_nobody_looked_at(
    staff: Staff, as_user: Any, clock: Any
) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=80)
    sittings = [paper.sit(GOOD) for _n in range(3)]
    clock.move(hours=3)
    client = as_user(staff.teacher)
    results = f"/exams/{paper.exam.public_id}/results"
    assert "3 份答案的分数由系统记下，还没有老师看过" in client.get(results).text
    for sitting in sittings:
        work = sitting.id
        seen = paper.mark(sitting).number
        url = f"/classes/{staff.class_.public_id}/marking/{WORK}/{paper.slot}"
        data = {f"seen-{work}": seen, f"p-{work}-k1": "1", f"p-{work}-k2": "0"}
        client.post(url, data=data)
    assert "由系统记下" not in client.get(results).text


def test_a_wording_says_that_marks_of_the_engine_follow_it(staff: Staff, as_user: Any) -> None:
    paper = Paper(staff, help=Help.ACCEPT, sure=50)
    sitting = paper.sit("没有投诉不等于客户满意，有人悄悄换店。")
    assert (paper.mark(sitting).rule, paper.mark(sitting).new) == (ENGINE, Decimal(1))
    client = as_user(staff.teacher)
    phrase = {"phrase": "有人悄悄换店", "phrase_point": "k2"}
    page = client.post(paper.url("/phrase?names=1"), data=phrase).text
    assert "系统记的 1 分会按新的建议重记" in page
    assert re.search(
        r"""href="[^"]*names=1[^"]*">先不采纳""", page
    )  # the way back keeps them in sight
    take_phrase(client, paper, "有人悄悄换店", "k2")
    assert (paper.mark(sitting).rule, paper.mark(sitting).new) == (ENGINE, Decimal(2))


def test_a_wording_that_is_refused_stays_in_its_field(staff: Staff, as_user: Any) -> None:
    paper = Paper(staff)
    sitting = paper.sit(ODD)
    data = {"phrase": "不投诉不等于满意", "phrase_point": "k1", "work": sitting.id, "pt-k1": "0.5",
            "comment": "写得好"}  # fmt: skip
    page = as_user(staff.teacher).post(paper.url("/phrase"), data=data)
    assert page.status_code == 422
    assert "已经算写到" in page.text
    assert 'name="phrase" maxlength="200" autocomplete="off" value="不投诉不等于满意"' in page.text
    assert 'name="pt-k1" value="0.5" checked' in page.text
    assert 'value="写得好"' in page.text


def test_settings_say_how_written_answers_are_graded(staff: Staff, as_user: Any, db: Any) -> None:
    exam = staff.draft([staff.item(SHORT)])
    client = as_user(staff.teacher)
    url = f"/exams/{exam.public_id}/edit"
    assert "双评：两位老师各批一遍" in client.get(url).text
    data = form(staff, written_help="accept", written_sure="49", written_tolerance="1.5")
    page = client.post(url, data=data)
    assert page.status_code == 422
    assert "请填 50 到 100 的整数" in page.text
    assert client.post(url, data=data | {"written_sure": "85"}).status_code == 303
    db.session.refresh(exam)
    plan = GradingPlan.from_json(exam.written)
    assert (plan.help, plan.sure, plan.double, plan.tolerance) == (
        Help.ACCEPT, 85, False, Decimal("1.5"),
    )  # fmt: skip
