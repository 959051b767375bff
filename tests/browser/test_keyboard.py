"""The site without a mouse: sign in, answer a question in a lesson, sit an exam to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from app.bank.content import get_library
from app.bank.domain.types import ItemType
from app.bank.loading import load_content
from tests.browser.conftest import Site, be
from tests.builders import PASSWORD
from tests.quiz.sitting.builders import ExamBuilders, sample

pytestmark = pytest.mark.browser

# What has the focus: its name, and whether one can see that it has it.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const ring = (one) => one && getComputedStyle(one).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const box = (at.closest('label') ?? at).getBoundingClientRect();
  const words = at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '';
  return {
    name: words.trim().replace(/\\s+/g, ' '),
    ring: ring(at) || ring(at.closest('label')) || ring(at.nextElementSibling) || ring(at.parentElement),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
  };
}"""
# What a walk with the Tab key has to reach: one stop for each group of radio buttons.
STOPS = """() => {
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter((e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }))
    .filter((e) => e.type !== 'radio' || groups.size < groups.add(`${e.form?.action} ${e.name}`).size).length;
}"""
MOST = 200


def walk(page: Any) -> list[str]:
    """Press Tab once around the page, from its top to its end; returns the names in their order."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS) is None:
            break
    names: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        assert found["ring"], f"one cannot see that {found['name']} has the focus"
        assert found["seen"], f"{found['name']} is out of sight"
        names.append(found["name"])
    return names


def tab_to(page: Any, name: str, key: str = "Tab") -> None:
    for _ in range(MOST):
        page.keyboard.press(key)
        found = page.evaluate(FOCUS)
        if found and found["name"].startswith(name):
            return
    text = page.get_by_role("main").inner_text()
    raise AssertionError(f"{name} cannot be reached by {key}: {text}")


@pytest.mark.parametrize("width", [360, 1440])
def test_signing_in(site: Site, open_page: Callable[..., Any], width: int) -> None:
    with site.database():
        site.make.user("林若溪", username="lin")
    page = open_page(width, 800)
    page.goto("/sign-in?next=/me")
    # Who opens the page can write at once.
    expect(page.get_by_label("学号、用户名或邮箱")).to_be_focused()
    names = walk(page)
    assert names[0] == "跳到正文"
    assert len(names) == page.evaluate(STOPS)
    own = ["学号、用户名或邮箱", "密码", "登录", "注册一个"]
    at = names.index(own[0])
    assert names[at : at + 4] == own
    page.goto("/sign-in?next=/me")
    # The browser gives the focus with its first frame, which may come after the page has loaded.
    expect(page.get_by_label("学号、用户名或邮箱")).to_be_focused()
    page.keyboard.type("lin")
    page.keyboard.press("Tab")
    expect(page.get_by_label("密码")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.base}/me")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_question_in_a_lesson(site: Site, open_page: Callable[..., Any]) -> None:
    with site.database():
        load_content(get_library(), site.clock())
    page = open_page()
    page.goto("/learn/ch01/s1-1")
    # A term opens its explanation when the walk comes to it: two stops more.
    names = [name for name in walk(page) if name not in ("看术语表", "收起 Esc")]
    assert names[0] == "跳到正文"
    assert len(names) == page.evaluate(STOPS)
    page.goto("/learn/ch01/s1-1")
    check = page.locator("[data-ask]").first
    options = check.get_by_role("radio")
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if options.first.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("b")
    expect(options.nth(1)).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(options.nth(2)).to_be_checked()
    tab_to(page, "看对不对")
    page.keyboard.press("Enter")
    expect(check).to_contain_text("解析")
    expect(check.locator("[data-question]")).to_be_focused()
    tab_to(page, "再做一遍")
    # A term is explained where it stands, and Escape closes it.
    page.goto("/learn/ch01/s1-1")
    tab_to(page, "生产观念")
    term = page.get_by_role("button", name="生产观念", exact=True)
    expect(term).to_have_attribute("aria-expanded", "true")
    said = page.locator(f"#{term.get_attribute('aria-controls')}")
    expect(said).to_be_visible()
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(term).to_be_focused()


@pytest.mark.parametrize("width", [360, 1440])
def test_an_exam_to_its_end(site: Site, open_page: Callable[..., Any], width: int) -> None:
    with site.database() as db:
        class_ = site.make.class_()
        student = site.make.student(class_)
        exams = ExamBuilders(db, site.clock)
        kinds = (ItemType.SINGLE_CHOICE, ItemType.SHORT_ANSWER)
        exam = exams.exam(class_, site.make.instructor(class_), [sample(kind) for kind in kinds])
        address = f"/exams/{exam.public_id}"
        _ = student.identifiers
    page = open_page(width, 800)
    be(page, site, student)
    page.goto(address)
    tab_to(page, "开始考试")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready]")
    names = walk(page)
    assert len(names) == page.evaluate(STOPS)
    tab_to(page, "A")
    page.keyboard.press("b")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    tab_to(page, "标记")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    tab_to(page, "作答")
    page.keyboard.type("一段话")
    expect(page.get_by_role("main").get_by_text("已保存 09:00:00")).to_have_count(2)
    tab_to(page, "交卷", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit")
    expect(page.get_by_role("main")).to_contain_text("标记了 1 题")
    tab_to(page, "确定交卷")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    expect(page.get_by_role("main")).to_contain_text("2 / 2 题")
