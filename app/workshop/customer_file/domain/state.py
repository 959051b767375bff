"""What a file looks like now: the set it began with, and every change since, replayed.

Changes are only ever added. An undo is a change too: it takes back the newest one that holds. So a file
is always a function of its set and its log, and nothing shown as saved can be lost by what comes later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from app.workshop.customer_file.domain.tables import CONSENTS, CONTACTS, ORDERS, TABLES, Field

Row = dict[str, str]
Rows = dict[str, Row]
MOST_OPS = 2_000
MOST_ROWS = 400


class Fault(StrEnum):
    """Why a change cannot be made."""

    MALFORMED = "malformed"
    NO_SUCH_PLACE = "no_such_place"
    LOCKED = "locked"
    CHANGED = "changed"
    CHOICE = "choice"
    LONG = "long"
    REASON = "reason"
    ITSELF = "itself"
    FULL = "full"


class OpError(Exception):
    """A change that cannot be made: nothing of its batch is. `now` is the value that stands there."""

    def __init__(self, fault: Fault, op: Op | None = None, now: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.op = op
        self.now = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One step: `do` is set, add, remove, merge or drop.

    `was` is what the student saw in the cell; `into` the row that a merged one goes into; `values` those
    of a row that is added, `row` then its new id.
    """

    do: str
    table: str
    row: str = ""
    field: str = ""
    value: str = ""
    was: str = ""
    into: str = ""
    reason: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def to_data(self) -> dict[str, object]:
        """As the log keeps it, without what is empty (an emptied cell keeps its value)."""
        names = ("do", "table", "row", "field", "was", "into", "reason")
        data: dict[str, object] = {n: getattr(self, n) for n in names if getattr(self, n)}
        if self.do == "set":
            data["value"] = self.value
        if self.values:
            data["values"] = dict(self.values)
        return data


@dataclass(frozen=True, slots=True)
class Gone:
    """A row that was deleted with a reason, or merged into another."""

    reason: str = ""
    into: str = ""


@dataclass(slots=True)
class State:
    """All tables as they are. `dropped` holds fields that were deleted as a whole, with the reason."""

    tables: dict[str, Rows]
    gone: dict[tuple[str, str], Gone] = field(default_factory=dict[tuple[str, str], Gone])
    dropped: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    added: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def copy(self) -> State:
        tables = {name: {k: dict(v) for k, v in rows.items()} for name, rows in self.tables.items()}
        return State(tables, dict(self.gone), dict(self.dropped), set(self.added))

    def alive(self, table: str) -> Rows:
        """The rows that were neither deleted nor merged away, in order."""
        return {k: v for k, v in self.tables[table].items() if (table, k) not in self.gone}

    def value(self, table: str, row: str, name: str) -> str:
        return self.tables.get(table, {}).get(row, {}).get(name, "")

    def follow(self, table: str, row: str) -> str:
        """The row that `row` is part of after all merges."""
        while (gone := self.gone.get((table, row))) and gone.into:
            row = gone.into
        return row


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the log: `act` is edit, undo or redo; only an edit has ops."""

    act: str
    ops: tuple[Op, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """A file after its log, and how many steps can be undone and redone."""

    state: State
    undoable: int
    redoable: int


def replay(start: State, log: Iterable[Change]) -> Replayed:
    """The file after `log`; ops that no longer fit (the set changed under them) are left out."""
    done: list[Change] = []
    undone: list[Change] = []
    for change in log:
        if change.act == "edit":
            done.append(change)
            undone.clear()
        elif change.act == "undo" and done:
            undone.append(done.pop())
        elif change.act == "redo" and undone:
            done.append(undone.pop())
    state = start.copy()
    for change in done:
        for op in change.ops:
            try:
                perform(state, op, careful=False)
            except OpError:
                continue
    return Replayed(state, len(done), len(undone))


def read_ops(data: object) -> tuple[Op, ...]:
    """Ops out of posted JSON: a list of objects with texts. Raises OpError."""
    if not isinstance(data, list) or not 0 < len(cast("list[object]", data)) <= MOST_OPS:
        raise OpError(Fault.MALFORMED)
    return tuple(_read_op(one) for one in cast("list[object]", data))


def _read_op(data: object) -> Op:
    if not isinstance(data, Mapping):
        raise OpError(Fault.MALFORMED)
    given = cast("Mapping[str, object]", data)
    names = ("do", "table", "row", "field", "value", "was", "into", "reason")
    texts = {name: given.get(name, "") for name in names}
    values = given.get("values", {})
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(values, Mapping):
        raise OpError(Fault.MALFORMED)
    pairs = tuple(cast("Mapping[str, object]", values).items())
    if not all(isinstance(v, str) for _, v in pairs):
        raise OpError(Fault.MALFORMED)
    return Op(**cast("dict[str, str]", texts), values=cast("tuple[tuple[str, str], ...]", pairs))


def perform(state: State, op: Op, *, careful: bool = True) -> None:
    """Change `state` by one op. Raises OpError and changes nothing.

    `careful`: the cell must still hold what the student saw, so that two windows never overwrite each
    other silently; a replay of what was accepted once need not ask again.
    """
    table = TABLES.get(op.table)
    if table is None or op.do not in _ACTS:
        raise OpError(Fault.NO_SUCH_PLACE, op)
    if table.locked:
        raise OpError(Fault.LOCKED, op)
    if careful and op.do == "set" and _place(state, op)[0].get(op.field, "") != op.was:
        raise OpError(Fault.CHANGED, op, state.value(op.table, op.row, op.field))
    _ACTS[op.do](state, op)


def perform_all(state: State, ops: Sequence[Op]) -> None:
    """All ops or, where one cannot be made, an OpError; then `state` is to be thrown away."""
    for op in ops:
        perform(state, op)


def next_id(state: State, table: str) -> str:
    """The id of a row that is added: those of the set begin otherwise."""
    count = sum(name == table for name, _ in state.added)
    return f"{'L' if table == CONTACTS else 'T'}新{count + 1:02}"


def _set(state: State, op: Op) -> None:
    row, column = _place(state, op)
    _check_value(column, op)
    row[op.field] = op.value


def _add(state: State, op: Op) -> None:
    table = TABLES[op.table]
    if not table.grows or not op.row or op.row in state.tables[op.table]:
        raise OpError(Fault.LOCKED, op)
    if len(state.tables[op.table]) >= MOST_ROWS:
        raise OpError(Fault.FULL, op)
    given = dict(op.values)
    for column in table.fields:
        value = given.get(column.name, "")
        _check_value(
            column, Op(do="set", table=op.table, row=op.row, field=column.name, value=value)
        )
    state.tables[op.table][op.row] = {c.name: given.get(c.name, "") for c in table.fields}
    state.added.add((op.table, op.row))


def _remove(state: State, op: Op) -> None:
    if not TABLES[op.table].shrinks:
        raise OpError(Fault.LOCKED, op)
    _alive(state, op, op.row)
    if not op.reason.strip() or len(op.reason) > TABLES[op.table].fields[0].longest:
        raise OpError(Fault.REASON, op)
    state.gone[op.table, op.row] = Gone(reason=op.reason.strip())


def _merge(state: State, op: Op) -> None:
    if not TABLES[op.table].merges:
        raise OpError(Fault.LOCKED, op)
    if op.row == op.into:
        raise OpError(Fault.ITSELF, op)
    _alive(state, op, op.row)
    _alive(state, op, op.into)
    state.gone[op.table, op.row] = Gone(into=op.into)
    for name in (CONTACTS, CONSENTS, ORDERS):
        for row in state.tables[name].values():
            if row["customer"] == op.row:
                row["customer"] = op.into


def _drop(state: State, op: Op) -> None:
    table = TABLES[op.table]
    if not table.shrinks or table.find(op.field) is None:
        raise OpError(Fault.LOCKED, op)
    if (op.table, op.field) in state.dropped:
        raise OpError(Fault.CHANGED, op)
    if not op.reason.strip() or len(op.reason) > table.fields[0].longest:
        raise OpError(Fault.REASON, op)
    state.dropped[op.table, op.field] = op.reason.strip()
    for row in state.tables[op.table].values():
        row[op.field] = ""


_ACTS = {"set": _set, "add": _add, "remove": _remove, "merge": _merge, "drop": _drop}


def _place(state: State, op: Op) -> tuple[Row, Field]:
    row = _alive(state, op, op.row)
    column = TABLES[op.table].find(op.field)
    if column is None or (op.table, op.field) in state.dropped:
        raise OpError(Fault.NO_SUCH_PLACE, op)
    return row, column


def _alive(state: State, op: Op, row: str) -> Row:
    found = state.tables[op.table].get(row)
    if found is None or (op.table, row) in state.gone:
        raise OpError(Fault.NO_SUCH_PLACE, op)
    return found


def _check_value(column: Field, op: Op) -> None:
    if len(op.value) > column.longest:
        raise OpError(Fault.LONG, op)
    if column.choices and op.value and op.value not in column.choices:
        raise OpError(Fault.CHOICE, op)
