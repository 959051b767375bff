"""What is typed into the cards of an import is not lost: signed out meanwhile, moved options, another group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.bank.loading import load_content
from tests.bank.conftest import SMALL, read
from tests.browser.conftest import Site, be, sign_in

pytestmark = pytest.mark.browser
OFFER = "上次在这里写的没有存下，内容还留在这个浏览器里。"
TEXT = (
    "一、单选题\n1.回访的目的是（ B ）\nA.推销\nB.了解使用情况\nC.催款\nD.打扰\n"
    "2.建档的第一步是（ A ）\nA.收集资料\nB.打印\nC.归档\nD.销毁\n二、判断题\n3.满意就是忠诚。（×）\n"
)
STEM = "回访之前先做什么（　）"
SAVE = "存下改动并重新检查"


@pytest.fixture
def teacher(site: Site) -> Any:
    site.app.config["CONTENT"] = Path(SMALL)
    with site.database():
        load_content(read(SMALL), site.clock())
        person = site.make.teacher()
        _ = person.identifiers
        site.make.db.session.expunge_all()
    return person


def bring(page: Any) -> None:
    page.goto("/bank/import")
    page.get_by_label("粘贴").fill(TEXT)
    page.get_by_role("button", name="识别题目").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对导入的题")


def texts(page: Any, card: int) -> list[str]:
    return [one.input_value() for one in page.locator(f'input[name="c{card}-o"]').all()]


def test_whoever_was_signed_out_gets_the_cards_back(
    open_page: Callable[..., Any], site: Site, teacher: Any
) -> None:
    page = open_page(1280, 900)
    be(page, site, teacher)
    bring(page)
    address = page.url
    page.locator('textarea[name="c0-stem"]').fill(STEM)
    page.locator("#card-1").get_by_role("button", name="把选项 B 上移").click()
    page.locator('textarea[name="c2-stem"]').fill("满意不一定忠诚。")
    page.locator('select[name="c2-truth"], input[name="c2-truth"]').first.wait_for()
    moved = ["了解使用情况", "推销", "催款", "打扰", ""]
    assert texts(page, 0) == moved
    page.context.clear_cookies()
    page.get_by_role("button", name=SAVE).last.click()
    expect(page.get_by_role("heading", name="请求没有被接受")).to_be_visible()
    sign_in(page, teacher)
    page.goto(address)
    expect(page.get_by_text(OFFER)).to_be_visible()
    assert page.locator('textarea[name="c0-stem"]').input_value() != STEM
    page.get_by_role("button", name="放回来").click()
    expect(page.get_by_text(OFFER)).to_be_hidden()
    assert page.locator('textarea[name="c0-stem"]').input_value() == STEM
    assert page.locator('textarea[name="c2-stem"]').input_value() == "满意不一定忠诚。"
    assert texts(page, 0) == moved
    # The key went along with its words.
    expect(page.locator('input[name="c0-right"]').first).to_be_checked()
    # What was not touched stays as it was read.
    assert texts(page, 1) == ["收集资料", "打印", "归档", "销毁", ""]
    page.get_by_role("button", name=SAVE).last.click()
    expect(page.get_by_text("改动已存在这一批里")).to_be_visible()
    assert page.locator('textarea[name="c0-stem"]').input_value() == STEM
    assert texts(page, 0) == moved
    expect(page.locator('input[name="c0-right"]').first).to_be_checked()
    # Kept by the server, it is not offered again, not even where the server wrote it otherwise.
    expect(page.get_by_text(OFFER)).to_be_hidden()
    page.reload()
    expect(page.locator('textarea[name="c0-stem"]')).to_have_value(STEM)
    expect(page.get_by_text(OFFER)).to_be_hidden()


def test_what_was_typed_over_another_pages_words_is_compared_and_nobody_else_is_offered_it(
    open_page: Callable[..., Any], site: Site, teacher: Any
) -> None:
    page = open_page(1280, 900)
    be(page, site, teacher)
    bring(page)
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator('textarea[name="c0-stem"]').fill(STEM)
    other = page.context.new_page()
    other.goto(address)
    other.locator('textarea[name="c0-stem"]').fill("别的窗口改的题干（　）")
    other.get_by_role("button", name=SAVE).last.click()
    expect(other.get_by_text("改动已存在这一批里")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="放回来").click()
    page.get_by_role("button", name=SAVE).last.click()
    expect(page.get_by_text("这道题刚才在另一个页面改过")).to_be_visible()
    assert page.locator('textarea[name="c0-stem"]').input_value() == STEM
    page.locator('textarea[name="c0-stem"]').fill(f"{STEM}再改")
    page.reload()
    expect(page.get_by_text(OFFER)).to_be_visible()
    page.get_by_role("button", name="不要了").click()
    page.reload()
    expect(page.get_by_text(OFFER)).to_be_hidden()


def test_cards_that_another_tab_stored_are_not_offered_again(
    open_page: Callable[..., Any], site: Site, teacher: Any
) -> None:
    page = open_page(1280, 900)
    be(page, site, teacher)
    page.goto("/bank/import")
    page.get_by_text("给这一批的标签").click()
    page.get_by_label("主要知识点", exact=True).select_option("ch01.remember")
    page.get_by_label("教学层次").select_option("掌握")
    page.get_by_label("认知层次").select_option("理解")
    # The third lacks its key, so it stays.
    page.get_by_label("粘贴").fill(TEXT.replace("（×）", ""))
    page.get_by_role("button", name="识别题目").click()
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="存入题库（2 道）").click()
    expect(page.get_by_text("2 道新题已存入题库")).to_be_visible()
    other.get_by_role("button", name="存入题库（2 道）").click()
    expect(other.get_by_text("这一次什么也没有存")).to_be_visible()
    expect(other.get_by_text(OFFER)).to_be_hidden()
