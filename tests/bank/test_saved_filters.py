"""Saved filters: named, opened, renamed, made the default, deleted; one's own alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.bank import filters
from app.bank.listing import ListFilter
from app.bank.team_models import SavedFilter
from app.web.errors import DomainError

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any) -> Any:
    return make.teacher()


@pytest.fixture
def client(teacher: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(teacher)


def only(db: Any) -> SavedFilter:
    return db.session.scalars(select(SavedFilter)).one()


def test_the_present_filter_gets_a_name_and_a_stable_address(client: Any, db: Any) -> None:
    asked = "/bank?type=true_false&q=读者"
    assert "把这些条件存成筛选" in client.get(asked).text
    saved = client.post("/bank/filters?type=true_false&q=读者", data={"name": " 判断 "})
    row = only(db)
    assert (row.name, row.query) == ("判断", {"type": "true_false", "q": "读者"})
    assert saved.headers["Location"].endswith(f"/bank/filters/{row.public_id}")
    shown = client.get(saved.headers["Location"], follow_redirects=True).text
    assert shown.count('class="zk-item__t"') == 1
    assert 'aria-current="true"' in shown
    # Saved again under the same name: the address stays, what it shows changes.
    client.post("/bank/filters?type=fill_blank", data={"name": "判断"})
    assert (only(db).public_id, only(db).query) == (row.public_id, {"type": "fill_blank"})


def test_the_default_opens_the_list(client: Any, db: Any) -> None:
    client.post("/bank/filters?type=true_false", data={"name": "判断"})
    address = f"/bank/filters/{only(db).public_id}"
    client.post(address, data={"do": "default"})
    shown = client.get("/bank", follow_redirects=True).text
    assert shown.count('class="zk-item__t"') == 1
    assert client.get("/bank?all=1").text.count('class="zk-item__t"') == 3
    client.post(address, data={"do": "plain"})
    assert client.get("/bank").text.count('class="zk-item__t"') == 3


def test_one_default_at_most(client: Any, db: Any, teacher: Any) -> None:
    for name, type_ in (("甲", "true_false"), ("乙", "fill_blank")):
        client.post(f"/bank/filters?type={type_}", data={"name": name})
    for row in db.session.scalars(select(SavedFilter)).all():
        filters.make_default(row.id, True)
    assert [row.is_default for row in filters.list_filters(teacher.id)].count(True) == 1


def test_renaming_keeps_what_was_typed_when_the_name_is_taken(client: Any, db: Any) -> None:
    for name in ("甲", "乙"):
        client.post("/bank/filters?type=true_false", data={"name": name})
    first = db.session.scalars(select(SavedFilter).where(SavedFilter.name == "甲")).one()
    address = f"/bank/filters/{first.public_id}"
    taken = client.post(address, data={"do": "rename", "name": "乙"})
    assert taken.status_code == 422
    assert "已经有一个筛选叫“乙”" in taken.text
    assert 'value="乙"' in taken.text
    client.post(address, data={"do": "rename", "name": "丙"})
    assert db.session.get_one(SavedFilter, first.id).name == "丙"
    client.post(address, data={"do": "delete"})
    assert db.session.get(SavedFilter, first.id) is None
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "长" * 61])
def test_bad_names(client: Any, name: str) -> None:
    answer = client.post("/bank/filters?type=true_false", data={"name": name})
    assert answer.status_code == 422
    if name.strip():
        assert name in answer.text


def test_nothing_chosen_is_no_filter(client: Any) -> None:
    assert client.post("/bank/filters", data={"name": "空"}).status_code == 422


def test_anothers_filter_looks_like_none(client: Any, db: Any, make: Any, as_user: Any) -> None:
    client.post("/bank/filters?type=true_false", data={"name": "判断"})
    address = f"/bank/filters/{only(db).public_id}"
    for other in (as_user(make.teacher()), as_user(make.admin())):
        assert other.get(address).status_code == 404
        assert other.post(address, data={"do": "delete"}).status_code == 404
        assert "判断" not in other.get("/bank/filters").text
    assert only(db).name == "判断"


def test_fifty_at_most(teacher: Any, clock: Any) -> None:
    for n in range(filters.MOST):
        filters.save_filter(teacher.id, f"第 {n} 个", ListFilter(type="term"), clock())
    with pytest.raises(DomainError):
        filters.save_filter(teacher.id, "多一个", ListFilter(type="term"), clock())
    filters.save_filter(teacher.id, "第 3 个", ListFilter(type="essay"), clock())


def test_the_list_says_what_each_filter_asks_for(client: Any) -> None:
    asked = "q=读者&type=true_false&chapter=ch01&difficulty=2&use=exam&state=draft&sort=chapter"
    client.post(f"/bank/filters?{asked}", data={"name": "一"})
    page = client.get("/bank/filters").text
    for words in ("“读者”", "判断", "较易", "考试用", "草稿", "按章节"):
        assert words in page
    assert "ch01" not in page
