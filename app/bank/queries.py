"""Reading the bank: faces without keys, keys apart, and lists of items.

Every function is one SQL statement, or two where it says so, however many rows come back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.models import Item, ItemKeyRow, ItemVersion, KnowledgePoint, Stimulus, item_knowledge
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Loaded:
    """An item's version without its key. `stimulus` is (id, title, text) or None."""

    item_id: int
    version_id: int
    number: int
    face: ItemFace
    stimulus: tuple[int, str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """What items are wanted; empty fields do not narrow."""

    chapters: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    cognitive: tuple[str, ...] = ()
    difficulties: tuple[int, ...] = ()
    uses: tuple[str, ...] = ()
    states: tuple[str, ...] = ("published",)
    ids: tuple[int, ...] | None = None
    exclude: tuple[int, ...] = ()


def load_faces(version_ids: Collection[int]) -> dict[int, Loaded]:
    """Faces (never keys) of the given versions, by version id."""
    query = (
        select(ItemVersion, Stimulus)
        .outerjoin(Stimulus, ItemVersion.stimulus_id == Stimulus.id)
        .where(ItemVersion.id.in_(version_ids))
    )
    found = {}
    for version, stimulus in db.session.execute(query):
        shared = (stimulus.id, stimulus.title, stimulus.text) if stimulus else None
        face = ItemFace.from_data(version.face)
        found[version.id] = Loaded(version.item_id, version.id, version.number, face, shared)
    return found


def load_keys(version_ids: Collection[int]) -> dict[int, ItemKey]:
    """Keys of the given versions, by version id: for marking, and for pages after release."""
    query = select(ItemKeyRow).where(ItemKeyRow.version_id.in_(version_ids))
    return {row.version_id: ItemKey.from_data(row.key) for row in db.session.scalars(query)}


def list_items(wanted: ItemFilter) -> Select[Item]:
    """A query for items (with their knowledge points) that match; add order and limits to it."""
    return _narrow(select(Item), wanted).options(selectinload(Item.knowledge))


def count_pool(wanted: ItemFilter) -> dict[tuple[str, str], int]:
    """Number of matching items by (chapter id, type)."""
    query = _narrow(select(Item.chapter_id, Item.type, func.count()), wanted)
    rows = db.session.execute(query.group_by(Item.chapter_id, Item.type))
    return {(chapter, type_): count for chapter, type_, count in rows}


def draw_items(wanted: ItemFilter, count: int, rng: Random) -> list[tuple[int, int]]:
    """Draw up to `count` matching items at random: (item id, current version id), in drawn order.

    Chance comes from `rng`, so that the same seed draws the same items from the same bank.
    """
    query = _narrow(select(Item.id, Item.current_version_id), wanted).order_by(Item.id)
    pool = [(item, version) for item, version in db.session.execute(query) if version]
    return rng.sample(pool, min(count, len(pool)))


def list_knowledge() -> list[KnowledgePoint]:
    """All knowledge points in teaching order."""
    query = select(KnowledgePoint).order_by(KnowledgePoint.chapter_id, KnowledgePoint.position)
    return list(db.session.scalars(query))


def chapters_of(points: Collection[str]) -> dict[str, str]:
    """The chapter of each of the given knowledge points."""
    query = select(KnowledgePoint.id, KnowledgePoint.chapter_id).where(
        KnowledgePoint.id.in_(points)
    )
    return {row.id: row.chapter_id for row in db.session.execute(query)}


def _narrow(query: Select, wanted: ItemFilter) -> Select:
    """The query with the conditions of a filter on `Item`."""
    for column, values in (
        (Item.chapter_id, wanted.chapters),
        (Item.type, wanted.types),
        (Item.level, wanted.levels),
        (Item.cognitive, wanted.cognitive),
        (Item.difficulty, wanted.difficulties),
        (Item.use, wanted.uses),
        (Item.state, wanted.states),
    ):
        if values:
            query = query.where(column.in_(values))
    if wanted.ids is not None:
        query = query.where(Item.id.in_(wanted.ids))
    if wanted.exclude:
        query = query.where(Item.id.not_in(wanted.exclude))
    if wanted.knowledge:
        tied = select(item_knowledge.c.item_id).where(
            item_knowledge.c.knowledge_id.in_(wanted.knowledge)
        )
        query = query.where(Item.id.in_(tied))
    return query
