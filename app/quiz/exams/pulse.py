"""The heartbeat of a candidate's page: when it was heard of, from where, what it saw, what is new.

A hall of five hundred beats seventeen times a second, so a beat is one statement that writes and
reads at once, and a second only where something happened. Both commit by themselves: a beat that is
lost is followed by another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    String,
    bindparam,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from app.database import UtcDateTime, writers_turn
from app.direct import quickly
from app.quiz.domain.pulse import LEAVING, MOST_INCIDENTS, PageEvent, Pulse, watches_leaving
from app.quiz.exams.door import Admitted
from app.quiz.models import Incident, RoomMessage, Sitting

MOST_MESSAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What has to be known of a sitting before a beat of its page is taken."""

    id: int
    exam_id: int
    state: str
    writer: str | None
    epoch: int
    started_at: datetime
    deadline: datetime
    address: str
    access: Mapping[str, Any]

    @classmethod
    def of_door(cls, found: Admitted) -> Heard:
        """From what the short way in has read."""
        return cls(**{name: getattr(found, name) for name in cls.__dataclass_fields__})

    @classmethod
    def of_sitting(cls, sitting: Sitting) -> Heard:
        """From the row and its exam."""
        names = set(cls.__dataclass_fields__) - {"access"}
        return cls(access=sitting.exam.access, **{name: getattr(sitting, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message of the staff as the page shows it."""

    id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How the sitting stands after the beat, and the messages that its page has not shown."""

    state: str
    writer_is_you: bool
    epoch: int
    deadline: datetime
    messages: Sequence[Told]


def beat(heard: Heard, pulse: Pulse, at: datetime, address: str) -> Answer:
    """Take a beat; one SQL statement, and another where something happened.

    A closed sitting takes none: its page is only told.
    """
    address = address[:64] or heard.address
    if heard.state != "open":
        return _closed(heard)
    incidents = _incidents(heard, pulse.events, at, address)
    values = {"sitting": heard.id, "exam": heard.exam_id, "at": at}
    with quickly() as connection, writers_turn(connection.dialect.name):
        if incidents:
            connection.execute(_INCIDENT, incidents)
        touch = _TOUCH[connection.dialect.name]
        row = connection.execute(touch, values | {"from": address, "seen": pulse.seen}).first()
    if row is None:
        return _closed(heard)
    return Answer(
        state="open",
        writer_is_you=row.writer == pulse.client,
        epoch=row.epoch,
        deadline=row.deadline,
        messages=_read_messages(row.messages),
    )


def _closed(heard: Heard) -> Answer:
    return Answer(
        state="submitted",
        writer_is_you=False,
        epoch=heard.epoch,
        deadline=heard.deadline,
        messages=(),
    )


def _incidents(
    heard: Heard, events: Sequence[PageEvent], at: datetime, address: str
) -> list[dict[str, Any]]:
    """The rows of what happened since the last beat."""
    watched = watches_leaving(heard.access)
    rows = [
        _incident(heard, event.kind.value, event.when(heard.started_at, at), event.seconds)
        for event in events
        if watched or event.kind not in LEAVING
    ]
    if heard.address and address != heard.address:
        rows.append(_incident(heard, "address", at, text=f"{heard.address} → {address}"))
    return rows


def _incident(
    heard: Heard, kind: str, at: datetime, seconds: int | None = None, text: str = ""
) -> dict[str, Any]:
    return {
        "sitting": heard.id,
        "exam": heard.exam_id,
        "kind": kind,
        "text": text,
        "seconds": seconds,
        "at": at,
    }


def _read_messages(found: Any) -> tuple[Told, ...]:
    """Messages as the database puts them together, oldest first."""
    rows: list[list[Any]] = (json.loads(found) if isinstance(found, str) else found) or []
    return tuple(Told(id=id_, text=text, at=_instant(at)) for id_, text, at in sorted(rows))


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _guarded() -> Any:
    """An incident of the page, as long as its sitting has not reported more than is kept."""
    reported = (
        select(func.count())
        .select_from(Incident)
        .where(
            Incident.exam_id == bindparam("exam", type_=Integer),
            Incident.sitting_id == bindparam("sitting", type_=Integer),
            Incident.author_id.is_(None),
        )
        .scalar_subquery()
    )
    return select(
        bindparam("exam", type_=Integer),
        bindparam("sitting", type_=Integer),
        bindparam("kind", type_=String),
        bindparam("text", type_=String),
        bindparam("seconds", type_=Integer),
        bindparam("at", type_=UtcDateTime),
    ).where(reported < MOST_INCIDENTS)


_COLUMNS = ["exam_id", "sitting_id", "kind", "text", "seconds", "created_at"]
_INCIDENT = insert(Incident).from_select(_COLUMNS, _guarded(), include_defaults=False)


def _messages(collect: Any, row: Any) -> ColumnElement[Any]:
    """The newest messages to this candidate that the page has not shown, as one JSON value."""
    newest = (
        select(RoomMessage.id, RoomMessage.text, RoomMessage.created_at)
        .where(
            RoomMessage.exam_id == bindparam("exam", type_=Integer),
            RoomMessage.id > bindparam("seen", type_=Integer),
            or_(
                RoomMessage.sitting_id.is_(None),
                RoomMessage.sitting_id == bindparam("sitting", type_=Integer),
            ),
        )
        .order_by(RoomMessage.id.desc())
        .limit(MOST_MESSAGES)
        .subquery()
    )
    found = row(newest.c.id, newest.c.text, newest.c.created_at)
    return type_coerce(select(collect(found)).scalar_subquery(), JSON)


def _touch(collect: Any, row: Any) -> Any:
    return (
        update(Sitting)
        .where(Sitting.id == bindparam("sitting", type_=Integer), Sitting.state == "open")
        .values(seen_at=bindparam("at", type_=UtcDateTime), address=bindparam("from", type_=String))
        .returning(
            Sitting.writer,
            Sitting.epoch,
            Sitting.deadline,
            _messages(collect, row).label("messages"),
        )
    )


_TOUCH = {
    "postgresql": _touch(func.json_agg, func.json_build_array),
    "sqlite": _touch(func.json_group_array, func.json_array),
}
