"""How a work's marks came about: the ledger as the learner whom it concerns may read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select

from app.accounts.models import User
from app.authz.permissions import Role
from app.bank.models import ItemVersion
from app.courses.models import Enrolment
from app.extensions import db
from app.marking.domain.rulings import Kind
from app.marking.models import MarkEvent, Ruling


class Marker(StrEnum):
    """Who gave a mark, by their part in the class; the interface has the words."""

    MACHINE = "machine"
    INSTRUCTOR = "instructor"
    ASSISTANT = "assistant"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One mark in the account. `name` is empty unless its author chose to be named.

    `kind`, `undoes`, `points` and `step` say which step on the question changed it, where one did.
    """

    part_id: int
    at: datetime
    marker: Marker
    name: str
    by_hand: bool
    rule: str
    reason: str
    version: int
    old: Decimal | None
    new: Decimal | None
    max: Decimal
    kind: Kind | None = None
    step: int | None = None
    undoes: int | None = None
    points: Decimal | None = None


def load_account(
    work_kind: str, work_id: int, class_id: int, *, rulings_only: bool = False
) -> dict[int, list[Entry]]:
    """All marks of a work by part id, oldest first; two SQL statements, and no key.

    `rulings_only` leaves out what no step on a question changed.
    """
    query = (
        select(
            MarkEvent, Ruling.number, Ruling.kind, Ruling.undoes, Ruling.points, Ruling.named,
            User.name, ItemVersion.number,
        )
        .outerjoin(Ruling, Ruling.id == MarkEvent.ruling_id)
        .outerjoin(User, User.id == MarkEvent.author_id)
        .join(ItemVersion, ItemVersion.id == MarkEvent.version_id)
        .where(MarkEvent.work_kind == work_kind, MarkEvent.work_id == work_id)
        .order_by(MarkEvent.part_id, MarkEvent.number)
    )  # fmt: skip
    if rulings_only:
        query = query.where(MarkEvent.ruling_id.is_not(None))
    rows = db.session.execute(query).all()
    roles = _roles(class_id, {row[0].author_id for row in rows if row[0].author_id})
    found: dict[int, list[Entry]] = {}
    for event, step, kind, undoes, points, named, name, version in rows:
        entry = Entry(
            part_id=event.part_id,
            at=event.created_at,
            marker=_marker(event, roles),
            name=name if named else "",
            by_hand=event.by_hand,
            rule=event.rule,
            reason=event.reason,
            version=version,
            old=event.old,
            new=event.new,
            max=event.max,
            kind=Kind(kind) if kind else None,
            step=step,
            undoes=undoes,
            points=points,
        )
        found.setdefault(event.part_id, []).append(entry)
    return found


def _marker(event: MarkEvent, roles: Mapping[int, Role]) -> Marker:
    if event.author_id is None:
        return Marker.MACHINE
    role = roles.get(event.author_id)
    if role == Role.INSTRUCTOR:
        return Marker.INSTRUCTOR
    return Marker.ASSISTANT if role == Role.ASSISTANT else Marker.STAFF


def _roles(class_id: int, user_ids: Collection[int]) -> dict[int, Role]:
    """What these people are in the class, also those who left it; one SQL statement."""
    query = select(Enrolment.user_id, Enrolment.role).where(
        Enrolment.class_id == class_id, Enrolment.user_id.in_(user_ids)
    )
    return {user: Role(role) for user, role in db.session.execute(query)}
