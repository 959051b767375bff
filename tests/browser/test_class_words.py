"""A class's own synonyms in a browser: entered by keyboard, looked at, kept, taken back; pictures of each."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.authz.permissions import Role
from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.models import ItemKeyRow, ItemVersion
from app.extensions import db as database
from app.marking import word_groups
from app.marking.domain.plans import Blanks, GradingPlan, Help
from app.quiz.exams.publishing import publish
from tests.browser.conftest import Site, be
from tests.quiz.manage.builders import Staff

pytestmark = pytest.mark.browser

POINTS = (
    KeyPoint(id="k1", text="老客户带来新客户", points=Decimal(1)),
    KeyPoint(id="k2", text="维护老客户的成本低于开发新客户", points=Decimal(1)),
)
SAID = (
    "老客户会介绍萌新来买。",
    "维护老顾客比开发萌新便宜，老客户还会带来萌新。",
    "老客户带来新客户。",
)


def fill(site: Site) -> tuple[Any, str]:
    """A class in which three answers of a paper wait, and the engine marked their blanks."""
    with site.database() as db:
        class_ = site.make.class_()
        staff = Staff(database, site.clock, site.make, class_, site.make.instructor(class_))
        keys = {
            ItemType.SHORT_ANSWER: ItemKey(model_answer="老客户介绍亲友。", key_points=POINTS),
            ItemType.FILL_BLANK: ItemKey(blanks=(("吸引新客户",),)),
        }
        items = []
        for type_, key in keys.items():
            item = staff.item(type_)
            version = database.session.get_one(ItemVersion, item.current_version_id)
            face = ItemFace.from_data(version.face)
            is_blank = type_ is ItemType.FILL_BLANK
            stem = "打折促销主要为了 ____。" if is_blank else "简述老客户对企业的作用。"
            version.face = replace(face, stem=stem, blanks=int(is_blank)).to_data()
            database.session.get_one(ItemKeyRow, version.id).key = key.to_data()
            items.append(item)
        database.session.commit()
        plan = GradingPlan(help=Help.ACCEPT, sure=88, blanks=Blanks.LENIENT)
        opens = site.clock() - timedelta(minutes=1)
        exam = staff.draft(items, title="第二次阶段测验", opens_at=opens, written=plan)
        publish(exam, staff.teacher.id, site.clock())
        database.session.refresh(exam)
        for text in SAID:
            student = site.make.student(class_)
            staff.sit(exam, student, short_answer=text, fill_blank=["吸引萌新"])
        other = site.make.class_("工商 2302 班")
        site.make.enrol(staff.teacher, other, Role.INSTRUCTOR)
        for seen, words in enumerate([["口碑", "街谈巷议", "风评"], ["终端客户", "末端买家"]]):
            word_groups.add_groups(other.id, [words], seen, staff.teacher.id, site.clock())
        teacher, url = staff.teacher, f"{site.base}/classes/{class_.public_id}/words"
        db.session.refresh(teacher)
        db.session.expunge_all()
        return teacher, url


def picture(page: Any, name: str) -> None:
    folder = os.environ.get("ZHIKE_PICTURES")
    if folder:
        width = page.viewport_size["width"]
        lang = page.evaluate("document.documentElement.lang")
        path = Path(folder) / f"{name}-{width}-{lang}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize(("width", "language"), [(360, "zh-CN"), (1440, "en")])
def test_a_group_is_entered_looked_at_kept_and_taken_back_by_keyboard(
    site: Site, chromium: Any, width: int, language: str
) -> None:
    teacher, url = fill(site)
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language)
    page = context.new_page()
    be(page, site, teacher)
    page.goto(url)
    picture(page, "1-empty")
    page.focus("#words")
    page.keyboard.type("好\n萌新")
    submit(page)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.locator("[role=alert] li").count() == 1
    assert page.input_value("#words") == "好\n萌新"
    picture(page, "2-wrong")
    page.fill("#words", "新客户\n萌新")
    submit(page)
    # The three blanks, which the engine marked, and the two short answers that say 萌新.
    assert page.locator("article").count() == 5
    assert page.locator('input[name="follow"]').count() == 3
    page.focus("[data-all]")
    page.keyboard.press("Space")
    assert page.locator('input[name="follow"]:checked').count() == 3
    picture(page, "3-preview")
    fits(page, width)
    submit(page)
    assert page.url == url
    assert page.locator(".zk-item").count() == 1
    picture(page, "4-kept")
    fits(page, width)
    with page.expect_navigation():
        page.locator("form[aria-labelledby=lend] button").press("Enter")
    assert page.locator("main ul.zk-list li").count() == 2
    picture(page, "4b-from-another-class")
    fits(page, width)
    page.goto(url)
    page.fill("#words", "客户满意\n客户忠诚")
    submit(page)
    picture(page, "5-two-senses")
    fits(page, width)
    page.goto(url)
    with page.expect_navigation():
        page.locator(".zk-item button").press("Enter")
    picture(page, "6-taking-back")
    submit(page)
    picture(page, "7-gone")
    fits(page, width)
    with site.database():
        (gone,) = word_groups.load_groups(1).gone
        assert gone.words == ["新客户", "萌新"]
    context.close()


def submit(page: Any) -> None:
    with page.expect_navigation():
        page.locator("main .zk-btn--main").press("Enter")


def fits(page: Any, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = """() => [...document.querySelectorAll('main button, main .zk-btn')]
      .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5).length"""
    assert page.evaluate(small) == 0
