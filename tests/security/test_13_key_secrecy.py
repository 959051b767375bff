"""Keys before release: a canary in every text of every key, and twin worlds that differ in keys alone.

A student and a visitor open every address that there is, save, fail to save, hand in. Nothing they
receive holds the canary; and in two worlds whose keys differ they receive the same bytes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.bank.domain.items import Derived, ItemKey, KeyPoint, OptionNote
from app.bank.domain.types import ItemType
from app.extensions import db
from app.quiz.exams.frozen import FrozenForm
from app.quiz.exams.paper import load_questions
from app.quiz.models import Sitting
from app.web.skeleton import Skeleton
from tests.conftest import rolled_back
from tests.quiz.sitting.builders import CANARY, EVERYTHING, sample, seeded_sample
from tests.security.world import FULL, Item, World, build, plain, save_one, take_turn

SEED = 20261126


def items() -> list[Item]:
    return [*(sample(kind) for kind in ItemType), seeded_sample()]


def twins() -> list[Item]:
    """The same faces; every key says something else."""
    return [(face, _other(key)) for face, key in items()]


def _other(key: ItemKey) -> ItemKey:
    changed: dict[str, Any] = {
        "explanation": "另一种解析",
        "misconception": "",
        "notes": {"C": OptionNote(feedback="另一句反馈", misconception="另一种误解")},
    }
    if key.correct:
        changed["correct"] = ("D",) if len(key.correct) == 1 else ("B", "D")
    if key.truth is not None:
        changed["truth"] = not key.truth
    if key.derived:
        changed["derived"] = (Derived(name="twice", expression="n * 3"),)
    elif key.blanks:
        changed["blanks"] = (("别的",), ("20%", "五分之一"))
    if key.key_points:
        point = KeyPoint(id="k1", text="另一个要点", points=Decimal(1))
        changed["key_points"] = (point, replace(point, id="k2"))
        changed["model_answer"] = "另一份参考答案"
    return replace(key, **changed)


def addresses(world: World, paper: str) -> list[str]:
    """Every address that can be asked with GET, with the ids that a candidate knows or can guess."""
    ids: dict[str, Any] = {
        "class_id": world.ids["class"], "exam_id": world.ids["exam"],
        "sitting_id": paper.rsplit("/", 1)[1], "item_id": 1, "part_id": 1, "kind": "sitting",
        "number": 1, "chapter_id": "ch01", "anchor": "s1-1", "version": "0", "name": "zhike.css",
    }  # fmt: skip
    found = []
    with world.app.test_request_context():
        for rule in world.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
                continue
            if rule.endpoint.startswith("health."):
                continue  # asks the database itself, which a test's transaction cannot give
            values = {name: ids.get(name, "0" * 32) for name in rule.arguments}
            found.append(world.app.url_for(rule.endpoint, _external=False, **values))
    return sorted(set(found))


def walk(app: Flask, chosen: list[Item]) -> dict[str, bytes]:
    """Everything that a candidate and others receive before the release, by what was asked."""
    world = build(app, chosen, title="期中考试")
    heard: dict[str, bytes] = {}

    def hear(name: str, reply: Any) -> Any:
        heads = "\n".join(
            f"{k}: {v}"
            for k, v in reply.headers.items()
            if k not in ("Set-Cookie", "Content-Length")
        )
        heard[name] = f"{reply.status_code}\n{heads}\n".encode() + reply.data
        return reply

    client, paper = world.start("student")
    hear("hall, empty", client.get(paper))
    hear("turn", take_turn(client, paper))
    responses = _answers(world, paper)
    for seq, (slot, response) in enumerate(responses.items(), 1):
        hear(f"save {seq}", save_one(client, paper, seq, slot, response))
    lane = world.app.extensions["zhike.lane"]
    assert lane._known  # the later ones took the lane
    hear(
        "again", save_one(client, paper, 1, next(iter(responses)), responses[next(iter(responses))])
    )
    for name, body in {
        "no such option": {"seq": 90, "slot": 1, "response": "o00000000"},
        "authored id": {"seq": 91, "slot": 1, "response": "A"},
        "no such slot": {"seq": 92, "slot": 99, "response": "A"},
        "no such shape": {"seq": 93, "slot": 1, "response": {"key": True}},
        "too many blanks": {"seq": 94, "slot": 4, "response": ["a"] * 9},
    }.items():
        hear(name, save_one(client, paper, body["seq"], body["slot"], body["response"]))
    for who in ("student", None, *(("classmate", "stranger") if FULL else ())):
        for path in addresses(world, paper):
            with rolled_back(world.app):
                hear(f"{who} asks {path}", world.client(who).get(path))
    hear("hand in", client.post(f"{paper}/submit"))
    for ending in ("", "/submit", "/receipt", "/review", "/state"):
        hear(f"afterwards {ending}", client.get(paper + ending))
    hear("afterwards, save", save_one(client, paper, 95, next(iter(responses)), None))
    for path in ("/exams", f"/exams/{world.ids['exam']}", "/grades", "/mistakes", "/progress"):
        hear(f"afterwards {path}", client.get(path))
    return heard


def _answers(world: World, paper: str) -> dict[int, Any]:
    """Some answer to each question, the same in both worlds."""

    def read() -> dict[int, Any]:
        row = db.session.scalars(select(Sitting)).one()
        raw = {
            ItemType.SINGLE_CHOICE: "A", ItemType.MULTIPLE_RESPONSE: ["A", "C"],
            ItemType.TRUE_FALSE: True, ItemType.FILL_BLANK: ["客户"],
        }  # fmt: skip
        return {
            slot: question.shown.encode(raw.get(question.slot.type, "一段文字"))
            for slot, question in load_questions(row).items()
        }

    return world.inside(read)


@pytest.fixture(scope="module")
def heard(make_app: Callable[..., Flask]) -> dict[str, dict[str, bytes]]:
    """What was received in each of the two worlds; chance is the same in both, so that what differs
    is the keys' doing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.quiz.exams.routes.secrets.randbits", lambda _n: SEED)
        return {"one": walk(make_app(), items()), "twin": walk(make_app(), twins())}


def test_no_canary_before_the_release(heard: dict[str, dict[str, bytes]]) -> None:
    assert len(heard["one"]) > 150
    assert [name for name, body in heard["one"].items() if CANARY.encode() in body] == []
    escaped = CANARY.encode("unicode_escape")
    assert [name for name, body in heard["one"].items() if escaped in body] == []


def test_twin_worlds_look_the_same(heard: dict[str, dict[str, bytes]]) -> None:
    one, twin = (
        {plain(k.encode()): plain(v) for k, v in heard[w].items()} for w in ("one", "twin")
    )
    assert set(one) == set(twin)
    assert [name for name in one if one[name] != twin[name]] == []


def test_the_comparison_sees_a_difference(make_app: Callable[..., Flask]) -> None:
    """After the release the worlds do differ, and the canary is there: the walk is not blind."""
    world = build(make_app(), items(), review={
        "after_submit": EVERYTHING, "after_close": EVERYTHING, "after_release": EVERYTHING,
    })  # fmt: skip
    client, paper = world.start("student")
    client.post(f"{paper}/submit")
    assert CANARY in client.get(f"{paper}/review").text


def test_what_the_process_keeps_of_papers_holds_no_key(heard: dict[str, dict[str, bytes]]) -> None:
    """Frozen forms and skeletons are made once and shown to everybody: nothing secret is in them."""
    kept = [one for one in gc.get_objects() if isinstance(one, FrozenForm | Skeleton)]
    assert kept
    assert [one for one in kept if CANARY in repr(one)] == []
