"""Looking for problems in a file as it stands: what a careful clerk's tools find, knowing no truth.

Each check names cells to look at. A find is a reason to look, not a verdict: two people may share a name,
and what is well formed may still be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.workshop.customer_file.domain.alike import alike_pairs
from app.workshop.customer_file.domain.state import Row, State
from app.workshop.customer_file.domain.tables import (
    AGREED,
    CONSENTS,
    CONTACTS,
    CUSTOMERS,
    FILES,
    FIRMS,
    MARKETING,
    MAY_SEND,
    ORDERS,
    PERSONS,
    TABLES,
    VALID,
    WITHDRAWN,
    YES,
)
from app.workshop.customer_file.domain.values import (
    REFERENCE,
    STALE_DAYS,
    born_of,
    guess_day,
    is_credit_code,
    is_identity,
    is_phone,
    read_day,
)


class Check(StrEnum):
    """What to look for."""

    EMPTY = "empty"
    FORM = "form"
    DIGITS = "digits"
    ALIKE = "alike"
    CLASH = "clash"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Find:
    """A cell to look at (without a field: the row); `other` is the row it looks like or clashes with."""

    table: str
    row: str
    field: str = ""
    other: str = ""


def look(state: State, check: Check) -> list[Find]:
    """Everything that `check` finds in a file, table by table."""
    return list(_CHECKS[check](state))


def _cells(state: State) -> Iterator[tuple[str, str, Row]]:
    for table in FILES:
        for key, row in state.alive(table).items():
            yield table, key, row


def _empty(state: State) -> Iterator[Find]:
    """Required cells without a value, and the identity number of those who pay by instalments."""
    for table, key, row in _cells(state):
        for field in TABLES[table].fields:
            needed = field.required or (field.name == "identity" and row["instalment"] == YES)
            if needed and not row[field.name].strip() and (table, field.name) not in state.dropped:
                yield Find(table, key, field.name)


def _form(state: State) -> Iterator[Find]:
    """Days not written as 2024-03-05, phone numbers that are not eleven digits, outer spaces."""
    for table, key, row in _cells(state):
        for field in TABLES[table].fields:
            value = row[field.name]
            if not value:
                continue
            bad = field.kind == "day" and read_day(value) is None
            bad = bad or (field.kind == "phone" and not is_phone(value))
            if bad or value != value.strip():
                yield Find(table, key, field.name)


def _digits(state: State) -> Iterator[Find]:
    """Identity numbers and credit codes whose check signs do not fit."""
    for table, name, sound in (
        (PERSONS, "identity", is_identity),
        (FIRMS, "credit_code", is_credit_code),
    ):
        for key, row in state.alive(table).items():
            if row[name] and not sound(row[name]):
                yield Find(table, key, name)


def _alike(state: State) -> Iterator[Find]:
    for table in CUSTOMERS:
        for one, other in alike_pairs(state.alive(table)):
            yield Find(table, one, "", other)
            yield Find(table, other, "", one)


def _clash(state: State) -> Iterator[Find]:
    yield from _clashing_births(state)
    yield from _early_orders(state)
    yield from _unwanted(state)


def _clashing_births(state: State) -> Iterator[Find]:
    for key, row in state.alive(PERSONS).items():
        told, written = born_of(row["identity"]), guess_day(row["born"])
        if told and written and told != written:
            yield Find(PERSONS, key, "born")


def _early_orders(state: State) -> Iterator[Find]:
    first: dict[str, date] = {}
    for row in state.alive(ORDERS).values():
        day = guess_day(row["day"])
        if day:
            first[row["customer"]] = min(day, first.get(row["customer"], day))
    for table in CUSTOMERS:
        for key, row in state.alive(table).items():
            joined = guess_day(row["joined"])
            if joined and key in first and first[key] < joined:
                yield Find(table, key, "joined")


def _unwanted(state: State) -> Iterator[Find]:
    """Advertising without a consent that holds: the mark in the file, and messages sent."""
    said = _consents(state)
    for key, row in state.alive(PERSONS).items():
        if row["marketing"] == MAY_SEND and (not said.get(key) or said[key][-1][1] != AGREED):
            yield Find(PERSONS, key, "marketing")
    for key, row in state.alive(CONTACTS).items():
        day = guess_day(row["day"])
        if row["purpose"] != MARKETING or day is None or row["flag"]:
            continue
        before = [what for at, what in said.get(row["customer"], []) if at <= day]
        if before and before[-1] == WITHDRAWN:
            yield Find(CONTACTS, key, "flag")


def _consents(state: State) -> dict[str, list[tuple[date, str]]]:
    """Per customer the days and states of the consent log, by day."""
    said: dict[str, list[tuple[date, str]]] = {}
    for row in state.alive(CONSENTS).values():
        day = guess_day(row["day"])
        if day:
            said.setdefault(row["customer"], []).append((day, row["state"]))
    return {customer: sorted(entries) for customer, entries in said.items()}


def _stale(state: State) -> Iterator[Find]:
    limit = REFERENCE - timedelta(days=STALE_DAYS)
    for table in CUSTOMERS:
        for key, row in state.alive(table).items():
            day = guess_day(row["checked"])
            if day and day < limit and row["status"] == VALID:
                yield Find(table, key, "status")


_CHECKS: dict[Check, Callable[[State], Iterator[Find]]] = {
    Check.EMPTY: _empty,
    Check.FORM: _form,
    Check.DIGITS: _digits,
    Check.ALIKE: _alike,
    Check.CLASH: _clash,
    Check.STALE: _stale,
}
