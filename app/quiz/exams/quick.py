"""The usual save in one statement: one answer, in time, from the page whose turn it is.

The statement appends the save to the chain only if everything that matters holds at that moment: the
sign-in is valid, the person is active and a student of the class, the sitting is theirs, open and
due when it was thought to be, the turn has not changed, the answer was not looked up, nobody else
has added a link. It commits by
itself, and only then is the save acknowledged. Where anything does not hold it stores nothing, and
the save goes the long way (`app.quiz.exams.saving`), which holds the sitting and decides.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from app.bank.domain.responses import Response
from app.extensions import db
from app.quiz.domain.chain import START
from app.quiz.domain.deadline import is_over
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.door import Admitted
from app.quiz.exams.saving import Receipt, record_of
from app.together import run_committed

# {x} is how a dialect writes a parameter. The shared lock makes closing wait for this save, or this
# save for the closing: what is acknowledged is never left out of a mark.
_APPEND = """
INSERT INTO response_log (sitting_id, slot_id, client, seq, response, flagged, digest, late,
                          superseded, received_at, position, link)
SELECT s.id, {slot}, {client}, {seq}, {response}, {flagged}, {digest}, false,
       false, {at}, {position}, {link}
FROM sitting s
JOIN login_session l ON l.user_id = s.user_id
JOIN "user" u ON u.id = s.user_id
JOIN enrolment e ON e.class_id = s.class_id AND e.user_id = s.user_id
WHERE s.id = {sitting} AND s.state = 'open' AND s.writer = {writer} AND s.deadline = {deadline}
  AND l.token_hash = {token} AND l.revoked_at IS NULL AND l.expires_at > {at}
  AND u.is_active AND e.left_at IS NULL AND e.role = 'student'
  AND NOT EXISTS (SELECT 1 FROM answer_lock k WHERE k.sitting_id = s.id AND k.slot_id = {slot})
{lock}
ON CONFLICT DO NOTHING RETURNING id
"""
_NAMES = (
    "slot", "client", "seq", "response", "flagged", "digest", "at", "position", "link", "sitting",
    "writer", "deadline", "token",
)  # fmt: skip
_SQL = {
    "sqlite": _APPEND.format(lock="", **{name: f":{name}" for name in _NAMES}),
    "postgresql": _APPEND.format(
        lock="FOR SHARE OF s",
        **{name: f"%({name})s" for name in _NAMES} | {"response": "%(response)s::jsonb"},
    ),
}


@dataclass
class Place:
    """Where a candidate's saves go: what the statement asks for, and the end of the chain."""

    sitting: int
    token: str
    writer: str
    deadline: datetime
    position: int
    link: str

    @cached_property
    def due(self) -> str:
        """The deadline as SQLite's column holds it."""
        return stored(self.deadline)


def place_of(found: Admitted, writer: str, token: str) -> Place:
    """The place of a candidate who came in by the door."""
    return Place(
        sitting=found.id,
        token=token,
        writer=writer,
        deadline=found.deadline,
        position=found.position,
        link=found.link or START,
    )


def may_be_quick(
    found: Admitted, saves: Sequence[SaveSpec], writer: str | None, at: datetime
) -> bool:
    """Whether there is nothing unusual about a request's saves."""
    return (
        len(saves) == 1
        and writer is not None
        and found.writer == writer
        and found.state == "open"
        and not is_over(found.deadline, at)
        and (not found.slots or saves[0].slot_id in found.slots)
    )


def append(
    place: Place, save: SaveSpec, response: Response, at: datetime, engine: Any = None
) -> Receipt | None:
    """Store one save and move `place` on; None where it has to go the long way. One SQL statement.

    Needs an application context unless the application's `engine` is named.
    """
    record = record_of(save, response, place.position + 1, late=False, superseded=False, at=at)
    link = record.seal(place.link)
    values: dict[str, Any] = {
        "slot": save.slot_id,
        "client": save.client,
        "seq": save.seq,
        "response": json.dumps(response),
        "flagged": save.flagged,
        "digest": record.digest,
        "at": at,
        "position": record.position,
        "link": link,
        "sitting": place.sitting,
        "writer": place.writer,
        "deadline": place.deadline,
        "token": place.token,
    }
    engine = engine or db.engine
    dialect = engine.dialect.name
    if dialect == "sqlite":
        values |= {"at": stored(at), "deadline": place.due}
    row = run_committed(engine, _SQL[dialect], values)
    if row is None:
        return None
    place.position, place.link = record.position, link
    return Receipt(
        client=save.client,
        seq=save.seq,
        slot_id=save.slot_id,
        digest=record.digest,
        number=row[0],
        saved_at=at,
        late=False,
        superseded=False,
        link=link,
    )


def stored(at: datetime) -> str:
    """An instant as SQLite's columns hold it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
