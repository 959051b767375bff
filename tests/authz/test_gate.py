"""The gate: silence means refusal, unsafe methods need a token, strangers look like absence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.authz.gate import declared_permission, load_or_404, public, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass


@pytest.fixture(scope="module")
def gated(make_app: Callable[..., Flask]) -> Flask:
    """An application with CSRF on and a few routes of its own."""
    app = make_app(WTF_CSRF_ENABLED=True)

    @app.get("/silent")
    def silent() -> str:
        return "never"

    @app.route("/open", methods=["GET", "POST"])
    @public
    def open_() -> str:
        return "open"

    @app.get("/manage/<public_id>")
    @requires(Permission.CLASS_MANAGE)
    def manage(public_id: str) -> str:
        return load_or_404(CourseClass, public_id=public_id).name

    return app


def test_a_route_that_declares_nothing_is_refused(gated: Flask) -> None:
    assert gated.test_client().get("/silent").status_code == 403


def test_every_route_of_the_site_declares_its_permission(app: Flask) -> None:
    silent = [e for e in app.view_functions if declared_permission(app, e) is None]
    assert silent == []


def test_unsafe_methods_need_a_token(gated: Flask) -> None:
    client = gated.test_client()
    assert client.get("/open").status_code == 200
    assert client.post("/open").status_code == 400


def test_a_visitor_is_sent_to_sign_in_and_back(gated: Flask) -> None:
    answer = gated.test_client().get("/manage/abc?x=1")
    assert answer.status_code == 302
    assert "/sign-in?next=/manage/abc?x%3D1" in answer.headers["Location"].replace("%2F", "/")


def test_headers_stand_on_every_answer(gated: Flask) -> None:
    for path in ("/open", "/silent", "/no-such-page"):
        headers = gated.test_client().get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def shape(page: str, public_id: str) -> str:
    return re.sub(r'(csrf[^>]*(?:value|content)=")[^"]*', r"\1", page.replace(public_id, "ID"))


def test_anothers_class_looks_like_an_absent_one(make: Any, as_user: Any) -> None:
    mine, other = make.class_(), make.class_("别的班")
    client = as_user(make.instructor(mine))
    there = client.get(f"/classes/{other.public_id}/settings")
    absent = "0" * 32
    nowhere = client.get(f"/classes/{absent}/settings")
    assert there.status_code == nowhere.status_code == 404
    # The page repeats the address asked for and carries a fresh token; nothing else may differ.
    assert shape(there.text, other.public_id) == shape(nowhere.text, absent)
