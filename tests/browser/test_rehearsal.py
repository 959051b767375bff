"""A rehearsal in a browser: faults played in the page, every change there in the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import render_template
from playwright.sync_api import expect
from sqlalchemy import select

from app.bank.domain.types import ItemType
from app.quiz.exams.rehearsing import outcomes_of
from app.quiz.models import Exam, Sitting
from tests.browser.conftest import Site, be
from tests.browser.test_exam_hall import choose
from tests.quiz.sitting.builders import ExamBuilders, sample

pytestmark = pytest.mark.browser
SINGLE = ItemType.SINGLE_CHOICE


def with_strip(site: Site, route: Any) -> None:
    """The hall with the strip and its script, and shorter times; halls that have them stay."""
    reply = route.fetch()
    page = reply.text()
    if "data-exam=" in page and "data-rehearsal" not in page:
        with site.app.test_request_context(), site.database() as db:
            sitting = db.session.scalars(select(Sitting)).one()
            strip = render_template("exams/_rehearsal.html", sitting=sitting)
        script = re.search(r'<script type="module" src="([^"]*)js/exam\.js"></script>', page)
        assert script is not None
        own = f'<script type="module" src="{script[1]}js/exam-rehearsal.js"></script>'
        page = page.replace(script[0], own + script[0])
        page = page.replace(
            '<noscript><div class="zk-note', f'{strip}<noscript><div class="zk-note', 1
        )
    page = re.sub(
        r"data-lasts='[^']*'", """data-lasts='{"offline":3,"silent":3,"time_up":3}'""", page
    )
    route.fulfill(response=reply, body=page)


@pytest.fixture
def page(site: Site, open_page: Callable[..., Any]) -> Any:
    with site.database() as db:
        class_ = site.make.class_()
        teacher = site.make.instructor(class_)
        student = site.make.student(class_)
        exam = ExamBuilders(db, site.clock).exam(
            class_, teacher, [sample(SINGLE, n) for n in range(1, 4)], kind="rehearsal", minutes=10,
            closes_at=site.clock() + timedelta(hours=1),
        )  # fmt: skip
        address = f"/exams/{exam.public_id}"
        _ = student.identifiers
    opened = open_page()
    opened.set_default_timeout(40_000)
    be(opened, site, student)
    opened.route(re.compile(r"/sittings/[0-9a-f]{32}$"), lambda route: with_strip(site, route))
    opened.goto(address)
    opened.get_by_role("button", name="开始考试").click()
    opened.wait_for_url("**/sittings/*")
    opened.reload()  # what a redirect leads to passes by the route
    opened.wait_for_selector("[data-exam][data-ready]")
    return opened


def go(page: Any, label: str) -> None:
    page.locator("[data-rehearsal-go]", has_text=label).click()


def told(page: Any, words: str) -> None:
    expect(page.locator("[data-rehearsal-text]")).to_contain_text(words, timeout=30_000)


def test_a_rehearsal_from_the_lost_network_to_the_end(page: Any, site: Site) -> None:
    told(page, "第 1 步")
    go(page, "开始这一步")
    told(page, "网络断了")
    choose(page, 1, "选项B")
    choose(page, 2, "选项B")
    told(page, "次改动补传成功")
    go(page, "下一步")
    go(page, "开始这一步")
    told(page, "服务器没有回答")
    choose(page, 1, "选项C")
    told(page, "后来都送到了")
    go(page, "下一步")
    go(page, "开始这一步")
    told(page, "网络断了")
    choose(page, 3, "选项D")
    page.on("dialog", lambda dialog: dialog.accept())
    go(page, "刷新页面")
    told(page, "都回来了，也送到了")
    go(page, "下一步")
    go(page, "开始这一步")
    told(page, "另一个页面接手了")
    choose_by_force(page)
    told(page, "让了位")
    page.evaluate(  # as the page takes the paper up again
        """() => fetch(document.querySelector('[data-rehearsal]').dataset.turn, {
          method: 'POST', body: JSON.stringify({ client: 'client-of-mine' }),
          headers: { 'Content-Type': 'application/json', 'X-CSRFToken':
            document.querySelector('meta[name="csrf-token"]').content } })"""
    )
    told(page, "又拿了回来")
    go(page, "下一步")
    go(page, "开始这一步")
    page.wait_for_url("**/receipt")
    page.get_by_role("link", name="看演练结果").click()
    expect(page.get_by_text("这台机器都经受住了")).to_be_visible()
    with site.database() as db:
        sitting = db.session.scalars(select(Sitting)).one()
        assert all(outcome.held for outcome in outcomes_of(sitting).values())
        assert sitting.closed_by == "candidate"
        assert db.session.scalars(select(Exam)).one().kind == "rehearsal"


def choose_by_force(page: Any) -> None:
    """Send a change as this page would, whether or not it has turned read-only by now."""
    page.evaluate(
        """() => { const box = document.querySelectorAll('#q2 input[data-answer]')[0];
          box.checked = true; box.dispatchEvent(new Event('input', { bubbles: true })); }"""
    )


def test_a_step_without_a_change_is_tried_again(page: Any) -> None:
    go(page, "开始这一步")
    told(page, "没有改动作答")
    expect(page.locator("[data-rehearsal-go]")).to_have_text("再试一次")
