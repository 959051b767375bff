"""A mended key as the next version of an item, also where the item has moved on since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.bank.domain.items import ItemKey
from app.bank.history import draft_of
from app.bank.models import ItemVersion
from app.bank.service import add_version, make_current, next_number, reload_item
from app.database import writing
from app.extensions import db


def fix_key(version_id: int, key: ItemKey, author_id: int, at: datetime, note: str) -> ItemVersion:
    """Store a version with another key for what `version_id` asks.

    Where the item still asks that, the new version is the current one with the key mended, so that
    labels changed since stay changed, and it becomes current. Where somebody has rewritten the question
    meanwhile, theirs stays current and the mended key only joins the history. A key that says nothing
    new stores nothing and gives back the version that has it.
    """
    with writing():
        source = db.session.get_one(ItemVersion, version_id)
        item = reload_item(source.item_id)
        current = db.session.get(ItemVersion, item.current_version_id)
        asks_the_same = current is not None and current.face == source.face
        base = current if current is not None and asks_the_same else source
        own = draft_of(base)
        if asks_the_same:
            own = own.filed_under(item.chapter_id)
        draft = replace(own, key=key)
        if draft.digest() == own.digest():
            return base
        version = add_version(
            item.id, next_number(item.id), draft, base.stimulus_id, author_id, at, note
        )
        if asks_the_same:
            make_current(item, version.id, draft, at)
    return version


def take_back_key(version_id: int, author_id: int, at: datetime, note: str) -> ItemVersion | None:
    """Store a version with the key from before `version_id`, which had only mended the key.

    None, and nothing is stored, where the item says something else by now: whoever wrote that has the
    last word.
    """
    with writing():
        mended = db.session.get_one(ItemVersion, version_id)
        item = reload_item(mended.item_id)
        current = db.session.get(ItemVersion, item.current_version_id)
        earlier = _asked_before(mended)
        if current is None or current.digest != mended.digest or earlier is None:
            return None
        draft = replace(draft_of(current).filed_under(item.chapter_id), key=draft_of(earlier).key)
        version = add_version(
            item.id, next_number(item.id), draft, current.stimulus_id, author_id, at, note
        )
        make_current(item, version.id, draft, at)
    return version


def _asked_before(version: ItemVersion) -> ItemVersion | None:
    """The newest earlier version that asked the same."""
    query = (
        select(ItemVersion)
        .where(ItemVersion.item_id == version.item_id, ItemVersion.number < version.number)
        .order_by(ItemVersion.number.desc())
    )
    return next((one for one in db.session.scalars(query) if one.face == version.face), None)


def list_later(version_id: int) -> list[ItemVersion]:
    """All other versions of the same item, the newest first; one SQL statement."""
    item = select(ItemVersion.item_id).where(ItemVersion.id == version_id).scalar_subquery()
    query = (
        select(ItemVersion)
        .where(ItemVersion.item_id == item, ItemVersion.id != version_id)
        .order_by(ItemVersion.number.desc())
    )
    return list(db.session.scalars(query))
