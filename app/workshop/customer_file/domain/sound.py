"""The sound file: what the fictional company knows of some of its customers, before defects are planted.

Everything comes from the company's generator and is made up: numbers with right check digits that are
nobody's, streets that do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from app.content.company import LAST_DAY, CompanySpec, Customer, Kind, Order, sample
from app.content.company.dice import Dice
from app.workshop.customer_file.domain.state import Row
from app.workshop.customer_file.domain.tables import (
    AGREED,
    MARKETING,
    MAY_NOT_SEND,
    MAY_SEND,
    NO,
    SERVICE,
    SOURCES,
    VALID,
    WITHDRAWN,
    YES,
)

T = TypeVar("T")

PERSONS_WANTED, FIRMS_WANTED = 32, 8
# Of these the window of the analysis should know some purchases.
ACTIVE_PERSONS, ACTIVE_FIRMS = 16, 6
WINDOW_FROM = date(2025, 1, 1)
WITHDRAWERS = 5

_STREETS = (
    "柳荫路",
    "望月街",
    "青石巷",
    "枫桥路",
    "临水街",
    "梧桐路",
    "半山路",
    "竹苑街",
    "晴川路",
    "文澜路",
)
_STAFF = ("陈屿", "许闻", "周岚", "罗晟")
_SAID = (
    ("电话", "回访沙发使用情况，客户满意"),
    ("电话", "预约上门安装，约在周六上午"),
    ("上门", "调整柜门铰链，已处理"),
    ("门店", "咨询床垫保养，给了说明书"),
    ("企业微信", "询问补货周期，已答复"),
    ("短信", "通知送货时间，客户已确认"),
)
_OFFERS = ("秋季家纺优惠通知", "会员日活动邀请", "新品床垫预售通知")
EXCESSIVE = {
    "religion": ("佛教", "基督教", "无"),
    "health": ("高血压", "花粉过敏", "腰椎术后", "良好"),
    "school": ("江北一小", "临江实验小学", "江南中学"),
    "family": ("已婚，一子", "配偶在银行工作", "父母同住"),
}


@dataclass(slots=True, kw_only=True)
class Client:
    """A customer with everything that belongs to them; `agreed` and `withdrew` are days of consent."""

    customer: Customer
    orders: list[Order]
    row: Row
    agreed: date | None = None
    withdrew: date | None = None
    contacts: list[Row] = field(default_factory=list[Row])

    @property
    def is_firm(self) -> bool:
        return self.customer.kind is Kind.CORPORATE

    @property
    def joined(self) -> date:
        return self.customer.joined


def make_clients(company: CompanySpec, seed: int) -> list[Client]:
    """People, then firms, each in an order that tells nothing."""
    dice = Dice(company.id, seed, "customer file")
    found = sample(company, seed, 4 * PERSONS_WANTED, 3 * FIRMS_WANTED)
    people = _choose(dice, [c for c in found if c[0].kind is Kind.PERSONAL], True)
    firms = _choose(dice, [c for c in found if c[0].kind is Kind.CORPORATE], False)
    clients = [_client(dice, customer, orders) for customer, orders in people + firms]
    _give_consents(dice, clients)
    for client in clients:
        _write_contacts(dice, client)
    return clients


def shuffled(dice: Dice, items: list[T]) -> list[T]:
    """The items in an order of chance."""
    left: list[T] = list(items)
    mixed: list[T] = []
    while left:
        mixed.append(left.pop(dice.below(len(left))))
    return mixed


def iso(day: date) -> str:
    return day.isoformat()


def _choose(
    dice: Dice, found: list[tuple[Customer, list[Order]]], people: bool
) -> list[tuple[Customer, list[Order]]]:
    """So many of them, some of which bought in the window; nobody with a hundred orders."""
    wanted, active = (PERSONS_WANTED, ACTIVE_PERSONS) if people else (FIRMS_WANTED, ACTIVE_FIRMS)
    small = [one for one in found if len(one[1]) <= 14]
    buying = [one for one in small if any(order.day >= WINDOW_FROM for order in one[1])]
    first = buying[:active]
    rest = [one for one in small if one not in first][: wanted - len(first)]
    return shuffled(dice, first + rest)


def _client(dice: Dice, customer: Customer, orders: list[Order]) -> Client:
    checked = _between(dice, max(customer.joined, LAST_DAY - timedelta(days=540)), LAST_DAY)
    row = {
        "name": customer.name,
        "phone": customer.phone,
        "address": _address(dice, customer.district),
        "joined": iso(customer.joined),
        "checked": iso(checked),
        "status": VALID,
    }
    if customer.kind is Kind.CORPORATE:
        row |= {"credit_code": customer.credit_code, "contact": customer.contact, "family": ""}
        if dice.chance(40):
            row["family"] = dice.pick(EXCESSIVE["family"])
        return Client(customer=customer, orders=orders, row=row)
    instalment = dice.chance(62)
    row |= {
        "instalment": YES if instalment else NO,
        "identity": customer.identity if instalment else "",
        "born": iso(customer.born or LAST_DAY),
        "marketing": MAY_NOT_SEND,
        "religion": "",
        "health": "",
        "school": "",
    }
    for name in ("religion", "health", "school"):
        row[name] = dice.pick(EXCESSIVE[name]) if dice.chance(28) else ""
    return Client(customer=customer, orders=orders, row=row)


def _give_consents(dice: Dice, clients: list[Client]) -> None:
    """Who agreed to advertising, and five who took it back later."""
    people = shuffled(dice, [one for one in clients if not one.is_firm])
    early = LAST_DAY - timedelta(days=200)
    leaving = [one for one in people if one.joined <= early][:WITHDRAWERS]
    for client in people:
        if client in leaving or client.customer.consents:
            client.agreed = client.joined
        if client in leaving:
            client.withdrew = _between(
                dice, client.joined + timedelta(days=60), early + timedelta(days=90)
            )
        if client.agreed and not client.withdrew:
            client.row["marketing"] = MAY_SEND


def _write_contacts(dice: Dice, client: Client) -> None:
    for _ in range(dice.weighed([(0, 4), (1, 5), (2, 2)])):
        channel, summary = dice.pick(_SAID)
        client.contacts.append(_contact(dice, client.joined, LAST_DAY, channel, SERVICE, summary))
    if client.agreed and dice.chance(35):
        until = client.withdrew - timedelta(days=1) if client.withdrew else LAST_DAY
        client.contacts.append(offer(dice, client.agreed, until))


def offer(dice: Dice, since: date, until: date) -> Row:
    """An advertisement sent on some day between the two."""
    return _contact(dice, since, until, "短信", MARKETING, dice.pick(_OFFERS))


def _contact(dice: Dice, since: date, until: date, channel: str, purpose: str, summary: str) -> Row:
    return {
        "day": iso(_between(dice, since, until)),
        "channel": channel,
        "purpose": purpose,
        "staff": dice.pick(_STAFF),
        "summary": summary,
        "flag": "",
    }


def consent_rows(client: Client) -> list[Row]:
    """What the consent log holds of a customer."""
    rows: list[Row] = []
    if client.agreed:
        rows.append({"state": AGREED, "day": iso(client.agreed), "source": SOURCES[0]})
    if client.withdrew:
        rows.append({"state": WITHDRAWN, "day": iso(client.withdrew), "source": SOURCES[1]})
    return rows


def _address(dice: Dice, district: str) -> str:
    return f"{district}{dice.pick(_STREETS)}{dice.between(2, 199)}号{dice.between(1, 9)}幢{dice.between(101, 1802)}室"


def _between(dice: Dice, since: date, until: date) -> date:
    return since + timedelta(days=dice.below(max(1, (until - since).days + 1)))
