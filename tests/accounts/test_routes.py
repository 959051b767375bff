"""Signing up, in and out; profile; what a slip's password allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from sqlalchemy import func, select

from app.accounts import setup, throttle
from app.accounts.models import LoginSession, User
from app.accounts.passwords import verify_password
from app.accounts.service import ensure_user, find_user
from app.accounts.slips import reset_passwords
from app.authz.gate import public
from app.extensions import db as database
from app.extensions import limiter
from app.web.clock import now
from tests.builders import PASSWORD, Builders
from tests.conftest import START, Clock

SIGN_UP = {
    "full_name": "林若溪",
    "username": "ruoxi",
    "email": "",
    "password": "每天读一章书再做题",
    "again": "每天读一章书再做题",
}


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> Any:
    address = more.pop("REMOTE_ADDR", "127.0.0.1")
    return client.post(
        "/sign-in",
        data={"name": name, "password": password, **more},
        environ_base={"REMOTE_ADDR": address},
    )


def test_sign_up_signs_in(client: FlaskClient, db: Any) -> None:
    reply = client.post("/sign-up", data=SIGN_UP)
    assert reply.status_code == 302
    assert client.get("/me").status_code == 200
    assert find_user("RUOXI").name == "林若溪"  # type: ignore[union-attr]


def test_sign_up_keeps_what_the_guest_did(make_app: Callable[..., Flask]) -> None:
    app = make_app()

    @app.post("/keep-something")
    @public
    def keep() -> str:
        return str(ensure_user(now()).id)

    client = app.test_client()
    guest_id = int(client.post("/keep-something").text)
    assert int(client.post("/keep-something").text) == guest_id
    assert client.get("/me").headers["Location"] == "/sign-in?next=/me"
    assert client.post("/sign-up", data=SIGN_UP).status_code == 302
    assert client.get("/me").status_code == 200
    with app.app_context():
        row = find_user("ruoxi")
        assert row is not None
        assert (row.id, row.is_guest) == (guest_id, False)
        assert database.session.scalar(select(func.count()).select_from(User)) == 1


def test_signing_in_leaves_the_guest_behind(make_app: Callable[..., Flask]) -> None:
    """On a shared computer the guest may have been somebody else."""
    app = make_app()

    @app.post("/keep-something")
    @public
    def keep() -> str:
        return str(ensure_user(now()).id)

    with app.app_context():
        user_id = Builders(database, Clock()).user(username="lin").id
    client = app.test_client()
    guest_id = int(client.post("/keep-something").text)
    sign_in(client, "lin")
    assert int(client.post("/keep-something").text) == user_id != guest_id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "taken"}, "已经有人用了"),
        ({"username": "a b"}, "不含空格"),
        ({"email": "nowhere"}, "不像一个邮箱"),
        ({"password": "1234567", "again": "1234567"}, "至少 8 位"),
        ({"password": "ruoxi-ruoxi", "again": "other"}, "不一样"),
        ({"full_name": ""}, "请填写这一项"),
    ],
)
def test_sign_up_says_what_is_wrong(
    client: FlaskClient, make: Any, db: Any, change: dict[str, str], words: str
) -> None:
    make.user(username="taken")
    reply = client.post("/sign-up", data=SIGN_UP | change)
    assert reply.status_code == 200
    assert words in reply.text
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_sign_up_can_be_closed(make_app: Callable[..., Flask]) -> None:
    app = make_app(SIGN_UP=False)
    client = app.test_client()
    assert client.get("/sign-up").status_code == 403
    assert client.post("/sign-up", data=SIGN_UP).status_code == 403
    assert "注册一个" not in client.get("/sign-in").text
    with app.app_context():
        assert database.session.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.parametrize("name", ["0230101", "０２３０１０１", "Lin", "LIN@example.com "])
def test_every_kind_of_name_signs_in(client: FlaskClient, make: Any, name: str) -> None:
    from app.accounts.service import rename

    user = make.user(username="lin", student_no="0230101")
    rename(user, user.name, {"email": "lin@example.com"})
    assert sign_in(client, name).status_code == 302
    assert client.get("/me").status_code == 200


def test_a_wrong_password_does_not_say_whose(client: FlaskClient, make: Any) -> None:
    make.user(username="lin")
    known, unknown = sign_in(client, "lin", "wrong one"), sign_in(client, "nobody", "wrong one")
    assert known.status_code == unknown.status_code == 200
    assert "登录名或密码不对" in known.text
    assert "登录名或密码不对" in unknown.text
    assert client.get("/me").status_code == 302


def test_leading_zeros_tell_people_apart(client: FlaskClient, make: Any) -> None:
    make.user(student_no="0230101")
    assert sign_in(client, "230101").status_code == 200


def test_sign_in_is_slowed_down_per_name(limited_app: Flask) -> None:
    client = limited_app.test_client()
    codes = [sign_in(client, "lin", "wrong one").status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert sign_in(client, " LIN ", "wrong one").status_code == 429
    assert sign_in(client, "somebody-else", "wrong one").status_code == 200
    assert client.get("/sign-in").status_code == 200


def with_person(limited_app: Flask, username: str) -> None:
    with limited_app.app_context():
        Builders(database, Clock()).user(username=username)


def test_nobody_is_kept_out_by_what_others_try(limited_app: Flask) -> None:
    with_person(limited_app, "ruoxi")
    client = limited_app.test_client()
    for _ in range(11):
        sent = sign_in(client, "ruoxi", "wrong one", REMOTE_ADDR="203.0.113.9")
    assert sent.status_code == 429
    assert sign_in(client, "ruoxi", REMOTE_ADDR="203.0.113.9").status_code == 429
    for _ in range(15):
        assert sign_in(client, "ruoxi", REMOTE_ADDR="203.0.113.10").status_code == 302


def test_guessing_one_name_from_many_addresses_is_slowed_down(limited_app: Flask) -> None:
    client = limited_app.test_client()
    codes = [
        sign_in(client, "many", "wrong one", REMOTE_ADDR=f"198.51.100.{n // 5}").status_code
        for n in range(101)
    ]
    assert codes == [200] * 100 + [429]
    assert sign_in(client, "few", "wrong one", REMOTE_ADDR="198.51.100.1").status_code == 200


def test_guessing_the_present_password_is_slowed_down(limited_app: Flask) -> None:
    with_person(limited_app, "careless")
    client = limited_app.test_client()
    assert sign_in(client, "careless").status_code == 302
    new = {"password": "今天开始学客户关系", "again": "今天开始学客户关系"}
    codes = [
        client.post("/me/password", data=new | {"current": f"guess {n}"}).status_code
        for n in range(11)
    ]
    assert codes == [422] * 10 + [429]
    assert client.get("/me/password").status_code == 200


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/me?tab=1", "/me?tab=1"),
        ("//evil.example", "/"),
        ("https://evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("me", "/"),
    ],
)
def test_only_addresses_of_this_site_are_gone_to(
    client: FlaskClient, make: Any, target: str, goes: str
) -> None:
    make.user(username="lin")
    assert sign_in(client, "lin", next=target).headers["Location"] == goes


def test_a_new_sign_in_gets_a_new_cookie(client: FlaskClient, make: Any) -> None:
    make.user(username="lin")
    with client.session_transaction() as session:
        session["planted"] = "before"
    sign_in(client, "lin")
    with client.session_transaction() as session:
        assert "planted" not in session


def test_who_has_signed_in_is_not_asked_again(as_user: Any, make: Any) -> None:
    client = as_user(make.user())
    assert client.get("/sign-in?next=/me").headers["Location"] == "/me"
    assert client.get("/sign-up").headers["Location"] == "/"


def test_signing_out_ends_the_row(client: FlaskClient, make: Any, db: Any) -> None:
    make.user(username="lin")
    sign_in(client, "lin")
    with client.session_transaction() as session:
        stolen = dict(session)
    client.post("/sign-out")
    with client.session_transaction() as session:
        session.update(stolen)
    assert client.get("/me").status_code == 302
    assert db.session.scalar(select(LoginSession)).revoked_at == START


def test_another_device_can_be_signed_out(as_user: Any, make: Any, db: Any) -> None:
    user = make.user()
    here, there = as_user(user), as_user(user)
    rows = db.session.scalars(select(LoginSession).order_by(LoginSession.id)).all()
    assert there.get("/me").status_code == 200
    here.post(f"/me/devices/{rows[1].id}/end")
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def test_nobody_ends_the_sign_in_of_another(as_user: Any, make: Any, db: Any) -> None:
    theirs = as_user(make.user())
    row = db.session.scalar(select(LoginSession))
    assert as_user(make.user()).post(f"/me/devices/{row.id}/end").status_code == 404
    assert theirs.get("/me").status_code == 200


def test_a_sign_in_ends_after_a_month(as_user: Any, make: Any, clock: Clock) -> None:
    client = as_user(make.user())
    clock.move(days=29)
    assert client.get("/me").status_code == 200
    clock.move(days=2)
    assert client.get("/me").status_code == 302


def test_a_closed_account_is_signed_out(as_user: Any, make: Any, client: FlaskClient) -> None:
    user = make.user(username="lin")
    theirs = as_user(user)
    admin = as_user(make.admin())
    admin.post(f"/admin/people/{user.public_id}", data={"can_teach": "y"})
    assert theirs.get("/me").status_code == 302
    assert sign_in(client, "lin").status_code == 200
    assert client.get("/me").status_code == 302


def test_a_new_password_ends_other_sign_ins(as_user: Any, make: Any) -> None:
    user = make.user()
    here, there = as_user(user), as_user(user)
    new = {"password": "今天开始学客户关系", "again": "今天开始学客户关系"}
    wrong = here.post("/me/password", data=new | {"current": "not this"})
    assert "现在的密码不对" in wrong.text
    assert there.get("/me").status_code == 200
    assert here.post("/me/password", data=new | {"current": PASSWORD}).status_code == 302
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302
    assert verify_password(user.password_hash, "今天开始学客户关系")


def test_a_slips_password_must_be_changed_first(client: FlaskClient, make: Any) -> None:
    user = make.user(student_no="0230101")
    (slip,) = reset_passwords([user], START)
    reply = sign_in(client, "0230101", slip.password, next="/me?from=slip")
    assert reply.headers["Location"] == "/me/password?next=/me?from%3Dslip"
    for path in ("/me", "/classes", "/sign-in", "/join?code=X"):
        sent = client.get(path)
        assert sent.status_code == 303, path
        assert sent.headers["Location"].startswith("/me/password?next=/"), path
    assert client.post("/join", data={"code": "X"}).status_code == 303
    assert client.get("/me", headers={"Accept": "application/json"}).status_code == 403
    page = client.get("/me/password")
    assert page.status_code == 200
    assert "现在的密码" not in page.text
    assert client.post("/display", data={"theme": "dark"}).status_code == 302
    new = {"password": "今天开始学客户关系", "again": "今天开始学客户关系", "next": "/me"}
    assert client.post("/me/password", data=new).headers["Location"] == "/me"
    assert client.get("/me").status_code == 200


def test_who_must_change_the_password_can_sign_out(client: FlaskClient, make: Any) -> None:
    user = make.user(student_no="0230101")
    (slip,) = reset_passwords([user], START)
    sign_in(client, "0230101", slip.password)
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/sign-in").status_code == 200


def test_a_student_does_not_rename_themselves(as_user: Any, make: Any) -> None:
    student = make.user("林若溪", student_no="0230101")
    client = as_user(student)
    assert 'name="full_name"' not in client.get("/me").text
    client.post("/me", data={"full_name": "别人", "email": "lin@example.com"})
    assert student.name == "林若溪"
    assert student.identifier("email") == "lin@example.com"


def test_a_self_learner_changes_name_and_email(as_user: Any, make: Any) -> None:
    user = make.user("旧名")
    make.user(username="x1")
    reply = as_user(user).post("/me", data={"full_name": "新名", "email": ""})
    assert reply.status_code == 302
    assert user.name == "新名"


def test_an_email_of_somebody_else_is_refused(as_user: Any, make: Any) -> None:
    from app.accounts.service import rename

    other = make.user()
    rename(other, other.name, {"email": "a@example.com"})
    reply = as_user(make.user()).post("/me", data={"full_name": "我", "email": "A@example.com"})
    assert "已经有人用了" in reply.text


def test_language_and_light_are_kept_in_cookies(client: FlaskClient) -> None:
    client.post("/display", data={"locale": "en", "theme": "dark"})
    page = client.get("/sign-in")
    assert 'lang="en"' in page.text
    assert 'data-theme="dark"' in page.text
    client.post("/display", data={"locale": "xx", "theme": "pink"})
    assert 'data-theme="dark"' in client.get("/sign-in").text


def test_the_first_administrator_is_made_once(app: Flask, client: FlaskClient, db: Any) -> None:
    link = setup.first_admin_link("http://localhost")
    assert link is not None
    path = link.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    assert client.get("/setup/forged").status_code == 404
    reply = client.post(path, data=SIGN_UP)
    assert reply.headers["Location"] == "/classes"
    assert find_user("ruoxi").is_admin  # type: ignore[union-attr]
    other = app.test_client()
    assert other.get(path).status_code == 404
    assert other.post(path, data=SIGN_UP | {"username": "second"}).status_code == 404
    assert find_user("second") is None


def test_who_comes_second_gets_no_account(app: Flask, make: Any, db: Any) -> None:
    """The page was open in two browsers: the check is repeated where it counts."""
    make.admin()
    with app.test_request_context():
        made = setup.make_first_admin("第二位", {"username": "second"}, "correct horse", START)
    assert made is None
    assert find_user("second") is None


def test_csrf_is_checked_on_every_post(make_app: Callable[..., Flask], clock: Clock) -> None:
    app = make_app(WTF_CSRF_ENABLED=True)
    client = app.test_client()
    with app.app_context():
        user = Builders(database, clock).user(username="lin")
        assert user.id
    refused = sign_in(client, "lin")
    assert refused.status_code == 400
    assert "放得太久" in refused.text
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert sign_in(client, "lin", csrf_token=token).status_code == 302
    for path in ("/sign-out", "/me", "/display", "/join", "/classes/new"):
        assert client.post(path).status_code == 400, path


def test_forms_stay_valid_when_a_visitor_becomes_a_guest(make_app: Callable[..., Flask]) -> None:
    """A page has several forms, and the first answer on it makes the guest."""
    app = make_app(WTF_CSRF_ENABLED=True)

    @app.post("/keep-something")
    @public
    def keep() -> str:
        return str(ensure_user(now()).id)

    client = app.test_client()
    page = client.get("/sign-up").text
    token = {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
    first = client.post("/keep-something", data=token)
    assert first.status_code == 200
    assert client.post("/keep-something", data=token).text == first.text
    # An account's tokens are new ones.
    assert client.post("/sign-up", data=SIGN_UP | token).status_code == 302
    assert client.post("/keep-something", data=token).status_code == 400


def test_an_address_makes_no_end_of_guests(limited_app: Flask) -> None:
    """Whoever has a row already goes on, and other addresses as well."""
    limited_app.view_functions["accounts.sign_out"] = throttle.new_guests(
        public(lambda: str(ensure_user(now()).id))
    )

    def keep(client: FlaskClient, address: str = "203.0.113.20") -> int:
        return client.post("/sign-out", environ_base={"REMOTE_ADDR": address}).status_code

    first = limited_app.test_client()
    codes = [keep(first), keep(first)]
    codes += [keep(limited_app.test_client()) for _ in range(99)]
    assert set(codes) == {200}
    assert keep(limited_app.test_client()) == 429
    assert keep(first) == 200
    assert keep(limited_app.test_client(), "203.0.113.21") == 200


def test_every_route_that_makes_guests_is_limited(limited_app: Flask) -> None:
    """The limit is seen where a visitor without a row has used it up."""
    with limited_app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.30"}):
        for _ in range(100):
            limiter.limiter.hit(parse("100 per hour"), "203.0.113.30", "new-guest")
    for path in (
        "/practice/start",
        "/favourites/1",
        "/favourites/1/note",
        "/learn/ch01/checks/x",
        "/learn/ch01/x/position",
    ):
        sent = limited_app.test_client().post(path, environ_base={"REMOTE_ADDR": "203.0.113.30"})
        assert sent.status_code == 429, path
