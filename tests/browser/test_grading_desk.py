"""A class of 200 answers of one 简答, graded from start to end by keyboard."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.models import ItemKeyRow, ItemVersion
from app.demo.answers import answer
from app.extensions import db as database
from app.marking.desk import give, open_desk
from app.marking.ledger import current_marks, history
from app.marking.service import find_part
from app.quiz.exams.publishing import publish
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam
from tests.browser.conftest import Site, be
from tests.quiz.manage.builders import Staff

pytestmark = pytest.mark.browser

STUDENTS = 200
SHORT = ItemType.SHORT_ANSWER
POINTS = (
    KeyPoint(
        id="k1", text="不投诉不等于满意", points=Decimal(2), variants=("没有投诉不等于客户满意",)
    ),
    KeyPoint(
        id="k2",
        text="不满的客户多数沉默离开",
        points=Decimal(3),
        variants=("多数不满的客户不说就走",),
    ),
    KeyPoint(
        id="k3", text="主动调查客户满意度", points=Decimal(3), variants=("定期做满意度的调查",)
    ),
    KeyPoint(
        id="k4", text="统计老客户的流失率", points=Decimal(2), variants=("看老客户流失了多少",)
    ),
)


def fill(
    site: Site, students: int, *, any_of: int = 0, said: tuple[str, ...] = ()
) -> tuple[Any, str, list[int], int]:
    """A closed exam of one question that everybody answered, more or less well, and some in these words."""
    rng = Random(7)
    with site.app.test_request_context(), site.database() as db:
        class_ = site.make.class_()
        staff = Staff(db, site.clock, site.make, class_, site.make.instructor(class_))
        item = staff.item(SHORT, stem="投诉少，就说明客户满意吗？为什么，怎样弥补？")
        model = "。".join(point.text for point in POINTS)
        key = ItemKey(model_answer=model, key_points=POINTS, any_of=any_of)
        version = database.session.get_one(ItemVersion, item.current_version_id)
        database.session.get_one(ItemKeyRow, version.id).key = key.to_data()
        face = ItemFace.from_data(version.face)
        database.session.commit()
        exam = staff.draft([item], opens_at=site.clock() - timedelta(minutes=1))
        publish(exam, staff.teacher.id, site.clock())
        database.session.refresh(exam)
        assert exam.form is not None
        slot = exam.form.slots[0].id
        sittings = []
        texts = [*said]
        for _n in range(students):
            texts.append(str(answer(face, key, rng.uniform(0.3, 1.0), rng)) or "不知道。")
        for text in texts:
            student = site.make.student(class_)
            sittings.append(staff.sit(exam, student, short_answer=text).id)
        url = f"{site.base}/classes/{class_.public_id}/desk/{WORK}/{slot}"
        db.session.refresh(staff.teacher)
        db.session.expunge_all()
        return staff.teacher, url, sittings, slot


def test_two_hundred_answers_take_fewer_keys_than_answers(site: Site, open_page: Any) -> None:
    teacher, url, sittings, slot = fill(site, STUDENTS)
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    first = page.locator(".zk-clu a").first.inner_text()
    strokes = 0

    def press(key: str) -> None:
        nonlocal strokes
        strokes += 1
        site.clock.move(seconds=5)
        with page.expect_navigation():
            page.keyboard.press(key)

    press("Enter")
    press("z")  # the last judgement is taken back, and its group is open again
    assert page.locator(".zk-clu a[aria-current]").inner_text() == first
    while page.locator(".zk-grade__done").count() == 0:
        assert strokes < STUDENTS
        press("Enter")
    with site.database():
        held = current_marks(WORK, sittings)
        marks = [held[sitting, slot] for sitting in sittings]
        assert all(mark.by_hand and mark.author_id == teacher.id for mark in marks)
        assert len({mark.new for mark in marks}) > 5
        assert max(len(history(WORK, sitting)) for sitting in sittings) == 3  # given, back, given


def test_points_are_given_with_digits(site: Site, open_page: Any) -> None:
    teacher, url, _sittings, slot = fill(site, 3)
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    works = [int(box.get_attribute("value")) for box in page.locator('input[name="work"]').all()]
    for key in "2012":
        page.keyboard.press(key)
    assert page.locator("[data-total] b").inner_text() == "1.1"  # 2 + 0 + 1.5 + 2 of 10, worth 2
    page.keyboard.press("ArrowUp")
    page.keyboard.press("0")
    assert page.locator("[data-total] b").inner_text() == "0.8"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with site.database():
        held = current_marks(WORK, works)
        assert {str(held[work, slot].new) for work in works} == {"0.80"}


def test_the_first_doubtful_point_has_the_keys_and_any_four_cut_the_sum(
    site: Site, open_page: Any
) -> None:
    teacher, url, sittings, slot = fill(
        site,
        0,
        any_of=2,
        said=("没有投诉不等于客户满意。不必定期做满意度的调查。",),  # denies the third
    )
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    doubtful = page.locator("[data-point][data-doubt]")
    numbers = [one.get_attribute("data-point") for one in doubtful.all()]
    assert numbers
    assert numbers[0] != "1"
    current = page.locator('[data-point][aria-current="true"]')
    assert current.get_attribute("data-point") == numbers[0]
    assert "拿不准" in doubtful.first.inner_text()
    page.keyboard.press("2")
    after = numbers[1] if len(numbers) > 1 else str(min(len(POINTS), int(numbers[0]) + 1))
    assert current.get_attribute("data-point") == after
    # Any two of four, five marks at most, on a paper that gives two.
    for point in page.locator("[data-point]").all():
        point.locator(".zk-pt").nth(2).click()
    assert page.locator("[data-total] b").inner_text() == "2"
    assert page.locator("[data-over]").inner_text() == "各点共 10 分，超过的不计"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with site.database():
        mark = current_marks(WORK, sittings)[sittings[0], slot]
        assert (mark.new, mark.correctness) == (2, 1)


@pytest.mark.parametrize("width", [960, 1024, 1100, 1240])
def test_between_phone_and_desk_the_answer_has_the_room(
    site: Site, open_page: Any, width: int
) -> None:
    teacher, url, _sittings, _slot = fill(site, 6)
    page = open_page(width=width, height=900)
    be(page, site, teacher)
    page.goto(url)
    answer = page.locator(".zk-grade > .zk-stack").bounding_box()
    points = page.locator(".zk-grade__points").bounding_box()
    assert answer is not None
    assert points is not None
    assert answer["width"] > 400
    if width > 960:
        assert points["x"] > answer["x"] + answer["width"]
        assert abs(points["y"] - answer["y"]) < 2


def test_the_row_of_keys_covers_no_button_at_the_end_of_the_page(
    site: Site, open_page: Any
) -> None:
    teacher, url, _sittings, _slot = fill(site, 3)
    page = open_page(width=1440, height=620)
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(100)
    button = page.locator('.zk-grade__points button[type="submit"]').bounding_box()
    keys = page.locator("[data-keys]").bounding_box()
    assert button is not None
    assert keys is not None
    assert button["y"] + button["height"] <= keys["y"]


def test_where_two_are_apart_the_keys_go_to_what_is_open(site: Site, open_page: Any) -> None:
    teacher, url, sittings, slot = fill(site, 1)
    with site.app.test_request_context(), site.database() as db:
        exam = db.session.scalars(select(Exam)).one()
        exam.written = {"double": True, "tolerance": "0"}
        db.session.commit()
        for given in ("2 0 3 2", "2 3 3 0"):
            marker = site.make.user("助教").id
            points = {f"k{n}": text for n, text in enumerate(str(given).split(), 1)}
            part = find_part(exam.class_id, WORK, slot)
            assert part is not None
            desk = open_desk(part, marker)
            assert give(desk, desk.rows, {}, points, "", marker, site.clock()) == 1
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    current = page.locator('[data-point][aria-current="true"]')
    assert current.get_attribute("data-point") == "2"
    page.keyboard.press("2")
    assert current.get_attribute("data-point") == "4"
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with site.database():
        assert current_marks(WORK, sittings)[sittings[0], slot].correctness == Decimal("0.9")


def test_a_key_held_down_judges_nobody(site: Site, open_page: Any) -> None:
    teacher, url, sittings, _slot = fill(site, 3)
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', repeat: true, bubbles: true}))"
    )
    page.goto(url)
    with site.database():
        assert current_marks(WORK, sittings) == {}


def test_exceptions_and_wordings_are_chosen_by_keys(site: Site, open_page: Any) -> None:
    teacher, url, _sittings, _slot = fill(site, 40)
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    group = page.locator(".zk-clu a").filter(has_text="份").first
    with page.expect_navigation():
        group.click()
    boxes = page.locator('input[name="work"]')
    for key in "jjx":
        page.keyboard.press(key)
    assert [box.is_checked() for box in boxes.all()][:2] == [True, False]
    page.keyboard.press("?")
    assert page.locator("[data-more-keys]").is_visible()
    # The numbers of key points stand between the words and are no part of them.
    page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector('[data-answer-text]'));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("ArrowDown")
    page.locator("[data-accept] summary").click()
    page.wait_for_function("document.querySelector('#phrase').value !== ''")
    typed = page.locator("#phrase").input_value()
    assert "①" not in typed
    assert "采分点" not in typed
    assert len(typed) > 4
    assert page.locator("#phrase-point").input_value() == "k2"
    with page.expect_navigation():
        page.locator("#phrase").press("Enter")
    assert page.locator("h1").inner_text().endswith("算写到第 2 点吗")


def test_keys_of_one_character_can_be_turned_off(site: Site, open_page: Any) -> None:
    teacher, url, _sittings, _slot = fill(site, 3)
    page = open_page()
    be(page, site, teacher)
    page.goto(url)
    page.wait_for_selector("[data-keys]:not([hidden])")
    switch = page.locator("[data-keys-off]")
    assert switch.is_hidden()
    page.keyboard.press("?")
    switch.click()
    page.locator("h1").click()
    before = page.locator("[data-total] b").inner_text()
    for key in "0000":
        page.keyboard.press(key)
    assert page.locator("[data-total] b").inner_text() == before
    page.reload()
    page.wait_for_selector("[data-keys]:not([hidden])")
    assert switch.is_visible()
    assert switch.get_attribute("aria-pressed") == "true"
    assert page.locator("[data-one-key]").first.is_hidden()
    with page.expect_navigation():
        page.keyboard.press("Enter")  # no character: it still gives the marks
    page.wait_for_selector("[data-keys]:not([hidden]), .zk-grade__done")
