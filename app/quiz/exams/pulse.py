"""The heartbeat of a candidate's page: when it was heard of, what it saw, what is new.

A hall of five hundred beats seventeen times a second, so a beat is one statement that writes and
reads at once, and a second only where something happened. Both commit by themselves: a beat that is
lost is followed by another.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
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


def beat(found: Admitted, pulse: Pulse, at: datetime) -> Answer:
    """Take a beat; one SQL statement, and another where something happened.

    A closed sitting takes none: its page is only told.
    """
    if found.state != "open":
        return _closed(found)
    incidents = _incidents(found, pulse.events, at)
    values = {"sitting": found.id, "exam": found.exam_id, "at": at}
    with quickly() as connection, writers_turn(connection.dialect.name):
        if incidents:
            connection.execute(_INCIDENT, incidents)
        touch = _TOUCH[connection.dialect.name]
        row = connection.execute(touch, values | {"seen": pulse.seen}).first()
    if row is None:
        return _closed(found)
    return Answer(
        state="open",
        writer_is_you=row.writer == pulse.client,
        epoch=row.epoch,
        deadline=row.deadline,
        messages=_read_messages(row.messages),
    )


def _closed(found: Admitted) -> Answer:
    return Answer(
        state="submitted",
        writer_is_you=False,
        epoch=found.epoch,
        deadline=found.deadline,
        messages=(),
    )


def _incidents(found: Admitted, events: Sequence[PageEvent], at: datetime) -> list[dict[str, Any]]:
    """The rows of what happened since the last beat."""
    watched = watches_leaving(found.access)
    return [
        {
            "sitting": found.id,
            "exam": found.exam_id,
            "kind": event.kind.value,
            "text": "",
            "seconds": event.seconds,
            "at": event.when(found.started_at, at),
        }
        for event in events
        if watched or event.kind not in LEAVING
    ]


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
        .values(seen_at=bindparam("at", type_=UtcDateTime))
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
