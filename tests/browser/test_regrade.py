"""Ruling on a question in a browser, with scripts and without: preview, apply, progress, undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from app.accounts.models import User
from app.jobs.service import drain
from tests.browser.conftest import Site, be
from tests.quiz.manage.builders import SINGLE, TRUTH, Staff
from tests.regrade.conftest import Bench, make_bench

pytestmark = pytest.mark.browser
UNDO = re.compile(r"撤销\s*第 1 步")


@dataclass
class Place:
    """Where to go: an exam of two questions that four students sat, and who may rule on it."""

    bench: Bench
    author: User
    results: str


@pytest.fixture
def here(site: Site) -> Place:
    with site.app.test_request_context(), site.database() as db:
        class_ = site.make.class_()
        author = site.make.instructor(class_)
        staff = Staff(db, site.clock, site.make, class_, author)
        bench = make_bench(staff, site.clock, [SINGLE, TRUTH], 4)
        results = f"/exams/{bench.exam.public_id}/results"
        db.session.refresh(author)
        db.session.expunge(author)
        return Place(bench, author, results)


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_results_to_a_step_and_back(
    site: Site, here: Place, open_page: Callable[..., Any], script: bool
) -> None:
    page = open_page(360, 800, java_script_enabled=script)
    be(page, site, here.author)
    page.goto(here.results)
    page.get_by_role("link", name=re.compile(r"改分\s*第 1 题")).click()
    page.get_by_label("B 题", exact=False).check()
    page.get_by_label("原因").fill("答案印错了")
    press(page, "预览影响")
    expect(page.get_by_text("4 份答卷里有 4 份会变")).to_be_visible()
    press(page, "应用")
    expect(page.get_by_text("已应用，改了 4 份的分数。")).to_be_visible()
    page.get_by_role("link", name=UNDO).click()
    page.get_by_label("原因").fill("看错了题")
    press(page, "预览影响")
    press(page, "应用")
    expect(page.get_by_text("已撤销", exact=True)).to_be_visible()


def test_progress_shows_by_itself_until_the_page_is_new(
    site: Site, here: Place, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.marking.applying.SOME_HUNDREDS", 1)
    page = open_page(1440, 900)
    be(page, site, here.author)
    page.goto(f"{here.bench.address}/{here.bench.slot_ids[TRUTH]}?do=void")
    page.get_by_label("原因").fill("题意不清")
    press(page, "预览影响")
    press(page, "应用")
    expect(page.get_by_text("0 / 4")).to_be_visible()
    expect(page.get_by_role("link", name=UNDO)).to_have_count(0)
    with site.app.test_request_context(), site.database():
        assert drain("test", site.clock) == 1
    expect(page.get_by_role("link", name=UNDO)).to_be_visible()
    expect(page.get_by_text("改了 4 份")).to_be_visible()
