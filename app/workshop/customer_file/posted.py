"""What forms and scripts sent, as ops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.workshop.customer_file.domain.state import Op, State
from app.workshop.customer_file.domain.tables import LONGEST_TEXT, TABLES

_SEP = ":"


def ops_from_form(form: Mapping[str, str], table: str) -> list[Op]:
    """The cells of a form that were changed: inputs v:ROW:FIELD beside hidden w:ROW:FIELD."""
    return list(_changed(form, table))


def _changed(form: Mapping[str, str], table: str) -> Iterator[Op]:
    for name, value in form.items():
        kind, _, place = name.partition(_SEP)
        if kind != "v" or f"w{_SEP}{place}" not in form:
            continue
        row, _, field = place.partition(_SEP)
        # Browsers send line ends in the way of old terminals.
        value, was = (_lines(text) for text in (value, form[f"w{_SEP}{place}"]))
        if value != was:
            yield Op(do="set", table=table, row=row, field=field, value=value, was=was)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")[: LONGEST_TEXT + 1]


def replacing(state: State, table: str, field: str, find: str, put: str) -> list[Op]:
    """Ops that replace `find` by `put` in a column, or in all text columns where `field` is empty."""
    names = [
        one.name
        for one in TABLES[table].fields
        if (not field or one.name == field)
        and not one.choices
        and (table, one.name) not in state.dropped
    ]
    return [
        Op(
            do="set",
            table=table,
            row=key,
            field=name,
            value=row[name].replace(find, put),
            was=row[name],
        )
        for key, row in state.alive(table).items()
        for name in names
        if find and find in row[name]
    ]
