"""The rows that a step over many items writes: versions with their keys, and where items are filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from app.bank.drafts import Draft, Labels
from app.bank.models import Item, ItemKeyRow, ItemVersion, item_knowledge
from app.extensions import Base, db


def add_versions(
    drafted: Sequence[tuple[int, Draft, ItemVersion]], user_id: int, at: datetime, note: str
) -> dict[int, int]:
    """Append a version to each item after the one given; their ids by item id. Four SQL statements."""
    if not drafted:
        return {}
    ids = [item_id for item_id, _draft, _version in drafted]
    query = (
        select(ItemVersion.item_id, func.max(ItemVersion.number))
        .where(ItemVersion.item_id.in_(ids))
        .group_by(ItemVersion.item_id)
    )
    last: dict[int, int] = dict(db.session.execute(query).all())
    rows = [
        {
            "item_id": item_id,
            "number": last[item_id] + 1,
            "origin": "edit",
            "stimulus_id": version.stimulus_id,
            "author_id": user_id,
            "note": note[:200],
            "created_at": at,
            **draft.version_columns(),
        }
        for item_id, draft, version in drafted
    ]
    # By table: the mapper would send a statement for every run of rows with, and without, a material.
    db.session.execute(insert(Base.metadata.tables["item_version"]), rows)
    newest = (
        select(ItemVersion.item_id, func.max(ItemVersion.id))
        .where(ItemVersion.item_id.in_(ids))
        .group_by(ItemVersion.item_id)
    )
    made: dict[int, int] = dict(db.session.execute(newest).all())
    keys = [
        {"version_id": made[item_id], "key": draft.key.to_data()}
        for item_id, draft, _version in drafted
    ]
    db.session.execute(insert(ItemKeyRow), keys)
    return made


def place_items(placed: Sequence[tuple[int, int, str, Labels]], at: datetime) -> None:
    """Set version, state and labels of items: (item id, version id, state, labels) each.

    Three SQL statements. The words of the items stay: a step changes no text.
    """
    if not placed:
        return
    rows = [
        {
            "id": item_id,
            "current_version_id": version_id,
            "state": state,
            "chapter_id": labels.chapter,
            "level": labels.level,
            "cognitive": labels.cognitive,
            "difficulty": labels.difficulty,
            "use": labels.use,
            "updated_at": at,
        }
        for item_id, version_id, state, labels in placed
    ]
    db.session.execute(update(Item), rows)
    ids = [row["id"] for row in rows]
    db.session.execute(delete(item_knowledge).where(item_knowledge.c.item_id.in_(ids)))
    ties = [
        {"item_id": item_id, "knowledge_id": point}
        for item_id, _version, _state, labels in placed
        for point in labels.knowledge
    ]
    db.session.execute(insert(item_knowledge), ties)
    db.session.expire_all()
