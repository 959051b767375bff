"""A student's set of data: made from a seed, with defects, evidence and what is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.content.company import LAST_DAY, CompanySpec, Order
from app.content.company.dice import Dice
from app.workshop.customer_file.domain.defects import Defect, Kind
from app.workshop.customer_file.domain.doubles import plant_doubles, plant_namesakes
from app.workshop.customer_file.domain.planting import Flaw, Planter, plant_cells, plant_excess
from app.workshop.customer_file.domain.sound import (
    WINDOW_FROM,
    Client,
    consent_rows,
    iso,
    make_clients,
    shuffled,
)
from app.workshop.customer_file.domain.state import Row, Rows, State
from app.workshop.customer_file.domain.tables import (
    ABC,
    AGREED,
    ANALYSIS,
    CLV,
    CONSENTS,
    CONTACTS,
    CONVENTION,
    FIRMS,
    ORDERS,
    PERSONS,
    PRIVACY,
    RFM,
    SERVICE,
    TABLES,
    TEXTS,
    VIOLATION,
)

# How the set is made; a file keeps its number, so that what was worked on stays what it was.
RECIPE = 1
ANALYSED = 20
CLV_ROWS = ("first", "second", "third", "equity", "truncated", "net")
_NOTES = (
    ("电话", "问柜门是否已经调好，客户说好了"),
    ("电话", "约下周二上午送落地灯"),
    ("门店", "来店换枕套，当场办好"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The registration form of a customer: what they wrote themselves. `ticked`: agrees to advertising."""

    pairs: tuple[tuple[str, str], ...]
    ticked: bool | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A slip of paper about a contact that nobody entered."""

    customer: str
    name: str
    day: date
    channel: str
    text: str
    staff: str = "陈屿"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """What finance knows of one customer in the window: reconciled, so that no defect reaches it.

    `last` is the day of the last order, `orders` their number, `amount` and `margin` in yuan.
    """

    customer: str
    name: str
    last: date
    orders: int
    amount: int
    margin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSet:
    """Everything of one seed. `start` is never changed: work on a copy."""

    seed: int
    start: State
    defects: tuple[Defect, ...]
    forms: dict[str, Form]
    notes: tuple[Note, ...]
    sales: tuple[Sales, ...]


def make_set(company: CompanySpec, seed: int) -> FileSet:
    """The set of one student; takes some hundredths of a second. The same seed yields the same set."""
    clients = make_clients(company, seed)
    dice = Dice(company.id, seed, "defects")
    planter = Planter(dice, clients)
    forms = {id(one): _form(one) for one in clients}
    totals = {id(one): list(one.orders) for one in clients}
    plant_cells(planter)
    copies = plant_doubles(planter)
    plant_namesakes(planter)
    forms = {id(one): _form(one, forms.get(id(one))) for one in clients + copies}
    plant_excess(planter)
    people = shuffled(dice, [one for one in clients + copies if not one.is_firm])
    firms = shuffled(dice, [one for one in clients + copies if one.is_firm])
    ids = {id(one): f"P{n:03}" for n, one in enumerate(people, 1)}
    ids |= {id(one): f"F{n:02}" for n, one in enumerate(firms, 1)}
    tables, contact_ids = _tables(planter.flaws, people, firms, ids)
    notes = _notes(dice, planter, ids)
    sales = _sales(clients, totals, ids)
    tables |= _own_work(sales)
    defects = [
        _defect(number, flaw, ids, contact_ids) for number, flaw in enumerate(planter.flaws, 1)
    ]
    defects += [
        Defect(
            number=len(defects) + n,
            kind=Kind.NOTE,
            table=CONTACTS,
            row=note.customer,
            wrong=SERVICE,
            right=iso(note.day),
        )
        for n, note in enumerate(notes, 1)
    ]
    return FileSet(
        seed=seed,
        start=State(tables),
        defects=tuple(defects),
        forms={ids[id(one)]: forms[id(one)] for one in clients + copies},
        notes=notes,
        sales=sales,
    )


def _form(client: Client, before: Form | None = None) -> Form:
    """What stands on the form: sound values, taken before anything was planted; names as they are now."""
    names = (
        ("name", "credit_code", "contact", "phone", "address")
        if client.is_firm
        else ("name", "identity", "born", "phone", "address")
    )
    known = dict(before.pairs) if before else {}
    pairs = tuple((name, known.get(name, client.row[name])) for name in names)
    if before:  # a namesake's name, a family's address: those are sound and written on the form
        fresh = {name: client.row[name] for name in ("name", "address") if client.row[name]}
        pairs = tuple((name, fresh.get(name, value)) for name, value in pairs)
    day = before.day if before else date.fromisoformat(client.row["joined"])
    return Form(pairs=pairs, ticked=None if client.is_firm else client.agreed is not None, day=day)


def _tables(
    flaws: list[Flaw], people: list[Client], firms: list[Client], ids: dict[int, str]
) -> tuple[dict[str, Rows], dict[int, str]]:
    silent = {id(flaw.client) for flaw in flaws if flaw.kind is Kind.CONSENT}
    contacts: list[Row] = []
    consents: list[Row] = []
    orders: list[Row] = []
    held: list[int] = []
    for client in people + firms:
        name = ids[id(client)]
        for contact in client.contacts:
            contacts.append({"customer": name} | contact)
            held.append(id(contact))
        if id(client) not in silent:
            consents += [{"customer": name} | row for row in consent_rows(client)]
        for order in client.orders:
            figures = {"amount": str(order.amount), "margin": str(order.margin)}
            orders.append({"customer": name, "day": iso(order.day)} | figures)
    by_day = sorted(range(len(contacts)), key=lambda n: (contacts[n]["day"], n))
    contact_ids = {held[n]: f"L{place:03}" for place, n in enumerate(by_day, 1)}
    tables = {
        PERSONS: {ids[id(one)]: _in_order(PERSONS, one.row) for one in people},
        FIRMS: {ids[id(one)]: _in_order(FIRMS, one.row) for one in firms},
        CONTACTS: {f"L{place:03}": contacts[n] for place, n in enumerate(by_day, 1)},
        CONSENTS: _numbered("T", consents),
        ORDERS: _numbered("D", orders),
    }
    return tables, contact_ids


def _numbered(letter: str, rows: list[Row]) -> Rows:
    return {f"{letter}{n:03}": row for n, row in enumerate(sorted(rows, key=lambda r: r["day"]), 1)}


def _in_order(table: str, row: Row) -> Row:
    return {field.name: row[field.name] for field in TABLES[table].fields}


def _notes(dice: Dice, planter: Planter, ids: dict[int, str]) -> tuple[Note, ...]:
    doubled = {id(flaw.client) for flaw in planter.flaws if flaw.kind is Kind.DUPLICATE}
    people = [one for one in planter.clients if not one.is_firm and id(one) not in doubled]
    chosen = shuffled(dice, people)[: len(_NOTES)]
    return tuple(
        Note(
            customer=ids[id(client)],
            name=client.row["name"],
            day=LAST_DAY - timedelta(days=dice.between(3, 28)),
            channel=channel,
            text=text,
        )
        for client, (channel, text) in zip(chosen, _NOTES, strict=False)
    )


def _sales(
    clients: list[Client], totals: dict[int, list[Order]], ids: dict[int, str]
) -> tuple[Sales, ...]:
    """Up to twenty customers who bought in the window, in the order of their ids."""
    found: list[Sales] = []
    for client in clients:
        orders = [o for o in totals[id(client)] if o.day >= WINDOW_FROM]
        if not orders:
            continue
        found.append(
            Sales(
                customer=ids[id(client)],
                name=client.row["name"],
                last=max(order.day for order in orders),
                orders=len(orders),
                amount=sum(order.amount for order in orders),
                margin=sum(order.margin for order in orders),
            )
        )
    firms = [one for one in found if one.customer.startswith("F")]
    people = [one for one in found if one.customer.startswith("P")]
    chosen = people[: ANALYSED - min(6, len(firms))] + firms[:6]
    return tuple(sorted(chosen, key=lambda one: one.customer))


def _own_work(sales: tuple[Sales, ...]) -> dict[str, Rows]:
    """The empty tables that the student fills in."""
    return {
        ABC: {one.customer: {"cumulative": "", "cls": ""} for one in sales},
        RFM: {one.customer: {"r": "", "f": "", "m": ""} for one in sales},
        CLV: {name: {"value": ""} for name in (CONVENTION, *CLV_ROWS)},
        TEXTS: {name: {"text": ""} for name in (ANALYSIS, PRIVACY)},
    }


def _defect(number: int, flaw: Flaw, ids: dict[int, str], contact_ids: dict[int, str]) -> Defect:
    def made(table: str, row: str, name: str = "", wrong: str = "", right: str = "") -> Defect:
        return Defect(
            number=number,
            kind=flaw.kind,
            table=table,
            row=row,
            field=name,
            wrong=wrong,
            right=right,
        )

    client = ids[id(flaw.client)] if flaw.client is not None else ""
    if flaw.kind is Kind.DUPLICATE:
        firm = flaw.client is not None and flaw.client.is_firm
        return made(FIRMS if firm else PERSONS, ids[id(flaw.copy)], right=client)
    if flaw.kind is Kind.CONTACTED:
        return made(CONTACTS, contact_ids[id(flaw.contact)], "flag", "", VIOLATION)
    if flaw.kind is Kind.CONSENT:
        return made(CONSENTS, client, wrong=AGREED, right=flaw.right)
    return made(flaw.table, client, flaw.field, flaw.wrong, flaw.right)
