"""Names and passwords, without an application."""

from __future__ import annotations

import pytest

from app.accounts.domain import device_name, is_valid_name, normalise_name, weakness

EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("０２３０１０１", "0230101"), (" Lin.Ruoxi ", "lin.ruoxi"), ("A@B.CN", "a@b.cn")],
)
def test_names_are_compared_without_width_case_and_outer_spaces(typed: str, stored: str) -> None:
    assert normalise_name(typed) == stored


@pytest.mark.parametrize(
    ("kind", "text", "valid"),
    [
        ("student_no", "0230101", True),
        ("student_no", "2023-CS-07", True),
        ("student_no", "0", False),
        ("student_no", "02 30", False),
        ("username", "林若溪", True),
        ("username", "lin ruoxi", False),
        ("username", "a@b.cn", False),
        ("email", "lin@example.com", True),
        ("email", "lin@example", False),
        ("email", "@example.com", False),
    ],
)
def test_valid_names(kind: str, text: str, valid: bool) -> None:
    assert is_valid_name(kind, text) is valid


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("1234567", "short"),
        ("x" * 129, "long"),
        ("１２３４５６７８", "common"),
        ("PASSWORD", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("Lin.Ruoxi", "name"),
        ("每天读一章，记三个词", None),
    ],
)
def test_weak_passwords_are_told_why(password: str, reason: str | None) -> None:
    assert weakness(password, ("lin.ruoxi", "")) == reason


@pytest.mark.parametrize(
    ("agent", "name"),
    [(EDGE, "Edge，Windows"), (WECHAT, "WeChat，Android"), ("curl/8.0", ""), ("", "")],
)
def test_devices_have_names_that_people_know(agent: str, name: str) -> None:
    assert device_name(agent) == name
