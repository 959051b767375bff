from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.bank.models import Item
from app.content.library import Library
from app.learning.models import AnswerLog, LearnerItem, Mastery
from app.reader.checks import answer_check, load_checks
from tests.builders import Builders

PAGE = "/learn/ch01/s1-1"
CHECK = "/learn/ch01/checks/ch01-sc-001"
SCRIPT = {"X-Requested-With": "fetch"}
# What only the key knows: the explanation, and what is told about each option.
CANARIES = ("卡片让店主记得每一位读者", "催还用的是另一本账", "与数量无关", "卡片记着借过什么。")


def hidden(text: str) -> bool:
    return not any(canary in text for canary in CANARIES)


@pytest.mark.both_engines
def test_an_answer_is_recorded_with_its_source(
    db: Any, loaded: Library, make: Builders, clock: Any, engine: str
) -> None:
    user = make.user()
    check = load_checks(["ch01-sc-001"], user.id)["ch01-sc-001"]
    assert not check.answered
    told = answer_check(user.id, check, "A", clock())
    assert told.answered
    row = db.session.scalars(select(AnswerLog)).one()
    assert (row.source, row.response, row.correctness) == ("check", "A", Decimal(1))
    assert db.session.scalars(select(Mastery)).one().knowledge_id == "ch01.remember"
    again = load_checks(["ch01-sc-001"], user.id)["ch01-sc-001"]
    assert again.response == "A"
    assert not load_checks(["ch01-sc-001"], user.id, ["ch01-sc-001"])["ch01-sc-001"].answered
    assert not load_checks(["ch01-sc-001"], make.user().id)["ch01-sc-001"].answered


def test_what_was_withdrawn_or_kept_for_exams_is_not_asked(
    db: Any, loaded: Library, make: Builders
) -> None:
    item = db.session.scalars(select(Item).where(Item.content_id == "ch01-sc-001")).one()
    item.use = "exam"
    db.session.commit()
    assert load_checks(["ch01-sc-001"], None) == {}


def test_the_page_holds_no_key_before_the_answer(
    loaded: Library, as_user: Callable[..., Any], count_sql: Callable[..., Any]
) -> None:
    client = as_user(None)
    with count_sql() as statements:
        page = client.get(PAGE).text
    assert "店主为每位读者写一张卡" in page
    assert hidden(page)
    assert not any("item_key" in statement for statement in statements)
    assert hidden(client.get("/learn/ch01/print").text)
    assert hidden(client.get("/").text)


def test_without_script_the_answer_comes_back_in_its_place(
    db: Any, loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    answer = client.post(CHECK, data={"answer": "B", "seed": "0"})
    assert answer.status_code == 303
    assert answer.location == f"{PAGE}#check-ch01-sc-001"
    page = client.get(PAGE).text
    assert not hidden(page)
    assert "你选的，错" in page
    assert db.session.scalars(select(LearnerItem)).one().in_mistakes
    again = client.get(CHECK)
    assert again.location == f"{PAGE}?again=ch01-sc-001#check-ch01-sc-001"
    assert hidden(client.get(again.location.split("#")[0]).text)


def test_with_script_a_fragment_comes_back(loaded: Library, as_user: Callable[..., Any]) -> None:
    client = as_user(None)
    answer = client.post(CHECK, data={"answer": "A"}, headers=SCRIPT)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "你选的，对" in answer.text
    assert re.search(r"第 1 章 0% → \d+%", answer.text)
    fresh = client.get(CHECK, headers=SCRIPT)
    assert "<form" in fresh.text
    assert hidden(fresh.text)


def test_an_empty_answer_is_asked_for_again_and_not_recorded(
    db: Any, loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    by_script = client.post(CHECK, data={}, headers=SCRIPT)
    assert by_script.status_code == 422
    assert "还没有作答" in by_script.text
    plain = client.post(CHECK, data={})
    assert plain.status_code == 303
    assert "还没有作答" in client.get(plain.location.split("#")[0]).text
    assert db.session.scalars(select(AnswerLog)).all() == []


def test_what_cannot_be_an_answer_is_refused(
    db: Any, loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    assert client.post(CHECK, data={"answer": "Z"}).status_code == 422
    assert client.post("/learn/ch01/checks/ch01-tf-001", data={"answer": "true"}).status_code == 404
    assert client.post("/learn/ch01/checks/none", data={"answer": "A"}).status_code == 404
    seeds = client.post(CHECK, data={"answer": "A", "seed": "-5"})
    assert seeds.status_code == 303
    assert db.session.scalars(select(AnswerLog)).one().seed == 0


def test_the_first_page_asks_a_question_of_the_open_chapter(
    loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    assert "先试一题" in client.get("/").text
    answer = client.post(CHECK, data={"answer": "A", "from": "home"})
    assert answer.location == "/#check-ch01-sc-001"
    assert "你选的，对" in client.get("/").text
