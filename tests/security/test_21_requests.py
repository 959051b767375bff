"""Headers, cookies, CSRF tokens, sign-ins that change and end: on every response, on every node.

A node is an application of its own over the same database; the fast lane is a part of each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app import create_app
from app.accounts.models import User
from app.accounts.sessions import revoke_all
from app.bank.domain.types import ItemType
from app.courses.models import Enrolment
from app.extensions import db
from app.quiz.exams.lane import FastLane
from tests.builders import PASSWORD
from tests.quiz.sitting.builders import sample
from tests.security.world import World, build, save_one, take_turn
from tests.shared import let_go

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
NAME = "zhike_session"


@pytest.fixture(scope="module")
def world(make_app: Callable[..., Flask]) -> World:
    return build(make_app(WTF_CSRF_ENABLED=True))


def check_headers(reply: Any, *, public: bool = False) -> list[str]:
    """What is missing in a reply's headers."""
    heads, wrong = reply.headers, [n for n, v in FIXED.items() if reply.headers.get(n) != v]
    policy = heads.get("Content-Security-Policy", "")
    if "frame-ancestors 'none'" not in policy or "unsafe" in policy or "*" in policy:
        wrong.append("Content-Security-Policy")
    if "no-store" not in heads.get("Cache-Control", "") and not public:
        wrong.append("Cache-Control")
    if "default-src 'none'" not in policy and (
        "default-src 'self'" not in policy or "object-src 'none'" not in policy
    ):
        wrong.append("default-src")
    for cookie in heads.getlist("Set-Cookie"):
        if cookie.startswith(NAME) and ("HttpOnly" not in cookie or "SameSite=Lax" not in cookie):
            wrong.append("Set-Cookie")
    return wrong


def ask_everything(world: World, client: FlaskClient) -> list[tuple[str, str, Any]]:
    """Every address by every method, with ids of which some are there: pages, redirects, errors."""
    ids: dict[str, Any] = {
        "class_id": world.ids["class"], "exam_id": world.ids["exam"], "kind": "sitting",
        "part_id": 1, "number": 1, "item_id": 1, "session_id": 1, "chapter_id": "ch01",
    }  # fmt: skip
    replies = []
    with world.app.test_request_context():
        rules = [
            (
                rule,
                world.app.url_for(
                    rule.endpoint,
                    _external=False,
                    **{n: ids.get(n, "0" * 32) for n in rule.arguments},
                ),
            )
            for rule in world.app.url_map.iter_rules()
        ]
    for rule, path in rules:
        for method in ("GET", "POST"):
            reply = client.open(path, method=method)
            replies.append((method, rule.endpoint, reply))
    return replies


@pytest.mark.parametrize("who", ["student", "teacher", None], ids=str)
def test_every_reply_has_the_headers(world: World, who: str | None) -> None:
    wrong = {}
    for method, endpoint, reply in ask_everything(world, world.client(who)):
        files = endpoint.endswith("static") or endpoint == "assets.send"
        missing = check_headers(reply, public=files and reply.status_code == 200)
        if missing:
            wrong[method, endpoint] = missing
        # A database without a history of migrations is not ready for work, and says so.
        unready = endpoint.startswith("health.") and reply.status_code == 503
        assert reply.status_code < 500 or unready, (method, endpoint)
    assert wrong == {}


def test_nothing_is_changed_without_a_token(world: World) -> None:
    """Each address that takes a POST refuses one without a token, with another's, and with an old
    visitor's; whoever asks."""
    visitor = world.client(None)
    foreign = visitor.get("/sign-in").text.split('name="csrf-token" content="')[1].split('"')[0]
    for who in ("student", "teacher", "admin", None):
        client = world.client(who)
        for method, endpoint, reply in ask_everything(world, client):
            takes = any(
                "POST" in (rule.methods or ()) for rule in world.app.url_map.iter_rules(endpoint)
            )
            if method == "POST" and takes:
                assert reply.status_code in (400, 405), (who, endpoint, reply.status_code)
        client.get("/sign-in")  # now it has a token of its own
        for token in (foreign, "", "x", foreign[:-1]):
            reply = client.post(f"/exams/{world.ids['exam']}/start", data={"csrf_token": token})
            assert reply.status_code == 400


def sign_in(client: FlaskClient, name: str) -> tuple[str, str]:
    """Sign in as a person does; the cookie before and after."""
    page = client.get("/sign-in").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    before = client.get_cookie(NAME)
    assert before is not None
    reply = client.post("/sign-in", data={"csrf_token": token, "name": name, "password": PASSWORD})
    assert reply.status_code == 302
    after = client.get_cookie(NAME)
    assert after is not None
    return before.value, after.value


def token_of(client: FlaskClient, path: str = "/me") -> str:
    return client.get(path).text.split('name="csrf-token" content="')[1].split('"')[0]


def test_signing_in_changes_cookie_and_token_and_signing_out_ends_it(world: World) -> None:
    client = world.app.test_client()
    visitor_token = token_of(client, "/sign-in")
    before, after = sign_in(client, "lin")
    assert before != after
    fixed = world.app.test_client()
    fixed.set_cookie(NAME, before, domain="localhost")
    assert (
        fixed.get("/me").status_code == 302
    )  # a cookie given to somebody beforehand opens nothing
    data = {"csrf_token": visitor_token}
    assert client.post("/sign-out", data=data).status_code == 400
    stolen = world.app.test_client()
    stolen.set_cookie(NAME, after, domain="localhost")
    assert stolen.get("/me").status_code == 200
    assert client.post("/sign-out", data={"csrf_token": token_of(client)}).status_code == 302
    # The cookie that was good a moment ago is worth nothing, wherever it is kept.
    assert stolen.get("/me").status_code == 302


def test_a_new_password_ends_all_other_sign_ins(world: World) -> None:
    here, there = world.app.test_client(), world.app.test_client()
    sign_in(here, "wang")
    sign_in(there, "wang")
    fresh = "another long password"
    data = {"csrf_token": token_of(here), "current": PASSWORD, "password": fresh, "again": fresh}
    page = here.get("/me/password").text
    for name in ("current", "old", "old_password", "current_password"):
        if f'name="{name}"' in page:
            data[name] = PASSWORD
    assert here.post("/me/password", data=data).status_code == 302
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302


# --- several nodes


@pytest.fixture
def nodes(make_app: Callable[..., Flask], engine: str) -> Any:
    """Two applications on one database, and a world in it."""
    first = make_app(engine)
    world = build(first, [sample(ItemType.TRUE_FALSE), sample(ItemType.ESSAY)])
    second = create_app(
        {
            "TESTING": True, "SECRET_KEY": first.config["SECRET_KEY"], "RATE_LIMITS": False,
            "DATABASE_URL": first.config["DATABASE_URL"], "INSTANCE": first.config["INSTANCE"],
            "SWEEP_SECONDS": 0, "WTF_CSRF_ENABLED": False, "SERVER_NAME": "localhost",
        }
    )  # fmt: skip
    second.test_client_class = first.test_client_class
    second.config["CLOCK"] = world.clock
    yield world, [first, second]
    with second.app_context():
        let_go(second)


def on_each(nodes: tuple[World, list[Flask]]) -> tuple[str, list[FlaskClient]]:
    """The student's page on both nodes, each having saved in the lane of its node."""
    world, apps = nodes
    _client, paper = world.start("student")
    clients = [world.client("student", app) for app in apps]
    take_turn(clients[0], paper)
    for seq in (1, 2, 3, 4, 5, 6):
        client = clients[seq % 2]
        reply = save_one(client, paper, seq, 1, bool(seq % 2))
        assert reply.status_code == 200
    return paper, clients


@pytest.mark.both_engines
def test_a_chain_written_by_two_nodes_is_one_chain(nodes: tuple[World, list[Flask]]) -> None:
    paper, clients = on_each(nodes)
    links = [
        save_one(clients[seq % 2], paper, seq, 1, True).get_json()["saves"][0]["number"]
        for seq in (7, 8, 9)
    ]
    assert links == sorted(set(links))


@pytest.mark.both_engines
@pytest.mark.parametrize("act", ["revoked", "left the class", "signed out", "deactivated"])
def test_whoever_is_shut_out_is_shut_out_on_all_nodes_at_once(
    nodes: tuple[World, list[Flask]], act: str
) -> None:
    world, apps = nodes
    paper, clients = on_each(nodes)
    lanes: list[FastLane] = [app.extensions["zhike.lane"] for app in apps]
    assert any(lane._known for lane in lanes)
    _shut_out(world, apps[1], act)
    # The very next request on either node is refused: nothing has to be waited for.
    replies = [save_one(clients[seq % 2], paper, seq, 1, True) for seq in range(20, 26)]
    assert {reply.status_code for reply in replies} <= {401, 403, 404}
    assert [client.get(paper).status_code for client in clients] in (
        [302] * 2,
        [403] * 2,
        [404] * 2,
    )
    for client in clients:  # refusals, too, carry the headers
        assert check_headers(save_one(client, paper, 30, 1, True)) == []


def _shut_out(world: World, app: Flask, act: str) -> None:
    """Somebody does something on one node."""
    if act == "signed out":
        assert world.client("student", app).post("/sign-out").status_code == 302
        return
    user = world.people["student"]
    with app.app_context():
        if act == "revoked":
            revoke_all(user, world.clock())
        else:
            change: Any = {
                "left the class": update(Enrolment)
                .where(Enrolment.user_id == user)
                .values(left_at=world.clock()),
                "deactivated": update(User).where(User.id == user).values(is_active=False),
            }[act]
            db.session.execute(change)
            db.session.commit()
        db.session.remove()


def test_replies_of_the_lane_have_the_headers_of_the_whole_way(
    nodes: tuple[World, list[Flask]],
) -> None:
    world, apps = nodes
    paper, clients = on_each(nodes)
    saves = [save_one(clients[0], paper, seq, 2, "一段话") for seq in (7, 8, 9)]
    went: list[str] = []
    lane: FastLane = apps[0].extensions["zhike.lane"]
    whole, lane._whole = lane._whole, lambda e, s: went.append("whole") or whole(e, s)
    saves.append(save_one(clients[0], paper, 10, 2, "又一段话"))
    lane._whole = whole
    assert went == []  # the last one took the lane
    assert [check_headers(reply) for reply in saves] == [[]] * 4
    assert all("Set-Cookie" not in reply.headers for reply in saves)
    del world


@pytest.mark.parametrize(
    "change",
    [
        {"token": "another"}, {"token": ""}, {"cookie": "another"}, {"path": "?x=1"},
        {"method": "PUT"},
    ],
    ids=str,
)  # fmt: skip
def test_the_lane_takes_nothing_but_the_very_same_page(
    nodes: tuple[World, list[Flask]], change: dict[str, str]
) -> None:
    """Another token, another cookie, another way of asking: all of it is asked from the beginning."""
    world, apps = nodes
    paper, clients = on_each(nodes)
    lane: FastLane = apps[0].extensions["zhike.lane"]
    save_one(clients[0], paper, 7, 1, True)
    assert lane._known
    went: list[str] = []
    whole, lane._whole = lane._whole, lambda e, s: went.append("whole") or whole(e, s)
    client = clients[0]
    if "cookie" in change:
        client = world.client("classmate", apps[0])
    client.open(
        f"{paper}/answers{change.get('path', '')}",
        method=change.get("method", "POST"),
        json={"client": "client-0001", "saves": [{"seq": 8, "slot": 1, "response": True}]},
        headers={"X-CSRFToken": change.get("token", "a token")},
    )
    lane._whole = whole
    assert went == ["whole"]
