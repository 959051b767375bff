"""Instructors' own items go along with their main point to the chapter that teaches it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from app.bank.models import Item, ItemVersion, item_knowledge
from app.extensions import db


def follow(moved: Mapping[str, str]) -> int:
    """Move the own items whose main point is among `moved` (its new chapter by point); returns how many.

    Their stored versions keep the chapter that taught the point then. Two SQL statements, inside the
    caller's `writing()`.
    """
    tied = select(item_knowledge.c.item_id).where(item_knowledge.c.knowledge_id.in_(moved))
    query = (
        select(Item.id, ItemVersion.labels)
        .join(ItemVersion, ItemVersion.id == Item.current_version_id)
        .where(Item.content_id.is_(None), Item.id.in_(tied))
    )
    rows = [
        {"id": item_id, "chapter_id": moved[labels["knowledge"][0]]}
        for item_id, labels in db.session.execute(query).all()
        if labels["knowledge"][0] in moved
    ]
    if rows:
        db.session.execute(update(Item), rows)
    return len(rows)
