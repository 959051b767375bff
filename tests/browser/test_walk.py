"""From an empty site to a workbook of grades, as people go through it in a browser.

The first administrator opens a class and an exam; a visitor reads and practises, makes an account,
joins, sits the exam; it is marked and released, and the grade stands in the gradebook and its workbook.
Everything is found by what it is called, in Chinese on a desk and in English on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale, gettext
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from app.accounts.setup import first_admin_link
from app.bank.content import get_library
from app.bank.loading import load_content
from tests.browser.conftest import Site
from tests.builders import PASSWORD

pytestmark = pytest.mark.browser

TEACHER, STUDENT, CLASS, EXAM = "周明", "林若溪", "电商 2301 班", "第一次测验"
ANSWER = "先把客户分清，再分别对待。"
FIRST, SECOND = "1.1 提升业绩的新出路", "1.2 关系营销"


@dataclass
class Walker:
    """A person at a window, who knows pages by their words."""

    site: Site
    page: Any
    locale: str

    def say(self, text: str, **values: object) -> str:
        """A text of the interface in the walker's language."""
        with self.site.app.test_request_context(), force_locale(self.locale):
            return gettext(text, **values)

    def starts(self, text: str, **values: object) -> re.Pattern[str]:
        return re.compile("^" + re.escape(self.say(text, **values)))

    @property
    def main(self) -> Any:
        return self.page.get_by_role("main")

    def press(self, text: str, **values: object) -> None:
        self.page.get_by_role("button", name=self.starts(text, **values)).first.click()

    def follow(self, text: str) -> None:
        """Follow a link in the page's own part, not in the shell around it."""
        self.main.get_by_role("link", name=self.starts(text)).first.click()

    def turn(self, text: str, *, inside_class: bool = False) -> None:
        """Follow an entry of the navigation; the main one stands at the bottom of a phone."""
        phone = self.page.viewport_size["width"] < 600
        bar = "班级导航" if inside_class else "底部导航" if phone else "主导航"
        bars = self.page.get_by_role("navigation", name=self.say(bar), exact=True)
        link = bars.get_by_role("link", name=self.say(text), exact=True)
        if phone and not inside_class and not link.count():
            bars.locator("summary").click()  # what a phone's bar has no room for
        link.click()

    def fill(self, label: str, value: str) -> None:
        self.main.get_by_label(self.starts(label)).first.fill(value)

    def sees(self, text: str, **values: object) -> None:
        expect(self.main).to_contain_text(self.say(text, **values))

    def is_at(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def agree(self) -> None:
        """Say yes to the question that is asked before something final."""
        self.page.get_by_role("alertdialog").get_by_role("button").last.click()


@pytest.fixture
def enter(site: Site, open_page: Callable[..., Any]) -> Iterator[Callable[[int, str], Walker]]:
    """Return a function that opens a window on a site with the course's content and nobody there."""
    with site.database():
        load_content(get_library(), site.clock())

    def enter_(width: int, language: str) -> Walker:
        page = open_page(width, 800 if width < 600 else 900, language=language)
        page.on("response", lambda answer: answer.status < 400 or failures.append(answer.url))
        return Walker(site, page, "en" if language == "en" else "zh_Hans")

    failures: list[str] = []
    yield enter_
    assert failures == []


def open_site(walker: Walker) -> None:
    """The first administrator, by the link that the console shows."""
    with walker.site.app.test_request_context():
        link = first_admin_link(walker.site.base)
    assert link is not None
    walker.page.goto(link)
    walker.is_at(walker.say("第一位管理员"))
    make_account(walker, TEACHER, "zhou")
    walker.press("建好管理员账号")
    walker.sees("你是这个站点的第一位管理员。先开一个教学班吧。")
    with walker.site.app.test_request_context():
        assert first_admin_link(walker.site.base) is None


def make_account(walker: Walker, name: str, username: str) -> None:
    walker.fill("姓名", name)
    walker.fill("用户名", username)
    walker.fill("密码", PASSWORD)
    walker.fill("再输一遍", PASSWORD)


def open_class(walker: Walker) -> str:
    """A class; returns its join code."""
    walker.follow("开一个班")
    walker.fill("班级名称", CLASS)
    walker.press("开班")
    walker.is_at(CLASS)
    return walker.page.get_by_role("link", name="/join?code=").inner_text().split("=")[1]


def make_exam(walker: Walker) -> None:
    """An exam that is open now: two questions with a key, one that a person marks."""
    walker.turn("考试", inside_class=True)
    walker.follow("新建考试")
    walker.fill("考试名称", EXAM)
    walker.fill("开始时间", "2026-11-23T08:50")
    walker.fill("结束时间", "2026-11-23T11:00")
    walker.press("存成草稿")
    pick(walker, "单选", 2)
    pick(walker, "名词解释", 1)
    walker.follow("检查并发布")
    walker.sees("开始时间已到，一发布学生就能开考。")
    walker.press("发布考试")
    walker.agree()
    walker.sees("进行中")


def pick(walker: Walker, kind: str, number: int) -> None:
    """Put questions of a type on the paper."""
    walker.follow("选题")
    types = walker.main.get_by_label(walker.say("题型"), exact=True)
    types.select_option(label=walker.say(kind))
    walker.press("筛选")
    boxes = walker.main.get_by_role("checkbox", name=walker.starts("选中：%(title)s", title=""))
    for n in range(number):
        boxes.nth(n).check()
    walker.press("加入勾选的题")
    walker.follow("回试卷")


def read(walker: Walker, section: str, following: str) -> None:
    """Read a section, answer its first check question in its place, go on."""
    walker.main.get_by_role("link", name=section).filter(visible=True).first.click()
    walker.is_at(section.split(" ", 1)[1])
    check = walker.page.get_by_role("button", name=walker.say("看对不对"))
    asked = walker.main.get_by_role("group").filter(has=check).first
    asked.get_by_role("radio").or_(asked.get_by_role("checkbox")).first.check()
    asked.get_by_role("button", name=walker.say("看对不对")).click()
    walker.sees("已记入掌握程度")
    walker.sees("解析")
    walker.press("读完，去 %(next)s", next=following)


def practise(walker: Walker) -> None:
    """Start a round and look at the explanation of its first question."""
    walker.turn("练习")
    walker.press("练 10 题")
    walker.is_at(walker.say("第 %(n)s 题，共 %(total)s 题", n=1, total=10))
    answers = [walker.say("不会，看解析"), walker.say("不会，看参考答案")]
    walker.main.get_by_role("button", name=re.compile("|".join(answers))).click()
    walker.sees("下一题")


def visit(walker: Walker) -> None:
    """A visitor reads, answers and practises without an account."""
    walker.page.goto("/")
    walker.follow("读第一章")
    read(walker, FIRST, "1.2")
    practise(walker)


def sign_up(walker: Walker) -> None:
    """Make an account: what the visitor did is kept in it."""
    walker.page.goto("/sign-up")
    make_account(walker, STUDENT, "lin")
    walker.press("注册")
    walker.sees("账号已经建好，你刚才的练习也留下了。")
    walker.turn("练习")
    walker.sees("，没做完")
    walker.page.goto("/learn")
    walker.sees("继续学习")


def join(walker: Walker, code: str) -> None:
    walker.turn("考试")
    walker.follow("加入班级")
    walker.fill("加入码", code)
    walker.press("加入")
    walker.sees("你已加入“%(name)s”。", name=CLASS)
    walker.turn("考试")
    expect(walker.main).to_contain_text(EXAM)


def sit(walker: Walker) -> str:
    """Sit the exam: an option, a written answer, each seen as saved; returns the check code."""
    page = walker.page
    walker.follow("进入考试")
    walker.press("开始考试")
    page.wait_for_selector("[data-ready]")
    page.get_by_role("radio").first.check()
    page.get_by_role("textbox", name=walker.say("作答")).fill(ANSWER)
    saved = walker.main.get_by_text(walker.say("已保存 %(time)s", time="09:00:00"))
    expect(saved).to_have_count(2, timeout=15_000)
    walker.press("交卷")
    walker.sees("共 %(all)s 题，已答 %(n)s 题。", all=3, n=2)
    walker.press("确定交卷")
    walker.is_at(walker.say("试卷已交"))
    walker.sees("%(n)s / %(all)s 题", n=2, all=3)
    return walker.main.get_by_text(re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$")).inner_text()


def mark_and_release(walker: Walker) -> None:
    walker.site.clock.move(hours=2, minutes=1)
    walker.turn("批改", inside_class=True)
    walker.main.get_by_role("table").get_by_role("link").first.click()
    # Signs of key points stand between the words of the answer.
    expect(walker.main.locator("blockquote")).to_contain_text(ANSWER[:6])
    expect(walker.main).not_to_contain_text(STUDENT)
    for point in walker.main.locator("[data-point]").all():
        point.get_by_role("radio").nth(2).check()
    walker.press("记分，下一组")
    walker.sees("%(n)s 份都批完了。", n=1)
    walker.turn("考试", inside_class=True)
    walker.follow(EXAM)
    walker.press("公布成绩")
    walker.agree()
    walker.sees("每人最高的一次已进入成绩册；之后改分会自动跟上。")


def see_results(walker: Walker) -> str:
    """The student finds every mark explained; returns the total as it is written."""
    walker.page.goto("/exams")
    walker.main.get_by_role("link", name=re.compile(walker.say("逐题查看"), re.I)).first.click()
    walker.is_at(EXAM)
    walker.sees("总分")
    walker.sees("采分点")
    expect(walker.main).to_contain_text(ANSWER[:6])
    total = (
        walker.main.get_by_text(re.compile(r"^[\d.]+ / \d+$")).first.inner_text().split(" / ")[0]
    )
    walker.turn("成绩")
    row = walker.main.get_by_role("row").filter(has_text=EXAM)
    expect(row).to_contain_text(total)
    return total


def read_workbook(walker: Walker, folder: Path) -> list[list[Any]]:
    """The gradebook's rows as Excel would show them."""
    walker.turn("成绩册", inside_class=True)
    expect(walker.main.get_by_role("row").filter(has_text=STUDENT)).to_be_visible()
    with walker.page.expect_download() as download:
        walker.main.locator("summary").filter(has_text=walker.say("更多")).first.click()
        walker.follow("导出整张表")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".xlsx"
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (360, "en")])
def test_from_an_empty_site_to_a_workbook_of_grades(
    enter: Callable[[int, str], Walker], tmp_path: Path, width: int, language: str
) -> None:
    teacher, student = enter(width, language), enter(width, language)
    open_site(teacher)
    code = open_class(teacher)
    make_exam(teacher)

    visit(student)
    sign_up(student)
    student.page.goto("/learn/ch01")
    read(student, SECOND, "1.3")
    practise(student)
    join(student, code)
    receipt = sit(student)
    mark_and_release(teacher)
    total = see_results(student)

    rows = read_workbook(teacher, tmp_path)
    heads = next(row for row in rows if student.say("姓名") in row)
    (own,) = [row for row in rows if STUDENT in row]
    (column,) = [n for n, head in enumerate(heads) if EXAM in str(head)]
    assert heads[0] == student.say("学号")
    assert own[column] == float(total)
    student.page.goto("/exams")
    student.follow(EXAM)
    student.main.get_by_role("link", name=student.say("第 %(n)s 次", n=1)).click()
    expect(student.main).to_contain_text(receipt)
