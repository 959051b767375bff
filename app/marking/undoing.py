"""Taking back one's last judgement at the desk: what held before holds again, and both stay in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.database import writing
from app.marking.answers import Row
from app.marking.desk import Desk
from app.marking.double import withdraw
from app.marking.ledger import NewMark, record_marks
from app.marking.models import MarkEvent
from app.marking.service import refuse_if_ruled
from app.marking.works import find_source

# In the notes of a mark that took another one back: the number of that one.
UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The last judgement of a person on this question that can be taken back: its answers and points."""

    at: datetime
    works: Sequence[int]
    mark: Decimal | None
    events: Sequence[MarkEvent] = ()


def last_act(desk: Desk, author_id: int) -> Act | None:
    """This person's latest judgement of which every answer still holds and that is not an undoing."""
    found = [
        act
        for act in (_last_marks(desk.rows, author_id), _last_readings(desk, author_id))
        if act is not None
    ]
    return max(found, key=lambda act: act.at, default=None)


def _last_marks(rows: Iterable[Row], author_id: int) -> Act | None:
    held = [
        event
        for row in rows
        if (event := row.event) is not None
        and event.author_id == author_id
        and event.ruling_id is None
        and UNDONE not in event.detail
    ]
    if not held:
        return None
    at = max(event.created_at for event in held)
    last = [event for event in held if event.created_at == at]
    return Act(at=at, works=tuple(event.work_id for event in last), mark=last[0].new, events=last)


def _last_readings(desk: Desk, author_id: int) -> Act | None:
    """The latest readings that wait for another person's."""
    marked = {row.response.work_id for row in desk.rows if row.is_marked}
    held = [
        rows[-1]
        for work, rows in (
            (work, [row for row in rows if row.author_id == author_id])
            for work, rows in desk.readings.items()
            if work not in marked
        )
        if rows and rows[-1].mark is not None
    ]
    if not held:
        return None
    at = max(row.created_at for row in held)
    last = [row for row in held if row.created_at == at]
    return Act(at=at, works=tuple(row.work_id for row in last), mark=last[0].mark)


def undo_last(desk: Desk, author_id: int, at: datetime, reason: str) -> int:
    """Take back the last judgement: what held before holds again. Returns how many answers it was."""
    act = last_act(desk, author_id)
    if act is None:
        return 0
    before = {
        row.response.work_id: row.events[-2] if len(row.events) > 1 else None for row in desk.rows
    }
    marks = [_restored(event, before[event.work_id], author_id, reason) for event in act.events]
    source = find_source(desk.part.summary.kind)
    with writing():
        if source is not None:
            source.hold(act.works)
        refuse_if_ruled(desk.part)
        record_marks(marks, at)
        if desk.part.plan.double:
            withdraw(desk.part, act.works, author_id, at)
        if source is not None:
            source.after_marks(act.works, at)
    return len(act.works)


def _restored(event: MarkEvent, was: MarkEvent | None, author_id: int, reason: str) -> NewMark:
    return NewMark(
        work_kind=event.work_kind,
        work_id=event.work_id,
        part_id=event.part_id,
        class_id=event.class_id,
        learner_id=event.learner_id,
        version_id=event.version_id,
        old=event.new,
        new=was.new if was else None,
        max=event.max,
        correctness=was.correctness if was else None,
        author_id=author_id,
        by_hand=was.by_hand if was else False,
        rule=was.rule if was else "",
        reason=reason,
        detail={**(was.detail if was else {}), UNDONE: event.number},
        seen=event.number,
    )
