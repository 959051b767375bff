"""Who else holds an item: found by the schema itself, so that no table can be forgotten.

Every table outside the bank with a foreign key to an item or a version says that the item is in use.
Features that name items in another way (the rounds of practice keep a list) register a finder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Column, Table, select

from app.bank.models import ItemVersion
from app.extensions import Base, db

# The bank's own tables, which come and go with the item.
OWN = frozenset(
    {
        "item", "item_version", "item_key", "item_knowledge", "import_question", "stimulus",
        "item_note", "bank_step_item", "collection_item",
    }
)  # fmt: skip
# (ids, since when they exist) → those of them that are in use
Finder = Callable[[Collection[int], datetime], set[int]]
_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Let a feature say which items it holds; `kind` is a word of the interface's."""
    _finders[kind] = finder


def find_users(item_ids: Collection[int], since: datetime) -> dict[int, set[str]]:
    """The kinds of use (names of tables or of finders) by item id; items nobody uses are left out.

    One SQL statement for each table that refers to items, whatever the number of items.
    """
    found: dict[int, set[str]] = {}
    if not item_ids:
        return found
    for table, column, target in _references():
        for item_id in _held(column, target, item_ids):
            found.setdefault(item_id, set()).add(table.name)
    for kind, finder in _finders.items():
        for item_id in finder(item_ids, since):
            found.setdefault(item_id, set()).add(kind)
    return found


def _references() -> list[tuple[Table, Column[int], str]]:
    """Every column outside the bank that refers to an item or a version."""
    return [
        (table, column, key.column.table.name)
        for table in Base.metadata.sorted_tables
        if table.name not in OWN
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("item", "item_version")
    ]


def _held(column: Column[int], target: str, item_ids: Collection[int]) -> list[int]:
    if target == "item":
        query = select(column).where(column.in_(item_ids))
    else:
        query = (
            select(ItemVersion.item_id)
            .join(column.table, column == ItemVersion.id)
            .where(ItemVersion.item_id.in_(item_ids))
        )
    return list(db.session.scalars(query.distinct()))
