"""Discussion and notes: post before see, names that stay hidden, what staff may do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.domain.talk import Post, may_see, participation, threads
from app.cases.talk_models import CasePost
from app.extensions import db
from tests.cases.conftest import GOOD, TURNS, Room
from tests.cases.test_pages import url
from tests.conftest import START


def post(n: int, author: int, **values: Any) -> Post:
    at = START + timedelta(minutes=n)
    return Post(
        **({"id": n, "author": author, "topic": "talk:0", "pasture": "talk:0", "at": at} | values)
    )


def test_one_keeps_a_number_through_a_discussion() -> None:
    posts = [post(1, 5, hides_name=True), post(2, 6, hides_name=True), post(3, 5, hides_name=True),
             post(4, 7), post(5, 6, parent=1, hides_name=True)]  # fmt: skip
    shown = threads(posts, "talk:0", 7, for_staff=False)
    assert [one.alias for one in shown] == [1, 2, 1, 0]
    assert [one.alias for one in shown[0].replies] == [2]


def test_pinned_first_hidden_never_and_counts_without_staff() -> None:
    posts = [
        post(1, 5),
        post(2, 6, hidden=True),
        post(3, 7, pinned=True),
        post(4, 9, by_staff=True),
    ]
    assert [one.post.id for one in threads(posts, "talk:0", 5, for_staff=False)] == [3, 1, 4]
    assert len(threads(posts, "talk:0", 9, for_staff=True)) == 4
    assert participation(posts) == {5: (1, 0), 7: (1, 0)}


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.booleans()), max_size=12))
def test_who_said_nothing_sees_nothing_of_others(rows: list[tuple[int, bool, bool]]) -> None:
    posts = [post(n, who, hides_name=hides, hidden=hid) for n, (who, hides, hid) in enumerate(rows)]
    sees = may_see(posts, 1, "talk:0", post_first=True)
    assert sees == any(one.author == 1 for one in posts)
    shown = threads(posts, "talk:0", 1, for_staff=False, others=False)
    assert all(one.own for one in shown)


@pytest.fixture
def done(room: Room) -> Room:
    """Three students have handed everything in."""
    room.open()
    for student in room.students[:3]:
        room.commit(student, **GOOD)
        room.commit(student, "b", b1=TURNS)
    return room


def say(client: Any, opening: Any, topic: str, text: str, **more: str) -> Any:
    return client.post(url(opening, "/posts"), data={"topic": topic, "text": text} | more)


def test_the_discussion_opens_by_the_instructor_for_those_who_are_done(
    done: Room, as_user: Any
) -> None:
    opening = done.openings[0]
    me, late = as_user(done.students[0]), as_user(done.students[3])
    assert "讨论还没有开" in me.get(url(opening, "/talk")).text
    assert say(me, opening, "talk:0", "抢先").status_code == 409
    as_user(done.teacher).post(url(opening, "/talk/state"), data={"act": "open"})
    assert "还有呢？" in me.get(url(opening, "/talk")).text
    assert "还有呢？" not in late.get(url(opening, "/talk")).text
    assert say(late, opening, "talk:0", "还没交完").status_code == 409


def test_post_before_see_and_hidden_names(done: Room, as_user: Any) -> None:
    opening = done.openings[0]
    teacher = as_user(done.teacher)
    teacher.post(url(opening, "/talk/state"), data={"act": "open"})
    first, second = as_user(done.students[0]), as_user(done.students[1])
    assert say(first, opening, "talk:0", "我**不**同意", hide="1").status_code == 302
    page = second.get(url(opening, "/talk")).text
    assert "同意" not in page.split("<main")[1]
    say(second, opening, "talk:0", "<script>alert(1)</script>我同意")
    page = second.get(url(opening, "/talk")).text
    assert "<strong>不</strong>" in page
    assert "<script>alert" not in page
    assert done.students[0].name not in page
    assert "同学 1" in page
    for_staff = teacher.get(url(opening, "/talk/manage")).text
    assert done.students[0].name in for_staff
    assert "对同学不具名" in for_staff


def test_staff_pin_hide_answer_and_close(done: Room, as_user: Any) -> None:
    opening = done.openings[0]
    teacher, student = as_user(done.teacher), as_user(done.students[0])
    teacher.post(url(opening, "/talk/state"), data={"act": "open"})
    say(student, opening, "talk:0", "第一条发言")
    row = db.session.query(CasePost).one()
    answer = teacher.post(
        url(opening, "/talk/say"),
        data={"topic": "talk:0", "text": "老师的回应", "parent": row.public_id},
    )
    assert answer.status_code == 302
    assert "老师的回应" in student.get(url(opening, "/talk")).text
    teacher.post(f"/case-posts/{row.public_id}", data={"act": "hide"})
    assert "第一条发言" not in student.get(url(opening, "/talk")).text
    teacher.post(f"/case-posts/{row.public_id}", data={"act": "show"})
    teacher.post(f"/case-posts/{row.public_id}", data={"act": "pin"})
    assert "置顶" in student.get(url(opening, "/talk")).text
    teacher.post(url(opening, "/talk/state"), data={"act": "close"})
    refused = say(student, opening, "talk:0", "来晚了的话")
    assert refused.status_code == 422
    assert student.post(f"/case-posts/{row.public_id}", data={"act": "hide"}).status_code == 403


def test_notes_of_others_come_after_handing_in_and_a_note_of_ones_own(
    room: Room, as_user: Any
) -> None:
    opening = room.open()
    first, second = as_user(room.students[0]), as_user(room.students[1])
    assert say(first, opening, "a:0", "这一段说得太轻巧").status_code == 302
    assert say(first, opening, "b:0", "还没到").status_code == 409
    assert say(first, opening, "a:9", "没有这一段").status_code == 409
    say(second, opening, "a:0", "我也这么看")
    assert "说得太轻巧" not in second.get(url(opening, "/notes")).text
    room.commit(room.students[1], **GOOD)
    assert "说得太轻巧" in second.get(url(opening, "/notes")).text
    assert "我也这么看" not in first.get(url(opening, "/notes")).text


def test_what_cannot_be_taken_stays_in_the_form(room: Room, as_user: Any) -> None:
    opening = room.open()
    client = as_user(room.students[0])
    long = "长" * 2001
    told = say(client, opening, "a:0", long)
    assert told.status_code == 422
    assert long in told.text
    assert "最多 2000 个字" in told.text
    assert say(client, opening, "a:0", " \u200b ").status_code == 422
