"""What each customer buys and when: returning, seasonal, sometimes lost.

The figures below are chosen, not measured. They make a set of data in which a fifth of the customers
brings two thirds of the sales or more, a third of the older ones has left, autumn sells twice what
February does, and late deliveries are commonest when most is sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.content.company.data import LAST_DAY, Habit, Kind, Line, Order
from app.content.company.dice import Dice
from app.content.company.people import SELLING, Person
from app.content.company.specs import CompanySpec, ProductSpec

# Sales of the months January to December, 15 for the strongest.
_SEASON = (8, 5, 9, 9, 11, 12, 8, 9, 11, 12, 15, 10)
_STRONGEST = max(_SEASON)
_PROMOTIONS = (6, 11)  # months
_GAP = {Habit.PROMOTION: 130, Habit.OCCASIONAL: 150, Habit.REGULAR: 62, Habit.LOYAL: 30}  # days
_LEAVES = {Habit.PROMOTION: 22, Habit.OCCASIONAL: 20, Habit.REGULAR: 9, Habit.LOYAL: 3}  # percent
_LEAVES_ANGRY = 30  # percent more after an order that went badly
_MOST_ORDERS = 200


@dataclass(frozen=True, slots=True)
class Event:
    """An order and how it went: `mood` from 0 (furious) to 10 (delighted), `defect` if it was broken."""

    order: Order
    mood: int
    defect: bool


def make_orders(company: CompanySpec, seed: int, person: Person) -> list[Event]:
    """The orders of one customer by day; the first is on `person.first` or soon after."""
    dice = Dice(company.id, seed, "orders", person.number)
    events: list[Event] = []
    day = _in_season(dice, person, person.first)
    while day <= LAST_DAY and len(events) < _MOST_ORDERS:
        event = _event(company, dice, person, day, len(events) + 1)
        events.append(event)
        if person.habit is Habit.ONCE:
            break
        leaves = _LEAVES[person.habit] + (_LEAVES_ANGRY if event.mood <= 3 else 0)
        if len(events) > 1 and dice.chance(leaves):
            break
        gap = _GAP[person.habit] * dice.middling(4, 18) // 10
        day = _in_season(dice, person, day + timedelta(days=max(2, gap)))
    return events


def _in_season(dice: Dice, person: Person, day: date) -> date:
    """Move a day to where people buy: in promotions only, or towards the strong months."""
    if person.habit is Habit.PROMOTION:
        if day.month in _PROMOTIONS:
            return day
        month = next((m for m in _PROMOTIONS if m > day.month), _PROMOTIONS[0])
        year = day.year if month > day.month else day.year + 1
        return date(year, month, 1) + timedelta(days=dice.below(30))
    for _ in range(4):
        if dice.below(_STRONGEST) < _SEASON[day.month - 1]:
            break
        day += timedelta(days=dice.between(6, 24))
    return day


def _event(company: CompanySpec, dice: Dice, person: Person, day: date, number: int) -> Event:
    lines = _lines(company, dice, person, day, first=number == 1)
    total = sum(line.price * line.quantity for line in lines)
    bulky = any(_category(company, line) == "家具" for line in lines)
    busy = _SEASON[day.month - 1] >= 12
    late = dice.between(1, 9) if dice.chance((24 if busy else 12) if bulky else 4) else 0
    defect = dice.chance(6)
    channel = person.channel if dice.chance(75) else dice.pick(company.channels[:SELLING])
    order = Order(
        id=f"D{person.number + 1:05}-{number:02}",
        customer=person.id,
        day=day,
        channel=channel,
        store=dice.pick(company.stores).id if channel == company.channels[0] else "",
        lines=lines,
        discount=total * _discount(dice, person, day) // 100,
        service=(dice.between(120, 260) if bulky else dice.between(8, 25)) + 90 * defect,
        promised=dice.between(2, 7) if bulky else dice.between(1, 3),
        late=late,
    )
    mood = 8 + person.temper + dice.between(-1, 1) - (2 + min(late, 3)) * (late > 0) - 4 * defect
    return Event(order, max(0, min(10, mood)), defect)


def _lines(
    company: CompanySpec, dice: Dice, person: Person, day: date, *, first: bool
) -> tuple[Line, ...]:
    corporate = person.kind is Kind.CORPORATE
    chosen: dict[str, Line] = {}
    for place in range(dice.weighed([(1, 5), (2, 3), (3, 1)])):
        furniture = 45 if corporate else 26 if first and place == 0 else 7
        goods = _goods(company, dice, corporate, dice.chance(furniture))
        product = dice.weighed([(one, 3 if day.month in one.months else 1) for one in goods])
        quantity = dice.between(4, 24) if corporate else dice.weighed([(1, 7), (2, 2), (4, 1)])
        if product.category == "家具" and not corporate:
            quantity = 1 if product.price > 1_000 else quantity
        chosen[product.id] = Line(
            product=product.id, quantity=quantity, price=product.price, cost=product.cost
        )
    return tuple(chosen.values())


def _goods(company: CompanySpec, dice: Dice, corporate: bool, furniture: bool) -> list[ProductSpec]:
    """What there is to choose from; all products where nothing fits."""
    wanted = "家具" if furniture else dice.weighed([("家纺", 6), ("小家电", 5), ("服务", 1)])
    fitting = [one for one in company.products if one.category == wanted]
    if corporate:
        fitting = [one for one in fitting if one.bulk] or [p for p in company.products if p.bulk]
    return fitting or list(company.products)


def _discount(dice: Dice, person: Person, day: date) -> int:
    """Percent off the price."""
    if person.kind is Kind.CORPORATE:
        return dice.between(8, 14)
    if day.month in _PROMOTIONS:
        return 15 if person.habit is Habit.PROMOTION else 10
    return 5 if dice.chance(20) else 0


def _category(company: CompanySpec, line: Line) -> str:
    return next(one.category for one in company.products if one.id == line.product)
