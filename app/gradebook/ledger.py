"""The ledger of grades: what stands in each cell, and how a change is appended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from app.collecting import without_collecting
from app.extensions import db
from app.gradebook.domain.marks import Attempt
from app.gradebook.models import GradeColumn, GradeEvent


class Standing(NamedTuple):
    """What stands in a cell: all that an event carries on from the one before."""

    new: Decimal | None = None
    excused: bool = False
    submitted_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    comment: str = ""

    def as_values(self) -> dict[str, Any]:
        """As the columns of an event keep it."""
        attempts = [[str(mark), when.isoformat() if when else None] for mark, when in self.attempts]
        return {**self._asdict(), "attempts": attempts or None}


class Held(NamedTuple):
    """The grade that holds in a cell; as it is, a cell of the arithmetic."""

    column_id: int
    user_id: int
    number: int
    mark: Decimal | None
    excused: bool
    submitted_at: datetime | None
    attempts: tuple[Attempt, ...] | None
    comment: str

    @property
    def new(self) -> Decimal | None:
        """The mark, by the name that the events of the ledger give it."""
        return self.mark

    @property
    def standing(self) -> Standing:
        return Standing(
            self.mark, self.excused, self.submitted_at, self.attempts or (), self.comment
        )


def held_columns(event: Any) -> list[Any]:
    """The columns of `GradeEvent`, or of an alias of it, of which `held_of` makes what is held."""
    return [
        event.column_id, event.user_id, event.number, event.new, event.excused,
        event.submitted_at, event.attempts, event.comment,
    ]  # fmt: skip


def held_of(row: Any) -> Held:
    held = Held._make(row)
    return held._replace(attempts=_attempts(row[6])) if row[6] else held


Cells = dict[tuple[int, int], Held]  # (column id, user id) -> the grade that holds
# Beyond that many people a query takes all of the column's rather than name each of them.
MOST_NAMED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What events that are written together share. Without an author they came from a source."""

    reason: str
    at: datetime
    author_id: int | None = None
    batch_id: int | None = None


def append(
    column: GradeColumn,
    user_ids: Sequence[int],
    change: Callable[[int, Standing], Standing],
    entry: Entry,
) -> int:
    """Append what `change` makes of what stands in the cells of these people, where it differs.

    The column is held until the transaction ends.
    """
    hold([column.id])
    held = current_grades([column.id], user_ids)
    wanted = {}
    for user_id in user_ids:
        last = held.get((column.id, user_id))
        wanted[column.id, user_id] = change(user_id, last.standing if last else Standing())
    return append_all(held, wanted, entry)


def append_all(held: Cells, wanted: Mapping[tuple[int, int], Standing], entry: Entry) -> int:
    """Append what is wanted by (column id, user id) where it differs from what holds; one statement.

    Belongs inside `writing()`, with the columns held since before `held` was read.
    """
    rows = []
    for (column_id, user_id), standing in wanted.items():
        last = held.get((column_id, user_id))
        was = last.standing if last else Standing()
        if standing == was:
            continue
        rows.append(
            {
                "column_id": column_id,
                "user_id": user_id,
                "number": (last.number if last else 0) + 1,
                "old": was.new,
                "author_id": entry.author_id,
                "reason": entry.reason,
                "created_at": entry.at,
                "batch_id": entry.batch_id,
                **standing.as_values(),
            }
        )
    if rows:
        # Into the table and not the class: that would take a statement for each run of rows with the
        # same values missing.
        db.session.execute(insert(GradeEvent.__table__), rows)  # type: ignore[arg-type]
    return len(rows)


def hold(column_ids: Collection[int]) -> list[GradeColumn]:
    """The columns as they are now, held until the transaction ends: grades that name them wait."""
    query = (
        select(GradeColumn)
        .where(GradeColumn.id.in_(column_ids))
        .order_by(GradeColumn.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def current_grades(column_ids: Collection[int], user_ids: Collection[int] | None = None) -> Cells:
    """The grade that holds in each cell; one SQL statement.

    Plain rows and not objects: a class of 2,000 with 60 columns has 120,000.
    """
    later = aliased(GradeEvent)
    query = (
        select(*held_columns(GradeEvent))
        .outerjoin(
            later,
            (later.column_id == GradeEvent.column_id)
            & (later.user_id == GradeEvent.user_id)
            & (later.number == GradeEvent.number + 1),
        )
        .where(GradeEvent.column_id.in_(column_ids), later.id.is_(None))
    )
    if user_ids is not None and len(user_ids) <= MOST_NAMED:
        query = query.where(GradeEvent.user_id.in_(user_ids))
    with without_collecting():
        return {(row[0], row[1]): held_of(row) for row in db.session.execute(query)}


def _attempts(stored: Sequence[Any]) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(Decimal(mark), datetime.fromisoformat(when) if when else None)
        for mark, when in stored
    )
