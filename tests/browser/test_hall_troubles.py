"""What the exam page says when something is in the way: a server that refuses, another account, more time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.models import LoginSession, User
from app.quiz.domain.rescue import open_rescue
from app.quiz.models import Exam, Sitting
from tests.browser.conftest import be
from tests.browser.test_exam_hall import (
    ESSAY,
    TERM,
    Room,
    choose,
    cut,
    line,
    question,
    room,
    wait_saved,
    write,
)
from tests.builders import PASSWORD

__all__ = ("room",)
pytestmark = pytest.mark.browser

# The server is there and answers each save and heartbeat with an error, as one whose disk is full does
# or a proxy before one that is down.
REFUSE = """() => {
  const real = window.fetch;
  window.mend = () => { window.fetch = real; };
  window.fetch = (url, ...rest) => (/answers|pulse|turn|state/.test(url)
    ? Promise.resolve(new Response('', { status: 503 })) : real(url, ...rest));
}"""


def note(page: Any, name: str) -> Any:
    return page.locator(f'[data-note="{name}"]')


def test_a_server_that_takes_nothing_is_told_and_what_is_kept_can_be_carried(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page(width=360, height=800)
    page.clock.install()
    room.enter(page)
    page.evaluate(REFUSE)
    write(page, ESSAY, "服务器没有收下的")
    page.clock.run_for(2000)
    page.wait_for_selector(f'#q{ESSAY} [data-save][data-s="kept"]')
    assert line(page, ESSAY).inner_text().strip() == "还没送到，作答保存在本机"
    expect(note(page, "refusing")).to_be_visible()
    expect(note(page, "refusing")).to_contain_text("1 道题的作答存在这台机器上，服务器恢复后")
    expect(note(page, "offline")).to_be_hidden()
    assert page.locator('.zk-cell[data-s~="local"]').count() == 1
    page.clock.run_for(21_000)
    expect(note(page, "rescue")).to_be_visible()
    page.evaluate("window.mend()")
    page.clock.run_for(60_000)
    wait_saved(page, ESSAY)
    expect(note(page, "refusing")).to_be_hidden()
    expect(note(page, "rescue")).to_be_hidden()
    assert room.answers() == {"essay": "服务器没有收下的"}


def test_writing_on_does_not_take_the_word_of_the_lost_network_away(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.clock.install()
    room.enter(page)
    cut(page)
    write(page, ESSAY, "写")
    page.clock.run_for(2000)
    expect(note(page, "offline")).to_be_visible()
    for n in range(30):  # somebody who never stops for longer than a second
        write(page, ESSAY, "写" * (n + 2))
        assert note(page, "offline").is_visible()
        page.clock.run_for(900)
    expect(note(page, "rescue")).to_be_visible()


def test_a_word_about_unsent_answers_goes_when_they_have_arrived(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    page.context.set_offline(True)
    write(page, TERM, "断网以后写的")
    page.locator("[data-hand-in]").click()
    expect(note(page, "problem")).to_contain_text("还有 1 题没有送到服务器")
    page.context.set_offline(False)
    wait_saved(page, TERM)
    expect(note(page, "problem")).to_be_hidden()
    cut(page)
    write(page, TERM, "断网以后写的，页面关了")
    page.wait_for_selector(f'#q{TERM} [data-save][data-s="offline"]')
    again = page.context.new_page()
    again.goto(page.url)
    wait_saved(again, TERM)
    expect(note(again, "restored")).to_contain_text("已经补传好")


def test_signing_in_as_somebody_else_is_told_as_such(
    room: Room, open_page: Callable[..., Any]
) -> None:
    with room.site.database():
        room.site.make.user("邻座", student_no="0230116", password=PASSWORD)
    page = open_page()
    room.enter(page)
    room.change(LoginSession, revoked_at=room.site.clock())
    write(page, ESSAY, "登录失效以后写的")
    dialog = page.locator("#signed-out")
    expect(dialog).to_be_visible()
    assert line(page, ESSAY).inner_text().strip() == "还没送到，作答保存在本机"
    again(dialog, "0230116")
    expect(dialog.locator("[data-sign-in-other]")).to_be_visible()
    expect(dialog.locator("[data-sign-in-failed]")).to_be_hidden()
    assert room.answers() == {}
    again(dialog, "0230115")
    wait_saved(page, ESSAY)
    expect(dialog).to_be_hidden()
    assert room.answers() == {"essay": "登录失效以后写的"}


def test_a_password_given_anew_is_replaced_without_losing_the_page(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    room.change(LoginSession, revoked_at=room.site.clock())
    room.change(User, must_change_password=True)
    write(page, ESSAY, "忘了密码，老师给了新的")
    dialog = page.locator("#signed-out")
    expect(dialog).to_be_visible()
    again(dialog, "0230115")
    expect(dialog.locator("[data-sign-in-first]")).to_be_visible()
    expect(dialog.locator("[data-sign-in-failed]")).to_be_hidden()
    expect(dialog.locator("[data-sign-in-other]")).to_be_hidden()
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="在新窗口里换密码").click()
    other = opened.value
    for field in other.locator("main input[type=password]").all():
        field.fill("我自己的一句密码")
    other.get_by_role("button", name="换密码").click()
    other.wait_for_url(lambda url: "password" not in url)
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_saved(page, ESSAY)
    expect(dialog).to_be_hidden()
    assert room.answers() == {"essay": "忘了密码，老师给了新的"}


def again(dialog: Any, name: str) -> None:
    dialog.locator("#again-name").fill(name)
    dialog.locator("#again-password").fill(PASSWORD)
    dialog.get_by_role("button", name="重新登录").click()


def test_more_time_is_told_and_the_closing_time_follows(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    before = page.locator("[data-closing]").inner_text()
    with room.site.database() as db:
        sitting = db.session.scalar(select(Sitting))
        sitting.deadline += timedelta(minutes=15)
        db.session.commit()
    write(page, TERM, "加时")
    wait_saved(page, TERM)
    hours, minutes = map(int, re.findall(r"\d+", before))
    later = hours * 60 + minutes + 15
    closing = f"{later // 60 % 24:02}:{later % 60:02}"
    expect(page.locator("[data-closing]")).to_have_text(f"{closing} 收卷")
    expect(note(page, "message")).to_contain_text(f"收卷时间改为 {closing}。")
    choose(page, 1, "选项A")
    wait_saved(page, 1)
    assert note(page, "message").locator("li").count() == 1
    assert question(page, TERM).locator("textarea").input_value() == "加时"


def test_a_rescue_file_says_when_it_was_written(
    room: Room, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page()
    page.clock.install()
    room.enter(page)
    cut(page)
    write(page, ESSAY, "带走的")
    page.clock.run_for(24_000)
    with page.expect_download() as caught:
        note(page, "rescue").get_by_role("button", name="存成急救文件").click()
    caught.value.save_as(tmp_path / "file.json")
    found = open_rescue((tmp_path / "file.json").read_text(), room.site.app.config["SECRET_KEY"])
    assert found.written_at is not None
    assert [save.response for save in found.saves] == ["带走的"]


def test_a_double_click_does_not_answer_the_question_it_opened(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    with room.site.database() as db:
        teacher = db.session.scalar(select(Exam)).author_id
        person = db.session.get_one(User, teacher)
        be(page, room.site, person)
    page.goto(f"/exams/{room.exam_id}/board")
    page.get_by_role("button", name="撤回发布").dblclick()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("学生将看不到它")
    page.mouse.click(5, 5)
    expect(dialog).to_have_count(0)


def test_enter_in_a_field_of_the_board_does_nothing_and_says_so(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    room.enter(page)
    with room.site.database() as db:
        sitting = db.session.scalar(select(Sitting))
        before = sitting.deadline
        be(page, room.site, db.session.get_one(User, sitting.exam.author_id))
    page.goto(f"/exams/{room.exam_id}/board")
    page.locator("[name=sitting]").check()
    page.locator("#minutes").fill("30")
    page.locator("#reason").fill("停电")
    page.locator("#text").fill("请安静")
    page.locator("#text").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("请用页面上的按钮")
    assert page.locator("#text").input_value() == "请安静"
    with room.site.database() as db:
        assert db.session.scalar(select(Sitting)).deadline == before


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_the_code_of_a_receipt_stays_inside_it(
    room: Room, open_page: Callable[..., Any], width: int
) -> None:
    page = open_page(width=width, height=800)
    room.enter(page)
    page.locator("[data-hand-in]").click()
    page.get_by_role("button", name="确定交卷").click()
    page.wait_for_url("**/receipt")
    code, frame = page.locator(".zk-receipt b"), page.locator(".zk-receipt")
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code.inner_text())
    inner, outer = code.bounding_box(), frame.bounding_box()
    assert inner["x"] + inner["width"] < outer["x"] + outer["width"] - 8
    assert inner["height"] < 50


def test_the_sentences_of_a_word_stand_apart_in_english(
    room: Room, open_page: Callable[..., Any]
) -> None:
    page = open_page(language="en-US")
    be(page, room.site, room.student)
    page.goto(f"/exams/{room.exam_id}")
    page.locator("form[action$=start] button").click()
    page.wait_for_selector("[data-ready]")
    page.context.set_offline(True)
    write(page, TERM, "Kept")
    expect(note(page, "offline")).to_be_visible()
    words = note(page, "offline").inner_text()
    assert re.findall(r"[.!?][A-Z]", words) == []
