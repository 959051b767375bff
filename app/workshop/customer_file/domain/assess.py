"""What a student mended and what they damaged: planted defects fixed, sound values spoilt.

The result is fixed − damaged, never below nothing. A damaged cell counts 1, a sound row deleted or
merged away counts LOST_ROW, an invented consent counts 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.workshop.customer_file.domain.defects import Defect, Kind
from app.workshop.customer_file.domain.fileset import FileSet
from app.workshop.customer_file.domain.state import State
from app.workshop.customer_file.domain.tables import (
    AGREED,
    CONSENTS,
    CUSTOMERS,
    EXCESS,
    FILES,
    PERSONS,
    TABLES,
)
from app.workshop.customer_file.domain.values import same, tidy

LOST_ROW = 3
# These were not written in the right form: spaces and width count where they are mended.
_STRICT = frozenset({Kind.FORMAT, Kind.PHONE, Kind.IDENTITY, Kind.CREDIT})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A planted defect, whether it is mended, and what stands there now."""

    defect: Defect
    fixed: bool
    now: str = ""


@dataclass(frozen=True, slots=True)
class Damage:
    """A sound value that was spoilt. Without a field: the whole row; `weight` is what it costs."""

    table: str
    row: str
    field: str
    was: str
    now: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Assessment:
    """All outcomes and damages of a file."""

    outcomes: tuple[Outcome, ...]
    damages: tuple[Damage, ...]

    @property
    def planted(self) -> int:
        return len(self.outcomes)

    @property
    def fixed(self) -> int:
        return sum(one.fixed for one in self.outcomes)

    @property
    def damaged(self) -> int:
        return sum(one.weight for one in self.damages)

    @property
    def net(self) -> int:
        """Fixed − damaged, at least 0."""
        return max(0, self.fixed - self.damaged)


def assess(files: FileSet, state: State) -> Assessment:
    """Compare a file with what was planted in it."""
    outcomes = tuple(_outcome(state, defect) for defect in files.defects)
    damages = (*_spoilt_cells(files, state), *_lost_rows(files, state), *_invented(files, state))
    return Assessment(outcomes, damages)


def _outcome(state: State, defect: Defect) -> Outcome:
    if defect.kind is Kind.DUPLICATE:
        fixed = _is_merged(state, defect)
        return Outcome(defect, fixed, state.follow(defect.table, defect.row))
    if defect.kind is Kind.EXCESS:
        left = sum(bool(row[defect.field].strip()) for row in state.alive(defect.table).values())
        return Outcome(defect, left == 0, str(left))
    if defect.kind in (Kind.CONSENT, Kind.NOTE):
        name = "state" if defect.kind is Kind.CONSENT else "purpose"
        found = any(
            state.follow(PERSONS, row["customer"]) == state.follow(PERSONS, defect.row)
            and row[name] == defect.wrong
            and tidy(row["day"]) == defect.right
            for key, row in state.alive(defect.table).items()
            if (defect.table, key) in state.added
        )
        return Outcome(defect, found)
    now = state.value(defect.table, defect.row, defect.field)
    if (defect.table, defect.row) in state.gone:
        return Outcome(defect, False)
    if defect.kind in _STRICT:
        return Outcome(defect, now.strip() == defect.right, now)
    return Outcome(defect, same(now, defect.right), now)


def _is_merged(state: State, defect: Defect) -> bool:
    """One of the two is left, and the other went into it."""
    copy, original = (defect.table, defect.row), (defect.table, defect.right)
    alive = [place for place in (copy, original) if place not in state.gone]
    return len(alive) == 1 and state.follow(*copy) == state.follow(*original)


def _pairs(files: FileSet) -> dict[tuple[str, str], str]:
    """The other row of each pair that is one customer."""
    found: dict[tuple[str, str], str] = {}
    for defect in files.defects:
        if defect.kind is Kind.DUPLICATE:
            found[defect.table, defect.row] = defect.right
            found[defect.table, defect.right] = defect.row
    return found


def _spoilt_cells(files: FileSet, state: State) -> Iterator[Damage]:
    planted = {(d.table, d.row, d.field) for d in files.defects if d.field}
    pairs = _pairs(files)
    for table in FILES:
        for key, before in files.start.tables[table].items():
            if (table, key) in state.gone:
                continue
            other = files.start.tables[table].get(pairs.get((table, key), ""), {})
            for field in TABLES[table].fields:
                name = field.name
                if (table, key, name) in planted or (table, name) in EXCESS:
                    continue
                was, now = before[name], state.value(table, key, name)
                if same(was, now) or (other and same(other[name], now)):
                    continue
                if name == "customer" and now == _now_in(state, was):
                    continue  # it went along when its customer was merged
                yield Damage(table, key, name, was, now)


def _now_in(state: State, customer: str) -> str:
    return next(
        (state.follow(table, customer) for table in CUSTOMERS if customer in state.tables[table]),
        customer,
    )


def _lost_rows(files: FileSet, state: State) -> Iterator[Damage]:
    pairs = _pairs(files)
    for (table, key), gone in state.gone.items():
        if key not in files.start.tables[table]:
            continue  # one that the student added
        other = pairs.get((table, key))
        if (
            other is not None
            and gone.into
            and state.follow(table, key) == state.follow(table, other)
        ):
            continue
        yield Damage(table, key, "", "", gone.into, LOST_ROW)


def _invented(files: FileSet, state: State) -> Iterator[Damage]:
    """Consents that the student wrote down and nobody gave."""
    ticked = {customer for customer, form in files.forms.items() if form.ticked}
    ticked |= {_now_in(state, customer) for customer in ticked}
    for table, key in sorted(state.added):
        row = state.tables[table][key]
        if table != CONSENTS or (table, key) in state.gone or row["state"] != AGREED:
            continue
        if row["customer"] not in ticked:
            yield Damage(table, key, "state", "", row["state"])
