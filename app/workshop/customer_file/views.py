"""What the student's pages show of a file: values, finds and evidence, never what was planted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.workshop.customer_file.domain.cases import Rules, days_since
from app.workshop.customer_file.domain.checks import Check, Find, look
from app.workshop.customer_file.domain.fileset import Form, Sales
from app.workshop.customer_file.domain.formula import evaluate
from app.workshop.customer_file.domain.marks import LEAST_WORDS, shown
from app.workshop.customer_file.domain.state import Row, State
from app.workshop.customer_file.domain.tables import (
    ABC,
    CLV,
    CUSTOMERS,
    FILES,
    RFM,
    TABLES,
    TEXTS,
    Field,
)
from app.workshop.customer_file.domain.values import bare
from app.workshop.customer_file.loading import Loaded
from app.workshop.customer_file.words import field_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as a page shows it."""

    field: Field
    label: str

    @property
    def name(self) -> str:
        return self.field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: `found` says that the chosen check found it, `computed` what typed arithmetic comes to."""

    name: str
    value: str
    found: bool = False
    computed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row: `others` are the rows it looks like."""

    id: str
    cells: tuple[Cell, ...]
    found: bool = False
    others: tuple[str, ...] = ()
    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of a file as its page shows it."""

    table: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    whole: int
    finds: dict[Check, int]


def columns_of(state: State, table: str) -> tuple[Column, ...]:
    """The columns that are left, in order."""
    return tuple(
        Column(field=field, label=field_label(table, field.name))
        for field in TABLES[table].fields
        if (table, field.name) not in state.dropped
    )


def build_sheet(loaded: Loaded, table: str, wanted: str = "", check: Check | None = None) -> Sheet:
    """The rows of a table, those alone that hold `wanted` and that `check` finds."""
    state = loaded.state
    columns = columns_of(state, table)
    finds = {one: [f for f in look(state, one) if f.table == table] for one in Check}
    chosen = finds[check] if check else []
    by_row: dict[str, list[Find]] = {}
    for find in chosen:
        by_row.setdefault(find.row, []).append(find)
    needle = bare(wanted)
    rows = tuple(
        _sheet_row(loaded, table, key, row, columns, by_row.get(key, []))
        for key, row in state.alive(table).items()
        if (check is None or key in by_row)
        and (not needle or any(needle in bare(value) for value in (key, *row.values())))
    )
    counts = {one: len({find.row for find in found}) for one, found in finds.items()}
    return Sheet(
        table=table,
        columns=columns,
        rows=rows,
        whole=len(state.alive(table)),
        finds={one: n for one, n in counts.items() if n or one is check},
    )


def _sheet_row(
    loaded: Loaded,
    table: str,
    key: str,
    row: Row,
    columns: tuple[Column, ...],
    finds: list[Find],
) -> SheetRow:
    fields = {find.field for find in finds}
    return SheetRow(
        id=key,
        cells=tuple(
            Cell(name=column.name, value=row[column.name], found=column.name in fields)
            for column in columns
        ),
        found=bool(finds),
        others=tuple(sorted({find.other for find in finds if find.other})),
        added=(table, key) in loaded.state.added,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What else the file knows of a customer."""

    form: Form | None
    orders: tuple[Row, ...]
    contacts: tuple[Row, ...]
    consents: tuple[Row, ...]


def related_to(loaded: Loaded, customer: str) -> Related:
    """The registration form, orders and log entries of a customer as the file has them now."""

    def of(table: str) -> tuple[Row, ...]:
        found = [r for r in loaded.state.alive(table).values() if r["customer"] == customer]
        return tuple(sorted(found, key=lambda row: row["day"]))

    return Related(
        form=loaded.files.forms.get(customer),
        orders=of("orders"),
        contacts=of("contacts"),
        consents=of("consents"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """A customer of the analysis with the figures of finance and the student's own entries."""

    sales: Sales
    days: int
    cells: tuple[Cell, ...]


def work_rows(loaded: Loaded, table: str, rules: Rules, *, ranked: bool = False) -> list[WorkRow]:
    """The rows of ABC or RFM; `ranked`: by what ABC goes by, the largest first."""
    sales = list(loaded.files.sales)
    if ranked:
        sales.sort(key=lambda one: (-getattr(one, rules.basis), one.customer))
    return [
        WorkRow(sales=one, days=days_since(one), cells=_entries(loaded.state, table, one.customer))
        for one in sales
    ]


def _entries(state: State, table: str, row: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            name=field.name,
            value=state.value(table, row, field.name),
            computed=computed(state.value(table, row, field.name))
            if field.kind == "number"
            else "",
        )
        for field in TABLES[table].fields
    )


def clv_cells(loaded: Loaded) -> dict[str, Cell]:
    """The student's entries of the CLV table."""
    return {row: _entries(loaded.state, CLV, row)[0] for row in loaded.state.tables[CLV]}


def computed(text: str) -> str:
    """What typed arithmetic comes to; nothing for a plain number or what is no arithmetic."""
    value = evaluate(text)
    if value is None or text.strip().replace(".", "", 1).isdigit():
        return ""
    places = 2 if abs(value) >= 1 else 4
    return shown(Fraction(value), places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the work: how much of it is filled in, of how much; both 0 where nothing counts it."""

    table: str
    done: int
    whole: int


def progress(loaded: Loaded) -> list[Step]:
    """How far the student's own tables are filled in; of the file itself only how much was changed."""
    state = loaded.state
    steps = [Step(table=FILES[0], done=_touched(loaded), whole=0)]
    for table in (ABC, RFM, CLV):
        cells = [value for row in state.tables[table].values() for value in row.values()]
        steps.append(Step(table=table, done=sum(bool(v.strip()) for v in cells), whole=len(cells)))
    for name, least in LEAST_WORDS.items():
        written = len(bare(state.value(TEXTS, name, "text")))
        steps.append(Step(table=f"{TEXTS}:{name}", done=min(least, written), whole=least))
    return steps


def _touched(loaded: Loaded) -> int:
    """Cells, rows and fields of the file that differ from what it was at first."""
    start, now = loaded.files.start, loaded.state
    cells = sum(
        value != start.tables[table].get(key, {}).get(name, "")
        for table in FILES
        for key, row in now.alive(table).items()
        if (table, key) not in now.added
        for name, value in row.items()
        if (table, name) not in now.dropped
    )
    return cells + len(now.gone) + len(now.dropped) + len(now.added)


def is_customers(table: str) -> bool:
    return table in CUSTOMERS
