"""Collections: kept in order, shared by right, invisible to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.bank import collections
from app.bank.history import draft_of
from app.bank.models import Item
from app.bank.service import create_items
from app.bank.team_models import Collection, CollectionItem, CollectionMember

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def owner(make: Any) -> Any:
    return make.teacher()


@pytest.fixture
def colleague(make: Any) -> Any:
    return make.user("林老师", can_teach=True, username="lin")


@pytest.fixture
def shelf(owner: Any, clock: Any) -> Collection:
    return collections.create_collection(owner.id, " 期末 ", "备用", clock())


def ids(db: Any) -> list[int]:
    return list(db.session.scalars(select(Item.id).order_by(Item.id)))


def order(db: Any, shelf: Collection) -> list[int]:
    return [item.id for item in db.session.scalars(collections.contents(shelf))]


@pytest.mark.both_engines
def test_items_keep_their_order(db: Any, owner: Any, clock: Any, shelf: Collection) -> None:
    one, two, three = ids(db)
    assert shelf.title == "期末"
    assert collections.add_items(shelf.id, [three, one], owner.id, clock()) == 2
    assert collections.add_items(shelf.id, [one, two, two], owner.id, clock()) == 1
    assert order(db, shelf) == [three, one, two]
    collections.move_item(shelf.id, two, -1)
    assert order(db, shelf) == [three, two, one]
    collections.move_item(shelf.id, three, -1)  # at the end it stays
    collections.move_item(shelf.id, one, 1)
    collections.move_item(shelf.id, 999_999, 1)
    assert order(db, shelf) == [three, two, one]
    assert collections.remove_items(shelf.id, [two, 999_999], clock()) == 1
    collections.add_items(shelf.id, [two], owner.id, clock())
    assert order(db, shelf) == [three, one, two]


def test_a_private_collection_is_nobody_elses(
    db: Any, owner: Any, make: Any, as_user: Callable[..., Any], clock: Any, shelf: Collection
) -> None:
    collections.add_items(shelf.id, ids(db), owner.id, clock())
    for person in (make.teacher(), make.admin()):
        client = as_user(person)
        base = f"/bank/collections/{shelf.public_id}"
        assert client.get(base).status_code == 404
        assert client.get(f"{base}/settings").status_code == 404
        assert client.post(base, data={"do": "drop"}).status_code == 404
        assert client.post(f"{base}/delete").status_code == 404
        assert "期末" not in client.get("/bank/collections").text
        # Nor does the list's filter tell what is in it, nor the page of an item that holds it.
        listed = client.get(f"/bank?collection={shelf.public_id}").text
        assert 'class="zk-item__t"' not in listed
        item = db.session.get_one(Item, ids(db)[0])
        assert "期末" not in client.get(f"/bank/items/{item.public_id}").text
    assert order(db, shelf) == ids(db)


@pytest.mark.parametrize("right", ["see", "edit"])
def test_what_a_right_allows(
    db: Any,
    owner: Any,
    colleague: Any,
    as_user: Callable[..., Any],
    clock: Any,
    shelf: Collection,
    right: str,
) -> None:
    first, *rest = ids(db)
    collections.add_items(shelf.id, [first], owner.id, clock())
    collections.share(shelf.id, colleague, right, clock())
    client = as_user(colleague)
    base = f"/bank/collections/{shelf.public_id}"
    page = client.get(base).text
    assert page.count('class="zk-item__t"') == 1
    assert ("移出勾选的" in page) == (right == "edit")
    assert client.get(f"/bank?collection={shelf.public_id}").text.count('"zk-item__t"') == 1
    item = db.session.get_one(Item, rest[0])
    data = {"into": shelf.public_id, "one": item.public_id, "do": "add"}
    added = client.post("/bank/collect", data=data)
    assert added.status_code == (302 if right == "edit" else 404)
    assert order(db, shelf) == ([first, rest[0]] if right == "edit" else [first])
    for tail in ("/settings", "/people", "/delete"):
        assert client.post(base + tail, data={"title": "我的"}).status_code == 404
    collections.unshare(shelf.id, colleague.id)
    assert client.get(base).status_code == 404


def test_a_right_ends_with_teaching(
    db: Any, owner: Any, colleague: Any, as_user: Callable[..., Any], clock: Any, shelf: Collection
) -> None:
    collections.share(shelf.id, colleague, "edit", clock())
    colleague.can_teach = False
    db.session.commit()
    assert as_user(colleague).get(f"/bank/collections/{shelf.public_id}").status_code == 403


def test_sharing_from_the_page(
    db: Any, owner: Any, colleague: Any, make: Any, as_user: Callable[..., Any], shelf: Collection
) -> None:
    make.user("学生", username="stu")
    client = as_user(owner)
    address = f"/bank/collections/{shelf.public_id}/people"
    for who in ("nobody", "stu", ""):
        refused = client.post(address, data={"who": who, "right": "see"})
        assert refused.status_code == 422
        assert "没有用这个名称登录的老师" in refused.text
        assert f'value="{who}"' in refused.text
    name = owner.identifiers[0].value
    assert client.post(address, data={"who": name, "right": "see"}).status_code == 422
    assert client.post(address, data={"who": "LIN", "right": "own"}).status_code == 422
    assert client.post(address, data={"who": "LIN", "right": "see"}).status_code == 302
    client.post(address, data={"who": "lin", "right": "edit"})
    (member,) = db.session.scalars(select(CollectionMember))
    assert (member.user_id, member.right) == (colleague.id, "edit")
    assert "林老师" in client.get(f"/bank/collections/{shelf.public_id}/settings").text
    client.post(address, data={"drop": colleague.id})
    assert db.session.scalars(select(CollectionMember)).all() == []


def test_making_changing_and_deleting_from_the_pages(
    db: Any, owner: Any, as_user: Callable[..., Any]
) -> None:
    client = as_user(owner)
    empty = client.post("/bank/collections", data={"title": " ", "description": "写好的说明"})
    assert empty.status_code == 422
    assert "写好的说明" in empty.text
    made = client.post("/bank/collections", data={"title": "复习"})
    row = db.session.scalars(select(Collection)).one()
    assert "题集还是空的" in client.get(made.headers["Location"]).text
    base = f"/bank/collections/{row.public_id}"
    long = client.post(f"{base}/settings", data={"title": "长" * 81})
    assert long.status_code == 422
    assert "长" * 81 in long.text
    client.post(f"{base}/settings", data={"title": "总复习", "description": "三章"})
    assert (row.title, row.description) == ("总复习", "三章")
    client.post("/bank/collect?scope=all&type=true_false", data={"into": row.public_id})
    assert len(order(db, row)) == 1
    client.post(f"{base}/delete")
    assert db.session.scalars(select(Collection)).all() == []
    assert db.session.scalars(select(CollectionItem)).all() == []
    assert len(ids(db)) == 3


@pytest.mark.both_engines
def test_pages_cost_the_same_however_much_is_kept(
    db: Any, owner: Any, as_user: Callable[..., Any], clock: Any, count_sql: Any
) -> None:
    client = as_user(owner)
    draft = draft_of(db.session.scalars(select(Item)).first().current_version)
    row = collections.create_collection(owner.id, "甲", "", clock())
    found = []
    for more in (3, 40):
        made = create_items([draft] * more, owner.id, clock())
        collections.add_items(row.id, [item.id for item in made], owner.id, clock())
        for n in range(more):
            collections.create_collection(owner.id, f"题集 {more} {n}", "", clock())
        public_id = made[0].public_id
        costs = []
        for path in (
            "/bank/collections",
            f"/bank/collections/{row.public_id}",
            "/bank?all=1",
            f"/bank?collection={row.public_id}",
            f"/bank/items/{public_id}",
        ):
            client.get(path)
            db.session.expunge_all()
            with count_sql() as statements:
                assert client.get(path).status_code == 200
            costs.append(len(statements))
        row = db.session.scalars(select(Collection).where(Collection.title == "甲")).one()
        found.append(costs)
    assert found[0] == found[1]
    assert max(found[0]) <= 20


def test_a_right_taken_back_while_the_page_is_open_is_told(
    db: Any, owner: Any, colleague: Any, as_user: Callable[..., Any], clock: Any, shelf: Collection
) -> None:
    one, two, _three = ids(db)
    collections.add_items(shelf.id, [one, two], owner.id, clock())
    collections.share(shelf.id, colleague, "see", clock())
    client = as_user(colleague)
    name = db.session.get_one(Item, one).public_id
    base = f"/bank/collections/{shelf.public_id}"
    refused = [
        client.post(base, data={"do": f"down:{name}"}),
        client.post("/bank/collect", data={"into": shelf.public_id, "one": name, "do": "drop"}),
    ]
    collections.unshare(shelf.id, colleague.id)
    refused.append(client.post(base, data={"do": "drop", "item": name}))
    for answer in refused:
        assert answer.status_code == 404
        assert "不再共享给你改" in answer.text
    assert "期末" not in refused[2].text
    assert order(db, shelf) == [one, two]
