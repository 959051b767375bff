"""A round of practice in a browser, with scripts and without: nothing written is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.bank.domain.types import ItemType
from tests.browser.conftest import Site
from tests.learning.builders import CANARY, SMALL, Bank

pytestmark = pytest.mark.browser


@pytest.fixture
def bank(site: Site) -> Any:
    """Items of three types in the small course's first chapter."""
    site.app.config["CONTENT"] = Path(SMALL)
    with site.database() as db:
        bank = Bank(db, site.clock)
        bank.items(3, ItemType.SHORT_ANSWER)
        bank.items(3, ItemType.FILL_BLANK)
        bank.items(3, ItemType.SINGLE_CHOICE)
    return


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, open_page: Callable[..., Any], bank: Any) -> Any:
    del bank
    return open_page(360, 800, java_script_enabled=request.param)


def choose(page: Any, type_: str) -> None:
    page.goto("/practice/choose")
    page.get_by_label(type_, exact=True).check()
    page.get_by_role("button", name="开始练习").click()


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_half_written_answer_waits_where_it_was(page: Any) -> None:
    choose(page, "简答")
    page.locator("textarea").fill("写了一半")
    press(page, "先跳过")
    expect(page.get_by_role("heading", level=1)).to_have_text("第 2 题，共 3 题")
    page.get_by_role("navigation", name="题号").get_by_role("button", name="1 未答").click()
    expect(page.locator("textarea")).to_have_value("写了一半")
    press(page, "交这一题")
    expect(page.get_by_text(f"{CANARY}参考答案")).to_be_visible()
    press(page, "收藏")
    expect(page.get_by_role("button", name="已收藏")).to_be_visible()


def test_enter_in_a_blank_hands_in(page: Any) -> None:
    choose(page, "填空")
    blank = page.get_by_label("第 1 空")
    blank.fill("客户")
    blank.press("Enter")
    expect(page).to_have_title("答对 · 第 1 题，共 3 题 · 知客")


def test_ending_a_mock_paper_keeps_the_answer_on_the_page(page: Any) -> None:
    page.goto("/practice")
    press(page, "模拟卷 30 题")
    page.get_by_role("radio").first.check()
    press(page, "做完，看结果")
    expect(page.get_by_role("heading", level=2).first).to_have_text("8 题没有作答")
    press(page, "看结果")
    expect(page.get_by_role("heading", level=1)).to_have_text("这次练习的结果")
