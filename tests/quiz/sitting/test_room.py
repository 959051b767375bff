"""The heartbeat of a page and the public check of codes: who gets in, what is kept, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.bank.domain.types import ItemType
from app.extensions import db as database
from app.extensions import limiter
from app.quiz.domain.pulse import MOST_INCIDENTS
from app.quiz.exams.answers import hand_in_of
from app.quiz.exams.closing import submit
from app.quiz.exams.saving import save_answers, take_up
from app.quiz.models import Incident, ResponseLog, RoomMessage, Sitting
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.sitting.conftest import Hall

SINGLE = ItemType.SINGLE_CHOICE
SignIn = Callable[[Any], FlaskClient]
ME = "client-0001"


def beat(client: FlaskClient, sitting: Sitting, **more: Any) -> Any:
    environ = {"REMOTE_ADDR": more.pop("address", "192.168.1.20")}
    body = {"client": more.pop("page", ME)} | more
    return client.post(f"/sittings/{sitting.public_id}/pulse", json=body, environ_base=environ)


def incidents(sitting: Sitting) -> list[tuple[str, int | None, str]]:
    query = select(Incident).where(Incident.sitting_id == sitting.id).order_by(Incident.id)
    return [(row.kind, row.seconds, row.text) for row in database.session.scalars(query)]


def say(hall: Hall, text: str, sitting: Sitting | None = None) -> RoomMessage:
    message = RoomMessage(
        exam_id=hall.exam.id,
        sitting_id=sitting.id if sitting else None,
        author_id=hall.teacher.id,
        text=text,
        created_at=hall.clock(),
    )
    database.session.add(message)
    database.session.commit()
    return message


def in_beijing(at: datetime) -> str:
    """The time of day on the walls of the site, whose time zone is Beijing's: 10:32."""
    return at.astimezone(timezone(timedelta(hours=8))).strftime("%H:%M")


@pytest.mark.both_engines
def test_a_beat_tells_how_the_sitting_stands(hall: Hall, as_user: SignIn, clock: Clock) -> None:
    sitting = hall.start()
    take_up(sitting.id, ME, clock(), "192.168.1.20")
    first = say(hall, "考场保持安静")
    own = say(hall, "请看第 3 题的更正", sitting)
    clock.move(minutes=1)
    student = as_user(hall.student)
    reply = beat(student, sitting)
    assert reply.status_code == 200
    body = reply.json
    assert (body["state"], body["writer_is_you"], body["epoch"]) == ("open", True, 1)
    assert (body["left_ms"], body["grace_ms"]) == (59 * 60000, 30000)
    assert body["now"] == clock().isoformat()
    assert body["csrf"]
    assert body["messages"] == [
        {
            "id": m.id,
            "text": m.text,
            "at": m.created_at.isoformat(),
            "time": in_beijing(m.created_at),
        }
        for m in (first, own)
    ]
    assert beat(student, sitting, seen=first.id).json["messages"][0]["id"] == own.id
    assert beat(student, sitting, seen=own.id).json["messages"] == []
    assert beat(student, sitting, page="client-0002").json["writer_is_you"] is False
    database.session.refresh(sitting)
    assert (sitting.seen_at, sitting.address) == (clock(), "192.168.1.20")


def test_messages_to_others_are_not_told(hall: Hall, as_user: SignIn, make: Builders) -> None:
    sitting, other = hall.start(), hall.start(make.student(hall.class_))
    say(hall, "只给别人", other)
    assert beat(as_user(hall.student), sitting).json["messages"] == []


@pytest.mark.both_engines
def test_leaving_and_a_change_of_address_are_recorded(
    hall: Hall, as_user: SignIn, clock: Clock
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    beat(student, sitting)
    clock.move(minutes=1)
    left = (clock() - timedelta(seconds=20)).isoformat()
    events = [{"kind": "leave", "at": left}, {"kind": "return", "seconds": 15}]
    assert beat(student, sitting, events=events).status_code == 200
    assert beat(student, sitting, address="::ffff:10.0.0.9").status_code == 200
    assert incidents(sitting) == [
        ("leave", None, ""),
        ("return", 15, ""),
        ("address", None, "192.168.1.20 → 10.0.0.9"),
    ]
    first = database.session.scalars(select(Incident).order_by(Incident.id)).first()
    assert first is not None
    assert first.created_at == clock() - timedelta(seconds=20)
    assert first.author_id is None


def test_an_exam_that_does_not_watch_keeps_no_leaving(
    open_hall: Callable[..., Hall], as_user: SignIn
) -> None:
    hall = open_hall(access={"leaving": False})
    sitting = hall.start()
    events = [
        {"kind": "leave"},
        {"kind": "return", "seconds": 3},
        {"kind": "offline", "seconds": 9},
    ]
    assert beat(as_user(hall.student), sitting, events=events).status_code == 200
    assert incidents(sitting) == [("offline", 9, "")]


@pytest.mark.both_engines
def test_a_hostile_page_cannot_fill_the_disk(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    for _ in range(MOST_INCIDENTS // 20 + 3):
        assert beat(student, sitting, events=[{"kind": "leave"}] * 20).status_code == 200
    assert len(incidents(sitting)) == MOST_INCIDENTS
    # What the server itself sees is kept nevertheless.
    assert beat(student, sitting, address="10.0.0.9").status_code == 200
    assert incidents(sitting)[-1][0] == "address"


@pytest.mark.both_engines
def test_a_beat_costs_two_statements_and_three_with_events(
    hall: Hall, as_user: SignIn, count_sql: Any
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    beat(student, sitting)
    say(hall, "还有三十分钟")
    with count_sql() as statements:
        assert beat(student, sitting).json["messages"]
    assert len(statements) == 2, statements
    with count_sql() as statements:
        reply = beat(student, sitting, events=[{"kind": "leave"}] * 5)
        assert reply.json["messages"]
    assert len(statements) == 3, statements


def test_a_closed_sitting_takes_no_beat(hall: Hall, as_user: SignIn, clock: Clock) -> None:
    sitting = submit(hall.start(), clock())
    body = beat(as_user(hall.student), sitting, events=[{"kind": "leave"}]).json
    assert (body["state"], body["writer_is_you"], body["messages"]) == ("submitted", False, [])
    assert incidents(sitting) == []


def test_a_beat_after_time_is_up_closes_the_sitting(
    hall: Hall, as_user: SignIn, clock: Clock
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    clock.move(minutes=61)
    body = beat(student, sitting).json
    assert (body["state"], body["left_ms"]) == ("submitted", 0)
    database.session.refresh(sitting)
    assert sitting.closed_by == "time"


def test_a_beat_by_the_usual_way_in_does_the_same(
    hall: Hall, as_user: SignIn, clock: Clock
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    clock.move(minutes=15)  # the sign-in's last use has to be written down again
    assert beat(student, sitting, events=[{"kind": "leave"}]).json["state"] == "open"
    assert [kind for kind, _s, _t in incidents(sitting)] == ["leave"]


def test_nobody_else_may_beat(hall: Hall, as_user: SignIn, make: Builders) -> None:
    sitting = hall.start()
    for user, status in (
        (None, 401), (make.student(hall.class_), 404), (hall.teacher, 403), (make.admin(), 403),
    ):  # fmt: skip
        assert beat(as_user(user), sitting).status_code == status
    database.session.refresh(sitting)
    assert sitting.seen_at is None


def test_a_bad_beat_is_told_by_field_and_changes_nothing(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    reply = beat(student, sitting, events=[{"kind": "leave"}, {"kind": "hack"}])
    assert (reply.status_code, reply.json["field"]) == (422, "kind")
    assert student.post(f"/sittings/{sitting.public_id}/pulse", data="x").status_code == 422
    assert incidents(sitting) == []


# --- codes


def handed_in(hall: Hall) -> Sitting:
    sitting = hall.start()
    save_answers(sitting, hall.saves(sitting, [SINGLE]), hall.clock())
    return submit(sitting, hall.clock())


def page(client: FlaskClient, code: str) -> str:
    reply = client.get("/verify", query_string={"code": code})
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def test_anybody_may_check_a_code_and_learns_nothing_else(hall: Hall, as_user: SignIn) -> None:
    sitting = handed_in(hall)
    code = hand_in_of(sitting).code
    for text in (code, code.lower().replace("-", " ")):
        shown = page(as_user(None), text)
        assert "属实" in shown
        assert "2026-11-23 09:00:00" in shown
        assert "1 次" in shown
        assert hall.student.name not in shown
        assert hall.exam.title not in shown
        assert sitting.public_id not in shown


def test_wrong_codes_are_told_apart(hall: Hall, as_user: SignIn) -> None:
    visitor = as_user(None)
    assert "没有这张回执" in page(visitor, "0000-0000-0000-0000")
    assert "不像一个核对码" in page(visitor, "<script>")
    assert "没有这张回执" not in page(visitor, "")


def test_a_changed_answer_breaks_the_code(hall: Hall, as_user: SignIn) -> None:
    sitting = handed_in(hall)
    database.session.execute(
        update(ResponseLog).where(ResponseLog.sitting_id == sitting.id).values(flagged=True)
    )
    database.session.commit()
    assert "对不上" in page(as_user(None), hand_in_of(sitting).code)


def test_the_receipt_names_saves_and_leads_to_the_check(hall: Hall, as_user: SignIn) -> None:
    sitting = handed_in(hall)
    shown = as_user(hall.student).get(f"/sittings/{sitting.public_id}/receipt")
    text = shown.get_data(as_text=True)
    assert f"/verify?code={hand_in_of(sitting).code}" in text
    assert "1 次" in text


@pytest.fixture
def throttled(make_app: Any) -> Any:
    yield make_app("sqlite", RATE_LIMITS=True)
    limiter.reset()
    limiter.enabled = False


def test_checks_are_throttled_per_address(throttled: Any) -> None:
    client = throttled.test_client()
    replies = [client.get("/verify?code=0000-0000-0000-0000").status_code for _ in range(61)]
    assert (replies[0], replies[-1]) == (200, 429)
    assert client.get("/verify").status_code == 200
