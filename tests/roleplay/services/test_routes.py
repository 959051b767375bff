"""Pages of role-play: who sees what and when, and that nothing is told before its time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.authz.permissions import Role
from app.courses.models import CourseClass
from app.extensions import db as database
from app.gradebook.models import GradeColumn, GradeEvent
from app.roleplay.models import OwnScenario, PlayAssignment, PlayLabel, PlayRoom, PlayRun, PlayTurn
from app.roleplay.services import assigning, labels, library, runs
from app.roleplay.services.labels import Given
from app.roleplay.services.played import Played, load_played
from app.roleplay.services.runs import Saying
from app.roleplay.services.scripts import ensure_script, find_shipped
from app.roleplay.specs import ScenarioSpec
from tests.builders import Builders
from tests.conftest import Clock
from tests.roleplay.services.conftest import SLUG

AsUser = Callable[[User | None], FlaskClient]
SetWork = Callable[..., PlayAssignment]
Speak = Callable[[PlayRun, Sequence[str]], Played]


def secrets_of(spec: ScenarioSpec) -> list[str]:
    """What no page may show before its time: facts, needs, checks, model lines, notes."""
    persona = spec.personas[0]
    facts = [text for fact in persona.facts for text in (fact.name, fact.say, fact.question)]
    needs = [text for need in persona.needs for text in (need.name, need.model)]
    limits = [word for limit in spec.limits for word in limit.any]
    rubric = ["倾听共情", "方案合需", "头两轮就让客户说话", "致歉最多", "道歉最多两次"]
    return [*facts, *needs, *limits, *rubric, *spec.hidden, *spec.scripts.model[1:], spec.ends.good]


def start(client: FlaskClient, mode: str = "text") -> str:
    reply = client.post(f"/plays/scenarios/{SLUG}/start", data={"mode": mode})
    assert reply.status_code == 302
    return reply.location


def hear(client: FlaskClient, url: str, number: int, text: str, **more: Any) -> Any:
    return client.post(url, data={"number": number, "text": text, **more})


# ── practice


def test_a_visitor_practises_without_an_account(as_user: AsUser, spec: ScenarioSpec) -> None:
    client = as_user(None)
    assert spec.title in client.get("/plays").text
    assert spec.situation[0] in client.get(f"/plays/scenarios/{SLUG}").text
    url = start(client)
    reply = hear(client, url, 1, "姚女士您好，我是小林，您先说。")
    assert reply.status_code == 302
    page = client.get(url).text
    assert "姚女士您好，我是小林，您先说。" in page
    assert client.get(f"{url}/debrief").status_code == 302
    client.post(f"{url}/end")
    assert "逐轮看" in client.get(f"{url}/debrief").text
    run = database.session.scalars(select(PlayRun)).one()
    assert run.user.is_guest


def test_the_library_calls_chapters_by_their_titles(as_user: AsUser) -> None:
    cards = {card.spec.id: card.chapters for card in library.list_cards(library.Wanted(), {})}
    assert cards["sc-tourism"][0] == "拓展"
    assert not [one for titles in cards.values() for one in titles if one.isascii()]
    assert "拓展" in as_user(None).get("/plays/scenarios/sc-tourism").text


def test_nothing_is_told_before_its_time(
    as_user: AsUser,
    make: Builders,
    spec: ScenarioSpec,
) -> None:
    client = as_user(make.user())
    pages = [client.get("/plays").text, client.get(f"/plays/scenarios/{SLUG}").text]
    for mode in ("text", "choice"):
        url = start(client, mode)
        pages.append(client.get(url).text)
        if mode == "text":
            hear(client, url, 1, "您好，我是小林。")
            pages.append(client.get(url).text)
            answer = client.post(
                url, data={"number": 2, "text": "嗯。"}, headers={"Accept": "application/json"}
            )
            pages.append(answer.get_json()["html"])
    offered = {"姚女士您好，我是受理员小林。您先说，我都记下来。"}
    for page in pages:
        told = [secret for secret in secrets_of(spec) if secret not in offered and secret in page]
        assert told == []
        assert not re.search(r'data-good|"good"|good=', page)


def test_choices_do_not_say_which_is_good(as_user: AsUser, make: Builders) -> None:
    client = as_user(make.user())
    page = client.get(start(client, "choice")).text
    inputs = re.findall(r'<input[^>]*name="option"[^>]*>', page)
    assert len(inputs) >= 3
    assert {re.sub(r'value="\d"', "", one) for one in inputs} == {
        re.sub(r'value="\d"', "", inputs[0])
    }


def test_a_fact_shows_once_it_was_told(as_user: AsUser, make: Builders, spec: ScenarioSpec) -> None:
    client = as_user(make.user())
    url = start(client)
    fact = spec.personas[0].facts[0]
    hear(client, url, 1, fact.question)
    page = client.get(url).text
    assert fact.name in page
    assert spec.personas[0].facts[1].name not in page


def test_the_words_are_kept_when_they_cannot_be_said(as_user: AsUser, make: Builders) -> None:
    client = as_user(make.user())
    url = start(client)
    hear(client, url, 1, "您好。")
    taken = hear(client, url, 1, "另一个窗口里写的话")
    assert taken.status_code == 409
    assert "另一个窗口里写的话" in taken.text
    empty = hear(client, url, 2, "  ")
    assert empty.status_code == 422
    long = hear(client, url, 2, "好" * 5001)
    assert long.status_code == 422
    assert "好" * 5001 in long.text
    assert database.session.scalar(select(func.count()).select_from(PlayTurn)) == 1


def test_html_stays_text(as_user: AsUser, make: Builders) -> None:
    client = as_user(make.user())
    url = start(client)
    hear(client, url, 1, "<script>alert(1)</script><b>您好</b>")
    page = client.get(url).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    client.post(f"{url}/end")
    assert "<script>alert(1)" not in client.get(f"{url}/debrief").text


def test_scripts_get_the_part_that_changed(as_user: AsUser, make: Builders) -> None:
    client = as_user(make.user())
    url = start(client)
    json = {"Accept": "application/json"}
    said = client.post(url, data={"number": 1, "text": "您好。"}, headers=json)
    assert said.get_json()["ok"]
    assert 'name="number" value="2"' in said.get_json()["html"]
    client.post(f"{url}/end")
    over = client.post(url, data={"number": 2, "text": "还有"}, headers=json)
    assert over.get_json()["over"].endswith("/debrief")


def test_a_run_is_its_owners_alone(as_user: AsUser, make: Builders) -> None:
    url = start(as_user(make.user()))
    for other in (make.user(), make.admin(), None):
        client = as_user(other)
        for path in (url, f"{url}/debrief", f"{url}/compare"):
            assert client.get(path).status_code == 404
        assert hear(client, url, 1, "我来说").status_code == 404


def test_the_debrief_leads_on(
    as_user: AsUser, make: Builders, begin: Callable[..., PlayRun], speak: Speak,
    spec: ScenarioSpec, clock: Clock,
) -> None:  # fmt: skip
    user = make.user()
    first, second = begin(user), begin(user)
    speak(first, spec.scripts.average)
    runs.finish(first, clock())
    speak(second, spec.scripts.model)
    client = as_user(user)
    page = client.get(f"/plays/runs/{first.public_id}/debrief").text
    for text in ("问出了为上课请了假", "没问到的", "没满足的", "互动公平", "可以这样说", "接着演"):
        assert text in page
    assert "<svg" in page
    assert "<table" in page
    compared = client.get(f"/plays/runs/{second.public_id}/compare").text
    assert f"后一次多得 {(second.points or 0) - (first.points or 0)} 分" in compared
    again = client.post(f"/plays/runs/{first.public_id}/again", data={"turn": 3})
    fresh = client.get(again.location).text
    assert spec.scripts.average[1] in fresh
    assert spec.scripts.average[2] not in fresh


def test_the_debrief_repeats_no_advice_and_keeps_long_speeches_short(
    as_user: AsUser, make: Builders
) -> None:
    client = as_user(make.user())
    url = start(client)
    said = ["嗯。", "这个嘛。", "对不起，是我们的疏忽。" * 60, "规定就是规定，我也没办法。"]
    for number, text in enumerate(said, 1):
        hear(client, url, number, text)
    client.post(f"{url}/end")
    page = client.get(f"{url}/debrief").text
    advice = re.findall(r'class="zk-better"><b>.*?</b> <span lang="zh-Hans">“(.*?)”', page)
    assert len(advice) >= 3
    assert len(set(advice)) == len(advice)
    assert page.count('<p class="zk-turn__a" tabindex="0" role="region"') == 1
    (picked,) = re.findall(r'<option value="(\d+)" selected>第', page)
    assert f"从第 {picked} 轮重来" in page


def test_points_taken_for_misconduct_are_told_where_they_go(
    as_user: AsUser, make: Builders
) -> None:
    client = as_user(make.user())
    url = start(client)
    hear(client, url, 1, "您好，我是小林，您先说，我都记下来。")
    hear(client, url, 2, "你自己不看通知怪谁？")
    client.post(f"{url}/end")
    page = client.get(f"{url}/debrief").text
    assert "，失言扣 5 分" in page
    assert "失言扣 5 分，已从上面的项里扣去" in page


def test_a_learner_asks_about_a_label(
    as_user: AsUser,
    make: Builders,
    begin: Callable[..., PlayRun],
    clock: Clock,
) -> None:
    user = make.user()
    run = begin(user)
    runs.say(run, Saying(number=1, text="您好，我是小林。"), clock())
    runs.finish(run, clock())
    client = as_user(user)
    url = f"/plays/runs/{run.public_id}/turns/1/label"
    assert "开场问候" in client.get(url).text
    same = client.post(url, data={"acts": ["greet"]})
    assert same.status_code == 422
    assert (
        client.post(url, data={"acts": ["greet", "listen"], "note": "我请她说了"}).status_code
        == 302
    )
    assert database.session.scalars(select(PlayLabel.kind)).all() == ["ask"]
    assert "已请老师看标签" in client.get(f"/plays/runs/{run.public_id}/debrief").text
    assert client.get(f"/plays/runs/{run.public_id}/turns/9/label").status_code == 404


# ── class work


def test_work_from_setting_to_the_gradebook(
    as_user: AsUser,
    make: Builders,
    here: CourseClass,
    teacher: User,
    spec: ScenarioSpec,
    clock: Clock,
) -> None:
    staff, student = as_user(teacher), make.student(here)
    base = f"/classes/{here.public_id}/plays"
    page = staff.get(f"{base}/set/{SLUG}").text
    category = re.search(r'<option selected value="(\d+)">技巧训练', page)
    assert category is not None
    assert 'value="4"' in page  # the weight of 客户投诉 among the six plays
    opens = clock() + timedelta(hours=8)
    values = {
        "title": "第六剧", "opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "closes_at": f"{opens + timedelta(days=2):%Y-%m-%dT%H:%M}", "attempts": "1", "counts": "best",
        "mode": "text", "debrief": "after_close", "category": category[1], "weight": "4",
    }  # fmt: skip
    wrong = staff.post(f"{base}/set/{SLUG}", data=values | {"closes_at": values["opens_at"]})
    assert wrong.status_code == 422
    assert "第六剧" in wrong.text
    made = staff.post(f"{base}/set/{SLUG}", data=values)
    work = database.session.scalars(select(PlayAssignment)).one()
    assert made.location.endswith(work.public_id)
    clock.move(minutes=1)
    client = as_user(student)
    assert "第六剧" in client.get("/plays").text
    assert spec.situation[0] in client.get(f"/plays/classwork/{work.public_id}").text
    url = client.post(f"/plays/classwork/{work.public_id}/start").location
    for number, line in enumerate(spec.scripts.average, 1):
        hear(client, url, number, line)
    client.post(f"{url}/end")
    sealed = client.get(f"{url}/debrief").text
    assert "截止以后才看得到" in sealed
    assert "方案合需" not in sealed
    assert client.post(f"{url}/again").status_code == 404
    assert "最好" not in client.get("/plays").text + client.get(f"/plays/scenarios/{SLUG}").text
    assert "次数用完了" in client.get(f"/plays/classwork/{work.public_id}").text
    run = database.session.scalars(select(PlayRun)).one()
    place = f"/plays/assignments/{work.public_id}"
    assert student.name in staff.get(place).text
    shown = staff.get(f"{place}/runs/{run.public_id}").text
    assert "系统给" not in shown
    assert "方案合需" in shown
    assert (
        staff.post(
            f"{place}/runs/{run.public_id}", data={"points-1": "99", "seen-1": "1"}
        ).status_code
        == 422
    )
    assert staff.post(f"{place}/accept").status_code == 302
    column = database.session.scalars(
        select(GradeColumn).where(GradeColumn.source_kind == "play")
    ).one()
    grade = database.session.scalars(
        select(GradeEvent).where(GradeEvent.column_id == column.id)
    ).one()
    assert (grade.user_id, grade.new, column.weight) == (student.id, Decimal(run.points or 0), 4)
    clock.move(days=3)
    assert "老师已定" in client.get(f"{url}/debrief").text


def test_what_is_left_for_the_instructor_stays_before_them(
    as_user: AsUser, make: Builders, here: CourseClass, teacher: User, set_work: SetWork,
    clock: Clock,
) -> None:  # fmt: skip
    """A check that the instructor decides is still open: the run, not the list, comes next."""
    found = find_shipped("sc-cross-border")
    assert found is not None
    work = set_work(script=ensure_script(found, clock()))
    run = assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    runs.finish(run, clock())
    client = as_user(teacher)
    place = f"/plays/assignments/{work.public_id}"
    at = f"{place}/runs/{run.public_id}"
    assert client.post(at).location.endswith(at)
    assert "还有要你评的项" in client.get(at).text
    (name,) = re.findall(r'name="(points-\d+)" [^>]*value=""', client.get(at).text)
    assert client.post(at, data={name: "7"}).location.endswith(place)


def test_classmates_and_outsiders_do_not_see_class_work(
    as_user: AsUser,
    make: Builders,
    here: CourseClass,
    set_work: SetWork,
    clock: Clock,
) -> None:
    work = set_work()
    run = assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    for outsider in (make.user(), make.instructor(make.class_("别的班"))):
        client = as_user(outsider)
        for path in (
            f"/plays/classwork/{work.public_id}",
            f"/plays/assignments/{work.public_id}",
            f"/plays/assignments/{work.public_id}/runs/{run.public_id}",
            f"/plays/runs/{run.public_id}",
        ):
            assert client.get(path).status_code in (403, 404)
    mate = as_user(make.student(here))
    assert mate.get(f"/plays/runs/{run.public_id}").status_code == 404
    assert mate.get(f"/plays/assignments/{work.public_id}/runs/{run.public_id}").status_code == 403


def test_a_run_is_shown_under_its_own_assignment_alone(
    as_user: AsUser,
    make: Builders,
    here: CourseClass,
    teacher: User,
    set_work: SetWork,
    clock: Clock,
) -> None:
    work, other = set_work(), set_work(title="另一项")
    run = assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    client = as_user(teacher)
    assert (
        client.get(f"/plays/assignments/{work.public_id}/runs/{run.public_id}").status_code == 200
    )
    assert (
        client.get(f"/plays/assignments/{other.public_id}/runs/{run.public_id}").status_code == 404
    )


def test_the_instructor_decides_about_a_line(
    as_user: AsUser, make: Builders, here: CourseClass, teacher: User, set_work: SetWork,
    speak: Speak, spec: ScenarioSpec, clock: Clock,
) -> None:  # fmt: skip
    run = assigning.start_attempt(set_work(), make.student(here).id, "text", 3, clock())
    speak(run, spec.scripts.average)
    runs.finish(run, clock())
    turn = load_played(run).lines[1].row
    labels.ask(turn.id, Given((), None, "请再看看"), run.user_id, clock())
    client = as_user(teacher)
    base = f"/classes/{here.public_id}/plays/lines"
    assert turn.text in client.get(base).text
    assert "请再看看" in client.get(f"{base}/{turn.id}").text
    before = run.points
    client.post(f"{base}/{turn.id}", data={"do": "correct", "acts": ["apology", "empathy"]})
    database.session.refresh(run)
    assert (run.points or 0) > (before or 0)
    assert "没有要看的" in client.get(base).text
    assistant = make.user()
    make.enrol(assistant, here, Role.ASSISTANT)
    looking = as_user(assistant)
    assert looking.get(f"{base}/{turn.id}").status_code == 200
    assert looking.post(f"{base}/{turn.id}", data={"do": "keep"}).status_code == 403
    assert "下载改定的 1 句" in client.get(base).text
    assert "下载改定的" not in looking.get(base).text
    lines = client.get(f"{base}/export").text.splitlines()
    (line,) = [json.loads(text) for text in lines]
    assert (line["utterance"], line["acts"]) == (turn.text, ["empathy", "apology"])
    assert looking.get(f"{base}/export").status_code == 403
    other = make.class_()
    make.enrol(teacher, other, Role.INSTRUCTOR)
    assert client.get(f"/classes/{other.public_id}/plays/lines/export").data == b""


def test_pages_ask_the_database_as_often_however_much_there_is(
    as_user: AsUser, make: Builders, here: CourseClass, teacher: User, set_work: SetWork,
    speak: Speak, spec: ScenarioSpec, clock: Clock, count_sql: Callable[..., Any],
) -> None:  # fmt: skip
    work = set_work()
    student = make.student(here)
    staff, client = as_user(teacher), as_user(student)
    paths = [
        (staff, f"/classes/{here.public_id}/plays"),
        (staff, f"/plays/assignments/{work.public_id}"),
        (staff, f"/classes/{here.public_id}/plays/lines"),
        (client, "/plays"),
    ]

    def count() -> list[int]:
        found = []
        for who, path in paths:
            who.get(path)
            with count_sql() as statements:
                assert who.get(path).status_code == 200
            found.append(len(statements))
        return found

    def play(user: User, lines: Sequence[str]) -> None:
        run = assigning.start_attempt(work, user.id, "text", 3, clock())
        speak(run, lines)
        runs.finish(run, clock())

    play(student, [*spec.scripts.average[:2], "😡"])
    few = count()
    for _n in range(3):
        play(make.student(here), [*spec.scripts.average, "😡", "😡😡"])
    play(student, spec.scripts.model)
    assert count() == few


# ── rooms


def test_a_room_tells_each_seat_its_own(
    as_user: AsUser,
    make: Builders,
    spec: ScenarioSpec,
) -> None:
    host, guest, third, stranger = (make.user(name) for name in ("甲", "乙", "丙", "外人"))
    first = as_user(host)
    url = first.post("/plays/rooms/open", data={"scenario": SLUG, "seat": "agent"}).location
    room = database.session.scalars(select(PlayRoom)).one()
    second, watcher = as_user(guest), as_user(third)
    for client in (second, watcher):
        assert client.post("/plays/rooms/enter", data={"code": room.code}).location == url
    fact, need = spec.personas[0].facts[1], spec.personas[0].needs[0]
    agent, customer, observer = (client.get(url).text for client in (first, second, watcher))
    assert fact.say in customer
    assert fact.say not in agent
    assert need.name not in agent
    assert "问出了" not in agent
    assert "头两轮就让客户说话" in observer
    assert fact.say not in observer
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(stranger).get(f"{url}/events?since=0").status_code == 404


def test_staff_of_the_class_look_in_and_are_seen_when_they_act(
    as_user: AsUser, make: Builders, here: CourseClass, teacher: User
) -> None:
    student = make.student(here)
    client, staff = as_user(student), as_user(teacher)
    values = {"scenario": SLUG, "seat": "agent", "class": here.public_id}
    url = client.post("/plays/rooms/open", data=values).location
    assert "周老师" not in client.get(url).text
    page = staff.get(url).text
    assert "只有客户和主持看得到" in page
    for kind, given in (
        ("rate", {"check": "hear.early", "value": "2"}),
        ("whisper", {"to": student.public_id, "text": "先问一句"}),
        ("pause", {}),
    ):
        assert staff.post(url, data={"kind": kind, "key": kind, **given}).status_code == 302
    page = client.get(url).text
    assert "周老师" in page
    assert "先问一句" in page
    assert "暂停中" in page
    assert "主持" not in staff.get(f"/classes/{here.public_id}/plays").text
    staff.post(url, data={"kind": "end", "key": "end"})
    assert "三方打分对照" in client.get(url).text


def test_earlier_rounds_stay_in_sight(as_user: AsUser, make: Builders) -> None:
    client, other = as_user(make.user("甲")), as_user(make.user("乙"))
    url = client.post("/plays/rooms/open", data={"scenario": SLUG, "seat": "agent"}).location
    room = database.session.scalars(select(PlayRoom)).one()
    other.post("/plays/rooms/enter", data={"code": room.code})
    assert "前面几场" not in client.get(url).text
    client.post(url, data={"kind": "say", "key": "a", "text": "您好，我是小林。"})
    client.post(url, data={"kind": "rotate", "key": "b"})
    for who in (client, other):
        page = who.get(url).text
        assert "前面几场" in page
        assert "第 1 场 · 客服是 甲" in page
    client.post(url, data={"kind": "rotate", "key": "c"})
    assert "客服是 乙" not in client.get(url).text  # nothing was said in the second round


def test_a_room_says_which_scenarios_it_cannot_play(as_user: AsUser, make: Builders) -> None:
    client = as_user(make.user())
    page = client.get("/plays/rooms").text
    options, hint = page.split('id="scenario-hint"')
    assert "展厅里来了三个人" in hint
    assert "展厅里来了三个人" not in options
    opened = client.post("/plays/rooms/open", data={"scenario": "sc-play-identify"})
    assert opened.status_code == 422
    assert "只有一位客户" in opened.text


def test_the_class_lists_rooms_of_today_alone(
    as_user: AsUser, make: Builders, here: CourseClass, teacher: User, clock: Clock
) -> None:
    client = as_user(make.student(here))
    client.post("/plays/rooms/open", data={"scenario": SLUG, "class": here.public_id})
    room = database.session.scalars(select(PlayRoom)).one()
    at = f"/classes/{here.public_id}/plays"
    assert room.code in as_user(teacher).get(at).text
    clock.move(days=2)
    assert room.code not in as_user(teacher).get(at).text


def test_a_page_asks_what_is_new(as_user: AsUser, make: Builders) -> None:
    client = as_user(make.user())
    url = client.post("/plays/rooms/open", data={"scenario": SLUG, "seat": "customer"}).location
    first = client.get(f"{url}/events?since=0").get_json()
    assert first["last"] == 1
    assert client.get(f"{url}/events?since=1").get_json() == {"last": 1}
    said = {"kind": "answer", "text": "都三回了！", "key": "k1"}
    for _twice in range(2):
        assert client.post(url, data=said, headers={"Accept": "application/json"}).get_json() == {
            "ok": True
        }
    news = client.get(f"{url}/events?since=1").get_json()
    assert news["last"] == 2
    assert news["html"].count("都三回了！") == 1
    bad = client.post(
        url,
        data={"kind": "say", "text": "我来", "key": "k2"},
        headers={"Accept": "application/json"},
    )
    assert bad.status_code == 409
    wrong = client.post("/plays/rooms/enter", data={"code": "??"})
    assert wrong.status_code == 422


# ── editor


def test_an_instructor_writes_a_scenario(
    as_user: AsUser, make: Builders, here: CourseClass, teacher: User
) -> None:
    client = as_user(teacher)
    url = client.post("/plays/own/new", data={"slug": SLUG}).location.removesuffix("/form")
    row = database.session.scalars(select(OwnScenario)).one()
    for place in ("", "/form", "/graph", "/try", "/versions", "/people"):
        assert client.get(f"{url}{place}").status_code == 200, place
    page = client.get(url).text
    assert "检查全部通过" in page
    broken = client.post(url, data={"source": "title: 只有名称\n", "seen": "1"})
    assert broken.status_code == 302
    assert "personas" in client.get(url).text
    assert client.get(f"/classes/{here.public_id}/plays/set/{row.public_id}").status_code == 404
    late = client.post(url, data={"source": "x: 1\n", "seen": "1"})
    assert late.status_code == 409
    assert "x: 1" in late.text
    client.post(url, data={"source": "title: [", "seen": "2"})
    assert "这一版还读不出来" in client.get(f"{url}/form").text
    unread = client.post(f"{url}/form", data={"title": "新的", "seen": "3"})
    assert unread.location.endswith(url)
    client.post(f"{url}/versions", data={"n": "1", "seen": "3"})
    database.session.refresh(row)
    assert (row.number, row.problems) == (4, 0)
    tried = client.post(f"{url}/try", data={"lines": "您好，我是小林。\n退卡请先填表。"}).text
    assert "退卡请先填表" in tried
    assert client.get(f"/classes/{here.public_id}/plays/set/{row.public_id}").status_code == 200


def test_a_scenario_is_its_owners_until_shared(as_user: AsUser, make: Builders) -> None:
    owner, other, admin = make.teacher(), make.teacher(username="colleague"), make.admin()
    client = as_user(owner)
    url = client.post("/plays/own/new", data={"slug": SLUG}).location.removesuffix("/form")
    for stranger in (other, admin):
        assert as_user(stranger).get(url).status_code == 404
    refused = client.post(f"{url}/people", data={"who": "nobody", "right": "edit"})
    assert refused.status_code == 422
    assert 'value="nobody"' in refused.text
    client.post(f"{url}/people", data={"who": "colleague", "right": "see"})
    assert as_user(other).get(url).status_code == 200
    assert as_user(other).post(url, data={"source": "a: 1", "seen": "1"}).status_code == 404
    assert as_user(make.user()).get("/plays/own").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["?kind=complaint", "?play=客户投诉", "?chapter=ch08", "?minutes=12", "?kind=none&minutes=x"],
)
def test_the_library_is_narrowed(query: str, as_user: AsUser) -> None:
    page = as_user(None).get(f"/plays{query}")
    assert page.status_code == 200
    assert ("姚女士要退卡" in page.text) == ("none" not in query)
