"""What is typed into the item editor is not lost: signed out meanwhile, away and back, two windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.bank.content import get_library
from app.bank.loading import load_content
from app.bank.models import Item
from tests.browser.conftest import Site, be, sign_in
from tests.learning.builders import SMALL

pytestmark = pytest.mark.browser

STEM = "会话失效之前写的一道题，丢了可惜（　）。"
OFFER = "上次在这里写的没有存下，内容还留在这个浏览器里。"


@pytest.fixture
def teacher(site: Site) -> Any:
    """A teacher of a site that has the small course."""
    site.app.config["CONTENT"] = Path(SMALL)
    with site.app.app_context():
        load_content(get_library(), site.clock())
    with site.database():
        teacher = site.make.teacher()
        assert teacher.identifiers
        site.make.db.session.expunge_all()
    return teacher


def write(page: Any) -> None:
    """A whole question with more options than the form begins with."""
    page.locator("#stem").fill(STEM)
    for n, text in enumerate("甲乙丙丁戊"):
        if n == 4:
            page.get_by_role("button", name="加一个选项").click()
        page.locator(f"#options-{n}-text").fill(text)
    page.locator("input[name=correct]").nth(4).check()
    page.get_by_label("作答时打乱次序").uncheck()
    page.locator("#explanation").fill("戊才对。")
    page.get_by_label("主要知识点", exact=True).select_option("ch01.remember")
    for label, value in (("教学层次", "掌握"), ("认知层次", "理解"), ("预计难度", "2")):
        page.get_by_label(label).select_option(value)
    page.get_by_label("用途").select_option("practice")


def test_whoever_was_signed_out_gets_everything_back(
    open_page: Callable[..., Any], site: Site, teacher: Any
) -> None:
    page = open_page()
    be(page, site, teacher)
    page.goto("/bank/new?type=single_choice")
    write(page)
    page.context.clear_cookies()
    # It is told before a click would find it out.
    page.locator("#explanation").press_sequentially("真的。")
    expect(page.locator("[data-cut-off]")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="请求没有被接受")).to_be_visible()
    sign_in(page, teacher)
    page.goto("/bank/new?type=single_choice")
    expect(page.get_by_text(OFFER)).to_be_visible()
    assert page.locator("#stem").input_value() == ""
    page.get_by_role("button", name="放回来").click()
    expect(page.get_by_text(OFFER)).to_be_hidden()
    assert page.locator("#stem").input_value() == STEM
    assert page.locator("#options-4-text").input_value() == "戊"
    expect(page.locator("input[name=correct]").nth(4)).to_be_checked()
    expect(page.get_by_label("作答时打乱次序")).not_to_be_checked()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/bank/items/*")
    with site.database() as db:
        item = db.session.scalars(select(Item).order_by(Item.id.desc()).limit(1)).one()
        assert item.title == STEM
    # Stored, it is not offered again.
    page.goto("/bank/new?type=single_choice")
    expect(page.locator("#stem")).to_be_visible()
    expect(page.get_by_text(OFFER)).to_be_hidden()


def test_what_one_leaves_on_purpose_is_not_kept_and_nobody_else_is_offered_it(
    open_page: Callable[..., Any], site: Site, teacher: Any
) -> None:
    page = open_page()
    be(page, site, teacher)
    page.goto("/bank/new?type=single_choice")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#stem").fill(STEM)
    page.get_by_role("link", name="先不存").click()
    page.wait_for_url("**/bank")
    page.goto("/bank/new?type=single_choice")
    expect(page.get_by_text(OFFER)).to_be_hidden()
    page.locator("#stem").fill(STEM)
    page.get_by_label("用途").select_option("practice")
    page.reload()
    # At the top of the page, and told, wherever one had scrolled to.
    expect(page.get_by_text(OFFER)).to_be_in_viewport()
    expect(page.locator("[data-kept]")).to_be_focused()
    with site.database():
        colleague = site.make.teacher()
        be(page, site, colleague)
    page.reload()
    expect(page.locator("#stem")).to_be_visible()
    expect(page.get_by_text(OFFER)).to_be_hidden()


def test_what_is_put_back_knows_the_version_it_was_written_on(
    open_page: Callable[..., Any], site: Site, teacher: Any
) -> None:
    page = open_page()
    be(page, site, teacher)
    with site.database() as db:
        item = db.session.scalars(select(Item).where(Item.content_id == "ch01-tf-001")).one()
        address = f"/bank/items/{item.public_id}/edit"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    page.locator("#explanation").fill("我写的解析，还没有存。")
    other = page.context.new_page()
    other.goto(address)
    other.locator("#stem").fill("别的窗口改的题干。")
    other.keyboard.press("Control+Enter")
    other.wait_for_url("**/bank/items/*")
    page.reload()
    page.get_by_role("button", name="放回来").click()
    page.keyboard.press("Control+Enter")
    # Not over what the other window stored: both are shown.
    expect(page.locator(".zk-diff")).to_contain_text("别的窗口改的题干")
    assert page.locator("#explanation").input_value() == "我写的解析，还没有存。"
    # The notice has the focus; the keys store from there too.
    page.keyboard.press("Control+Enter")
    page.wait_for_url(address.removesuffix("/edit").join(("**", "")))
