"""What reviewers sent back: whose it is to mend, and what they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.bank import notes
from app.bank.domain.states import State
from app.bank.models import Item, ItemVersion
from app.bank.team_models import ItemNote
from app.extensions import db

RETURN = "return"
# Notes that leave the state as it is.
_STILL = (notes.SAY, *notes.ABOUT)
_SENT = ("submit", "recheck")
MOST = 50


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that was sent back, and the note with which it was."""

    item: Item
    note: ItemNote


def list_returned(user_id: int) -> Sequence[Returned]:
    """The drafts that a person wrote or sent to review and got back, newest first, 50 at most; one SQL
    statement."""
    query = (
        _returned(user_id, select(Item, ItemNote))
        .order_by(ItemNote.created_at.desc(), Item.id.desc())
        .limit(MOST)
        .options(joinedload(ItemNote.author))
    )
    rows: Sequence[Any] = db.session.execute(query).all()
    return [Returned(item, note) for item, note in rows]


def count_returned(user_id: int) -> int:
    """How many drafts a person got back; one SQL statement."""
    query = _returned(user_id, select(func.count()).select_from(Item))
    return db.session.scalar(query) or 0


def _returned(user_id: int, query: Any) -> Any:
    """`query`, which selects from items, joined to the note that sent each of a person's back."""
    last = (
        select(ItemNote.item_id, func.max(ItemNote.number).label("number"))
        .where(ItemNote.act.not_in(_STILL))
        .group_by(ItemNote.item_id)
        .subquery()
    )
    sent = select(ItemNote.item_id).where(ItemNote.author_id == user_id, ItemNote.act.in_(_SENT))
    return (
        query.join(last, last.c.item_id == Item.id)
        .join(ItemNote, and_(ItemNote.item_id == last.c.item_id, ItemNote.number == last.c.number))
        .join(ItemVersion, ItemVersion.id == Item.current_version_id)
        .where(
            Item.state == State.DRAFT.value,
            ItemNote.act == RETURN,
            or_(Item.author_id == user_id, ItemVersion.author_id == user_id, Item.id.in_(sent)),
        )
    )
