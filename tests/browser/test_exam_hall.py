"""The exam hall in a browser: saving, reload, lost network, two tabs, sign-out, time, hand-in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from app.accounts.models import LoginSession, User
from app.bank.domain.types import ItemType
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.answers import answers_of
from app.quiz.exams.saving import save_answers, take_up
from app.quiz.models import Exam, ResponseLog, Sitting
from tests.browser.conftest import Site, be
from tests.builders import PASSWORD
from tests.quiz.sitting.builders import CANARY, ExamBuilders, sample

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SINGLE, MULTIPLE, TRUTH, BLANKS, TERM, SHORT, ESSAY = range(1, 8)


@dataclass
class Room:
    """One exam of seven questions, one of each type in the order of the form, and its candidate."""

    site: Site
    student: User
    exam_id: str

    def enter(self, page: Any) -> str:
        """Sign in and start; returns the sitting's public id."""
        be(page, self.site, self.student)
        page.goto(f"/exams/{self.exam_id}")
        page.get_by_role("button", name="开始考试").click()
        page.wait_for_selector("[data-ready]")
        return page.url.rsplit("/", 1)[1]

    def answers(self) -> dict[str, Any]:
        """What counts on the server, by type."""
        with self.site.database() as db:
            sitting = db.session.scalar(select(Sitting))
            types = {slot.id: slot.type for slot in sitting.form.slots}
            return {types[slot]: answer.response for slot, answer in answers_of(sitting).items()}

    def change(self, model: Any, **values: Any) -> None:
        with self.site.database() as db:
            db.session.execute(update(model).values(**values))
            db.session.commit()


@pytest.fixture
def room(site: Site) -> Room:
    with site.database() as db:
        class_ = site.make.class_()
        teacher = site.make.instructor(class_)
        student = site.make.student(class_, student_no="0230115")
        items = [sample(kind) for kind in ItemType]
        exam = ExamBuilders(db, site.clock).exam(class_, teacher, items)
        made = Room(site, student, exam.public_id)
        _ = student.identifiers
    return made


def question(page: Any, number: int) -> Any:
    return page.locator(f"#q{number}")


def choose(page: Any, number: int, text: str) -> None:
    question(page, number).locator(".zk-opt", has_text=text).click()


def write(page: Any, number: int, text: str) -> None:
    question(page, number).locator("textarea").fill(text)


def line(page: Any, number: int) -> Any:
    return question(page, number).locator("[data-save]")


def cut(page: Any) -> None:
    """From now on nothing of this page reaches the server, not even what it sends while closing."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")


def wait_saved(page: Any, number: int) -> None:
    page.wait_for_selector(f'#q{number} [data-save][data-s="saved"]')


def test_answers_of_every_type_are_saved_and_are_there_after_a_reload(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    choose(page, SINGLE, "选项B")
    choose(page, MULTIPLE, "选项A")
    choose(page, MULTIPLE, "选项C")
    question(page, TRUTH).locator(".zk-opt").nth(1).click()
    blanks = question(page, BLANKS).locator("input[type=text]")
    blanks.nth(0).fill("客户")
    blanks.nth(1).fill("80%")
    write(page, ESSAY, "客户关系，2026 年。")
    question(page, ESSAY).locator("[data-flag]").check()
    for number in (SINGLE, MULTIPLE, TRUTH, BLANKS, ESSAY):
        wait_saved(page, number)
    assert line(page, ESSAY).inner_text().strip() == "已保存 09:00:00"
    assert room.answers() == {
        "single_choice": "B",
        "multiple_response": ["A", "C"],
        "true_false": False,
        "fill_blank": ["客户", "80%"],
        "essay": "客户关系，2026 年。",
    }
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert question(page, SINGLE).locator("input:checked").count() == 1
    assert question(page, MULTIPLE).locator(".zk-opt input:checked").count() == 2
    assert question(page, ESSAY).locator("textarea").input_value() == "客户关系，2026 年。"
    assert question(page, ESSAY).locator("[data-flag]").is_checked()
    assert "已答 5 / 7" in page.locator(".zk-card").inner_text()
    assert page.locator('.zk-card [data-s="done flag"]').count() == 1
    assert page.locator('[data-note="elsewhere"]').is_hidden()
    assert CANARY not in page.content()


def test_without_network_one_writes_on_and_it_is_sent_later(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page(width=360, height=800)
    room.enter(page)
    write(page, TERM, "先写一句")
    wait_saved(page, TERM)
    page.context.set_offline(True)
    write(page, TERM, "先写一句，断网以后再写一句")
    choose(page, SINGLE, "选项A")
    page.wait_for_selector(f'#q{TERM} [data-save][data-s="offline"]')
    assert line(page, TERM).inner_text().strip() == "离线，作答保存在本机"
    assert page.locator('[data-note="offline"]').is_visible()
    assert page.locator('.zk-cell[data-s~="local"]').count() == 2
    assert room.answers() == {"term": "先写一句"}
    page.context.set_offline(False)
    wait_saved(page, TERM)
    wait_saved(page, SINGLE)
    assert page.locator('[data-note="offline"]').is_hidden()
    assert room.answers() == {"term": "先写一句，断网以后再写一句", "single_choice": "A"}


def test_a_crash_without_network_loses_nothing(room: Room, open_page: Callable[..., Any]) -> None:
    page = open_page()
    room.enter(page)
    cut(page)
    write(page, ESSAY, "没有送到的一篇")
    page.wait_for_selector(f'#q{ESSAY} [data-save][data-s="offline"]')
    again = page.context.new_page()
    address = page.url
    page.close(run_before_unload=False)
    assert room.answers() == {}
    again.goto(address)
    wait_saved(again, ESSAY)
    assert question(again, ESSAY).locator("textarea").input_value() == "没有送到的一篇"
    assert again.locator('[data-note="restored"]').is_visible()
    assert room.answers() == {"essay": "没有送到的一篇"}


def test_what_is_written_before_the_script_has_come_is_saved(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    held: list[Any] = []
    page.route("**/exam-queue.js", lambda route: held.append(route))
    be(page, room.site, room.student)
    page.goto(f"/exams/{room.exam_id}")
    page.get_by_role("button", name="开始考试").click(no_wait_after=True)
    page.wait_for_selector("#q1")
    choose(page, SINGLE, "选项D")
    write(page, TERM, "很快的手")
    expect(page.locator(".zk-card")).to_be_visible()
    held[0].continue_()
    wait_saved(page, TERM)
    wait_saved(page, SINGLE)
    assert room.answers() == {"single_choice": "D", "term": "很快的手"}


def test_saved_is_never_shown_before_the_server_said_so(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    # The server stores, but its answer is lost on the way.
    lost = []

    def lose(route: Any) -> None:
        route.fetch()
        lost.append(route.request.post_data_json)
        route.abort()

    page.route("**/answers", lose, times=1)
    write(page, SHORT, "一次")
    page.wait_for_selector(f'#q{SHORT} [data-save][data-s="offline"]')
    assert room.answers() == {"short_answer": "一次"}
    wait_saved(page, SHORT)
    with room.site.database() as db:
        rows = db.session.scalars(select(ResponseLog)).all()
        assert [row.seq for row in rows] == [lost[0]["saves"][0]["seq"]]


def test_the_page_that_took_the_paper_up_last_is_the_one_that_writes(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("[data-ready]")
    write(other, TERM, "另一个页面")
    wait_saved(other, TERM)
    assert other.locator('[data-note="elsewhere"]').is_hidden()
    write(page, TERM, "这个页面")
    page.wait_for_selector('[data-note="elsewhere"]:not([hidden])')
    assert question(page, TERM).locator("textarea").is_disabled()
    assert room.answers() == {"term": "另一个页面"}
    with room.site.database() as db:
        rows = db.session.scalars(select(ResponseLog).order_by(ResponseLog.position)).all()
        assert [(row.response, row.superseded) for row in rows] == [
            ("另一个页面", False),
            ("这个页面", True),
        ]
    page.get_by_role("button", name="改在这里作答").click()
    page.wait_for_selector("[data-ready]")
    write(page, TERM, "又在这里")
    wait_saved(page, TERM)
    assert room.answers() == {"term": "又在这里"}


def test_saving_goes_on_after_signing_in_again(room: Room, open_page: Callable[..., Any]) -> None:
    page = open_page()
    room.enter(page)
    room.change(LoginSession, revoked_at=room.site.clock())
    write(page, ESSAY, "登录失效以后写的")
    page.wait_for_selector("#signed-out[open]")
    assert room.answers() == {}
    dialog = page.locator("#signed-out")
    dialog.get_by_role("button", name="先继续作答").click()
    page.locator('[data-note="signed-out"]').get_by_role("button", name="重新登录").click()
    dialog.locator("#again-name").fill("0230115")
    dialog.locator("#again-password").fill("not the password")
    dialog.get_by_role("button", name="重新登录").click()
    page.wait_for_selector("[data-sign-in-failed]:not([hidden])")
    assert room.answers() == {}
    dialog.locator("#again-password").fill(PASSWORD)
    dialog.get_by_role("button", name="重新登录").click()
    wait_saved(page, ESSAY)
    assert not page.locator("#signed-out").is_visible()
    assert room.answers() == {"essay": "登录失效以后写的"}


def test_the_time_comes_from_the_server_and_is_announced(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    # A device whose clock is a day behind.
    page.add_init_script("const real = Date.now; Date.now = () => real() - 86400000;")
    room.enter(page)
    clock = page.locator("[data-clock]")
    assert clock.inner_text() in ("1:00:00", "0:59:59", "0:59:58")
    room.site.clock.move(minutes=55, seconds=-2)
    page.reload()
    page.wait_for_selector("[data-ready]")
    expect(page.locator("[data-announce]")).to_have_text("还剩 5 分钟")
    assert "zk-clock--late" in page.locator("[data-clock-box]").get_attribute("class")


def test_at_the_deadline_the_page_hands_in_what_was_written(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    room.site.clock.move(minutes=60, seconds=-2)
    page.reload()
    page.wait_for_selector("[data-ready]")
    write(page, ESSAY, "最后一句")
    room.site.clock.move(seconds=2)
    page.wait_for_url("**/receipt")
    assert room.answers() == {"essay": "最后一句"}
    with room.site.database() as db:
        sitting = db.session.scalar(select(Sitting))
        assert (sitting.state, sitting.closed_by) == ("submitted", "candidate")


def test_handing_in_checks_first_gives_a_receipt_and_empties_the_queue(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    choose(page, SINGLE, "选项A")
    question(page, TERM).locator("[data-flag]").check()
    # At once, before the pause after a change is over: handing in sends what is unsent.
    page.get_by_role("button", name="交卷").click()
    page.wait_for_url("**/submit")
    assert "还有 6 题没有作答" in page.locator("main").inner_text()
    assert "标记了 1 题" in page.locator("main").inner_text()
    page.get_by_role("button", name="确定交卷").click()
    page.wait_for_url("**/receipt")
    page.wait_for_selector("[data-ready]")
    text = page.locator("main").inner_text()
    assert "1 / 7 题" in text
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    left = page.evaluate(
        """() => new Promise((resolve) => {
            const open = indexedDB.open('zhike-exam');
            open.onsuccess = () => {
                const all = open.result.transaction('unsent').objectStore('unsent').getAll();
                all.onsuccess = () => resolve(all.result.length);
            };
        })"""
    )
    assert left == 0
    page.go_back()
    page.wait_for_url("**/receipt")


def test_what_arrives_after_the_server_closed_is_kept_and_told(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    sitting = room.enter(page)
    cut(page)
    write(page, ESSAY, "太晚了")
    page.wait_for_selector(f'#q{ESSAY} [data-save][data-s="offline"]')
    room.site.clock.move(hours=1, seconds=31)
    fresh = page.context.new_page()
    page.close(run_before_unload=False)
    fresh.goto(f"/sittings/{sitting}")
    fresh.wait_for_url("**/receipt")
    fresh.wait_for_selector('[data-note="late"]:not([hidden])')
    with room.site.database() as db:
        (row,) = db.session.scalars(select(ResponseLog))
        assert row.late


def test_the_queue_works_without_indexeddb(room: Room, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.add_init_script("indexedDB.open = () => { throw new Error('switched off'); }")
    room.enter(page)
    page.route("**/answers", lambda route: route.abort())
    write(page, TERM, "存在别处")
    page.wait_for_selector(f'#q{TERM} [data-save][data-s="offline"]')
    keys = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('zhike-exam/'))")
    assert len(keys) == 1
    page.unroute("**/answers")
    wait_saved(page, TERM)
    assert page.evaluate("localStorage.length") == 0


def test_letters_choose_and_the_card_leads_to_questions(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    page.locator('.zk-cell[href="#q2"]').click()
    question(page, MULTIPLE).focus()
    page.keyboard.press("b")
    page.keyboard.press("d")
    wait_saved(page, MULTIPLE)
    assert len(room.answers()["multiple_response"]) == 2
    assert page.locator('.zk-cell[aria-current="true"]').inner_text().startswith("2")


def test_without_script_the_paper_is_saved_by_its_buttons(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page(java_script_enabled=False)
    be(page, room.site, room.student)
    page.goto("/exams")
    page.get_by_role("link", name="进入考试").click()
    page.get_by_role("button", name="开始考试").click()
    choose(page, SINGLE, "选项C")
    write(page, ESSAY, "不靠脚本")
    page.locator("[data-no-script] button").first.click()
    assert room.answers() == {"single_choice": "C", "essay": "不靠脚本"}
    assert "已保存 09:00:00" in page.locator(".zk-flashes").inner_text()
    write(page, ESSAY, "不靠脚本，交卷")
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("button", name="确定交卷").click()
    assert "2 / 7 题" in page.locator("main").inner_text()
    assert room.answers()["essay"] == "不靠脚本，交卷"


def test_added_minutes_reach_the_open_page(room: Room, open_page: Callable[..., Any]) -> None:
    page = open_page()
    room.enter(page)
    with room.site.database() as db:
        sitting = db.session.scalar(select(Sitting))
        sitting.deadline += timedelta(minutes=15)
        db.session.commit()
    write(page, TERM, "加时")
    wait_saved(page, TERM)
    expect(page.locator("[data-clock]")).to_have_text(re.compile("1:1[45]:.."))


def test_an_unfinished_exam_is_found_again(room: Room, open_page: Callable[..., Any]) -> None:
    page = open_page()
    room.enter(page)
    page.goto("/exams")
    page.get_by_role("link", name="继续作答").click()
    page.wait_for_selector("[data-ready]")
    with room.site.database() as db:
        assert len(db.session.scalars(select(Sitting)).all()) == 1
        assert db.session.scalar(select(Exam)).public_id == room.exam_id


def test_an_answer_overtaken_elsewhere_is_offered_and_not_sent_unasked(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    cut(page)
    write(page, ESSAY, "这台机器上的")
    page.wait_for_selector(f'#q{ESSAY} [data-save][data-s="offline"]')
    address = page.url
    with room.site.database() as db:
        sitting = db.session.scalar(select(Sitting))
        slot = next(slot.id for slot in sitting.form.slots if slot.type == "essay")
        take_up(sitting.id, "elsewhere-1", room.site.clock())
        save = SaveSpec(client="elsewhere-1", seq=1, slot_id=slot, response="别处的")
        save_answers(sitting, [save], room.site.clock())
    fresh = page.context.new_page()
    page.close(run_before_unload=False)
    fresh.goto(address)
    fresh.wait_for_selector("[data-ready]")
    area = question(fresh, ESSAY).locator("textarea")
    assert area.input_value() == "别处的"
    fresh.goto(f"{address}/submit")
    fresh.wait_for_selector("[data-ready]")
    assert room.answers() == {"essay": "别处的"}
    fresh.goto(address)
    fresh.get_by_role("button", name="第 7 题").click()
    wait_saved(fresh, ESSAY)
    assert room.answers() == {"essay": "这台机器上的"}
    assert fresh.locator('[data-note="overtaken"]').is_hidden()


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1440, False)])
def test_the_pages_are_accessible(
    room: Room, open_page: Callable[..., Any], width: int, dark: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), {}

    def check(name: str) -> None:
        found[name] = axe.run(page, options=AXE)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page = open_page(width=width, dark=dark)
    be(page, room.site, room.student)
    for name, path in (("list", "/exams"), ("intro", f"/exams/{room.exam_id}")):
        page.goto(path)
        check(name)
    sitting = room.enter(page)
    choose(page, SINGLE, "选项A")
    write(page, ESSAY, "一篇")
    wait_saved(page, ESSAY)
    check("hall")
    page.context.set_offline(True)
    write(page, ESSAY, "一篇，断网")
    page.wait_for_selector(f'#q{ESSAY} [data-save][data-s="offline"]')
    check("hall without network")
    page.context.set_offline(False)
    wait_saved(page, ESSAY)
    page.goto(f"/sittings/{sitting}/submit")
    check("check")
    page.get_by_role("button", name="确定交卷").click()
    page.wait_for_url("**/receipt")
    check("receipt")
    room.change(Exam, state="released")
    page.goto(f"/sittings/{sitting}/review")
    check("review")
    bad = {n: r.generate_report() for n, r in found.items() if r.violations_count}
    assert bad == {}
