"""Collections (题集): named lists of items in an order, private until shared with colleagues.

Routes ask the policy who may see, change or manage a collection; here is what is done.
"""

from __future__ import annotations

from collections.abc import Collection as Ids
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.authz.gate import current_actor
from app.bank.models import Item
from app.bank.team_models import Collection, CollectionItem, CollectionMember
from app.courses import sharing
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

LONGEST_TITLE = 80
LONGEST_TEXT = 1000
MOST_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection in a list: `count` items, and whether the person may change what is in it."""

    row: Collection
    count: int
    may_edit: bool


def items_of(public_id: str) -> Select[int]:
    """The ids of the items of a collection that the present actor may see; none of another."""
    return (
        select(CollectionItem.item_id)
        .join(Collection, Collection.id == CollectionItem.collection_id)
        .where(Collection.public_id == public_id, _visible_to(current_actor().user_id or 0))
    )


def list_collections(user_id: int) -> list[Shelf]:
    """The collections a person sees, own ones first, by title; three SQL statements."""
    counts = (
        select(CollectionItem.collection_id, func.count().label("n"))
        .group_by(CollectionItem.collection_id)
        .subquery()
    )
    query = (
        select(Collection, func.coalesce(counts.c.n, 0))
        .outerjoin(counts, counts.c.collection_id == Collection.id)
        .where(_visible_to(user_id))
        .options(joinedload(Collection.owner))
        .order_by(Collection.owner_id != user_id, Collection.title, Collection.id)
    )
    return [
        Shelf(row, count, sharing.may_edit(row, user_id))
        for row, count in db.session.execute(query)
    ]


def collection_options(shelves: Sequence[Shelf]) -> list[tuple[str, str]]:
    """Choices of a select: (public id, title)."""
    return [(shelf.row.public_id, shelf.row.title) for shelf in shelves]


def holding(item_id: int, user_id: int) -> set[int]:
    """The ids of the collections a person sees that hold an item; one SQL statement."""
    query = (
        select(Collection.id)
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .where(CollectionItem.item_id == item_id, _visible_to(user_id))
    )
    return set(db.session.scalars(query))


def contents(row: Collection) -> Select[Item]:
    """The items of a collection in its order."""
    return (
        select(Item)
        .join(CollectionItem, CollectionItem.item_id == Item.id)
        .where(CollectionItem.collection_id == row.id)
        .order_by(CollectionItem.position, Item.id)
        .options(selectinload(Item.knowledge))
    )


def create_collection(user_id: int, title: str, text: str, at: datetime) -> Collection:
    """A new collection, seen by nobody else."""
    title, text = _checked(title, text)
    with writing():
        row = Collection(
            owner_id=user_id, title=title, description=text, created_at=at, updated_at=at
        )
        db.session.add(row)
        db.session.flush()
    return row


def describe(row_id: int, title: str, text: str, at: datetime) -> None:
    """Give a collection another title and description."""
    title, text = _checked(title, text)
    with writing():
        row = _held(row_id)
        row.title, row.description, row.updated_at = title, text, at


def delete_collection(row_id: int) -> None:
    """Take a collection away; its items stay in the bank."""
    with writing():
        db.session.execute(delete(CollectionItem).where(CollectionItem.collection_id == row_id))
        db.session.execute(delete(CollectionMember).where(CollectionMember.collection_id == row_id))
        db.session.execute(delete(Collection).where(Collection.id == row_id))


def add_items(row_id: int, item_ids: Sequence[int], user_id: int, at: datetime) -> int:
    """Put items at the end, in the order given; returns how many were not in it yet."""
    with writing():
        row = _held(row_id)
        known, last = _known(row_id)
        fresh = [item_id for item_id in dict.fromkeys(item_ids) if item_id not in known]
        if len(known) + len(fresh) > MOST_ITEMS:
            raise DomainError(
                _("一个题集最多 %(n)s 道题，这一次没有加入。", n=MOST_ITEMS), status=422
            )
        rows = [
            {
                "collection_id": row_id,
                "item_id": item_id,
                "position": last + offset,
                "added_by_id": user_id,
                "added_at": at,
            }
            for offset, item_id in enumerate(fresh, 1)
        ]
        if rows:
            db.session.execute(insert(CollectionItem), rows)
            row.updated_at = at
    return len(fresh)


def remove_items(row_id: int, item_ids: Ids[int], at: datetime) -> int:
    """Take items out; returns how many were in it."""
    with writing():
        row = _held(row_id)
        gone = _known(row_id)[0] & set(item_ids)
        db.session.execute(
            delete(CollectionItem).where(
                CollectionItem.collection_id == row_id, CollectionItem.item_id.in_(gone)
            )
        )
        if gone:
            row.updated_at = at
    return len(gone)


def move_item(row_id: int, item_id: int, by: int) -> None:
    """Move an item `by` places (-1: up); at the end it stays, and so does what is not there."""
    with writing():
        _held(row_id)
        query = (
            select(CollectionItem)
            .where(CollectionItem.collection_id == row_id)
            .order_by(CollectionItem.position, CollectionItem.item_id)
        )
        rows = list(db.session.scalars(query))
        place = next((n for n, row in enumerate(rows) if row.item_id == item_id), None)
        if place is None or not 0 <= place + by < len(rows):
            return
        here, there = rows[place], rows[place + by]
        here.position, there.position = there.position, here.position


def share(row_id: int, person: User | None, right: str, at: datetime) -> None:
    """Let a colleague see a collection, or change what is in it. Raises ShareRefused."""
    with writing():
        row = _held(row_id)
        sharing.share(row, person, right, CollectionMember)
        row.updated_at = at


def unshare(row_id: int, user_id: int) -> None:
    """A colleague sees the collection no more."""
    with writing():
        sharing.unshare(_held(row_id), user_id)


def _held(row_id: int) -> Collection:
    """The collection as it is now, locked where the database locks rows."""
    query = select(Collection).where(Collection.id == row_id).with_for_update(of=Collection)
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise DomainError(_("这个题集已经删除了。"), status=409)
    return row


def _known(row_id: int) -> tuple[set[int], int]:
    """The items of a collection, and its last position."""
    query = select(CollectionItem.item_id, CollectionItem.position).where(
        CollectionItem.collection_id == row_id
    )
    rows = db.session.execute(query).all()
    return {row.item_id for row in rows}, max((row.position for row in rows), default=0)


def _visible_to(user_id: int) -> ColumnElement[bool]:
    return sharing.visible_to(user_id, Collection, CollectionMember.collection_id)


def _checked(title: str, text: str) -> tuple[str, str]:
    title, text = title.strip(), text.strip()
    if not title:
        raise DomainError(_("请填写题集的名称。"), status=422)
    if len(title) > LONGEST_TITLE:
        raise DomainError(_("名称最多 %(n)s 个字。", n=LONGEST_TITLE), status=422)
    if len(text) > LONGEST_TEXT:
        raise DomainError(_("说明最多 %(n)s 个字。", n=LONGEST_TEXT), status=422)
    return title, text
