"""Mass assignment: every column of every table is pushed into every form and every JSON call.

Each form that a person finds on a page is sent twice as it stands there, once with the name of every
column added. The two leave the same rows behind: what a form does not ask for, it does not take.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, DateTime, Integer, Numeric, select

from app.extensions import Base, db
from app.quiz.models import Sitting
from tests.conftest import rolled_back
from tests.security.world import WRITER, World, build, take_turn

PUSHED = "1" * 8
# Columns that come out otherwise each time; what was pushed there is still seen.
RANDOM = {
    "public_id", "token_hash", "password_hash", "join_code", "link", "client", "writer", "head", "code",
    "seed",
}  # fmt: skip
# What one pushes where: something the column would take.
WORDS = {"role": "instructor", "state": "released", "closed_by": "staff", "kind": "grant"}
STARTS = {
    "student": ("/exams", "/me", "/join", "/exams/{exam}", "/sittings/{sitting}", "/sittings/{sitting}/submit"),
    "teacher": (
        "/classes/{class}/settings", "/classes/{class}/people", "/classes/{class}/people/add",
        "/exams/{exam}/edit", "/exams/{exam}/board", "/classes/{class}/exams/new", "/bank/new",
        "/classes/{class}/grades/scheme", "/classes/{class}/grades/columns/new", "/classes/new",
        "/me/password",
    ),
    None: ("/sign-up", "/sign-in"),
}  # fmt: skip


class Forms(HTMLParser):
    """The forms of a page with what they would send."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._select: str | None = None
        self._area: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = at.get("method", "get").lower()
            self.found.append((at.get("action") or self.path if method == "post" else "", {}))
        if not self.found or not at.get("name"):
            if tag == "option" and self._select and "selected" in at:
                self.found[-1][1][self._select] = [at.get("value", "")]
            return
        fields = self.found[-1][1]
        if tag == "input" and at.get("type") not in ("submit", "file", "button"):
            if at.get("type") not in ("radio", "checkbox") or "checked" in at:
                fields.setdefault(at["name"], []).append(at.get("value", ""))
            else:
                fields.setdefault(at["name"], [])
        elif tag == "textarea":
            fields[at["name"]], self._area = [""], at["name"]
        elif tag == "select":
            fields[at["name"]], self._select = [], at["name"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area and self.found:
            self.found[-1][1][self._area][0] += data


def columns() -> dict[str, Any]:
    """Every column of every table, and a value that it would take."""
    found: dict[str, Any] = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = column.type
            if isinstance(kind, Boolean):
                value: Any = True
            elif isinstance(kind, Integer | Numeric):
                value = 1
            elif isinstance(getattr(kind, "impl", kind), DateTime):
                value = "2030-01-01T00:00"
            else:
                value = WORDS.get(column.name, PUSHED)
            found[column.name] = found[f"{table.name}.{column.name}"] = value
    return found


def rows() -> dict[str, list[str]]:
    """All rows of all tables, without what is random."""
    db.session.expire_all()
    return {
        name: sorted(
            repr({k: "*" if k in RANDOM and v != PUSHED else v for k, v in row._mapping.items()})
            for row in db.session.execute(select(table))
        )
        for name, table in Base.metadata.tables.items()
    }


def filled(fields: dict[str, list[str]]) -> dict[str, Any]:
    """What somebody would have typed where the page shows nothing yet."""
    usual = {
        "full_name": "新来的人", "name": "新名字", "username": "someone", "password": "a long password",
        "again": "a long password", "email": "a@example.org", "student_no": "0239999", "title": "题目",
        "stem": "题干", "code": "JOINELSE", "reason": "原因", "minutes": "50", "max": "100",
    }  # fmt: skip
    return {k: (v if any(v) else usual.get(k, v)) for k, v in fields.items()}


@pytest.fixture(scope="module")
def world(make_app: Callable[..., Flask]) -> World:
    world = build(make_app())
    client, paper = world.start("student")
    take_turn(client, paper)
    world.ids["sitting"] = paper.rsplit("/", 1)[1]
    return world


def send(world: World, who: str | None, path: str, data: Any, *, as_json: bool) -> tuple[int, Any]:
    """The status of a request and the rows it leaves; nothing of it stays (so no token is used twice:
    the fast lane would remember a save that never was)."""
    with rolled_back(world.app):
        client = world.client(who)
        if as_json:
            reply = client.post(path, json=data, headers={"X-CSRFToken": secrets.token_hex()})
        else:
            reply = client.post(path, data=data)
        return reply.status_code, rows()


@pytest.mark.parametrize("who", list(STARTS), ids=str)
def test_forms_take_what_they_ask_for_and_nothing_else(world: World, who: str | None) -> None:
    with rolled_back(world.app):
        before = rows()
    wrong, changed, seen = [], 0, set()
    for start in STARTS[who]:
        page = start.format(**world.ids)
        with rolled_back(world.app):
            reply = world.client(who).get(page)
        for path, fields in Forms(reply.text, page).found:
            if not path or (path, tuple(fields)) in seen or path in ("/display", "/sign-out"):
                continue
            seen.add((path, tuple(fields)))
            data = filled(fields)
            extra = {name: value for name, value in columns().items() if name not in fields}
            plainly = send(world, who, path, data, as_json=False)
            pushed = send(world, who, path, extra | data, as_json=False)
            changed += plainly[1] != before
            if plainly != pushed:
                tables = [t for t in before if plainly[1][t] != pushed[1][t]]
                wrong.append((path, plainly[0], pushed[0], tables))
    assert wrong == []
    assert changed >= {"student": 4, "teacher": 6, None: 1}[who]  # the forms do something


@pytest.mark.parametrize("place", ["body", "save"])
def test_json_calls_take_what_they_ask_for_and_nothing_else(world: World, place: str) -> None:
    entry = {"seq": 1, "slot": 7, "response": "一段话", "flagged": True}
    body = {"client": WRITER, "saves": [entry]}
    extra = json.loads(json.dumps(columns()))
    for taken in ("client", "saves", "seq", "slot", "response", "flagged"):
        extra.pop(taken, None)
    pushed = {"body": extra | body, "save": body | {"saves": [extra | entry]}}[place]
    for path, plainly in (("answers", body), ("turn", {"client": "client-0002"})):
        path = f"/sittings/{world.ids['sitting']}/{path}"
        more = pushed if path.endswith("answers") else extra | plainly
        assert send(world, "student", path, plainly, as_json=True) == send(
            world, "student", path, more, as_json=True
        )


def test_the_comparison_sees_a_column_that_is_taken(world: World) -> None:
    """Another paper's owner, another deadline: such a change would show."""
    with rolled_back(world.app):
        before = rows()
        sitting = db.session.scalars(select(Sitting)).one()
        sitting.user_id = world.people["classmate"]
        db.session.commit()
        assert rows()["sitting"] != before["sitting"]
