"""Rooms: nothing lost, nothing twice, everybody in their seat, marks side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.extensions import db as database
from app.roleplay.domain.room import Seat, compare, fold, rotated
from app.roleplay.models import PlayRoom, PlayScript, RoomEvent
from app.roleplay.services import rooms
from app.roleplay.services.rooms import Here, RoomProblem
from tests.builders import Builders
from tests.conftest import Clock

Send = Callable[..., int]


@pytest.fixture
def people(make: Builders) -> list[User]:
    return [make.user(name) for name in ("甲", "乙", "丙")]


@pytest.fixture
def in_request(app: Flask, db: Any) -> Any:
    """Services ask the policy who is there, which is known in a request alone."""
    del db
    with app.test_request_context():
        yield


@pytest.fixture
def room(people: list[User], script: PlayScript, clock: Clock, in_request: None) -> PlayRoom:
    """An agent, a customer and an observer in a room."""
    row = rooms.open_room(people[0], script, None, "agent", clock())
    for person in people[1:]:
        rooms.enter(person, f" {row.code.lower()} ", clock())
    return row


@pytest.fixture
def send(room: PlayRoom, clock: Clock) -> Send:
    def send_(user: User, kind: str, key: str, **given: str) -> int:
        return rooms.send(room, user, kind, key, given, clock())

    return send_


def look(room: PlayRoom, user: User) -> Here:
    here = rooms.look_in(room, user)
    assert here is not None
    return here


@pytest.mark.both_engines
def test_seats_are_given_in_the_order_of_arrival(room: PlayRoom, people: list[User]) -> None:
    assert [look(room, one).seat for one in people] == [Seat.AGENT, Seat.CUSTOMER, Seat.OBSERVER]
    assert look(room, people[0]).leads
    assert not look(room, people[1]).leads


@pytest.mark.both_engines
def test_what_is_sent_twice_happens_once(room: PlayRoom, people: list[User], send: Send) -> None:
    first = send(people[1], "answer", "k1", text="都三回了！")
    assert send(people[1], "answer", "k1", text="都三回了！") == first
    send(people[0], "say", "k2", text="您好，我是小林，您先说。")
    spoken = look(room, people[2]).state.spoken
    assert [(one.by_agent, one.text) for one in spoken] == [
        (False, "都三回了！"), (True, "您好，我是小林，您先说。"),
    ]  # fmt: skip


@pytest.mark.both_engines
def test_numbers_and_keys_are_taken_once(room: PlayRoom, people: list[User], clock: Clock) -> None:
    for number, key in ((1, "other"), (99, f"join-{people[0].id}")):
        event = RoomEvent(
            room_id=room.id, number=number, key=key, kind="pause", round=1,
            author_id=people[0].id, data={}, created_at=clock(),
        )  # fmt: skip
        database.session.add(event)
        with pytest.raises(IntegrityError):
            database.session.flush()
        database.session.rollback()


def test_nobody_acts_out_of_their_seat(room: PlayRoom, people: list[User], send: Send) -> None:
    for user, kind, given in (
        (people[0], "answer", {"text": "我替客户说"}),
        (people[1], "say", {"text": "我替客服说"}),
        (people[2], "mood", {"what": "anger", "by": "5"}),
        (people[1], "rate", {"check": "hear.early", "value": "2"}),
        (people[1], "pause", {}),
        (people[2], "whisper", {"text": "？", "to": people[0].public_id}),
    ):
        with pytest.raises(RoomProblem, match="角色"):
            send(user, kind, f"x-{kind}", **given)
        database.session.rollback()


@pytest.mark.parametrize(
    ("who", "kind", "given"),
    [
        (0, "say", {"text": "  "}), (0, "say", {"text": "好" * 501}),
        (1, "mood", {"what": "anger", "by": "50"}), (1, "mood", {"what": "luck", "by": "5"}),
        (2, "rate", {"check": "none", "value": "1"}), (2, "rate", {"check": "hear.early", "value": "3"}),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing(
    who: int, kind: str, given: Mapping[str, str], room: PlayRoom, people: list[User], send: Send
) -> None:
    before = rooms.last_number(room.id)
    with pytest.raises(RoomProblem):
        send(people[who], kind, "bad", **given)
    database.session.rollback()
    assert rooms.last_number(room.id) == before


def test_the_mood_card_moves_and_a_pause_holds(
    room: PlayRoom, people: list[User], send: Send
) -> None:
    start = look(room, people[0]).state.mood
    send(people[1], "mood", "m1", what="anger", by="-10")
    send(people[1], "mood", "m2", what="trust", by="5")
    mood = look(room, people[0]).state.mood
    assert (mood.anger, mood.trust) == (start.anger - 10, start.trust + 5)
    send(people[0], "pause", "p1")
    with pytest.raises(RoomProblem, match="暂停"):
        send(people[0], "say", "s1", text="您好")
    database.session.rollback()
    send(people[0], "resume", "p2")
    send(people[0], "say", "s1", text="您好")
    assert len(look(room, people[0]).state.spoken) == 1


def test_roles_rotate_and_a_fresh_round_begins(
    room: PlayRoom, people: list[User], send: Send
) -> None:
    send(people[0], "say", "s1", text="您好")
    send(people[0], "rotate", "r1")
    here = look(room, people[0])
    assert [look(room, one).seat for one in people] == [Seat.OBSERVER, Seat.AGENT, Seat.CUSTOMER]
    assert (here.state.round, here.state.spoken) == (2, ())
    assert rotated([(1, Seat.AGENT), (2, Seat.CUSTOMER)]) == {1: Seat.CUSTOMER, 2: Seat.AGENT}


def test_marks_stand_side_by_side(room: PlayRoom, people: list[User], send: Send) -> None:
    send(people[1], "answer", "a", text="都三回了，退卡！")
    send(people[0], "say", "b", text="姚女士您好，我是受理员小林。您先说，我都记下来。")
    for check, value in (("hear.early", "2"), ("polite.open", "2"), ("sorry.once", "2")):
        send(people[2], "rate", f"r-{check}", check=check, value=value)
    send(people[0], "end", "e")
    here = look(room, people[0])
    found = compare(here.script.scenario, here.state, here.names, "系统")
    engine, observer = found.ratings
    assert (engine.values["hear.early"], engine.values["sorry.once"]) == (2, 0)
    assert observer.values == {"hear.early": 2, "polite.open": 2, "sorry.once": 2}
    assert observer.points == 6 + 2 + 5
    # Of three checks both say 2, 2 and (0, 2): the observer never differs, so chance explains all of it.
    assert found.agreement == (("系统", "丙", 0.0),)
    assert found.final >= 13


def test_a_whisper_is_heard_by_one(
    make: Builders, people: list[User], script: PlayScript, clock: Clock, in_request: None
) -> None:
    row = rooms.open_room(people[0], script, None, "leader", clock())
    rooms.enter(people[1], row.code, clock())
    rooms.enter(people[2], row.code, clock())
    given = {"text": "先道歉", "to": people[1].public_id}
    rooms.send(row, people[0], "whisper", "w", given, clock())
    assert look(row, people[1]).whispers == ("先道歉",)
    assert look(row, people[2]).whispers == ()


def test_strangers_see_nothing_and_old_codes_lead_nowhere(
    room: PlayRoom, make: Builders, clock: Clock
) -> None:
    stranger = make.user("外人")
    assert rooms.look_in(room, stranger) is None
    with pytest.raises(RoomProblem):
        rooms.enter(stranger, "AAAAAA", clock())
    clock.move(days=2)
    with pytest.raises(RoomProblem):
        rooms.enter(stranger, room.code, clock())


def test_the_state_follows_from_the_events_alone(
    room: PlayRoom, people: list[User], send: Send
) -> None:
    send(people[1], "answer", "a", text="退卡！")
    send(people[0], "say", "b", text="您好，我是小林。")
    here = look(room, people[0])
    events = [rooms._event(one) for one in rooms._events(room.id)]
    assert fold(here.script.scenario, room.seed, events) == (here.state,)
