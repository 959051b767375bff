"""Acts on many cells at once: typed or pasted into the sheet, and their undoing.

Each act is a batch. Undoing appends events that restore what stood before; it is a batch itself, and undoing
that does the act again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.database import writing
from app.extensions import db
from app.gradebook.ledger import (
    Cells,
    Entry,
    Held,
    Standing,
    append_all,
    current_grades,
    held_columns,
    held_of,
    hold,
)
from app.gradebook.models import GradeBatch, GradeColumn, GradeEvent
from app.gradebook.typed import TypedError, canonical, read_typed, text_of
from app.web.errors import DomainError

Place = tuple[int, int]  # column id, user id
RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What was typed into one cell; `seen` is the number of the event that was shown there (0: none)."""

    column_id: int
    user_id: int
    text: str
    seen: int

    @property
    def place(self) -> Place:
        return self.column_id, self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of edits. With anything `wrong` nothing was stored.

    `clashes` says of cells that somebody else changed meanwhile what stands in them now; all others were
    stored, as `batch` (None where nothing changed).
    """

    batch: GradeBatch | None = None
    count: int = 0
    wrong: Mapping[Place, str] = field(default_factory=dict[Place, str])
    clashes: Mapping[Place, Held] = field(default_factory=dict[Place, Held])


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """One act as the list of changes shows it; `what` tells the one cell of an act on one."""

    batch: GradeBatch
    author: str
    count: int
    undone: bool
    what: GradeEvent | None = None
    name: str = ""
    title: str = ""


def apply_edits(
    class_id: int, edits: Sequence[Edit], kind: str, reason: str, author_id: int, at: datetime
) -> Outcome:
    """Store edits of cells of one class as one act; a constant number of SQL statements.

    Raises DomainError where a column is gone.
    """
    with writing():
        ids = {edit.column_id for edit in edits}
        columns = {c.id: c for c in hold(ids) if c.class_id == class_id}
        if len(columns) < len(ids):
            raise DomainError(_("有一列刚刚被别人删掉了。什么都没有存，请刷新后再试。"), status=409)
        held = current_grades(list(columns), list({edit.user_id for edit in edits}))
        wanted, wrong = _read(edits, columns, held)
        if wrong:
            return Outcome(wrong=wrong)
        clashes = _clashes(edits, held)
        wanted = {place: one for place, one in wanted.items() if place not in clashes}
        if not _differs(wanted, held):
            return Outcome(clashes=clashes)
        batch = open_batch(class_id, kind, reason, author_id, at)
        entry = Entry(reason=reason, at=at, author_id=author_id, batch_id=batch.id)
        return Outcome(batch=batch, count=append_all(held, wanted, entry), clashes=clashes)


def undo(batch: GradeBatch, author_id: int, at: datetime) -> tuple[GradeBatch, int]:
    """Restore what stood before an act; returns the act that does so, and how many cells stay.

    A cell that was changed since stays as it is. Raises DomainError where it was undone already.
    """
    again = DomainError(_("这一步已经撤销过了。"), status=409)
    try:
        with writing():
            query = select(GradeEvent).where(GradeEvent.batch_id == batch.id)
            events = list(db.session.scalars(query))
            columns = {event.column_id for event in events}
            hold(columns)
            if db.session.scalar(select(GradeBatch.id).where(GradeBatch.undoes_id == batch.id)):
                raise again
            held = current_grades(columns, {event.user_id for event in events})
            before = _before(batch)
            wanted = {
                place: before.get(place, Standing())
                for event in events
                if held[place := (event.column_id, event.user_id)].number == event.number
            }
            made = open_batch(batch.class_id, "undo", _reason_of(batch), author_id, at, batch.id)
            entry = Entry(reason=made.reason, at=at, author_id=author_id, batch_id=made.id)
            append_all(held, wanted, entry)
            return made, len(events) - len(wanted)
    except IntegrityError:
        raise again from None


def recent(class_id: int, limit: int = RECENT) -> list[Recent]:
    """The last acts of a class, newest first; three SQL statements."""
    later = aliased(GradeBatch)
    query = (
        select(GradeBatch, User.name, later.id.is_not(None))
        .join(User, User.id == GradeBatch.author_id)
        .outerjoin(later, later.undoes_id == GradeBatch.id)
        .where(GradeBatch.class_id == class_id)
        .order_by(GradeBatch.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(query).all()
    counts, single = _counts([batch.id for batch, _name, _undone in rows])
    found = []
    for batch, author, undone in rows:
        event, name, title = single.get(batch.id, (None, "", ""))
        found.append(
            Recent(
                batch=batch, author=author, undone=undone, count=counts.get(batch.id, 0),
                what=event, name=name, title=title,
            )
        )  # fmt: skip
    return found


def _counts(
    batch_ids: Collection[int],
) -> tuple[dict[int, int], dict[int, tuple[GradeEvent, str, str]]]:
    """Cells by batch, and of batches of one cell the event with the person's and column's name."""
    query = (
        select(GradeEvent.batch_id, func.count(), func.min(GradeEvent.id))
        .where(GradeEvent.batch_id.in_(batch_ids))
        .group_by(GradeEvent.batch_id)
    )
    rows = db.session.execute(query).all()
    only = [event_id for _batch, count, event_id in rows if count == 1]
    named = (
        select(GradeEvent, User.name, GradeColumn.title)
        .join(User, User.id == GradeEvent.user_id)
        .join(GradeColumn, GradeColumn.id == GradeEvent.column_id)
        .where(GradeEvent.id.in_(only))
    )
    single = {
        event.batch_id or 0: (event, name, title)
        for event, name, title in db.session.execute(named)
    }
    return {batch or 0: count for batch, count, _first in rows}, single


def _read(
    edits: Sequence[Edit], columns: Mapping[int, GradeColumn], held: Cells
) -> tuple[dict[Place, Standing], dict[Place, str]]:
    wanted: dict[Place, Standing] = {}
    wrong: dict[Place, str] = {}
    for edit in edits:
        last = held.get(edit.place)
        was = last.standing if last else Standing()
        if canonical(edit.text) == canonical(text_of(last)):
            continue
        try:
            mark, excused = read_typed(edit.text, columns[edit.column_id])
        except TypedError as error:
            wrong[edit.place] = error.message
        else:
            wanted[edit.place] = was._replace(new=mark, excused=excused, attempts=())
    return wanted, wrong


def _clashes(edits: Sequence[Edit], held: Cells) -> dict[Place, Held]:
    """Cells that hold neither what their author saw nor what they typed."""
    found = {}
    for edit in edits:
        last = held.get(edit.place)
        if last is None or last.number == edit.seen:
            continue
        if canonical(edit.text) != canonical(text_of(last)):
            found[edit.place] = last
    return found


def _differs(wanted: Mapping[Place, Standing], held: Cells) -> bool:
    return any(
        standing != (held[place].standing if place in held else Standing())
        for place, standing in wanted.items()
    )


def open_batch(
    class_id: int,
    kind: str,
    reason: str,
    author_id: int,
    at: datetime,
    undoes_id: int | None = None,
) -> GradeBatch:
    """Begin an act; belongs inside the caller's `writing()`."""
    batch = GradeBatch(
        class_id=class_id, kind=kind, reason=reason, author_id=author_id, created_at=at,
        undoes_id=undoes_id,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def _before(batch: GradeBatch) -> dict[Place, Standing]:
    """What stood in the cells of an act before it; one SQL statement."""
    earlier = aliased(GradeEvent)
    query = (
        select(*held_columns(earlier))
        .join(
            GradeEvent,
            (GradeEvent.column_id == earlier.column_id)
            & (GradeEvent.user_id == earlier.user_id)
            & (GradeEvent.number == earlier.number + 1),
        )
        .where(GradeEvent.batch_id == batch.id)
    )
    rows = [held_of(row) for row in db.session.execute(query)]
    return {(row.column_id, row.user_id): row.standing for row in rows}


def _reason_of(batch: GradeBatch) -> str:
    words = {"undo": _("恢复撤销的改动"), "import": _("撤销导入")}
    return words.get(batch.kind, _("撤销"))
