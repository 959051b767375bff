"""The notes on an item: comments on a version, open or settled, and who did what to its state.

Rows are only added. Whoever adds one holds the item (`service.reload_item`), so that numbers do not
meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased, joinedload

from app.bank.domain.states import State
from app.bank.team_models import ItemNote
from app.extensions import db

SAY, SETTLE, UNSETTLE = "say", "settle", "unsettle"
ABOUT = (SETTLE, UNSETTLE)
# What asks for something, and so is open until somebody settles it.
COMMENTS = (SAY, "return")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's thread. `settled`: None where it is no comment; else the note that
    settled it, or False while it is open."""

    note: ItemNote
    settled: ItemNote | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A note about to be added to an item."""

    item_id: int
    act: str
    version: int
    text: str = ""


def review_required() -> bool:
    """Whether the site demands that a second person looks before an item is published."""
    return current_app.config["BANK_REVIEW"] == "required"


def first_state(state: str) -> str:
    """The state of what its author wants to be in `state`."""
    if state == State.PUBLISHED and review_required():
        return State.IN_REVIEW.value
    return state


def add_note(
    item_id: int,
    act: str,
    version: int,
    author_id: int,
    at: datetime,
    text: str = "",
    about: int | None = None,
) -> ItemNote:
    """Append one note; inside the caller's `writing()`, which holds the item. Two SQL statements."""
    last = select(func.max(ItemNote.number)).where(ItemNote.item_id == item_id)
    note = ItemNote(
        item_id=item_id,
        number=(db.session.scalar(last) or 0) + 1,
        act=act,
        text=text,
        version=version,
        about=about,
        author_id=author_id,
        created_at=at,
    )
    db.session.add(note)
    db.session.flush()
    return note


def add_notes(words: Iterable[Words], author_id: int, at: datetime) -> None:
    """Append one note to each of many items held by the caller; two SQL statements."""
    words = list(words)
    if not words:
        return
    ids = [one.item_id for one in words]
    query = (
        select(ItemNote.item_id, func.max(ItemNote.number))
        .where(ItemNote.item_id.in_(ids))
        .group_by(ItemNote.item_id)
    )
    last: dict[int, int] = dict(db.session.execute(query).all())
    rows: list[dict[str, Any]] = [
        {
            "item_id": one.item_id,
            "number": last.get(one.item_id, 0) + 1,
            "act": one.act,
            "text": one.text,
            "version": one.version,
            "author_id": author_id,
            "created_at": at,
        }
        for one in words
    ]
    db.session.execute(insert(ItemNote), rows)


def thread_of(item_id: int) -> list[Entry]:
    """All notes on an item in the order they were made, without those that only settle; one SQL
    statement."""
    query = (
        select(ItemNote)
        .where(ItemNote.item_id == item_id)
        .order_by(ItemNote.number)
        .options(joinedload(ItemNote.author))
    )
    notes = list(db.session.scalars(query))
    last = {note.about: note for note in notes if note.about is not None}
    return [Entry(note, _settled(note, last)) for note in notes if note.act not in ABOUT]


def open_comments(item_id: int) -> list[ItemNote]:
    """The comments on an item that nobody has settled, oldest first; one SQL statement."""
    return [entry.note for entry in thread_of(item_id) if entry.settled is False]


def _settled(note: ItemNote, last: dict[int, ItemNote]) -> ItemNote | bool | None:
    if note.act not in COMMENTS:
        return None
    said = last.get(note.number)
    return said if said is not None and said.act == SETTLE else False


def count_open(item_ids: Collection[int]) -> dict[int, int]:
    """The number of open comments by item id; one SQL statement."""
    later = aliased(ItemNote)
    word = (
        select(later.act)
        .where(later.item_id == ItemNote.item_id, later.about == ItemNote.number)
        .order_by(later.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(ItemNote.item_id, func.count())
        .where(
            ItemNote.item_id.in_(item_ids),
            ItemNote.act.in_(COMMENTS),
            func.coalesce(word, UNSETTLE) != SETTLE,
        )
        .group_by(ItemNote.item_id)
    )
    return dict(db.session.execute(query).all())


def submitters(item_ids: Collection[int]) -> dict[int, ItemNote]:
    """The note with which each item was last sent to review, with its author; one SQL statement."""
    newest = (
        select(ItemNote.item_id, func.max(ItemNote.number).label("number"))
        .where(ItemNote.item_id.in_(item_ids), ItemNote.act.in_(("submit", "recheck")))
        .group_by(ItemNote.item_id)
        .subquery()
    )
    query = (
        select(ItemNote)
        .join(
            newest,
            (newest.c.item_id == ItemNote.item_id) & (newest.c.number == ItemNote.number),
        )
        .options(joinedload(ItemNote.author))
    )
    return {note.item_id: note for note in db.session.scalars(query)}
