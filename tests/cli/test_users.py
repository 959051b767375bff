"""`flask users …`"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.passwords import verify_password
from app.accounts.service import find_user
from tests.builders import PASSWORD


@pytest.fixture
def run(app: Flask, db: Any) -> Any:
    runner = app.test_cli_runner()
    return lambda *words, **more: runner.invoke(args=["users", *words], **more)


def test_an_administrator_is_made_with_a_password_from_stdin(run: Any) -> None:
    done = run("create-admin", "周明", "zhou", "--password-stdin", input="a long enough one\n")
    assert done.exit_code == 0, done.output
    user = find_user("zhou")
    assert user is not None
    assert (user.is_admin, user.can_teach, user.name) == (True, True, "周明")
    assert verify_password(user.password_hash, "a long enough one")


def test_the_password_is_asked_twice(run: Any) -> None:
    done = run("create-admin", "周明", "zhou", input="a long enough one\na long enough one\n")
    assert done.exit_code == 0, done.output
    assert "a long enough one" not in done.output
    assert find_user("zhou") is not None


@pytest.mark.parametrize(
    ("words", "password", "says"),
    [
        (("周明", "zhou"), "short", "至少 8 位"),
        (("周明", "zhou ming"), "a long enough one", "不含空格"),
        ((" ", "zhou"), "a long enough one", "姓名"),
        (("周明", "taken"), "a long enough one", "已经有人用了"),
        (("周明", "zhou"), "", "至少 8 位"),
    ],
)
def test_bad_input_makes_nobody(
    run: Any, make: Any, words: tuple[str, str], password: str, says: str
) -> None:
    make.user(username="taken")
    done = run("create-admin", *words, "--password-stdin", input=password + "\n")
    assert done.exit_code == 1
    assert says in done.output
    assert find_user("zhou") is None


def test_a_reset_prints_a_password_that_signs_in(run: Any, make: Any) -> None:
    user = make.user("林若溪", student_no="0230101", is_active=False)
    done = run("reset-password", "０２３０１０１")
    assert done.exit_code == 0, done.output
    password = done.output.strip().rpartition("：")[2]
    assert verify_password(user.password_hash, password)
    assert not verify_password(user.password_hash, PASSWORD)
    assert (user.must_change_password, user.is_active) == (True, True)
    assert run("reset-password", "nobody").exit_code == 1


def test_the_list_names_everybody_but_guests(run: Any, make: Any) -> None:
    make.user("林若溪", username="lin", student_no="0230101")
    make.user("游客", is_guest=True)
    make.teacher(username="zhou")
    lines = run("list").output.splitlines()
    assert "lin,0230101\t林若溪\t-" in lines
    assert not any("游客" in line for line in lines)
    assert run("list", "--staff").output == "zhou\t周老师\t可授课\n"


def test_tidying_says_what_it_took(run: Any, make: Any) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    make.add(User(is_guest=True, created_at=long_ago, last_seen_at=long_ago))
    done = run("tidy")
    assert done.exit_code == 0, done.output
    assert "清掉游客 1 位，过期的登录 0 个" in done.output
