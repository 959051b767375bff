"""A survey in real browsers: a student designs and sends it, phones answer, the instructor marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.workshop.survey.grading import set_task
from tests.browser.conftest import Site, be
from tests.conftest import START

pytestmark = pytest.mark.browser
WANTED = (
    "quality-matrix", "attitude-matrix", "price-worth", "price-clear", "price-extra", "important-quality",
    "important-attitude", "important-price", "overall", "nps", "open-worst", "about-age",
)  # fmt: skip
LONG = "写够二十个字的一段话，先说结论，再说依据，最后说不能说明什么。"


@pytest.fixture
def people(site: Site) -> tuple[Any, Any, Any]:
    with site.app.test_request_context(), site.database():
        class_ = site.make.class_()
        teacher, student = site.make.instructor(class_), site.make.student(class_)
        set_task(
            class_,
            due_at=START + timedelta(days=9),
            simulated_allowed=True,
            max_points=Decimal(10),
            at=START,
        )
    return class_, teacher, student


def agree(page: Any) -> None:
    """Say yes to the question that a form asks first."""
    page.locator("dialog[open] button").last.click()


def answer_all(page: Any, rating: int) -> None:
    for group in page.locator(".zk-sv-scale").all():
        group.locator("label").nth(rating - 1).click()
    page.locator(".zk-sv-option").first.click()


def test_from_the_design_to_the_mark(
    site: Site, people: tuple[Any, Any, Any], open_page: Callable[..., Any]
) -> None:
    class_, teacher, student = people
    desk = open_page()
    be(desk, site, student)
    desk.goto(f"/classes/{class_.public_id}/projects/survey")
    desk.get_by_role("button", name="开始设计").click()
    for summary in desk.locator("details.zk-more summary").all():
        if summary.locator("..").get_attribute("open") is None:
            summary.click()
    for id_ in WANTED:
        desk.locator(f"input[value={id_}]").check()
    desk.get_by_role("button", name="加入所选的题").click()
    assert desk.locator("[data-question]").count() == len(WANTED)

    # The check speaks while one types, and falls silent when the fault is mended.
    desk.get_by_role("link", name="自己写一题").click()
    assert desk.locator("textarea[name=rows]").is_hidden()
    desk.locator("textarea[name=text]").fill("师傅准时并且专业吗？")
    desk.get_by_text("一题问了两件事（并且）").wait_for()
    desk.locator("textarea[name=text]").fill("师傅准时吗？")
    desk.locator("input[name=low]").fill("很差")
    desk.locator("input[name=high]").fill("很好")
    desk.locator("input[name=dimension]").fill("服务态度")
    desk.get_by_text("没有查出毛病").wait_for()
    desk.get_by_role("button", name="存下这一题").click()
    own = desk.locator("[data-question]").last
    assert "师傅准时吗" in own.inner_text()
    # Dragged before its neighbour.
    neighbour = desk.locator("[data-question]:nth-last-child(2)")
    own.locator(".zk-sv-line__b p").first.drag_to(neighbour)
    neighbour.filter(has_text="师傅准时吗").wait_for()

    desk.goto(desk.url.split("#")[0].replace("/design", "/collect"))
    desk.get_by_text("一个公开链接").click()
    desk.get_by_role("button", name="发出问卷").click()
    agree(desk)
    desk.locator("svg.zk-qr").wait_for()
    address = desk.locator("main code").first.inner_text()
    path = re.sub(r"^https?://[^/]+", "", address)

    for rating in (2, 4, 5):
        phone = open_page(360, 740, is_mobile=True, has_touch=True)
        phone.goto(path)
        answer_all(phone, rating)
        phone.locator("textarea").first.fill("送货再快一点")
        # Closed by mistake, opened again: the draft is in the phone.
        phone.reload()
        phone.get_by_text("接着上次没填完的填").wait_for()
        assert phone.locator("textarea").first.input_value() == "送货再快一点"
        assert phone.locator("input:checked").count() > 10
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        phone.get_by_role("button", name="交出").click()
        phone.get_by_role("heading", name="已经交出").wait_for()
        assert phone.evaluate("Object.keys(localStorage).length") == 0
        phone.goto(path)
        phone.get_by_text("这部手机已经交过了").wait_for()

    desk.reload()
    desk.locator("#made-up").fill("40")
    desk.get_by_role("button", name="加入模拟答卷").click()
    desk.get_by_role("button", name="停止回收").click()
    agree(desk)
    desk.wait_for_url("**/data")
    for choice in desk.locator("input[value=drop]").all():
        choice.check()
    if desk.get_by_role("button", name="记下去留").count():
        desk.get_by_role("button", name="记下去留").click()
    desk.get_by_role("link", name="分析", exact=True).click()
    assert desk.locator("#c-csi").count() == 0
    desk.locator("input[name=csi]").fill("66")
    desk.get_by_role("button", name="交出我算的").click()
    agree(desk)
    desk.locator("#c-csi").wait_for()
    assert desk.locator("#c-stated circle").count() == 3
    desk.get_by_role("link", name="报告", exact=True).click()
    for name in ("method", "findings", "advice", "limits"):
        desk.locator(f"textarea[name={name}]").fill(LONG)
    desk.get_by_role("button", name="存下报告").click()
    desk.get_by_text("报告已存下").wait_for()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="导出 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    desk.goto(f"/classes/{class_.public_id}/projects/survey")
    desk.get_by_role("button", name="提交作业").click()
    agree(desk)
    desk.get_by_text("作业已提交").wait_for()

    table = open_page()
    be(table, site, teacher)
    table.goto(f"/classes/{class_.public_id}/projects")
    table.get_by_role("link", name="满意度调查").click()
    table.get_by_role("link", name=student.name).click()
    table.locator("input[name=points-2]").fill("1.5")
    table.locator("input[name=points-5]").fill("1.8")
    table.locator("input[name=comment-5]").fill("建议写得具体")
    table.get_by_role("button", name="存下评分").click()
    table.get_by_role("button", name="确认系统给出的各项").click()
    table.get_by_role("link", name="满意度调查").click()
    table.get_by_role("button", name="公布成绩").click()
    agree(table)
    table.get_by_text("公布了 1 份的成绩").wait_for()
    desk.reload()
    desk.get_by_text("建议写得具体").wait_for()
    desk.goto("/grades")
    assert "满意度调查" in desk.locator("main").inner_text()
