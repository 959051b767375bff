"""Site management: only administrators, no guests, nobody locks themselves out."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.models import User
from app.accounts.passwords import verify_password
from app.accounts.service import find_user
from tests.builders import PASSWORD
from tests.conftest import START


@pytest.mark.parametrize("path", ["/admin/people", "/admin/people/new"])
def test_others_are_kept_out(as_user: Any, make: Any, path: str) -> None:
    assert as_user(None).get(path).status_code == 302
    assert as_user(make.user()).get(path).status_code == 403
    assert as_user(make.teacher()).get(path).status_code == 403
    assert as_user(make.admin()).get(path).status_code == 200


def test_guests_are_never_listed(as_user: Any, make: Any) -> None:
    guest = make.add(User(name="游客甲", is_guest=True, created_at=START, last_seen_at=START))
    client = as_user(make.admin())
    assert "游客甲" not in client.get("/admin/people").text
    assert "游客甲" not in client.get("/admin/people?q=游客").text
    assert client.get(f"/admin/people/{guest.public_id}").status_code == 404
    assert client.post(f"/admin/people/{guest.public_id}/reset-password").status_code == 404


def test_people_are_found_by_name_and_number(as_user: Any, make: Any) -> None:
    make.user("林若溪", student_no="0230115")
    make.user("陈思远", student_no="0230101")
    client = as_user(make.admin())
    assert "林若溪" in client.get("/admin/people?q=０２３０１１５").text
    assert "陈思远" not in client.get("/admin/people?q=0230115").text
    assert "林若溪" in client.get("/admin/people?q=若溪").text
    assert "没有找到" in client.get("/admin/people?q=%25").text


def test_the_list_costs_the_same_for_many(as_user: Any, make: Any, count_sql: Any) -> None:
    client = as_user(make.admin())
    for _ in range(3):
        make.user()
    client.get("/admin/people")
    with count_sql() as few:
        client.get("/admin/people")
    for _ in range(45):
        make.user()
    with count_sql() as many:
        client.get("/admin/people")
    assert len(many) == len(few) <= 6


def test_a_teacher_gets_an_account_and_a_slip(as_user: Any, make: Any, app: Any) -> None:
    data = {"full_name": "周明", "username": "zhouming", "can_teach": "y"}
    page = as_user(make.admin()).post("/admin/people/new", data=data)
    assert "zhouming" in page.text
    user = find_user("zhouming")
    assert user is not None
    assert (user.can_teach, user.must_change_password) == (True, True)
    password = page.text.split("<dt>密码</dt><dd><code>")[1].split("<")[0]
    assert verify_password(user.password_hash, password)
    again = as_user(make.admin()).post("/admin/people/new", data=data)
    assert "已经有人用了" in again.text


def test_a_reset_shows_the_password_once(as_user: Any, make: Any) -> None:
    user = make.user("林若溪")
    client = as_user(make.admin())
    page = client.post(f"/admin/people/{user.public_id}/reset-password")
    password = page.text.split("<dt>密码</dt><dd><code>")[1].split("<")[0]
    assert page.headers["Cache-Control"] == "no-store"
    assert verify_password(user.password_hash, password)
    assert not verify_password(user.password_hash, PASSWORD)
    assert password not in client.get(f"/admin/people/{user.public_id}").text


@pytest.mark.parametrize("kept", [{"is_active": "y"}, {"is_admin": "y"}, {}])
def test_nobody_locks_themselves_out(as_user: Any, make: Any, kept: dict[str, str]) -> None:
    admin = make.admin()
    page = as_user(admin).post(f"/admin/people/{admin.public_id}", data=kept | {"csrf_token": "-"})
    assert "你自己的账号" in page.text
    assert (admin.is_admin, admin.is_active) == (True, True)


def test_an_administrator_lets_somebody_teach(as_user: Any, make: Any) -> None:
    user = make.user()
    reply = as_user(make.admin()).post(
        f"/admin/people/{user.public_id}", data={"can_teach": "y", "is_active": "y"}
    )
    assert reply.status_code == 302
    assert (user.can_teach, user.is_admin, user.is_active) == (True, False, True)
