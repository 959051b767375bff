"""Accounts: made, found, changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import setup
from app.accounts.models import Identifier, LoginSession, User
from app.accounts.passwords import verify_password
from app.accounts.service import NameTaken, find_user, make_user, rename, tidy
from app.accounts.slips import NewPerson, make_people, make_secrets, reset_passwords
from app.extensions import db as database
from tests.conftest import START


@pytest.mark.both_engines
def test_sign_in_names_share_one_namespace(make: Any, engine: str) -> None:
    make.user(student_no="0230101")
    with pytest.raises(NameTaken) as taken:
        make_user("冒名", {"username": "0230101"}, "correct horse", START)
    assert taken.value.kind == "username"
    assert database.session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.both_engines
def test_many_accounts_are_made_at_once_or_not_at_all(make: Any, engine: str) -> None:
    people = [NewPerson(f"学生{n}", {"student_no": f"02301{n:02d}"}) for n in range(30)]
    slips = make_people(people, make_secrets(30), START)
    assert [slip.user.name for slip in slips] == [person.name for person in people]
    assert [slip.user.student_no for slip in slips][:2] == ["0230100", "0230101"]
    assert all(slip.user.must_change_password for slip in slips)
    assert verify_password(slips[7].user.password_hash, slips[7].password)
    with pytest.raises(NameTaken):
        make_people(
            [NewPerson("新人", {"student_no": "0239999"}), people[0]], make_secrets(2), START
        )
    assert database.session.scalar(select(func.count()).select_from(User)) == 30
    assert find_user("0239999") is None


def test_no_account_costs_no_statement(db: Any) -> None:
    assert make_people([], [], START) == []
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.both_engines
def test_a_reset_ends_every_sign_in(
    make: Any, as_user: Callable[..., Any], engine: str, db: Any
) -> None:
    users = [make.user(), make.user()]
    clients = [as_user(user) for user in users]
    assert all(client.get("/me").status_code == 200 for client in clients)
    slips = reset_passwords(users, START)
    db.session.expire_all()
    assert all(client.get("/me").status_code == 302 for client in clients)
    assert all(slip.user.must_change_password for slip in slips)
    assert verify_password(slips[1].user.password_hash, slips[1].password)
    open_rows = select(func.count()).where(LoginSession.revoked_at.is_(None))
    assert db.session.scalar(open_rows) == 0


def test_slips_do_not_print_their_secret(make: Any) -> None:
    slip = reset_passwords([make.user()], START)[0]
    assert slip.password not in repr(slip)


def test_renaming_keeps_the_other_names(make: Any, db: Any) -> None:
    user = make.user(username="lin", student_no="0230101")
    rename(user, " 林若溪 ", {"email": "lin@example.com"})
    assert (user.name, user.identifier("email")) == ("林若溪", "lin@example.com")
    rename(user, "林若溪", {"email": ""})
    assert {one.kind for one in db.session.get_one(User, user.id).identifiers} == {
        "username",
        "student_no",
    }


def test_a_taken_name_changes_nothing(make: Any, db: Any) -> None:
    make.user(username="taken")
    user = make.user("原名", username="mine")
    with pytest.raises(NameTaken):
        rename(user, "新名", {"username": "TAKEN"})
    db.session.expire_all()
    assert user.name == "原名"
    assert (
        db.session.scalar(select(Identifier.user_id).where(Identifier.value == "mine")) == user.id
    )


@pytest.mark.parametrize("age", [timedelta(hours=23), timedelta(hours=25)])
def test_the_setup_link_lasts_a_day(
    app: Flask, db: Any, age: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = setup.first_admin_link("http://localhost/")
    assert link is not None
    token = link.rpartition("/")[2]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + age.total_seconds())
    assert setup.is_valid(token) is (age < timedelta(days=1))
    assert not setup.is_valid(token + "x")


def test_a_site_with_an_administrator_has_no_setup_link(make: Any) -> None:
    make.admin()
    assert setup.first_admin_link("http://localhost") is None


@pytest.mark.both_engines
def test_tidying_takes_away_guests_who_left_nothing(make: Any, db: Any, engine: str) -> None:
    long_ago = START - timedelta(days=31)
    old = {"created_at": long_ago, "last_seen_at": long_ago}
    idle, answered, new = (
        make.add(User(is_guest=True, **values))
        for values in (old, old, {"created_at": START, "last_seen_at": START})
    )
    account = make.user(**old)
    dates = {"created_at": long_ago, "last_seen_at": long_ago}
    for user, ends in ((idle, START), (account, START - timedelta(days=1)), (new, START)):
        row = LoginSession(token_hash=f"tidy-{user.id}", user_id=user.id, expires_at=ends, **dates)
        make.add(row)
    ids = [user.id for user in (idle, answered, new, account)]
    done = tidy(START, select(User.id).where(User.id == answered.id))
    db.session.expire_all()
    assert (done.guests, done.sign_ins) == (1, 1)
    kept = set(db.session.scalars(select(User.id).where(User.id.in_(ids))))
    assert kept == set(ids[1:])
    # The sign-in of the guest went with the row.
    assert set(db.session.scalars(select(LoginSession.user_id))) == {new.id}
