"""Practice goals: how far people are, and what the gradebook gets."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database import writing
from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeColumn
from app.gradebook.service import get_scheme
from app.jobs.service import drain
from app.learning import goals
from app.learning.domain.goals import mark_of, mastered_percent, share_of
from app.learning.models import AnswerLog
from tests.conftest import START

DAY = timedelta(days=1)


@given(st.integers(0, 500), st.integers(1, 300))
def test_more_right_answers_are_never_worth_less(reached: int, target: int) -> None:
    assert 0 <= mark_of(share_of(reached, target)) <= mark_of(share_of(reached + 1, target)) <= 100


def test_shares_by_hand() -> None:
    assert mark_of(share_of(20, 30)) == Decimal("66.67")
    assert (share_of(45, 30), share_of(0, 30)) == (1, Fraction(0))
    assert mastered_percent([0.8, 0.79, 0.95], 4) == 50
    assert mastered_percent([], 0) == 0


@pytest.fixture
def world(make: Any, db: Any) -> Any:
    from app.bank.content import get_library
    from app.bank.loading import load_content

    load_content(get_library(), START)
    class_ = make.class_()
    teacher, students = make.instructor(class_), [make.student(class_) for _ in range(3)]
    return class_, teacher, students


def answer(user: Any, at: Any, n: int, chapter: str = "ch01", right: int = 1) -> None:
    from sqlalchemy import select

    from app.bank.models import Item
    from app.extensions import db

    items = db.session.scalars(
        select(Item).where(Item.chapter_id == chapter, Item.use == "practice").order_by(Item.id)
    ).all()
    with writing():
        for item in items[:n]:
            db.session.add(
                AnswerLog(
                    user_id=user.id, item_id=item.id, version_id=item.current_version_id,
                    source="practice", response=None, correctness=Decimal(right), answered_at=at,
                )
            )  # fmt: skip


def make_goal(world: Any, **values: Any) -> Any:
    class_, teacher, _students = world
    given_ = {
        "title": "练习", "kind": "right", "target": 4, "chapters": ["ch01"], "opens_at": START,
        "due_at": START + 2 * DAY, "category_id": get_scheme(class_.id).categories[0].id,
    } | values  # fmt: skip
    return goals.make_goal(class_.id, given_, teacher.id, START)


def test_right_answers_in_time_and_chapter_count_once(world: Any) -> None:
    first, second, third = world[2]
    goal = make_goal(world)
    answer(first, START + DAY, 3)
    answer(first, START + DAY, 3)  # the same items again
    answer(second, START - DAY, 4)
    answer(second, START + 3 * DAY, 4)
    answer(third, START + DAY, 4, right=0)
    answer(third, START + DAY, 4, chapter="ch02")
    reached = goals.standing_of(goal, [s.id for s in world[2]], START + 5 * DAY).reached
    assert [reached[s.id] for s in world[2]] == [3, 0, 0]


def test_the_column_fills_by_itself_when_the_time_is_over(world: Any, db: Any) -> None:
    goal = make_goal(world)
    answer(world[2][0], START + DAY, 3)
    column = db.session.query(GradeColumn).one()
    assert (column.source_kind, column.due_at) == ("goal", goal.due_at)
    assert goals.post_goals(world[0].id, world[1].id, START + DAY) == 1
    held = current_grades([column.id])
    # Who has done nothing has no mark while there is time.
    assert {user: one.new for (_c, user), one in held.items()} == {world[2][0].id: 75}
    drain("tests", lambda: START + DAY)
    assert len(current_grades([column.id])) == 1
    drain("tests", lambda: START + 3 * DAY)
    held = current_grades([column.id])
    assert sorted(one.new or 0 for one in held.values()) == [0, 0, 75]


def test_the_pages(world: Any, as_user: Any) -> None:
    class_, teacher, students = world
    client, url = as_user(teacher), f"/classes/{class_.public_id}/goals"
    form = {
        "title": "前三章", "kind": "mastery", "target": "101", "chapters": ["ch01"],
        "opens_at": "2026-11-01T08:00", "due_at": "2026-10-01T08:00",
        "category": str(get_scheme(class_.id).categories[0].id),
    }  # fmt: skip
    answer_ = client.post(f"{url}/new", data=form)
    assert answer_.status_code == 422
    assert "百分数最多 100。" in answer_.text
    assert "要比开始的时间晚。" in answer_.text
    good = form | {"target": "80", "due_at": "2026-12-01T08:00"}
    assert client.post(f"{url}/new", data=good).status_code == 302
    assert "掌握 80% 的知识点" in client.get(url).text
    assert "前三章" in as_user(students[0]).get(f"{url}/own").text
    assert client.post(f"{url}/post").status_code == 302
