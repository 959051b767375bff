"""What the questions of an import are like: items of the bank, earlier questions, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.changes import Change, find_changes, marked
from app.bank.drafts import Draft
from app.bank.history import drafts_of
from app.bank.import_models import ImportQuestion
from app.bank.importing import Pending
from app.bank.models import Item, ItemVersion
from app.extensions import db


@dataclass(frozen=True, slots=True)
class TwinView:
    """The item that a question is like, and what differs."""

    share: int
    title: str
    public_id: str = ""
    place: int = 0
    changes: Sequence[Change] = ()
    same_type: bool = True


def twins_of(pending: Sequence[Pending], titles: Mapping[str, str]) -> dict[int, TwinView]:
    """What the page's questions are like, by row id; four SQL statements at most."""
    items = _twin_items({one.row.twin_item_id for one in pending} - {None})
    drafts = drafts_of([item.current_version for item in items.values() if item.current_version])
    places = {one.row.twin_place for one in pending} - {None}
    stems = _stems_at(pending[0].row.batch_id if pending else 0, places)
    found: dict[int, TwinView] = {}
    for one in pending:
        row = one.row
        if row.twin_item_id in items:
            item = items[row.twin_item_id]
            changes = changes_from(one, drafts.get(item.current_version_id or 0), titles)
            type_ = one.question.type
            same = type_ is not None and type_.value == item.type
            found[row.id] = TwinView(
                row.twin_share, item.title, item.public_id, changes=changes, same_type=same
            )
        elif row.twin_place is not None and row.twin_place in stems:
            stem = stems[row.twin_place]
            before, after = marked(stem, one.question.stem or "")
            changes = [Change(_("题干"), before, after)] if before != after else []
            found[row.id] = TwinView(
                row.twin_share, stem, place=row.twin_place + 1, changes=changes
            )
    return found


def changes_from(pending: Pending, before: Draft | None, titles: Mapping[str, str]) -> list[Change]:
    """What differs between the item and the question; the stems alone while it is not right yet."""
    spec = pending.checked.spec
    if before is None:
        return []
    if spec is not None and spec.type is before.face.type:
        after = Draft.from_spec(spec, before.labels.chapter)
        return find_changes(before, after, titles)
    was, now = marked(before.face.stem, pending.question.stem or "")
    return [Change(_("题干"), was, now)] if was != now else []


def _twin_items(ids: set[int | None]) -> dict[int | None, Item]:
    if not ids:
        return {}
    query = (
        select(Item)
        .where(Item.id.in_(ids))
        .options(joinedload(Item.current_version).joinedload(ItemVersion.stimulus))
    )
    return {item.id: item for item in db.session.scalars(query)}


def _stems_at(batch_id: int, places: set[int | None]) -> dict[int | None, str]:
    if not places:
        return {}
    query = select(ImportQuestion.position, ImportQuestion.data).where(
        ImportQuestion.batch_id == batch_id, ImportQuestion.position.in_(places)
    )
    return {place: data["stem"] or "" for place, data in db.session.execute(query)}
