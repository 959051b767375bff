"""The page of an error says what happened and leads back."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.errors import DomainError


@pytest.mark.parametrize(
    ("method", "referrer", "back"),
    [
        ("POST", "http://localhost/cases?chapter=ch02", "/cases?chapter=ch02"),
        ("POST", "http://localhost/here", "/here"),
        ("GET", "http://localhost/here", None),
        ("POST", "http://elsewhere.example/cases", None),
        ("POST", "http://localhost//elsewhere.example/cases", "/elsewhere.example/cases"),
        ("POST", "", None),
    ],
)
def test_a_refusal_leads_back_to_a_page_of_this_site(
    app: Flask, method: str, referrer: str, back: str | None
) -> None:
    with app.test_request_context("/here", method=method, headers={"Referer": referrer}):
        reply = app.make_response(
            app.handle_user_exception(DomainError("还没有收完。", status=409))
        )
    text = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "还没有收完。" in text
    assert ">409<" in text
    assert (">回到刚才的页面<" in text) is (back is not None)
    assert back is None or f'href="{back}"' in text
    assert "elsewhere.example/cases" not in text.replace(str(back), "")
