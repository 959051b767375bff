"""Where in the items of a list the words stand that one searched for, besides the line shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.finding import Excerpt, Needle, excerpts
from app.bank.history import drafts_of
from app.bank.models import Item, ItemVersion
from app.extensions import db


def find_excerpts(items: Sequence[Item], needles: Sequence[Needle]) -> Mapping[int, list[Excerpt]]:
    """Excerpts by item id; two SQL statements where something is searched for, else none."""
    if not needles or not items:
        return {}
    query = (
        select(ItemVersion)
        .where(ItemVersion.id.in_([item.current_version_id for item in items]))
        .options(joinedload(ItemVersion.stimulus))
    )
    drafts = drafts_of(list(db.session.scalars(query)))
    return {
        item.id: excerpts(drafts[item.current_version_id], item.title, needles)
        for item in items
        if item.current_version_id in drafts
    }
