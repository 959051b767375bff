"""The ledger of marks: events are appended, nothing is ever changed or deleted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import (
    JSON,
    ColumnElement,
    Insert,
    Integer,
    Subquery,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from app.database import UtcDateTime
from app.extensions import db
from app.marking.models import MarkEvent
from app.web.errors import DomainError

Part = tuple[int, int]  # (work id, part id)


class MarkedMeanwhile(DomainError):
    """Somebody else marked the same response since this marker saw it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("别人刚刚批过这份答案。你的分数没有记下，请看过现在的分数再改。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMark:
    """A mark to be given. `seen` is the number of the last event its author saw (0: none).

    `by_hand` says that a person judged the answer; left open it follows from there being an author.
    """

    work_kind: str
    work_id: int
    part_id: int
    class_id: int | None
    learner_id: int
    new: Decimal | None
    max: Decimal
    version_id: int | None = None
    correctness: Decimal | None = None
    author_id: int | None = None
    rule: str = ""
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])
    seen: int = 0
    old: Decimal | None = None
    by_hand: bool | None = None
    ruling_id: int | None = None


def record_marks(marks: Iterable[NewMark], at: datetime) -> None:
    """Append marks; belongs inside the caller's `writing()`. One SQL statement.

    Raises MarkedMeanwhile when a response has a newer event than the one its author saw: the unique
    index on (work, part, number) decides, so two markers never overwrite each other silently. The
    caller's transaction is over then.
    """
    rows = [_row(mark, at) for mark in marks]
    if not rows:
        return
    try:
        if db.engine.dialect.name == "postgresql":
            db.session.execute(_EVENTS, {"at": at, "rows": json.dumps(rows, default=str)})
        else:
            db.session.execute(_EVENT, rows)
    except IntegrityError as error:
        if _is_clash(error):
            raise MarkedMeanwhile from None
        raise


def current_marks(work_kind: str, work_ids: Collection[int]) -> dict[Part, MarkEvent]:
    """The mark that holds for each response of the works; one SQL statement."""
    rows = db.session.scalars(_CURRENT, _works(work_kind, work_ids))
    return {(row.work_id, row.part_id): row for row in rows}


def history(work_kind: str, work_id: int, part_id: int | None = None) -> list[MarkEvent]:
    """All events of a work (or one part of it), oldest first."""
    query = select(MarkEvent).where(MarkEvent.work_kind == work_kind, MarkEvent.work_id == work_id)
    if part_id is not None:
        query = query.where(MarkEvent.part_id == part_id)
    return list(db.session.scalars(query.order_by(MarkEvent.part_id, MarkEvent.number)))


def histories(
    work_kind: str, work_ids: Collection[int], part_id: int
) -> dict[int, list[MarkEvent]]:
    """All events of one part by work id, oldest first; one SQL statement."""
    found = histories_of(work_kind, work_ids, [part_id])
    return {work: events for (work, _part), events in found.items()}


def histories_of(
    work_kind: str, work_ids: Collection[int], part_ids: Collection[int]
) -> dict[Part, list[MarkEvent]]:
    """All events of some parts by work and part, oldest first; one SQL statement."""
    query = select(MarkEvent).where(
        MarkEvent.work_kind == work_kind,
        MarkEvent.work_id.in_(work_ids),
        MarkEvent.part_id.in_(part_ids),
    )
    found: dict[Part, list[MarkEvent]] = {}
    for event in db.session.scalars(query.order_by(MarkEvent.number)):
        found.setdefault((event.work_id, event.part_id), []).append(event)
    return found


def totals(work_kind: str, work_ids: Collection[int]) -> dict[int, Decimal]:
    """The sum of the marks that hold, by work; one SQL statement."""
    # SQLite adds up as floats; marks have two decimals.
    return {
        work: Decimal(str(earned or 0)).quantize(Decimal("0.01"))
        for work, earned in db.session.execute(_TOTALS, _works(work_kind, work_ids))
    }


def count_marked(work_kind: str, work_ids: Collection[int]) -> dict[int, int]:
    """How many responses of each work have a mark that holds; one SQL statement."""
    rows = db.session.execute(_COUNTS, _works(work_kind, work_ids))
    return {work: count for work, count in rows}  # noqa: C416


def total(events: Iterable[MarkEvent]) -> Decimal | None:
    """Sum of the marks that hold; None while any of them waits for a person."""
    marks = [event.new for event in events]
    return None if any(mark is None for mark in marks) else sum(marks, Decimal(0))  # type: ignore[arg-type]


def _works(work_kind: str, work_ids: Collection[int]) -> dict[str, Any]:
    """What the statements below ask about."""
    return {"kind": work_kind, "works": list(work_ids)}


def _newest() -> tuple[Subquery, ColumnElement[bool]]:
    """The last event of each part of the works, and what says that an event is one of them."""
    newest = (
        select(MarkEvent.work_id, MarkEvent.part_id, func.max(MarkEvent.number).label("number"))
        .where(
            MarkEvent.work_kind == bindparam("kind"),
            MarkEvent.work_id.in_(bindparam("works", expanding=True)),
        )
        .group_by(MarkEvent.work_id, MarkEvent.part_id)
        .subquery()
    )
    return newest, (
        (MarkEvent.work_kind == bindparam("kind"))
        & (MarkEvent.work_id == newest.c.work_id)
        & (MarkEvent.part_id == newest.c.part_id)
        & (MarkEvent.number == newest.c.number)
    )


# The table's own statement: many rows need none of what the session does for objects.
_EVENT = insert(MarkEvent.__table__)  # type: ignore[arg-type]


def _all_at_once() -> Insert:
    """The same on PostgreSQL, to which the driver would send a paper's sixty marks one after the other:
    all of them go as one text there.
    """
    table: Any = MarkEvent.__table__
    columns = [c for c in table.columns if c.name not in ("id", "created_at")]
    rows = (
        func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        # A column that names another table's row learns its type only when that table is known.
        .table_valued(*(column(c.name, Integer if c.foreign_keys else c.type) for c in columns))
        .render_derived(name="mark", with_types=True)
    )
    at = bindparam("at", type_=UtcDateTime)
    return insert(table).from_select(
        [*(c.name for c in columns), "created_at"], select(*rows.c, at)
    )


_EVENTS = _all_at_once()
# Built once: putting such a statement together takes longer than running it.
_CURRENT = select(MarkEvent).join(*_newest())
_TOTALS = (
    select(MarkEvent.work_id, func.sum(MarkEvent.new)).join(*_newest()).group_by(MarkEvent.work_id)
)
_COUNTS = (
    select(MarkEvent.work_id, func.count())
    .join(*_newest())
    .where(MarkEvent.new.is_not(None))
    .group_by(MarkEvent.work_id)
)


def _is_clash(error: IntegrityError) -> bool:
    """Whether the event's number was taken. PostgreSQL's messages quote what people typed, so the
    name of the index is asked for; SQLite names only columns.
    """
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name == "uq_mark_event_work"
    return "mark_event.work_kind" in str(error.orig)


def _row(mark: NewMark, at: datetime) -> dict[str, Any]:
    return {
        "class_id": mark.class_id,
        "work_kind": mark.work_kind,
        "work_id": mark.work_id,
        "part_id": mark.part_id,
        "number": mark.seen + 1,
        "learner_id": mark.learner_id,
        "version_id": mark.version_id,
        "author_id": mark.author_id,
        "by_hand": mark.author_id is not None if mark.by_hand is None else mark.by_hand,
        "ruling_id": mark.ruling_id,
        "rule": mark.rule,
        "reason": mark.reason,
        "old": mark.old,
        "new": mark.new,
        "max": mark.max,
        "correctness": mark.correctness,
        "detail": dict(mark.detail),
        "created_at": at,
    }
