"""The chains of an exam: whatever is changed in saves, receipts and acts afterwards is found.

The auditor below is written from the papers (`docs/exam-protocol.md`, section 9, and the docstrings of
the domain), with nothing of the site's own code: whoever holds a copy of the database can write it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.bank.domain.types import ItemType
from app.database import writing
from app.extensions import db
from app.quiz.exams.authoring import lock_exam
from app.quiz.exams.log import log_act, seal_receipts
from app.quiz.exams.proof import Verdict, check_code
from tests.quiz.sitting.builders import sample
from tests.security.world import FULL, World, build, save_one, take_turn

TRIALS = 10_000 if FULL else 300
START = "0" * 64
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
Tables = dict[str, list[dict[str, Any]]]
# What each row seals, by table; ids of rows are only names.
SEALED = {
    "response_log": (
        "slot_id", "client", "seq", "response", "flagged", "digest", "late", "superseded",
        "received_at", "position", "link", "sitting_id",
    ),
    "hand_in": ("code", "handed_in_at", "saves", "head", "sitting_id"),
    "exam_act": (
        "kind", "author_id", "sitting_id", "minutes", "reason", "detail", "created_at",
        "position", "link",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(make_app: Callable[..., Flask]) -> World:
    """Three candidates, some forty saves, acts of the staff between them, everything handed in."""
    world = build(make_app(), [sample(kind) for kind in ItemType] * 2)
    for who in ("student", "classmate"):
        client, paper = world.start(who)
        take_turn(client, paper)
        slots = [
            int(s)
            for s in client.get(paper)
            .text.split('name="slots" value="')[1]
            .split('"')[0]
            .split(",")
        ]
        for seq, slot in enumerate(slots * 2, 1):
            world.clock.move(seconds=7, microseconds=123)
            save_one(client, paper, seq, slot, None if 1 <= slot % 7 <= 4 else f"第 {seq} 稿")
        act(world, "note", reason=f"{who} 问过一句")
        assert client.post(f"{paper}/submit").status_code == 302
    act(world, "extend", minutes=5, reason="停电")
    world.inside(lambda: seal(world))
    return world


def act(world: World, kind: str, **values: Any) -> None:
    def write() -> None:
        with writing():
            lock_exam(int(world.ids["exam_id"]))
            log_act(
                int(world.ids["exam_id"]), kind, world.people["teacher"], world.clock(), **values
            )

    world.inside(write)


def seal(world: World) -> None:
    with writing():
        lock_exam(int(world.ids["exam_id"]))
        seal_receipts(int(world.ids["exam_id"]), world.people["teacher"], world.clock())


def read(world: World) -> Tables:
    """The rows as the database holds them, JSON parsed, times as text."""

    def rows() -> Tables:
        found: Tables = {}
        for name in ("sitting", *SEALED):
            query = text(f"SELECT * FROM {name} ORDER BY id")  # noqa: S608 - names of our own
            found[name] = [dict(row._mapping) for row in db.session.execute(query)]
        for row in found["response_log"]:
            row["response"] = json.loads(row["response"])
            row |= {name: bool(row[name]) for name in ("flagged", "late", "superseded")}
        for row in found["exam_act"]:
            row["detail"] = json.loads(row["detail"])
        return found

    return world.inside(rows)


# --- the auditor


def instant(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", value):
        raise ValueError(value)
    at = datetime.strptime(value, "%Y-%m-%d %H:%M:%S.%f")  # noqa: DTZ007 - SQLite's columns are in UTC
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(previous: str, record: Mapping[str, Any]) -> str:
    body = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def save_record(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("position", "client", "seq", "response", "flagged", "digest", "late", "superseded")
    return {name: row[name] for name in names} | {
        "slot": row["slot_id"], "at": instant(row["received_at"]),
    }  # fmt: skip


def act_record(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("position", "kind", "minutes", "reason", "detail")} | {
        "sitting": row["sitting_id"], "author": row["author_id"], "at": instant(row["created_at"]),
    }  # fmt: skip


def follow(rows: list[dict[str, Any]], record: Callable[[Any], dict[str, Any]]) -> str | None:
    """The last link of a chain that holds; None for one that does not."""
    previous = START
    for position, row in enumerate(sorted(rows, key=lambda row: row["position"]), 1):
        if row["position"] != position or link(previous, record(row)) != row["link"]:
            return None
        previous = row["link"]
    return previous


def code(sitting: str, at: str, saves: int, head: str) -> str:
    body = f"{sitting}\n{instant(at)}\n{saves}\n{head}".encode()
    value = int.from_bytes(hashlib.sha256(body).digest(), "big")
    signs = "".join(SIGNS[(value >> (5 * place)) & 31] for place in range(16))
    return "-".join(signs[i : i + 4] for i in range(0, 16, 4))


def is_whole(tables: Tables) -> bool:
    """Whether saves, receipts and acts are those that were written."""
    try:
        return _is_whole(tables)
    except (ValueError, TypeError, KeyError):
        return False  # what cannot even be read was not written by the site


def _is_whole(tables: Tables) -> bool:
    public = {row["id"]: row["public_id"] for row in tables["sitting"]}
    saves: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in public}
    for row in tables["response_log"]:
        saves[row["sitting_id"]].append(row)
    receipts = {row["sitting_id"]: row for row in tables["hand_in"]}
    for sitting, rows in saves.items():
        head = follow(rows, save_record)
        receipt = receipts[sitting]  # every paper here was handed in
        made = code(public[sitting], receipt["handed_in_at"], receipt["saves"], receipt["head"])
        if (head, len(rows), made) != (receipt["head"], receipt["saves"], receipt["code"]):
            return False
    acts = tables["exam_act"]
    if follow(acts, act_record) is None:
        return False
    sealed = [row for row in acts if row["kind"] == "seal"]
    lines = "".join(f"{r['id']} {r['code']} {r['head']}\n" for r in tables["hand_in"])
    # The last act is a seal over all receipts: an act taken off the end takes the seal with it.
    return (
        bool(sealed)
        and acts[-1] is sealed[-1]
        and (sealed[-1]["detail"]["digest"] == hashlib.sha256(lines.encode()).hexdigest())
    )


# --- the attacker


def edit(value: Any, chance: Random) -> Any:
    """The value with one byte (one bit, one part) changed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(8))
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        sign = chr(ord(value[place]) ^ (1 << chance.randrange(5)))
        return value[:place] + sign + value[place + 1 :]
    if isinstance(value, list) and value:
        place = chance.randrange(len(value))
        return [*value[:place], edit(value[place], chance), *value[place + 1 :]]
    if isinstance(value, dict) and value:
        name = chance.choice(sorted(value))
        return value | {name: edit(value[name], chance)}
    return "x" if value in ("", None) else {"x": 1}


def test_what_nobody_touched_is_whole(world: World) -> None:
    tables = read(world)
    assert (len(tables["response_log"]), len(tables["hand_in"])) == (56, 2)
    assert [row["kind"] for row in tables["exam_act"]] == ["note", "note", "extend", "seal"]
    assert is_whole(tables)


def test_every_edit_and_every_deletion_is_found(world: World) -> None:
    tables, chance = read(world), Random(26)
    missed = []
    for trial in range(TRIALS):
        name = chance.choice(sorted(SEALED))
        rows = tables[name]
        place = chance.randrange(len(rows))
        if trial % 10 == 9:
            column, changed = "(deleted)", rows[:place] + rows[place + 1 :]
        else:
            column = chance.choice(SEALED[name])
            other = edit(rows[place][column], chance)
            changed = [*rows[:place], rows[place] | {column: other}, *rows[place + 1 :]]
        if is_whole(tables | {name: changed}):
            missed.append((name, place, column))
    assert missed == []


@pytest.mark.parametrize("name", sorted(SEALED))
def test_two_rows_that_change_places_are_found(world: World, name: str) -> None:
    tables = read(world)
    first, second, *rest = tables[name]
    keep = ("id", "position") if name != "hand_in" else ("id",)
    swapped = [
        second | {column: first[column] for column in keep},
        first | {column: second[column] for column in keep},
        *rest,
    ]
    assert not is_whole(tables | {name: swapped})


def test_the_site_finds_an_edit_too(world: World) -> None:
    """What the public check of a code says follows the rows, not a memory of them."""

    def check(given: str) -> Verdict:
        return world.inside(lambda: check_code(given).verdict)

    receipt = read(world)["hand_in"][0]
    assert check(receipt["code"]) is Verdict.HOLDS

    def change(sql: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(sql))

    for sql, back in (
        (
            "UPDATE response_log SET late = 1 WHERE position = 3",
            "UPDATE response_log SET late = 0 WHERE position = 3",
        ),
        ("UPDATE hand_in SET saves = saves - 1", "UPDATE hand_in SET saves = saves + 1"),
    ):
        world.inside(lambda sql=sql: change(sql))
        assert check(receipt["code"]) is Verdict.BROKEN
        world.inside(lambda back=back: change(back))
    assert check(receipt["code"]) is Verdict.HOLDS
