"""An item's versions, newest first, each with what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.bank.changes import Change, find_changes
from app.bank.domain.items import ItemFace
from app.bank.drafts import Draft, Labels
from app.bank.models import Item, ItemVersion
from app.bank.queries import list_knowledge, load_keys
from app.extensions import db


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One version; `changes` compares it with the one before, none for the first."""

    version: ItemVersion
    author: str
    changes: list[Change]
    draft: Draft


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions laid side by side, by their numbers, and what differs."""

    old: int
    new: int
    changes: list[Change]


def drafts_of(versions: Sequence[ItemVersion]) -> dict[int, Draft]:
    """The content of stored versions by version id; their materials should be loaded already."""
    keys = load_keys([version.id for version in versions])
    return {
        version.id: Draft(
            face=ItemFace.from_data(version.face),
            key=keys[version.id],
            labels=Labels.from_data(version.labels),
            stimulus=(version.stimulus.title, version.stimulus.text) if version.stimulus else None,
        )
        for version in versions
    }


def draft_of(version: ItemVersion) -> Draft:
    """The content of one stored version."""
    return drafts_of([version])[version.id]


def list_history(item: Item) -> list[HistoryEntry]:
    """All versions of an item; four SQL statements."""
    query = (
        select(ItemVersion)
        .where(ItemVersion.item_id == item.id)
        .order_by(ItemVersion.number)
        .options(joinedload(ItemVersion.stimulus))
    )
    versions = list(db.session.scalars(query))
    drafts = drafts_of(versions)
    names = author_names(versions)
    titles = knowledge_titles()
    entries = []
    for before, version in zip([None, *versions], versions, strict=False):
        changes = (
            find_changes(drafts[before.id], drafts[version.id], titles)
            if before is not None
            else []
        )
        author = names.get(version.author_id or 0, "")
        entries.append(HistoryEntry(version, author, changes, drafts[version.id]))
    return entries[::-1]


def compare_versions(
    entries: Sequence[HistoryEntry], old: int | None, new: int | None
) -> Pair | None:
    """Any two of an item's versions side by side; None where the numbers do not name two of them."""
    drafts = {entry.version.number: entry.draft for entry in entries}
    if old not in drafts or new not in drafts or old == new:
        return None
    return Pair(old, new, find_changes(drafts[old], drafts[new], knowledge_titles()))


def author_names(versions: Sequence[ItemVersion]) -> dict[int, str]:
    """Names of the people who wrote these versions, by user id."""
    ids = {version.author_id for version in versions if version.author_id}
    if not ids:
        return {}
    query = select(User.id, User.name).where(User.id.in_(ids))
    return {identity: name for identity, name in db.session.execute(query)}  # noqa: C416


def knowledge_titles() -> dict[str, str]:
    """Titles of all knowledge points by id."""
    return {point.id: point.title for point in list_knowledge()}
