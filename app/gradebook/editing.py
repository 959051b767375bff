"""Typed marks and the columns they stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.database import writing
from app.extensions import db
from app.gradebook.acts import open_batch
from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeColumn, GradeEvent
from app.gradebook.service import next_position, post_grades
from app.gradebook.typed import TypedError, canonical, read_typed, text_of
from app.web.errors import DomainError
from app.web.i18n import local_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMark:
    """One input as it was sent; `was` is what stood in it when the page was opened."""

    user_id: int
    text: str
    was: str

    @property
    def is_changed(self) -> bool:
        return canonical(self.text) != canonical(self.was)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """How many grades were stored; or, with nothing stored, what is wrong by user id.

    `clashes` says of cells that somebody else changed meanwhile what stands in them now.
    """

    count: int = 0
    wrong: Mapping[int, str] = field(default_factory=dict[int, str])
    clashes: Mapping[int, str] = field(default_factory=dict[int, str])

    @property
    def is_refused(self) -> bool:
        return bool(self.wrong or self.clashes)


def save_marks(
    column: GradeColumn, typed: Sequence[TypedMark], reason: str, author_id: int, at: datetime
) -> Saved:
    """Store the marks that were changed on a page: a number, nothing, or 免; all or none."""
    grades: dict[int, Decimal | None] = {}
    excused, wrong = set(), {}
    changed = [one for one in typed if one.is_changed]
    for one in changed:
        try:
            grades[one.user_id], free = read_typed(one.text, column)
        except TypedError as error:
            wrong[one.user_id] = error.message
        else:
            excused.update([one.user_id] if free else [])
    if wrong or not changed:
        return Saved(wrong=wrong)
    with writing():
        # Nobody stores a grade of this column between the look at it and the writing.
        row = _lock(column)
        if row is None:
            raise DomainError(
                _("这一列刚刚被别人删掉了。你填的没有存下，请回到成绩册看看。"), status=409
            )
        clashes = _find_clashes(row, changed)
        if clashes:
            return Saved(clashes=clashes)
        batch = open_batch(row.class_id, "edit", reason, author_id, at)
        count = post_grades(row, grades, reason, at, author_id, excused, batch_id=batch.id)
        if not count:
            db.session.delete(batch)
        return Saved(count=count)


def typed_now(column: GradeColumn, user_ids: Collection[int]) -> dict[int, str]:
    """What stands in the inputs of a column, by user id; one SQL statement."""
    held = current_grades([column.id], user_ids)
    return {user_id: text_of(held.get((column.id, user_id))) for user_id in user_ids}


def make_column(class_id: int, values: Mapping[str, object]) -> GradeColumn:
    """Add a column of typed marks."""
    with writing():
        column = GradeColumn(class_id=class_id, position=next_position(class_id), title="")
        _fill(column, values)
        db.session.add(column)
    return column


def change_column(column: GradeColumn, values: Mapping[str, object]) -> None:
    with writing():
        _fill(db.session.get_one(GradeColumn, column.id, populate_existing=True), values)


def publish_columns(class_id: int, public_ids: Collection[str]) -> int:
    """Let students see these columns of the class and no others; returns how many changed."""
    with writing():
        query = select(GradeColumn).where(GradeColumn.class_id == class_id).with_for_update()
        changed = 0
        for column in db.session.scalars(query):
            wanted = column.public_id in public_ids
            changed += column.published is not wanted
            column.published = wanted
        return changed


def highest_mark(column: GradeColumn) -> Decimal | None:
    """The highest mark that holds in a column: its maximum cannot be less."""
    marks = [e.new for e in current_grades([column.id]).values() if e.new is not None]
    return max(marks, default=None)


def remove_column(column: GradeColumn) -> None:
    """Take away a column that never held a grade; others stay, for grades are never deleted."""
    with writing():
        # The lock makes whoever stores a grade at this moment wait, and then find no column.
        row = _lock(column)
        if row is None:
            return  # somebody else took it away
        held = db.session.scalar(
            select(func.count()).select_from(GradeEvent).where(GradeEvent.column_id == row.id)
        )
        if held or row.source_kind is not None:
            raise DomainError(
                _("这一列已经有成绩，不能删。可以把权重改成 0，它就不计入。"), status=409
            )
        db.session.delete(row)


def history(column: GradeColumn, user_id: int) -> list[GradeEvent]:
    """All events of one cell, newest first."""
    query = (
        select(GradeEvent)
        .where(GradeEvent.column_id == column.id, GradeEvent.user_id == user_id)
        .order_by(GradeEvent.number.desc())
    )
    return list(db.session.scalars(query))


def _lock(column: GradeColumn) -> GradeColumn | None:
    """The column as it is now, held until the transaction ends: grades that name it wait."""
    return db.session.get(GradeColumn, column.id, with_for_update=True, populate_existing=True)


def _find_clashes(column: GradeColumn, changed: Sequence[TypedMark]) -> dict[int, str]:
    """Cells that hold neither what their author saw nor what they typed."""
    now = typed_now(column, [one.user_id for one in changed])
    return {
        one.user_id: now[one.user_id]
        for one in changed
        if canonical(now[one.user_id]) not in (canonical(one.was), canonical(one.text))
    }


def _fill(column: GradeColumn, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if name == "due_at" and isinstance(value, datetime):
            value = value.replace(tzinfo=local_zone()).astimezone(UTC)
        setattr(column, name, value)
