"""What a page of the list is, and what is done there before looking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# A good row, one without a name, one whose 学号 is in the class already under another name.
ROSTER = "学号\t姓名\n0230140\t诸葛思敏\n0230141\t\n0230105\t另一个人\n"
Step = Callable[[Any], None]


@dataclass(frozen=True)
class Place:
    """One page: who looks, the address, and what is done there before looking."""

    endpoint: str
    who: str
    path: str
    then: Step | None = None
    status: int = 200


def upload_roster(page: Any) -> None:
    page.locator("textarea").fill(ROSTER)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/people/import")
    page.locator("input[name=student_no]").first.wait_for()


def answer_check(page: Any) -> None:
    ask = page.locator("[data-ask]").first
    ask.locator(".zk-opt").first.click()
    ask.locator("form button[type=submit]").click()
    page.locator("[data-ask] .zk-explain").first.wait_for()


def preview_undoing(page: Any) -> None:
    page.locator("textarea[name=reason]").fill("查过印刷稿，数字没有少。")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/preview")


def preview_words(page: Any) -> None:
    """Look at what a group of synonyms would change; the page has the address of the list."""
    page.locator("main .zk-btn--main").click()
    page.locator("input[name=seen]").wait_for(state="attached")


def return_unsaid(page: Any) -> None:
    """Send an item back without a reason, which is asked for on a page of its own."""
    page.locator("button[value=return]").click()
    page.locator("[role=alert]").wait_for()


def preview_bulk(page: Any) -> None:
    page.locator("select[name=difficulty]").select_option("5")
    page.locator("button[value=preview]").last.click()
    page.locator("button[value=apply]").wait_for()


def wait_ready(page: Any) -> None:
    page.wait_for_selector("[data-ready]")
