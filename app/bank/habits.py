"""What the bank's other choice items do: which confusions they name, where their keys stand.

Both read keys, so they serve authors only. One SQL statement each.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.lint import Habit
from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemKeyRow, ItemVersion
from app.extensions import db

# As many keys are read for suggestions; those of the same chapter come first.
MOST_READ, MOST_NAMED = 400, 150
_WITH_CONFUSIONS = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE)


def list_misconceptions(chapter: str = "") -> list[str]:
    """Confusions named in the bank, those of `chapter` first, then the commonest and newest."""
    query = (
        select(ItemKeyRow.key, Item.chapter_id == chapter)
        .join(Item, Item.current_version_id == ItemKeyRow.version_id)
        .where(Item.type.in_([type_.value for type_ in _WITH_CONFUSIONS]), Item.state != "retired")
        .order_by((Item.chapter_id == chapter).desc(), Item.updated_at.desc(), Item.id.desc())
        .limit(MOST_READ)
    )
    near: Counter[str] = Counter()
    far: Counter[str] = Counter()
    for data, same in db.session.execute(query):
        key = ItemKey.from_data(data)
        named = [key.misconception, *(note.misconception for note in key.notes.values())]
        (near if same else far).update(one for one in named if one)
    ordered = [text for counter in (near, far) for text, _count in counter.most_common()]
    return list(dict.fromkeys(ordered))[:MOST_NAMED]


def load_habit(chapter: str, options: int, except_id: int | None = None) -> Habit:
    """Where the keys of a chapter's 单选 with as many options stand, as far as their order is fixed."""
    query = (
        select(ItemVersion.face, ItemKeyRow.key)
        .join(Item, Item.current_version_id == ItemVersion.id)
        .join(ItemKeyRow, ItemKeyRow.version_id == ItemVersion.id)
        .where(
            Item.chapter_id == chapter,
            Item.type == ItemType.SINGLE_CHOICE.value,
            Item.state == "published",
            Item.id != (except_id or 0),
        )
    )
    places: Counter[int] = Counter()
    for data, key in db.session.execute(query):
        face = ItemFace.from_data(data)
        ids = face.option_ids()
        if not face.shuffle and len(ids) == options and key["correct"]:
            places[ids.index(key["correct"][0])] += 1
    return Habit(places=places)
