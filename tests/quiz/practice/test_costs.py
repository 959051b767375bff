"""The number of SQL statements of a page does not depend on how much there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, update

from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemVersion, item_knowledge
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import Bank
from tests.quiz.practice.walk import Learner

PAGES = ("/practice", "/practice/choose", "/practice/choose?chapter=ch01")


def fill(db: Any, bank: Bank, count: int, at: Any) -> None:
    """Many items quickly: rows in bulk, faces of one pattern."""
    sample = bank.item()
    face = db.session.get_one(ItemVersion, sample.current_version_id).face
    first = sample.id + 1
    rows = range(first, first + count)
    common = {"level": "掌握", "cognitive": "理解", "difficulty": 3, "created_at": at}
    db.session.execute(
        insert(Item),
        [
            {
                "id": n, "public_id": f"{n:032d}", "type": "single_choice", "title": "题",
                "chapter_id": f"ch0{n % 2 + 1}", "updated_at": at, "current_version_id": None,
                **common,
            }
            for n in rows
        ],
    )  # fmt: skip
    db.session.execute(
        insert(ItemVersion),
        [
            {
                "id": n, "item_id": n, "number": 1, "origin": "content", "type": "single_choice",
                "face": face, "digest": f"{n:064d}", "labels": {}, "created_at": at,
            }
            for n in rows
        ],
    )  # fmt: skip
    db.session.execute(
        update(Item).where(Item.id >= first).values(current_version_id=Item.id),
        execution_options={"synchronize_session": False},
    )
    points = [bank.point(f"ch0{n % 2 + 1}.p{n}").id for n in range(40)]
    db.session.flush()
    pairs = [{"item_id": n, "knowledge_id": points[n % 40]} for n in rows]
    db.session.execute(insert(item_knowledge), pairs)
    db.session.commit()


@pytest.fixture
def cost(count_sql: Any) -> Callable[..., int]:
    def measure(client: Any, path: str) -> int:
        client.get(path)
        with count_sql() as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    return measure


def test_choosing_costs_the_same_with_a_hundred_times_the_items(
    learner: Learner, bank: Bank, db: Any, clock: Clock, cost: Callable[..., int], count_sql: Any
) -> None:
    bank.items(100)
    learner.start()
    learner.post(1, answer="A")
    before = [cost(learner.client, page) for page in PAGES]
    with count_sql() as drawing:
        learner.start(only="new")
    fill(db, bank, 10_000, clock())
    assert [cost(learner.client, page) for page in PAGES] == before
    with count_sql() as drawing_more:
        learner.start(only="new")
    assert len(drawing_more) == len(drawing)


@pytest.mark.parametrize("mock", [{}, {"mock": "y"}])
def test_a_round_of_a_hundred_costs_what_one_of_ten_does(
    bank: Bank, make: Builders, as_user: Any, cost: Callable[..., int], mock: dict[str, str]
) -> None:
    bank.items(80, stimulus="材料一段")
    for _n in range(20):
        bank.seeded()
    found = []
    for count in (10, 100):
        learner = Learner(as_user(make.user()))
        learner.start(count=count, **mock)
        assert len(learner.items()) == count
        for number in range(1, count + 1, 2):
            learner.post(number, answer="B", **{"answer-1": "7"})
        path = f"/practice/{learner.public_id}"
        pages = [f"{path}?n=1", f"{path}?n=2", path, f"{path}/end"]
        costs = [cost(learner.client, page) for page in pages]
        learner.finish()
        found.append([*costs, cost(learner.client, f"{path}/result")])
    # A place may cost two statements less or more as its item is seeded or was answered.
    for ten, hundred in zip(*found, strict=True):
        assert abs(ten - hundred) <= 1
    assert max(found[1]) <= 14


def test_home_costs_the_same_with_many_rounds_behind(
    learner: Learner, bank: Bank, cost: Callable[..., int]
) -> None:
    bank.items(30, ItemType.TRUE_FALSE)
    learner.start(count=1)
    before = cost(learner.client, "/practice")
    for _n in range(12):
        learner.start(count=3)
        learner.post(1, answer="false")
    assert cost(learner.client, "/practice") == before
