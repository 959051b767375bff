"""What the tests of security share: an exam on a database of its own, and browsers without a browser.

Everything random in what pages show is replaced by a word (`plain`), so that pages can be compared
byte for byte.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.accounts.sessions import open_session
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.extensions import db
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.sitting.builders import ExamBuilders, sample

FULL = os.environ.get("ZHIKE_SECURITY") == "full"
WRITER = "client-0001"
Item = tuple[ItemFace, ItemKey]

_RANDOM = (
    (re.compile(rb"nonce-[\w-]+"), b"nonce"),
    (re.compile(rb'nonce="[^"]+"'), b"nonce"),
    # Tokens: by the name of the field, of the header, of the JSON.
    (re.compile(rb'(csrf[_-]token"? (?:value|content)=")[^"]+'), rb"\1token"),
    (re.compile(rb'("csrf": ?")[^"]+'), rb"\1token"),
    (re.compile(rb"data-rescue='[^']*'"), b"rescue"),
    (re.compile(rb"\b[0-9a-f]{64}\b"), b"digest"),
    (re.compile(rb"\b[0-9a-f]{32}\b"), b"id"),
    (re.compile(rb"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b"), b"code"),
)


def plain(body: bytes) -> bytes:
    """A reply's body without what differs from one request to the next."""
    for pattern, word in _RANDOM:
        body = pattern.sub(word, body)
    return body


@dataclass
class World:
    """An application with one exam; people by name, ids as they stand in addresses."""

    app: Flask
    clock: Clock
    people: dict[str, int]
    tokens: dict[str, str]
    ids: dict[str, str]

    def client(self, who: str | None, app: Flask | None = None) -> FlaskClient:
        """A browser signed in as one of the people (None: a visitor)."""
        client = (app or self.app).test_client()
        if who is not None:
            with client.session_transaction() as session:
                session["_user_id"] = self.tokens[who]
                session["_fresh"] = True
        return client

    def start(self, who: str) -> tuple[FlaskClient, str]:
        """Start (or go on) as a student: a browser, and the path of the paper."""
        client = self.client(who)
        reply = client.post(f"/exams/{self.ids['exam']}/start")
        assert reply.status_code == 302, reply.status_code
        return client, reply.headers["Location"]

    def inside(self, work: Callable[[], Any]) -> Any:
        """Run something with the application's database."""
        with self.app.app_context():
            try:
                return work()
            finally:
                db.session.remove()


def build(
    app: Flask,
    items: Sequence[Item] | None = None,
    seed: Callable[[], int] | None = None,
    **exam: Any,
) -> World:
    """Fill an empty application: a class with staff and three students, another class, an exam."""
    clock = Clock()
    app.config["CLOCK"] = clock
    with app.test_request_context():
        make = Builders(db, clock)
        class_ = make.class_(join_code="JOINHERE")
        other = make.class_("物流 2302 班", join_code="JOINELSE")
        people: dict[str, User] = {
            "teacher": make.instructor(class_, username="zhou"),
            "student": make.student(class_, "林若溪", username="lin", student_no="0230101"),
            "classmate": make.student(class_, "陈一鸣", username="chen", student_no="0230102"),
            "stranger": make.student(other, "王思远", username="wang", student_no="0230201"),
            "admin": make.admin(username="root"),
        }
        made = ExamBuilders(db, clock).exam(
            class_, people["teacher"], items or [sample(kind) for kind in ItemType], **exam
        )
        tokens = {name: open_session(user, clock()).token for name, user in people.items()}
        ids = {"exam": made.public_id, "class": class_.public_id, "exam_id": str(made.id)}
        found = World(app, clock, {name: u.id for name, u in people.items()}, tokens, ids)
        db.session.remove()
    return found


def save_one(
    client: FlaskClient, paper: str, seq: int, slot: int, response: Any, **more: Any
) -> Any:
    """A save as the page's script sends it."""
    entry = {"seq": seq, "slot": slot, "response": response, "flagged": False} | more
    headers = {"X-CSRFToken": "a token", "Accept": "application/json"}
    body = {"client": WRITER, "saves": [entry]}
    return client.post(f"{paper}/answers", json=body, headers=headers)


def take_turn(client: FlaskClient, paper: str, name: str = WRITER) -> Any:
    return client.post(f"{paper}/turn", json={"client": name})
