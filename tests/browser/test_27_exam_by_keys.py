"""An exam of all seven types without a mouse, and axe-core on the hall in each of its states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from app.bank.domain.types import ItemType
from app.quiz.exams.answers import answers_of
from app.quiz.exams.saving import take_up
from app.quiz.models import Sitting
from tests.browser.conftest import Site, be
from tests.browser.test_keyboard import tab_to
from tests.quiz.sitting.builders import ExamBuilders, sample

pytestmark = pytest.mark.browser
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def hall(site: Site, open_page: Callable[..., Any]) -> tuple[Any, str]:
    """A page on an exam with one question of each type, before its start."""
    with site.database() as database:
        class_ = site.make.class_()
        student = site.make.student(class_)
        exam = ExamBuilders(database, site.clock).exam(
            class_, site.make.instructor(class_), [sample(kind) for kind in ItemType]
        )
        address = f"/exams/{exam.public_id}"
        _ = student.identifiers
    page = open_page(1024, 800)
    be(page, site, student)
    page.goto(address)
    return page, address


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": STANDARD, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_every_type_is_answered_by_keys_alone(site: Site, hall: tuple[Any, str]) -> None:
    page, _address = hall
    tab_to(page, "开始考试")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready]")
    groups = page.locator("[data-question]")
    for place in range(groups.count()):
        group = groups.nth(place)
        kind = group.get_attribute("data-question")
        first = group.locator("[data-answer]").first
        for _ in range(200):
            page.keyboard.press("Tab")
            if first.evaluate("e => e === document.activeElement"):
                break
        expect(first).to_be_focused()
        if kind in ("single_choice", "true_false"):
            page.keyboard.press("Space")
        elif kind == "multiple_response":
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
        elif kind == "fill_blank":
            page.keyboard.type("客户")
            page.keyboard.press("Tab")
            page.keyboard.type("80%")
        else:
            page.keyboard.type("用键盘写的一段话")
    expect(page.locator("[data-count-done]")).to_have_text("已答 7 / 7")
    tab_to(page, "交卷", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit")
    assert violations(page) == []
    tab_to(page, "确定交卷")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    assert violations(page) == []
    with site.database() as database:
        sitting = database.session.query(Sitting).one()
        held = [answer.response for answer in answers_of(sitting).values()]
    assert len(held) == 7
    assert ["客户", "80%"] in held
    assert held.count("用键盘写的一段话") == 3


def test_the_hall_in_each_of_its_states(site: Site, hall: tuple[Any, str]) -> None:
    page, _address = hall
    assert violations(page) == []
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_selector("[data-ready]")
    assert violations(page) == []
    # Offline, then signed out, then taken over by another page.
    page.context.set_offline(True)
    page.get_by_role("radio").first.check()
    expect(page.locator("[data-note=offline]")).to_be_visible()
    assert violations(page) == []
    page.context.set_offline(False)
    expect(page.locator("[data-note=offline]")).to_be_hidden()
    with site.database() as database:
        take_up(database.session.query(Sitting).one().id, "another-page", site.clock())
    page.get_by_role("radio").nth(1).check()
    expect(page.locator("[data-note=elsewhere]")).to_be_visible()
    expect(page.get_by_role("radio").first).to_be_disabled()
    assert violations(page) == []
    again = page.get_by_role("button", name="改在这里作答")
    again.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready]")
    expect(page.get_by_role("radio").first).to_be_enabled()
