"""Reading in a browser: questions in their place, notes on selected words, the place kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.bank.content import get_library
from app.bank.loading import load_content
from app.learning.models import AnswerLog, LessonNote, ReadingPosition
from tests.browser.conftest import Site, be
from tests.reader.builders import write_course

pytestmark = pytest.mark.browser

PAGE = "/learn/ch01/s1-1"
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector('[data-prose]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    node.parentElement.scrollIntoView({ block: 'center' });
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return true;
  }
  return false;
}"""


@pytest.fixture
def library(site: Site, tmp_path: Path) -> Any:
    """The small course, on the site."""
    site.app.config["CONTENT"] = write_course(tmp_path / "content")
    with site.database():
        load_content(get_library(), site.clock())
    return


def count(site: Site, model: Any) -> int:
    with site.database() as db:
        return db.session.scalar(select(func.count()).select_from(model))


def reader(site: Site, page: Any) -> Any:
    with site.database():
        user = site.make.user()
        _ = user.identifiers
    be(page, site, user)
    page.goto(PAGE)
    return page


def pick(page: Any, words: str) -> None:
    assert page.evaluate(SELECT, words)
    expect(page.locator("[data-pick]")).to_be_visible()


def test_a_visitor_answers_without_leaving_the_page(
    site: Site, library: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    for path in ("/", PAGE):
        page.goto(path)
        ask = page.locator("[data-ask]")
        again = ask.get_by_text("再做一遍")
        if again.count():  # answered on the first page already
            again.click()
        ask.get_by_role("button", name="看对不对").click()
        expect(ask).to_contain_text("还没有作答")
        ask.locator(".zk-opt", has_text="记得住读者").click()
        ask.get_by_role("button", name="看对不对").click()
        expect(ask).to_contain_text("你选的，对")
        expect(ask).to_contain_text("已记入掌握程度")
        expect(ask.locator("[data-question]")).to_be_focused()
        assert page.url.endswith(path)
    assert count(site, AnswerLog) == 2


def test_an_answer_that_cannot_be_sent_is_not_lost(
    site: Site, library: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(PAGE)
    ask = page.locator("[data-ask]")
    ask.locator(".zk-opt", has_text="记得住读者").click()
    page.context.set_offline(True)
    ask.get_by_role("button", name="看对不对").click()
    expect(ask).to_contain_text("作答还在")
    page.context.set_offline(False)
    ask.get_by_role("button", name="看对不对").click()
    expect(ask).to_contain_text("你选的，对")


def test_words_are_underlined_and_written_about(
    site: Site, library: Any, open_page: Callable[..., Any]
) -> None:
    page = reader(site, open_page())
    pick(page, "爱看侦探故事")
    page.locator("[data-pick-mark]").click()
    expect(page.locator("mark[data-for]")).to_have_text("爱看侦探故事")
    pick(page, "估计再来五年")
    page.locator("[data-pick-note]").click()
    dialog = page.locator("#note-dialog")
    expect(dialog).to_contain_text("估计再来五年")
    dialog.locator("textarea").fill("<img src=x onerror=alert(1)> 要背")
    dialog.get_by_role("button", name="存下").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-note]")).to_have_count(2)
    page.reload()
    expect(page.locator("mark[data-for]")).to_have_text(["爱看侦探故事", "估计再来五年"])
    expect(page.locator(".zk-notes")).to_contain_text("<img src=x onerror=alert(1)> 要背")
    assert page.locator(".zk-notes img").count() == 0
    page.locator("mark[data-for]").last.click()
    expect(page.locator("[data-note]").last).to_be_focused()
    assert count(site, LessonNote) == 2


def test_a_note_that_cannot_be_kept_stays_in_the_form(
    site: Site, library: Any, open_page: Callable[..., Any]
) -> None:
    page = reader(site, open_page(width=360, height=800))
    pick(page, "爱看侦探故事")
    page.locator("[data-pick-note]").click()
    dialog = page.locator("#note-dialog")
    dialog.locator("textarea").fill("要背")
    page.context.set_offline(True)
    dialog.get_by_role("button", name="存下").click()
    expect(dialog).to_contain_text("写的还在")
    expect(dialog.locator("textarea")).to_have_value("要背")
    page.context.set_offline(False)
    dialog.get_by_role("button", name="存下").click()
    expect(page.locator("[data-note]")).to_have_count(1)


def test_reading_goes_on_where_it_stopped(
    site: Site, library: Any, open_page: Callable[..., Any]
) -> None:
    page = reader(site, open_page())
    with page.expect_response(lambda answer: answer.url.endswith("/position")):
        page.locator("#count").scroll_into_view_if_needed()
        page.mouse.wheel(0, 600)
    page.goto("/learn")
    page.get_by_role("link", name="继续学习").click()
    page.wait_for_url(f"**{PAGE}#count")
    page.get_by_role("button", name="读完这一章").click()
    page.wait_for_url("**/learn/ch01")
    with site.database() as db:
        assert db.session.scalars(select(ReadingPosition)).one().finished == ["s1-1"]


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1440, True)])
def test_pages_are_accessible_and_fit(
    site: Site, library: Any, open_page: Callable[..., Any], width: int, dark: bool
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = reader(site, open_page(width=width, dark=dark))
    page.goto(PAGE)
    page.locator("[data-ask] .zk-opt").first.click()
    page.get_by_role("button", name="看对不对").click()
    expect(page.locator("[data-ask]")).to_contain_text("解析")
    pick(page, "爱看侦探故事")
    page.locator("[data-pick-mark]").click()
    expect(page.locator("[data-note]")).to_have_count(1)

    def look() -> list[tuple[str, str]]:
        violations = axe.run(page, options=AXE).response["violations"]
        return [(one["id"], node["html"]) for one in violations for node in one["nodes"]]

    found = {PAGE: look()}
    for path in ("/learn", "/learn/ch01", "/learn/ch01/print", "/glossary", "/search?q=读者"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found[path] = look()
    assert {path: bad for path, bad in found.items() if bad} == {}
