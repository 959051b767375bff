"""What the generator makes: customers, orders, complaints and answers of the fictional company.

All money is in whole yuan, all times in whole days or hours, all dates are days of the company's
calendar. Nothing in it is about a real person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST_DAY = date(2023, 1, 1)
LAST_DAY = date(2025, 12, 31)

DIMENSIONS = ("产品质量", "价格", "按时交付", "安装", "服务态度")


class Kind(StrEnum):
    """Whether a customer buys for a household or for a firm."""

    PERSONAL = "personal"
    CORPORATE = "corporate"


class Habit(StrEnum):
    """How a customer buys. The generator knows it; exercises have to find it out."""

    ONCE = "once"
    PROMOTION = "promotion"
    OCCASIONAL = "occasional"
    REGULAR = "regular"
    LOYAL = "loyal"


class Trouble(StrEnum):
    """What a complaint is about."""

    LATE = "交付延迟"
    DEFECT = "产品质量"
    INSTALLATION = "安装"
    ATTITUDE = "服务态度"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer. People have `identity` and `born`, firms have `credit_code` and a `contact`.

    `joined` is the day of the first order, of registering where there is none; `tier` the id of the membership tier on the last day;
    `consents` whether advertising may be sent; `story` the id of the customer of company.yml, if one.
    """

    id: str
    kind: Kind
    name: str
    contact: str
    phone: str
    identity: str
    credit_code: str
    born: date | None
    district: str
    channel: str
    joined: date
    tier: str
    consents: bool
    habit: Habit
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many pieces of a product; `price` and `cost` in yuan apiece."""

    product: str
    quantity: int
    price: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order. `discount` and `service` (what delivery and installation cost) are in yuan.

    `promised` is the number of days to delivery that was promised, `late` how many more it took.
    """

    id: str
    customer: str
    day: date
    channel: str
    store: str
    lines: tuple[Line, ...]
    discount: int
    service: int
    promised: int
    late: int

    @property
    def amount(self) -> int:
        """What the customer paid, in yuan."""
        return sum(line.price * line.quantity for line in self.lines) - self.discount

    @property
    def margin(self) -> int:
        """What is left of it after the goods and the service, in yuan; may be negative."""
        return self.amount - sum(line.cost * line.quantity for line in self.lines) - self.service


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint about an order.

    `answered` is the number of hours to the first answer, `settled` of days to the end, None while
    it is open; `compensation` in yuan; `contented` says how the customer rates the end, 1 to 5, None
    while it is open.
    """

    id: str
    order: str
    customer: str
    day: date
    channel: str
    trouble: Trouble
    text: str
    answered: int
    settled: int | None
    compensation: int
    contented: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answers to the questionnaire sent after an order.

    `performance` and `importance` are 1 to 5 for each of DIMENSIONS, in their order; `overall` is 1
    to 5, `recommend` 0 to 10.
    """

    order: str
    customer: str
    day: date
    performance: tuple[int, ...]
    importance: tuple[int, ...]
    overall: int
    recommend: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyData:
    """Everything of one seed and size. Customers in order of their ids, the rest by day, then id."""

    seed: int
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    complaints: tuple[Complaint, ...]
    answers: tuple[Answer, ...]
