"""Writing the bank: new items, new versions, and the choice after an upgrade of the content.

Who may do this (`Permission.BANK_EDIT`) is asked by the routes. Each function is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select

from app.bank.domain.states import State
from app.bank.drafts import Draft
from app.bank.history import draft_of
from app.bank.models import Item, ItemKeyRow, ItemVersion, Stimulus, item_knowledge
from app.bank.notes import add_note, first_state
from app.database import new_public_id, writing
from app.extensions import Base, db
from app.web.errors import DomainError


class EditConflict(DomainError):
    """Somebody stored a version since the form was opened; `current_id` is the one they stored."""

    status = 409

    def __init__(self, current_id: int) -> None:
        self.current_id = current_id
        super().__init__(_("你编辑的时候，别人存了新的一版。你写的都还在，请对照后再存。"))


def create_item(
    draft: Draft, author_id: int, at: datetime, state: str = "published", note: str = ""
) -> Item:
    """Store a new item with its first version."""
    return create_items([draft], author_id, at, state, note)[0]


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item about to be stored: its first version, where it comes from, its material."""

    draft: Draft
    note: str = ""
    stimulus_id: int | None = None


def create_items(
    drafts: Sequence[Draft],
    author_id: int,
    at: datetime,
    state: str = "published",
    note: str = "",
) -> list[Item]:
    """Store several new items, all or none; returned in the same order."""
    return add_items([NewItem(draft, note) for draft in drafts], author_id, at, state)


def add_items(
    entries: Sequence[NewItem], author_id: int, at: datetime, state: str = "published"
) -> list[Item]:
    """Store several new items, all or none; returned in the same order. However many they are, each
    table is written in one go. Where the site demands reviews, what is to be published waits for one."""
    state = first_state(state)
    with writing():
        rows = [
            {
                "public_id": new_public_id(),
                "author_id": author_id,
                "state": state,
                "created_at": at,
                "updated_at": at,
                **entry.draft.item_columns(),
            }
            for entry in entries
        ]
        items = _insert_items(rows)
        pairs = list(zip(items, entries, strict=True))
        versions = [
            {
                "item_id": item.id,
                **_version_columns(1, one.draft, one.stimulus_id, author_id, at, one.note),
            }
            for item, one in pairs
        ]
        ids = _insert_versions(versions)
        for item in items:
            item.current_version_id = ids[item.id]
        keys = [
            {"version_id": ids[item.id], "key": entry.draft.key.to_data()} for item, entry in pairs
        ]
        if keys:
            db.session.execute(insert(ItemKeyRow), keys)
        _tie_knowledge((item, entry.draft) for item, entry in pairs)
        db.session.flush()
    return items


def _insert_items(rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    """The new items in the order of `rows`: two SQL statements, where the session would need one for
    each to learn its number."""
    if not rows:
        return []
    db.session.execute(insert(Base.metadata.tables["item"]), rows)
    names = [row["public_id"] for row in rows]
    made = {
        item.public_id: item
        for item in db.session.scalars(select(Item).where(Item.public_id.in_(names)))
    }
    return [made[name] for name in names]


def _insert_versions(rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """First versions; their ids by item id."""
    if not rows:
        return {}
    db.session.execute(insert(Base.metadata.tables["item_version"]), rows)
    query = select(ItemVersion.item_id, ItemVersion.id).where(
        ItemVersion.item_id.in_([row["item_id"] for row in rows])
    )
    return {row.item_id: row.id for row in db.session.execute(query)}


def save_version(
    item_id: int, draft: Draft, based_on: int, author_id: int, at: datetime, note: str = ""
) -> Item:
    """Store `draft` as the item's next version and make it current.

    `based_on` is the version that was on the author's screen; raises `EditConflict` where another
    one is current by now. A draft that says nothing new stores nothing.
    """
    with writing():
        item = reload_item(item_id)
        if item.current_version_id != based_on:
            raise EditConflict(item.current_version_id or 0)
        if draft.face.type.value != item.type:
            raise DomainError(_("题型不能改。请另写一道题。"))
        current = db.session.get_one(ItemVersion, based_on)
        draft = _with_material_of(draft, current)
        if draft.digest() == current.digest:
            return item
        version = add_version(
            item.id, next_number(item.id), draft, current.stimulus_id, author_id, at, note
        )
        make_current(item, version.id, draft, at)
        if item.state == State.PUBLISHED and first_state(item.state) != State.PUBLISHED:
            # What a second person has looked at is another text by now.
            item.state = State.IN_REVIEW.value
            add_note(item.id, "recheck", version.number, author_id, at)
    return item


def accept_pending(item_id: int, pending_id: int, at: datetime) -> Item:
    """Take the version that an upgrade of the content brought; one's own stays in the history."""
    with writing():
        item = _reload_pending(item_id, pending_id)
        version = db.session.get_one(ItemVersion, pending_id)
        item.pending_version_id = None
        make_current(item, pending_id, draft_of(version), at)
    return item


def keep_own(item_id: int, pending_id: int, at: datetime) -> Item:
    """Stay with one's own version; the other is kept in the history and not offered again."""
    with writing():
        item = _reload_pending(item_id, pending_id)
        item.pending_version_id = None
        item.updated_at = at
    return item


def copy_item(item_id: int, author_id: int, at: datetime) -> Item:
    """Make an own item, still a draft, out of another one's current version."""
    with writing():
        source = reload_item(item_id)
        version = db.session.get_one(ItemVersion, source.current_version_id)
        draft = draft_of(version).filed_under(source.chapter_id)
        item = create_item(draft, author_id, at, state="draft", note=_("抄自另一道题"))
        if version.stimulus_id is not None:
            db.session.get_one(
                ItemVersion, item.current_version_id
            ).stimulus_id = version.stimulus_id
    return item


def reload_item(item_id: int) -> Item:
    """The item as it is now, locked where the database locks rows."""
    query = select(Item).where(Item.id == item_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _reload_pending(item_id: int, pending_id: int) -> Item:
    item = reload_item(item_id)
    if item.pending_version_id != pending_id:
        raise DomainError(_("这两版已经有人选过了，或又来了新的一版。请刷新后再看。"), status=409)
    return item


def next_number(item_id: int) -> int:
    """The number of the item's next version."""
    query = select(func.max(ItemVersion.number)).where(ItemVersion.item_id == item_id)
    return (db.session.scalar(query) or 0) + 1


def _with_material_of(draft: Draft, version: ItemVersion) -> Draft:
    """A form does not show the material's text, so the new version keeps that of the old one."""
    if version.stimulus_id is None:
        return draft
    stimulus = db.session.get_one(Stimulus, version.stimulus_id)
    return draft.with_stimulus(stimulus.title, stimulus.text)


def add_version(
    item_id: int,
    number: int,
    draft: Draft,
    stimulus_id: int | None,
    author_id: int,
    at: datetime,
    note: str,
) -> ItemVersion:
    """Append a version; belongs inside the caller's `writing()`, which holds the item."""
    columns = _version_columns(number, draft, stimulus_id, author_id, at, note)
    version = ItemVersion(item_id=item_id, **columns)
    db.session.add(version)
    db.session.flush()
    db.session.add(ItemKeyRow(version_id=version.id, key=draft.key.to_data()))
    return version


def _version_columns(
    number: int, draft: Draft, stimulus_id: int | None, author_id: int, at: datetime, note: str
) -> dict[str, Any]:
    return {
        "number": number,
        "origin": "edit",
        "stimulus_id": stimulus_id,
        "author_id": author_id,
        "note": note[:200],
        "created_at": at,
        **draft.version_columns(),
    }


def make_current(item: Item, version_id: int, draft: Draft, at: datetime) -> None:
    """Let a stored version be the one that is shown and drawn; inside the caller's `writing()`."""
    for name, value in draft.item_columns().items():
        setattr(item, name, value)
    item.current_version_id = version_id
    item.updated_at = at
    db.session.execute(delete(item_knowledge).where(item_knowledge.c.item_id == item.id))
    _tie_knowledge([(item, draft)])
    db.session.flush()
    db.session.expire(item, ["knowledge", "current_version", "pending_version"])


def _tie_knowledge(pairs: Iterable[tuple[Item, Draft]]) -> None:
    rows = [
        {"item_id": item.id, "knowledge_id": point}
        for item, draft in pairs
        for point in draft.labels.knowledge
    ]
    if rows:
        db.session.execute(insert(item_knowledge), rows)
