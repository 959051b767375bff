"""Role-play in a browser: a whole run on a phone, without script, and two people in one room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.sessions import open_session
from app.bank.content import get_library
from app.extensions import db as database
from app.roleplay.content import NAME
from app.roleplay.models import PlayTurn, RoomEvent
from app.roleplay.specs import ScenarioSpec
from tests.browser.conftest import Site, give_cookie
from tests.builders import PASSWORD

pytestmark = pytest.mark.browser
SLUG = "sc-play-complaint"
Open = Callable[..., Any]


@pytest.fixture
def spec(site: Site) -> ScenarioSpec:
    with site.app.app_context():
        return next(one for one in get_library().specs(NAME) if one.id == SLUG)


def say(page: Any, text: str) -> None:
    """Say something and wait until the conversation shows it."""
    page.fill("#say", text)
    page.click("[data-say] button[type=submit]")
    page.locator(".zk-say--me", has_text=text[:20]).last.wait_for()


def test_a_whole_run_on_a_phone(open_page: Open, spec: ScenarioSpec) -> None:
    page = open_page(360, 800)
    page.goto(f"/plays/scenarios/{SLUG}")
    page.click("main form button[type=submit]")
    box, button = page.locator("#say"), page.locator("[data-say] button[type=submit]")
    page.mouse.wheel(0, 0)
    assert box.bounding_box()["y"] + box.bounding_box()["height"] < 800 - 56  # above the bottom bar
    for line in spec.scripts.average[:2]:
        say(page, line)
    page.fill("#say", "写到一半")
    page.reload()
    assert page.locator(".zk-say--me").count() == 2
    assert page.input_value("#say") == "写到一半"
    for line in spec.scripts.average[2:4]:
        say(page, line)
    button.wait_for()
    page.click("text=结束并复盘")
    page.click("dialog[open] >> text=结束并复盘")
    page.wait_for_url("**/debrief")
    assert page.locator(".zk-turn").count() == 4
    assert page.locator("figure svg[role=img]").count() == 1
    page.click("text=看数据表")
    assert page.locator("figure table tbody tr").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("main .zk-headrow form button")
    page.wait_for_url("**/plays/runs/*")
    say(page, "换一种说法：这是我们的疏忽，我向您道歉。")


def test_a_lost_network_keeps_what_was_typed(open_page: Open) -> None:
    page = open_page()
    page.goto(f"/plays/scenarios/{SLUG}")
    page.click("main form button[type=submit]")
    say(page, "您好，我是小林。")
    page.context.set_offline(True)
    page.fill("#say", "这一句送不出去")
    page.click("[data-say] button[type=submit]")
    page.locator("[data-hint]", has_text="没有送出去").wait_for()
    assert page.input_value("#say") == "这一句送不出去"
    page.context.set_offline(False)
    page.click("[data-say] button[type=submit]")
    page.locator(".zk-say--me", has_text="这一句送不出去").wait_for()
    assert page.locator(".zk-say--me").count() == 2


def test_all_options_are_seen_on_a_phone(open_page: Open) -> None:
    """In a scenario with several customers too; nothing lies over anything else."""
    page = open_page(360, 800)
    page.goto("/plays/scenarios/sc-play-identify")
    page.check("#mode-2")
    page.click("main form button[type=submit]")
    picks = page.locator(".zk-picks")
    picks.wait_for()
    assert picks.evaluate("(box) => box.scrollHeight - box.clientHeight") <= 1
    send = page.locator("[data-say] button[type=submit]").bounding_box()
    card = page.locator(".zk-cust").first.bounding_box()
    assert send["y"] + send["height"] <= card["y"]


def test_two_tabs_do_not_talk_over_each_other(open_page: Open) -> None:
    page = open_page()
    page.goto(f"/plays/scenarios/{SLUG}")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/plays/runs/*")
    other = page.context.new_page()
    other.goto(page.url)
    say(page, "第一个窗口说的话")
    other.fill("#say", "第二个窗口说的话")
    other.click("[data-say] button[type=submit]")
    other.locator("[role=alert]", has_text="另一个窗口").wait_for()
    assert other.input_value("#say") == "第二个窗口说的话"
    other.click("[data-say] button[type=submit]")
    other.locator(".zk-say--me", has_text="第二个窗口说的话").wait_for()
    assert other.locator(".zk-say--me").count() == 2


def test_it_works_without_script(open_page: Open, spec: ScenarioSpec) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"/plays/scenarios/{SLUG}")
    page.check("#mode-2")
    page.click("main form button[type=submit]")
    # A wrong option may be enough to send the customer away.
    good = {line.say for line in spec.choices.good} if spec.choices else set[str]()
    offered = page.locator(".zk-picks label").all_inner_texts()
    chosen = next(text for text in offered if text.strip() in good)
    page.locator(".zk-picks label", has_text=chosen.strip()).locator("input").check()
    page.click("[data-say] button[type=submit]")
    assert page.locator(".zk-say--me", has_text=chosen.strip()).count() == 1
    page.click("text=结束并复盘")
    assert "逐轮看" in page.content()


@contextmanager
def person(chromium: Any, site: Site, name: str, width: int) -> Iterator[Any]:
    """A signed-in person's window; plain HTTP, as on the network of a school."""
    with site.app.test_request_context():
        user = site.make.user(name, password=PASSWORD)
        token = open_session(user, site.clock()).token
        database.session.commit()
    context = chromium.new_context(
        base_url=site.base, viewport={"width": width, "height": 800}, locale="zh-CN"
    )
    give_cookie(context, site, token)
    try:
        yield context.new_page()
    finally:
        context.close()


def room_says(page: Any, text: str) -> None:
    page.fill("#say", text)
    page.click("[data-words] button")


def wait_line(page: Any, text: str) -> None:
    page.locator("[data-line]", has_text=text).wait_for()


def test_two_browsers_play_in_a_room_and_nothing_is_lost(chromium: Any, site: Site) -> None:
    """Each reloads once, one loses the network while sending; every line is there once, in order."""
    with (
        person(chromium, site, "甲", 360) as agent,
        person(chromium, site, "乙", 360) as customer,
    ):
        agent.goto("/plays/rooms")
        agent.select_option("[name=scenario]", SLUG)
        agent.click("form[action$=open] button[type=submit]")
        code = agent.locator(".zk-code").inner_text()
        customer.goto("/plays/rooms")
        customer.fill("[name=code]", code.lower())
        customer.click("form[action$=enter] button[type=submit]")
        assert "其实我挺喜欢何教练" in customer.content()
        assert "其实我挺喜欢何教练" not in agent.content()

        room_says(customer, "都三回了！")
        wait_line(agent, "都三回了！")
        agent.fill("#say", "正在写的一句")
        customer.click("[data-part=buttons] button >> nth=0")
        agent.locator(".zk-mood b", has_text="56").wait_for()
        assert agent.input_value("#say") == "正在写的一句"
        agent.context.set_offline(True)
        room_says(agent, "您好，我是小林，您先说。")
        agent.locator("[data-state]", has_text="连不上").wait_for()
        agent.context.set_offline(False)
        agent.reload()
        wait_line(customer, "您好，我是小林，您先说。")
        room_says(customer, "每次都是到了店才知道。")
        customer.reload()
        wait_line(agent, "每次都是到了店才知道。")
        room_says(agent, "三次都让您白跑，换成谁都会生气。")
        for page in (
            agent,
            customer,
        ):  # the one who wrote sees the line when the server has said so
            wait_line(page, "三次都让您白跑")
        expected = [
            "都三回了！",
            "您好，我是小林，您先说。",
            "每次都是到了店才知道。",
            "三次都让您白跑，换成谁都会生气。",
        ]
        for page in (agent, customer):
            lines = page.locator("[data-line] .zk-say__b")
            assert [text.split("：", 1)[1] for text in lines.all_text_contents()] == expected
        with site.app.app_context():
            numbers = list(
                database.session.scalars(select(RoomEvent.number).order_by(RoomEvent.number))
            )
            assert numbers == list(range(1, len(numbers) + 1))
        agent.click("text=结束这一场")
        agent.locator("text=三方打分对照").first.wait_for()
        agent.click("text=换角色再来")
        customer.locator("[data-part=card] b >> text=/^客服$/").wait_for()


def test_a_room_says_why_and_keeps_what_is_being_written(chromium: Any, site: Site) -> None:
    with (
        person(chromium, site, "甲", 360) as agent,
        person(chromium, site, "乙", 360) as customer,
    ):
        agent.goto("/plays/rooms")
        agent.select_option("[name=scenario]", SLUG)
        agent.click("form[action$=open] button[type=submit]")
        code = agent.locator(".zk-code").inner_text()
        customer.goto("/plays/rooms")
        customer.fill("[name=code]", code)
        customer.click("form[action$=enter] button[type=submit]")
        customer.fill("#say", "写到一半")
        customer.reload()
        assert customer.input_value("#say") == "写到一半"
        agent.click("text=暂停")
        customer.locator("text=暂停中").wait_for()
        customer.click("[data-words] button")
        told = customer.locator("[data-state]", has_text="老师按了暂停")
        told.wait_for()
        customer.wait_for_timeout(4500)  # it stands after the next looks for news as well
        assert told.is_visible()
        assert customer.input_value("#say") == "写到一半"
        customer.context.clear_cookies()
        customer.locator("[data-state]", has_text="重新登录").wait_for()


def test_what_was_said_outlives_a_reload(open_page: Open, site: Site) -> None:
    page = open_page()
    page.goto(f"/plays/scenarios/{SLUG}")
    page.click("main form button[type=submit]")
    say(page, "说完就关掉页面。")
    page.goto("/plays")
    page.click("text=没演完 >> xpath=ancestor::li >> a")
    page.locator(".zk-say--me", has_text="说完就关掉页面").wait_for()
    with site.app.app_context():
        found = database.session.scalars(
            select(PlayTurn.text).where(PlayTurn.text == "说完就关掉页面。")
        )
        assert len(list(found)) == 1
