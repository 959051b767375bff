"""The store of request rates is gone: people sign in, and above all answers are saved.

The store is one of the kind that Redis and Valkey are: over a network, at an address where nobody
listens. It is written out here, as the package `redis` is no dependency of the site.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from flask import Flask
from limits.storage import MovingWindowSupport, Storage

from app.extensions import db as database
from app.extensions import limiter
from tests.builders import PASSWORD, Builders
from tests.quiz.sitting.builders import ExamBuilders
from tests.soak.world import _sign_in


class Lost(Storage, MovingWindowSupport):
    """A store whose every call tries to reach its server."""

    STORAGE_SCHEME: ClassVar[list[str]] = ["lost"]
    calls = 0

    def __init__(self, uri: str, wrap_exceptions: bool = False, **_options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self.port = int(uri.rpartition(":")[2])

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def _reach(self) -> Any:
        type(self).calls += 1
        socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        raise AssertionError("somebody listens")

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._reach()

    def get(self, key: str) -> int:
        return self._reach()

    def get_expiry(self, key: str) -> float:
        return self._reach()

    def check(self) -> bool:
        try:
            return bool(self._reach())
        except OSError:
            return False

    def reset(self) -> int | None:
        return self._reach()

    def clear(self, key: str) -> None:
        self._reach()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        return self._reach()

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        return self._reach()


@pytest.fixture
def site(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application whose store is lost; the extension is shared, and left as it was found."""
    kept = dict(vars(limiter))
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, and nobody listens
        store = f"lost://127.0.0.1:{deaf.getsockname()[1]}"
        yield make_app("sqlite", RATE_LIMITS=True, RATE_STORE=store, SERVER_NAME=None)
    vars(limiter).update(kept)


def test_a_lost_store_keeps_nobody_from_signing_in_or_saving(site: Flask) -> None:
    now = datetime.now(UTC)
    with site.app_context():
        make = Builders(database, lambda: now)
        class_ = make.class_()
        exam = ExamBuilders(database, lambda: now).exam(class_, make.instructor(class_))
        public_id = exam.public_id
        student = make.student(class_, student_no="0231007")
        cookie = _sign_in(site, [(student.id, "0231007")], now)[0]
        database.session.remove()
    visitor = site.test_client()
    reply = visitor.post("/sign-in", data={"name": "0231007", "password": PASSWORD})
    assert reply.status_code == 302
    assert Lost.calls > 0

    client = site.test_client()
    client.set_cookie("zhike_session", cookie)
    paper = client.post(f"/exams/{public_id}/start").headers["Location"]
    client.post(f"{paper}/turn", json={"client": "client-0001"})
    with site.app_context():
        slot = database.session.execute(
            database.text("SELECT id FROM form_slot WHERE type = 'true_false'")
        ).scalar_one()
        database.session.remove()
    before = Lost.calls
    save = {"client": "client-0001", "seq": 1, "slot": slot, "response": True}
    reply = client.post(f"{paper}/answers", json=save)
    assert (reply.status_code, len(reply.get_json()["saves"])) == (200, 1)
    assert Lost.calls == before  # saving never asks it


def test_guessing_is_still_slowed_down_by_each_process(site: Flask) -> None:
    client = site.test_client()
    wrong = {"name": "nobody", "password": "wrong wrong wrong"}
    answers = [client.post("/sign-in", data=wrong).status_code for _ in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
