"""A mended key as the next version of an item, also where the item has moved on since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.bank.domain.items import ItemKey, KeyPoint
from app.bank.domain.normalise import normalise
from app.bank.history import draft_of
from app.bank.models import Item, ItemVersion
from app.bank.queries import load_keys
from app.bank.service import (
    add_version,
    make_current,
    next_number,
    reload_item,
    save_version,
)
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


@dataclass(frozen=True, slots=True)
class Wording:
    """Another wording for the key point that is worded `point_text`."""

    point_text: str
    phrase: str

    def is_known(self, key: ItemKey) -> bool | None:
        """Whether the key has it; None where it has no such key point."""
        point = self._point(key)
        if point is None:
            return None
        return normalise(self.phrase) in {normalise(t) for t in (point.text, *point.variants)}

    def added_to(self, key: ItemKey) -> ItemKey:
        """The key with it, where it has the key point and not yet the wording."""
        if self.is_known(key) is not False:
            return key
        own = self._point(key)
        points = tuple(
            replace(one, variants=(*one.variants, self.phrase)) if one is own else one
            for one in key.key_points
        )
        return replace(key, key_points=points)

    def _point(self, key: ItemKey) -> KeyPoint | None:
        wanted = normalise(self.point_text)
        return next((one for one in key.key_points if normalise(one.text) == wanted), None)


def current_key(version_id: int) -> ItemKey:
    """The key that the item of this version has now; four SQL statements at most."""
    current = _current_of(version_id)
    return load_keys([current.id])[current.id]


def add_wording(
    version_id: int, wording: Wording, author_id: int, at: datetime, note: str
) -> bool | None:
    """Store the wording as a new version of the item that `version_id` belongs to.

    False where the item knows it already, None where the key point is no longer there; both store
    nothing. Raises EditConflict where somebody stored a version in the same moment.
    """
    current = _current_of(version_id)
    draft = draft_of(current)
    known = wording.is_known(draft.key)
    if known is not False:
        return None if known is None else False
    item = db.session.get_one(Item, current.item_id)
    draft = replace(draft.filed_under(item.chapter_id), key=wording.added_to(draft.key))
    save_version(item.id, draft, current.id, author_id, at, note)
    return True


def _current_of(version_id: int) -> ItemVersion:
    own = db.session.get_one(ItemVersion, version_id)
    item = db.session.get_one(Item, own.item_id)
    return db.session.get_one(ItemVersion, item.current_version_id or own.id)


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
