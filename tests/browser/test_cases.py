"""Cases in a browser: drafts that are kept, two windows, faults marked by selecting, a class with peer review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.cases.domain.case import Opens
from app.cases.domain.reveal import Rule
from app.cases.marks import judge_work, list_works
from app.cases.models import CaseAnswer, CaseOpening
from app.cases.openings import Settings, open_case
from app.cases.reviewing import next_review, reviews_of, write_review
from app.cases.talk_models import CaseReview
from app.gradebook.models import GradeColumn, GradeEvent
from app.gradebook.service import get_scheme
from app.marking.rubrics import Judgement
from tests.browser.conftest import Site, be
from tests.cases.conftest import GOOD, TEXT, TURNS, Room, found

pytestmark = pytest.mark.browser
PEOPLE = 12


@dataclass
class Class:
    """A class with a case, and how its people open pages."""

    site: Site
    open_page: Callable[..., Any]
    teacher: Any
    students: list[Any]
    address: str

    def page(self, user: Any, rest: str = "", **more: Any) -> Any:
        page = self.open_page(**more)
        be(page, self.site, user)
        page.goto(f"{self.address}{rest}")
        return page


@pytest.fixture
def course(site: Site, open_page: Callable[..., Any]) -> Class:
    with site.database():
        class_ = site.make.class_()
        teacher = site.make.instructor(class_)
        students = [site.make.student(class_, name=f"学生{n:02}") for n in range(PEOPLE)]
        settings = Settings(
            title="小案例",
            rules={"b": Rule(Opens.ANSWER)},
            closes_at=None,
            category_id=get_scheme(class_.id).categories[0].id,
        )
        opening = open_case(class_.id, TEXT, settings, teacher.id, site.clock())
        address = f"/class-cases/{opening.public_id}"
    return Class(site, open_page, teacher, students, address)


def saved(page: Any, question: str) -> Any:
    return expect(page.locator(f"#ask-{question} [data-save]"))


def answer_first(page: Any) -> None:
    page.get_by_label("甲", exact=True).check()
    page.locator("#ask-a2 textarea").fill("因为有因，所以有果。")
    page.get_by_label("4 口 · 天数").fill("7.5")
    page.get_by_label("3 口 · 叫什么").fill("拉式")
    page.locator("#ask-a4").get_by_label("办", exact=True).check()
    page.get_by_label("理由", exact=True).fill("值得办，风险不大。")


def commit(page: Any) -> None:
    page.get_by_role("button", name="交这一部分").click()
    dialog = page.locator("dialog[open]")
    if dialog.count():
        dialog.get_by_role("button", name="交", exact=True).click()


def test_what_is_called_saved_is_there_after_closing_the_window(course: Class) -> None:
    me = course.students[0]
    page = course.page(me)
    page.locator("#ask-a2 textarea").fill("写到一半")
    saved(page, "a2").to_contain_text("已保存")
    page.context.close()
    again = course.page(me)
    expect(again.locator("#ask-a2 textarea")).to_have_value("写到一半")


def test_away_from_the_network_nothing_is_called_saved(course: Class) -> None:
    page = course.page(course.students[0])
    page.context.set_offline(True)
    page.locator("#ask-a2 textarea").fill("断网时写的")
    saved(page, "a2").to_have_attribute("data-s", "offline")
    page.context.set_offline(False)
    saved(page, "a2").to_contain_text("已保存")
    with course.site.database() as db:
        assert db.session.scalars(select(CaseAnswer.response)).all() == ["断网时写的"]


def test_a_second_window_is_told_and_loses_nothing(course: Class) -> None:
    me = course.students[0]
    one, two = course.page(me), course.page(me)
    one.locator("#ask-a2 textarea").fill("在第一个窗口写的")
    saved(one, "a2").to_contain_text("已保存")
    two.locator("#ask-a2 textarea").fill("在第二个窗口写的")
    saved(two, "a2").to_contain_text("没有存上")
    expect(two.locator("#ask-a2")).to_contain_text("另一个窗口里改过这一题")
    two.get_by_role("button", name="存草稿").click()
    expect(two.locator("#ask-a2 .zk-case__stored")).to_have_text("在第一个窗口写的")
    expect(two.locator("#ask-a2 textarea")).to_have_value("在第二个窗口写的")


def test_going_back_does_not_open_what_was_handed_in(course: Class) -> None:
    me = course.students[0]
    page, other = course.page(me), course.page(me)
    answer_first(page)
    commit(page)
    expect(page.get_by_text("后来。")).to_be_visible()
    page.goto("/cases")
    page.go_back()
    expect(page.locator("#ask-a2 textarea")).to_have_count(0)
    other.locator("#ask-a2 textarea").fill("再改一改")
    saved(other, "a2").to_contain_text("没有存上")
    expect(other.locator("#ask-a2")).to_contain_text("不能再改")
    with course.site.database() as db:
        answers = db.session.scalars(
            select(CaseAnswer.response).where(CaseAnswer.question_id == "a2")
        )
        assert answers.all() == ["因为有因，所以有果。"]


@pytest.mark.parametrize("script", [True, False])
def test_faults_are_marked(course: Class, script: bool) -> None:
    me = course.students[0]
    page = course.page(me, width=360, java_script_enabled=script)
    answer_first(page)
    commit(page)
    turns = page.locator("[data-turn]")
    second = turns.nth(1)
    if script:
        select_words(page, second, "不归我们管")
        expect(second.get_by_label("这一轮有失误")).to_be_checked()
        expect(second.locator("mark")).to_have_text("不归我们管")
    else:
        second.get_by_label("这一轮有失误").check()
        second.get_by_label("出错的一句").select_option("这不归我们管。")
    second.get_by_label("是哪一类").select_option("推诿")
    second.get_by_label("更好的说法").fill("我来办，四点前回您。")
    if script:
        saved(page, "b1").to_contain_text("已保存")
    else:
        with page.expect_navigation():
            page.get_by_role("button", name="存草稿").click()
    page.reload()
    expect(turns.nth(1).get_by_label("更好的说法")).to_have_value("我来办，四点前回您。")
    phrase = "不归我们管" if script else "这不归我们管。"
    with course.site.database() as db:
        row = db.session.scalars(select(CaseAnswer).where(CaseAnswer.question_id == "b1")).one()
        mark = {"phrase": phrase, "fault": "推诿", "rewrite": "我来办，四点前回您。"}
        assert row.response == {"t2": mark}
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def select_words(page: Any, turn: Any, words: str) -> None:
    """Drag over words of a turn."""
    box = turn.locator("[data-turn-text]").evaluate(
        """(p, words) => {
          const range = document.createRange();
          const at = p.firstChild.data.indexOf(words);
          range.setStart(p.firstChild, at);
          range.setEnd(p.firstChild, at + words.length);
          p.scrollIntoView({ block: 'center' });
          const { left, right, top, bottom } = range.getBoundingClientRect();
          return { left, right, y: (top + bottom) / 2 };
        }""",
        words,
    )
    page.mouse.move(box["left"] + 0.5, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 0.5, box["y"], steps=4)
    page.mouse.up()


def test_a_class_of_twelve_from_the_first_part_to_the_gradebook(course: Class) -> None:
    """Two students and the teacher in windows of their own, the other ten through the services."""
    teacher = course.page(course.teacher, "/reviews/manage")
    teacher.get_by_label("评分项").fill("事实\n办法")
    for n, (text, points) in enumerate((("好的一份", "5 4"), ("差的一份", "1 2")), 1):
        group = teacher.get_by_role("group", name=f"样例 {n}")
        group.get_by_label("样例的内容").fill(text)
        group.get_by_label("你给各项的分").fill(points)
    teacher.get_by_role("button", name="存下").click()
    expect(teacher.get_by_text("已存下。")).to_be_visible()

    pages = [course.page(student) for student in course.students[:2]]
    for page in pages:
        answer_first(page)
        commit(page)
        expect(page.get_by_text("后来。")).to_be_visible()
        assert found(page.content()) == {
            "later title", "later text", "later turn", "late fact", "late doubt",
        }  # fmt: skip
        page.locator("[data-turn]").nth(1).get_by_label("这一轮有失误").check()
        page.locator("[data-turn]").nth(1).get_by_label("是哪一类").select_option("推诿")
        commit(page)
        expect(page.get_by_text("都交完了。")).to_be_visible()
    with course.site.database() as db:
        room = Room(course.site.make, course.site.clock, None, course.teacher, course.students)
        room.openings.append(db.session.scalars(select(CaseOpening)).one())
        for student in course.students[2:]:
            room.commit(student, **GOOD)
            room.commit(student, "b", b1=TURNS)

    screen = course.page(course.teacher, "/screen")
    expect(screen.locator("[data-handed]").first).to_have_text(str(PEOPLE))
    assert "学生" not in screen.locator("main").inner_text()

    teacher.goto(f"{course.address}/reviews/manage")
    teacher.get_by_role("button", name="分给学生评").click()
    teacher.locator("dialog[open]").get_by_role("button", name="分给学生评").click()
    expect(teacher.get_by_text("一共 36 份评审")).to_be_visible()

    for page in pages:
        for turn in range(5):
            page.goto(f"{course.address}/reviews")
            page.locator("li", has_text="待评").locator("a").first.click()
            for name, points in (("事实", "4"), ("办法", "3")):
                page.get_by_role("group", name=name).get_by_label(points, exact=True).check()
            if turn > 1:
                page.get_by_label("评语").fill("事实用得准，办法还要再写一条代价。")
            page.get_by_role("button", name="交评审").click()
            expect(page.get_by_text("评完了")).to_be_visible()
    with course.site.database() as db:
        opening = db.session.scalars(select(CaseOpening)).one()
        for student in course.students[2:]:
            while (row := next_review(reviews_of(opening.id, student.id))) is not None:
                points = [5, 4] if row.sample == 1 else [2, 2] if row.sample else [4, 4]
                write_review(
                    opening, row, points, "理由落到了事实上，代价再写一条。", course.site.clock()
                )
        reviews = db.session.scalars(select(CaseReview)).all()
        assert len(reviews) == PEOPLE * 5
        assert all(row.written_at for row in reviews)
        for row in list_works(opening, course.site.clock())[1:]:
            judge_work(
                opening, row.work, [Judgement(number=4, points="3")], course.teacher.id,
                course.site.clock(), confirming=True,
            )  # fmt: skip

    teacher.goto(f"{course.address}/manage")
    teacher.locator("main table a").first.click()
    teacher.locator("input[name=points-4]").fill("3")
    teacher.get_by_role("button", name="存下，其余照系统给的定").click()
    expect(teacher.get_by_text("已记下。")).to_be_visible()
    teacher.goto(f"{course.address}/reviews/manage")
    expect(teacher.get_by_text("可用").first).to_be_visible()
    teacher.goto(f"{course.address}/manage")
    teacher.get_by_role("button", name="公布成绩和要点").click()
    teacher.locator("dialog[open]").get_by_role("button", name="公布成绩和要点").click()
    expect(teacher.get_by_text("成绩和要点都公布了。")).to_be_visible()

    pages[0].goto(course.address)
    expect(pages[0].locator("section:has(> #marks)")).to_contain_text("评别人")
    with course.site.database() as db:
        column = db.session.scalars(select(GradeColumn)).one()
        grades = db.session.scalars(select(GradeEvent).where(GradeEvent.column_id == column.id))
        assert len(grades.all()) == PEOPLE
