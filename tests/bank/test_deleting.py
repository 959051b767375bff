"""Deleting items, as taking back an import does, looks at no row that does not name them: however much a
site has grown, an exam that is running never waits for it."""

from flask import Flask
from sqlalchemy import ForeignKeyConstraint, Table

from app.extensions import db


def leads(table: Table, column: str) -> bool:
    """Whether an index or the primary key begins with the column."""
    lists = [list(index.columns) for index in table.indexes] + [list(table.primary_key.columns)]
    return any(columns and columns[0].name == column for columns in lists)


def test_whatever_names_an_item_is_found_by_an_index(app: Flask) -> None:
    checked = 0
    for table in db.metadata.tables.values():
        for key in table.constraints:
            if not isinstance(key, ForeignKeyConstraint):
                continue
            if key.referred_table.name in ("item", "item_version"):
                checked += 1
                (column,) = key.columns
                assert leads(table, column.name), f"{table.name}.{column.name}"
    assert checked >= 15
