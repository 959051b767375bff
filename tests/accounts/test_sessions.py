"""Sign-ins: what they write down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from tests.builders import PASSWORD
from tests.conftest import Clock


def test_signing_in_is_a_use_of_the_account(
    client: FlaskClient, make: Any, db: Any, clock: Clock
) -> None:
    user = make.user("周明", username="zhou")
    before = user.last_seen_at
    clock.move(days=3)
    client.post("/sign-in", data={"name": "zhou", "password": PASSWORD})
    db.session.refresh(user)
    assert user.last_seen_at == before + timedelta(days=3)


def test_a_long_password_is_refused_once(client: FlaskClient) -> None:
    long = "长" * 300
    page = client.post(
        "/sign-up",
        data={"full_name": "林", "username": "lin", "password": long, "again": long},
    ).text
    assert "密码最多 128 位。" in page
    assert "最多 200 个字。" not in page
