"""双评 at the desk: two people read blindly, agree or are apart, and a third decides."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.authz.permissions import Role
from app.marking.domain.plans import GradingPlan, Help
from app.marking.ledger import current_marks, history
from tests.marking.conftest import KIND, Scene
from tests.marking.test_desk import desk_url, filled


@pytest.fixture
def pair(scene: Scene, make: Any) -> tuple[Any, Any]:
    """Two assistants of a class whose question is marked twice, within one mark."""
    part = scene.essays.parts[7]
    plan = GradingPlan(help=Help.CONFIRM, double=True, tolerance=Decimal(1))
    scene.essays.parts[7] = replace(part, plan=plan)
    people = []
    for name in ("助教甲", "助教乙"):
        person = make.user(name)
        make.enrol(person, scene.class_, Role.ASSISTANT)
        people.append(person)
    return people[0], people[1]


def mark_of(scene: Scene, work: int) -> Any:
    held = current_marks(KIND, [work]).get((work, 7))
    return None if held is None else held.new


def test_one_reading_is_no_mark_and_nobody_else_sees_it(
    scene: Scene, pair: Any, as_user: Any
) -> None:
    first, second = pair
    work = scene.works[0]
    client = as_user(first)
    client.post(desk_url(scene), data=filled([work], "1.25", "3", comment="缺一点"))
    assert mark_of(scene, work) is None
    assert f'name="seen-{work}"' not in client.get(desk_url(scene, f"?g={work}")).text
    page = as_user(second).get(desk_url(scene, f"?g={work}")).text
    assert f'name="seen-{work}"' in page
    assert "缺一点" not in page
    assert "4.25" not in page


def test_two_that_agree_make_the_mean(scene: Scene, pair: Any, as_user: Any) -> None:
    work = scene.works[0]
    as_user(pair[0]).post(desk_url(scene), data=filled([work], "2", "3"))
    as_user(pair[1]).post(desk_url(scene), data=filled([work], "2", "4"))
    (event,) = history(KIND, work)
    assert (event.new, event.by_hand) == (Decimal("5.50"), True)
    assert event.detail["points"] == {"k1": "2", "k2": "3.5"}
    assert "双评：5、6" in event.reason


def test_two_who_are_apart_leave_it_to_an_instructor(
    scene: Scene, pair: Any, make: Any, as_user: Any
) -> None:
    work = scene.works[0]
    as_user(pair[0]).post(desk_url(scene), data=filled([work], "2", "4"))
    as_user(pair[1]).post(desk_url(scene), data=filled([work], "0", "1"))
    assert mark_of(scene, work) is None
    third = make.user("助教丙")
    make.enrol(third, scene.class_, Role.ASSISTANT)
    assert f'name="seen-{work}"' not in as_user(third).get(desk_url(scene, f"?g={work}")).text
    client = as_user(scene.teacher)
    page = client.get(desk_url(scene, f"?g={work}")).text
    assert "第 1 位给 6 分" in page
    assert "第 2 位给 1 分" in page
    client.post(desk_url(scene), data=filled([work], "2", "2"))
    assert mark_of(scene, work) == Decimal(4)


def test_a_reading_is_taken_back_and_given_anew(
    scene: Scene, pair: Any, as_user: Any, clock: Any
) -> None:
    work = scene.works[0]
    client = as_user(pair[0])
    client.post(desk_url(scene), data=filled([work], "0", "0"))
    clock.move(minutes=1)
    client.post(desk_url(scene, "/undo"))
    assert f'name="seen-{work}"' in client.get(desk_url(scene, f"?g={work}")).text
    clock.move(minutes=1)
    client.post(desk_url(scene), data=filled([work], "2", "4"))
    as_user(pair[1]).post(desk_url(scene), data=filled([work], "2", "4"))
    assert mark_of(scene, work) == Decimal(6)


def test_whoever_completed_a_pair_may_take_it_back(
    scene: Scene, pair: Any, as_user: Any, clock: Any
) -> None:
    work = scene.works[0]
    as_user(pair[0]).post(desk_url(scene), data=filled([work], "2", "4"))
    second = as_user(pair[1])
    second.post(desk_url(scene), data=filled([work], "2", "4"))
    clock.move(minutes=1)
    second.post(desk_url(scene, "/undo"))
    assert mark_of(scene, work) is None
    clock.move(minutes=1)
    second.post(desk_url(scene), data=filled([work], "2", "3", seen=2))
    assert mark_of(scene, work) == Decimal("5.50")


def test_the_page_of_single_answers_is_no_way_round(scene: Scene, pair: Any, as_user: Any) -> None:
    client = as_user(pair[0])
    assert client.get(scene.url).location == desk_url(scene)
    data = {
        f"seen-{scene.works[0]}": "0",
        f"p-{scene.works[0]}-k1": "2",
        f"p-{scene.works[0]}-k2": "4",
    }
    assert client.post(scene.url, data=data).location == desk_url(scene)
    assert mark_of(scene, scene.works[0]) is None
