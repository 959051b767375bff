"""A rubric of the marker's own: what it takes, what it marks again, and two who change it at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.marking.desk import open_desk
from app.marking.ledger import current_marks, history
from app.marking.service import find_part
from tests.marking.conftest import KIND, Scene
from tests.marking.test_desk import desk_url, filled


def lines(*rows: tuple[str, str, str], seen: int = 0, do: str = "save", **more: str) -> dict[str, Any]:  # fmt: skip
    return {
        "id": [id_ for id_, _t, _p in rows],
        "text": [text for _i, text, _p in rows],
        "points": [points for _i, _t, points in rows],
        "seen": str(seen),
        "do": do,
        **more,
    }


def mark_of(scene: Scene, work: int) -> Any:
    held = current_marks(KIND, [work]).get((work, 7))
    return None if held is None else held.new


def own_lines(scene: Scene) -> list[tuple[str, str, Decimal]]:
    part = find_part(scene.class_.id, KIND, 7)
    assert part is not None
    return [(one.id, one.text, one.points) for one in part.lines]


def test_lines_take_the_place_of_key_points(scene: Scene, as_user: Any) -> None:
    client = as_user(scene.teacher)
    data = lines(("", "论点", "2"), ("", "联系实际", "1"), ("", "", ""))
    assert client.post(desk_url(scene, "/rubric"), data=data).status_code == 303
    assert own_lines(scene) == [("r1", "论点", Decimal(2)), ("r2", "联系实际", Decimal(1))]
    page = client.get(desk_url(scene)).text
    assert "联系实际" in page
    assert 'name="pt-k1"' not in page
    work = scene.works[0]
    given = {"work": work, f"seen-{work}": 0, "pt-r1": "2", "pt-r2": "0.5"}
    client.post(desk_url(scene), data=given)
    event = current_marks(KIND, [work])[work, 7]
    assert event.new == Decimal("5")  # 2.5 of 3 lines' points, out of 6
    assert [one["text"] for one in event.detail["lines"]] == ["论点", "联系实际"]


def test_a_line_worth_more_marks_again_what_was_judged(scene: Scene, as_user: Any) -> None:
    client, work = as_user(scene.teacher), scene.works[0]
    client.post(desk_url(scene), data=filled([work], "2", "2"))
    assert mark_of(scene, work) == Decimal(4)
    more = lines(("k1", "不投诉不等于满意", "4"), ("k2", "不满的客户多数沉默离开", "4"))
    page = client.post(desk_url(scene, "/rubric"), data=more | {"do": "preview"}).text
    assert "1 份已批的分数会变" in page
    assert mark_of(scene, work) == Decimal(4)
    client.post(desk_url(scene, "/rubric"), data=more | {"reason": "两点一样重要"})
    # 4 of 4 and 2 of 4: 6 of 8, out of 6.
    assert mark_of(scene, work) == Decimal("4.5")
    assert "两点一样重要" in history(KIND, work)[-1].reason


def test_a_new_line_lets_judged_answers_wait_again(scene: Scene, as_user: Any) -> None:
    client, work = as_user(scene.teacher), scene.works[0]
    client.post(desk_url(scene), data=filled([work], "2", "2"))
    more = lines(("k1", "不投诉不等于满意", "2"), ("", "结构清楚", "1"))
    page = client.post(desk_url(scene, "/rubric"), data=more, follow_redirects=True).text
    assert "1 份有新的评分项，要重新批" in page
    assert mark_of(scene, work) is None
    assert len(history(KIND, work)) == 2


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("", "", "3")], "请写明这一项看什么"),
        ([("", "论点", "0")], "请填大于 0 的分值"),
        ([("", "论点", "很多")], "请填大于 0 的分值"),
        ([("", "", "")], "至少要有一项"),
    ],
)
def test_lines_that_cannot_be_are_told_and_store_nothing(
    scene: Scene, as_user: Any, rows: list[tuple[str, str, str]], told: str
) -> None:
    page = as_user(scene.teacher).post(desk_url(scene, "/rubric"), data=lines(*rows))
    assert page.status_code == 422
    assert told in page.text
    assert own_lines(scene) == []


def test_of_two_who_change_it_at_once_the_second_is_told(scene: Scene, as_user: Any) -> None:
    client = as_user(scene.teacher)
    client.post(desk_url(scene, "/rubric"), data=lines(("", "论点", "2")))
    page = client.post(desk_url(scene, "/rubric"), data=lines(("", "结构", "2")))
    assert page.status_code == 422
    assert "别人刚刚也改了评分项" in page.text
    assert own_lines(scene) == [("r1", "论点", Decimal(2))]


def test_the_way_back_to_the_key_points(scene: Scene, as_user: Any) -> None:
    client, work = as_user(scene.teacher), scene.works[0]
    client.post(desk_url(scene), data=filled([work], "2", "2"))
    fresh = client.get(desk_url(scene, "/rubric")).text
    assert "系统就不再提建议" in fresh
    assert "用回采分点</button>" not in fresh
    double = lines(("k1", "不投诉不等于满意", "4"), ("k2", "不满的客户多数沉默离开", "4"))
    client.post(desk_url(scene, "/rubric"), data=double)
    page = client.get(desk_url(scene, "/rubric")).text
    assert "1 份已批的分数会变" in page  # said before anything is done
    client.post(desk_url(scene, "/rubric"), data={"do": "reset", "seen": "1", "reason": "弄错了"})
    assert own_lines(scene) == []
    assert mark_of(scene, work) == Decimal(4)
    assert history(KIND, work)[-1].reason == "用回题目的采分点：弄错了"
    part = find_part(scene.class_.id, KIND, 7)
    assert part is not None
    assert part.rubric == 2
    assert all(row.proposal is not None for row in open_desk(part).rows)


def test_who_goes_back_on_an_old_page_is_told(scene: Scene, as_user: Any) -> None:
    client = as_user(scene.teacher)
    client.post(desk_url(scene, "/rubric"), data=lines(("", "论点", "2")))
    client.post(desk_url(scene, "/rubric"), data=lines(("r1", "论点", "3"), seen=1))
    page = client.post(desk_url(scene, "/rubric"), data={"do": "reset", "seen": "1"})
    assert page.status_code == 422
    assert own_lines(scene) == [("r1", "论点", Decimal(3))]
