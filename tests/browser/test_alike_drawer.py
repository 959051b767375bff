"""像这样的题 as a drawer: beside the list, which stays in use, and beside the editor, while one writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.bank.content import get_library
from app.bank.loading import load_content
from tests.bank.conftest import SMALL
from tests.browser.conftest import Site, be

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page: Callable[..., Any], site: Site, request: Any) -> Any:
    """A teacher's page in front of the small course, as wide as the test asks."""
    site.app.config["CONTENT"] = Path(SMALL)
    with site.app.app_context():
        load_content(get_library(), site.clock())
    with site.database():
        teacher = site.make.teacher()
        site.make.db.session.expunge_all()
    page = open_page(getattr(request, "param", 1440))
    be(page, site, teacher)
    return page


def links(page: Any) -> Any:
    return page.locator("[data-drawer-link]")


@pytest.mark.parametrize("page", [1440, 360], indirect=True)
def test_it_opens_beside_the_list_and_gives_the_focus_back(page: Any) -> None:
    page.goto("/bank?all=1")
    drawer = page.locator("[data-drawer]")
    expect(drawer).to_be_hidden()
    links(page).first.click()
    expect(drawer).to_be_visible()
    expect(drawer.locator("[data-drawer-body]")).to_be_visible()
    expect(drawer.get_by_role("heading", level=2).first).to_be_focused()
    expect(links(page).first).to_have_attribute("aria-expanded", "true")
    assert page.url.endswith("/bank?all=1")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(links(page).first).to_be_focused()


def test_another_row_takes_its_place(page: Any) -> None:
    page.goto("/bank?all=1")
    links(page).nth(0).click()
    first = page.locator("[data-drawer-body] > p a")
    expect(first).to_have_count(1)
    before = first.text_content()
    links(page).nth(1).click()
    expect(first).not_to_have_text(before)
    expect(links(page).nth(0)).not_to_have_attribute("aria-expanded", "true")
    # The same link again closes it.
    links(page).nth(1).click()
    expect(page.locator("[data-drawer]")).to_be_hidden()


def test_a_lost_network_is_told_and_leaves_the_list(page: Any) -> None:
    page.goto("/bank?all=1")
    page.route("**/alike", lambda route: route.abort())
    links(page).first.click()
    fails = page.locator("[data-drawer-fails]")
    expect(fails).to_be_visible()
    expect(fails.get_by_role("link")).to_have_attribute(
        "href", links(page).first.evaluate("a => a.href")
    )


def test_it_follows_what_is_written_and_shows_an_item_whole(page: Any) -> None:
    page.goto("/bank/new?type=single_choice")
    page.locator("[data-drawer-fold] > summary").click()
    drawer = page.locator("[data-drawer]")
    expect(drawer).to_be_visible()
    page.locator("#stem").fill("店主凭什么记得住读者（　）。")
    page.get_by_label("主要知识点", exact=True).select_option("ch01.remember")
    found = drawer.locator("a.zk-alike__t").first
    expect(found).to_be_visible()
    found.click()
    expect(drawer.locator("[data-shown] .zk-q")).to_be_visible()
    assert "/bank/new" in page.url
    page.locator("#stem").focus()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    # The fold has its contents back.
    expect(page.locator("[data-drawer-fold] [data-part=alike]")).to_have_count(1)


def test_without_scripts_the_link_leads_to_a_page(
    open_page: Callable[..., Any], site: Site, page: Any
) -> None:
    page.goto("/bank?all=1")
    address = links(page).first.get_attribute("href")
    plain = page.context.browser.new_context(
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
        base_url=site.base,
        locale="zh-CN",
    ).new_page()
    plain.goto(address)
    expect(plain.get_by_role("heading", level=1)).to_have_text("像这样的题")
    plain.context.close()
