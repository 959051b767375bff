"""Title and searched text of all items, written anew where an older program wrote them differently."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.bank.history import drafts_of
from app.bank.models import ContentState, Item, ItemVersion
from app.bank.texts import plain_line, search_text
from app.database import writing
from app.extensions import db

STATE = "search"
# Changes whenever `Draft.searched`, `texts.search_text` or `texts.plain_line` gives something else for
# the same item.
EDITION = "3"
BATCH = 500


def needs_indexing() -> bool:
    """Whether the items' searched texts are of another edition."""
    known = db.session.scalar(select(ContentState.digest).where(ContentState.name == STATE))
    return known != EDITION


def index_items(at: datetime) -> int:
    """Write every item's title and searched text; returns how many. Three SQL statements per 500 items."""
    last = done = 0
    with writing():
        while versions := _versions_after(last):
            drafts = drafts_of(versions)
            rows = [
                {
                    "id": one.item_id,
                    "title": plain_line(drafts[one.id].face.stem),
                    "tokens": search_text(drafts[one.id].searched()),
                }
                for one in versions
            ]
            db.session.execute(update(Item), rows)
            done += len(rows)
            last = versions[-1].item_id
        note_edition(at)
    return done


def note_edition(at: datetime) -> None:
    """Note that all searched texts are of this edition; inside the caller's `writing()`."""
    row = db.session.get(ContentState, STATE)
    if row is None:
        row = ContentState(name=STATE, digest="", loaded_at=at)
        db.session.add(row)
    row.digest, row.loaded_at = EDITION, at
    db.session.flush()


def _versions_after(item_id: int) -> list[ItemVersion]:
    """The current versions of the next items."""
    query = (
        select(ItemVersion)
        .join(Item, Item.current_version_id == ItemVersion.id)
        .where(Item.id > item_id)
        .order_by(Item.id)
        .limit(BATCH)
        .options(joinedload(ItemVersion.stimulus))
    )
    return list(db.session.scalars(query))
