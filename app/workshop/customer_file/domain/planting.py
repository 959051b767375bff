"""Planting defects into single cells: each takes a customer of its own, so that none hides another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.content.company import LAST_DAY
from app.content.company.dice import Dice
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.sound import EXCESSIVE, Client, iso, offer, shuffled
from app.workshop.customer_file.domain.tables import (
    EXCESS,
    FIRMS,
    MAY_SEND,
    PERSONS,
    TO_VERIFY,
    YES,
)
from app.workshop.customer_file.domain.values import is_credit_code, is_identity

Fits = Callable[[Client], bool]


@dataclass(slots=True, kw_only=True)
class Flaw:
    """A defect before rows have ids: what stands in which client's cell, and what ought to."""

    kind: Kind
    client: Client | None = None
    table: str = ""
    field: str = ""
    wrong: str = ""
    right: str = ""
    copy: Client | None = None
    contact: dict[str, str] | None = None


@dataclass(slots=True)
class Planter:
    """Takes free clients one after another, the most particular demands first."""

    dice: Dice
    clients: list[Client]
    flaws: list[Flaw] = field(default_factory=list[Flaw])
    _taken: set[int] = field(default_factory=set[int])

    def take(self, count: int, fits: Fits) -> list[Client]:
        """So many free clients that fit, fewer where there are no more."""
        free = [one for one in self.clients if id(one) not in self._taken and fits(one)]
        chosen = shuffled(self.dice, free)[:count]
        self._taken |= {id(one) for one in chosen}
        return chosen

    def cell(self, kind: Kind, client: Client, name: str, wrong: str, right: str = "") -> None:
        """Put `wrong` into a cell; what stood there is right unless said otherwise."""
        right = right or client.row[name]
        client.row[name] = wrong
        self.flaws.append(
            Flaw(
                kind=kind,
                client=client,
                table=table_of(client),
                field=name,
                wrong=wrong,
                right=right,
            )
        )


def table_of(client: Client) -> str:
    return FIRMS if client.is_firm else PERSONS


def _person(client: Client) -> bool:
    return not client.is_firm


def _firm(client: Client) -> bool:
    return client.is_firm


def _withdrew(client: Client) -> bool:
    return client.withdrew is not None


def _agrees(client: Client) -> bool:
    return client.agreed is not None and client.withdrew is None


def _never_agreed(client: Client) -> bool:
    return _person(client) and client.agreed is None


def _by_instalments(client: Client) -> bool:
    return _person(client) and client.row["instalment"] == YES


def _both(fits: Fits, joined_by: date) -> Fits:
    return lambda client: fits(client) and client.joined <= joined_by


def _bought(client: Client) -> bool:
    return _person(client) and bool(client.orders)


def plant_cells(planter: Planter) -> None:
    """All defects that lie in one cell of a customer; twenty-six of them."""
    _plant_consents(planter)
    _plant_stale(planter)
    _plant_joined(planter)
    _plant_identity(planter)
    _plant_phones(planter)
    _plant_credit(planter)
    _plant_formats(planter)
    _plant_missing(planter)


def _plant_stale(planter: Planter) -> None:
    """Checked more than two years ago and called valid all the same."""
    old = LAST_DAY - timedelta(days=780)
    for count, fits in ((2, _person), (1, _firm)):
        for client in planter.take(count, _both(fits, old)):
            last = LAST_DAY - timedelta(days=740)
            client.row["checked"] = iso(_between(planter.dice, client.joined, last))
            planter.cell(Kind.STALE, client, "status", client.row["status"], TO_VERIFY)


def _plant_joined(planter: Planter) -> None:
    """Entered as joining long after the first order."""
    until = LAST_DAY - timedelta(days=260)
    for client in planter.take(2, _both(_bought, until)):
        later = client.orders[0].day + timedelta(days=planter.dice.between(30, 150))
        planter.cell(Kind.JOINED, client, "joined", iso(later))
        client.row["checked"] = max(client.row["checked"], iso(later))


def _plant_consents(planter: Planter) -> None:
    """Two who withdrew and one who never agreed may be sent advertising; two were advertised to after
    withdrawing; of two who agreed the log knows nothing."""
    for client in planter.take(2, _withdrew) + planter.take(1, _never_agreed):
        planter.cell(Kind.MARKETING, client, "marketing", MAY_SEND)
    for client in planter.take(2, _withdrew):
        since = (client.withdrew or LAST_DAY) + timedelta(days=7)
        contact = offer(planter.dice, since, LAST_DAY)
        client.contacts.append(contact)
        planter.flaws.append(Flaw(kind=Kind.CONTACTED, client=client, contact=contact))
    for client in planter.take(2, _agrees):
        planter.flaws.append(Flaw(kind=Kind.CONSENT, client=client, right=iso(client.joined)))


def _plant_identity(planter: Planter) -> None:
    for client in planter.take(3, _by_instalments):
        planter.cell(
            Kind.IDENTITY, client, "identity", _misread(planter.dice, client.row["identity"])
        )
    for client in planter.take(2, _by_instalments):
        born = client.customer.born or LAST_DAY
        wrong = born.replace(
            year=born.year + planter.dice.pick((-10, 1, 10)), day=min(born.day, 28)
        )
        planter.cell(Kind.BORN, client, "born", iso(wrong))


def _plant_phones(planter: Planter) -> None:
    for count, fits in ((2, _person), (1, _firm)):
        for client in planter.take(count, fits):
            phone = client.row["phone"]
            wrong = planter.dice.pick(
                (phone[:-1], phone + phone[-1], phone[:3] + phone[3:].replace("0", "O", 1))
            )
            planter.cell(Kind.PHONE, client, "phone", wrong)


def _plant_credit(planter: Planter) -> None:
    for client in planter.take(2, _firm):
        planter.cell(
            Kind.CREDIT, client, "credit_code", _miscopied(planter.dice, client.row["credit_code"])
        )


def _plant_formats(planter: Planter) -> None:
    for place, client in enumerate(planter.take(3, _person)):
        if place == 0:
            day = client.customer.born or LAST_DAY
            planter.cell(Kind.FORMAT, client, "born", f"{day.year}年{day.month}月{day.day}日")
        elif place == 1:
            day = client.joined
            planter.cell(Kind.FORMAT, client, "joined", f"{day.year}/{day.month}/{day.day}")
        else:
            wide = str.maketrans("0123456789", "０１２３４５６７８９")
            planter.cell(Kind.FORMAT, client, "phone", client.row["phone"].translate(wide))


def _plant_missing(planter: Planter) -> None:
    for name, client in zip(("phone", "address", "born"), planter.take(3, _person), strict=False):
        planter.cell(Kind.MISSING, client, name, "")
    for client in planter.take(1, _firm):
        planter.cell(Kind.MISSING, client, "contact", "")


def plant_excess(planter: Planter) -> None:
    """The fields that nobody needs are one defect each; where chance left one empty, it is filled once."""
    for table, name in EXCESS:
        clients = [one for one in planter.clients if table_of(one) == table]
        if not any(one.row[name] for one in clients):
            planter.dice.pick(clients).row[name] = planter.dice.pick(EXCESSIVE[name])
    planter.flaws += [Flaw(kind=Kind.EXCESS, table=table, field=name) for table, name in EXCESS]


def _misread(dice: Dice, identity: str) -> str:
    """One digit outside the birthday misread, so that the check digit no longer fits."""
    for place in shuffled(dice, list(range(14, 17))):
        digits = list(identity)
        digits[place] = str((int(digits[place]) + dice.between(1, 8)) % 10)
        wrong = "".join(digits)
        if not is_identity(wrong):
            return wrong
    raise AssertionError("one misread digit always breaks the check digit")


def _miscopied(dice: Dice, code: str) -> str:
    for place in shuffled(dice, list(range(10, 16))):
        signs = list(code)
        signs[place] = str((int(signs[place]) + dice.between(1, 8)) % 10)
        wrong = "".join(signs)
        if not is_credit_code(wrong):
            return wrong
    raise AssertionError("one miscopied digit always breaks a check character")


def _between(dice: Dice, since: date, until: date) -> date:
    return since + timedelta(days=dice.below(max(1, (until - since).days + 1)))
