"""Customers, orders, complaints and answers out of a seed: the same on every machine, for good."""

from __future__ import annotations

from datetime import timedelta

from app.content.company.data import LAST_DAY, Answer, CompanyData, Complaint, Customer, Kind, Order
from app.content.company.orders import make_orders
from app.content.company.people import Person, make_people
from app.content.company.specs import CompanySpec
from app.content.company.voices import make_answers, make_complaints

LARGEST = 50_000
_YEAR = timedelta(days=365)


def generate(company: CompanySpec, seed: int, size: int) -> CompanyData:
    """Make `size` customers (1 to 50 000) with three years of business up to LAST_DAY.

    The same company, seed and size yield the same data everywhere; a larger size only adds
    customers, with their orders, to a smaller one. A thousand customers take about a second.
    """
    if not 1 <= size <= LARGEST:
        raise ValueError(f"size must be 1 to {LARGEST}")
    customers: list[Customer] = []
    orders: list[Order] = []
    complaints: list[Complaint] = []
    answers: list[Answer] = []
    for person in make_people(company, seed, size):
        events = make_orders(company, seed, person)
        own = [event.order for event in events]
        customers.append(_customer(company, person, own))
        orders += own
        complaints += make_complaints(company, seed, person, events)
        answers += make_answers(company, seed, person, events)
    return CompanyData(
        seed=seed,
        customers=tuple(customers),
        orders=tuple(sorted(orders, key=lambda order: (order.day, order.id))),
        complaints=tuple(sorted(complaints, key=lambda one: (one.day, one.id))),
        answers=tuple(sorted(answers, key=lambda one: (one.day, one.order))),
    )


def sample(
    company: CompanySpec, seed: int, persons: int, firms: int
) -> list[tuple[Customer, list[Order]]]:
    """The first so many people and firms of those that `generate` makes, with their orders by day.

    Customers whose story company.yml tells are left out, as everybody would know them; fewer firms
    come out than asked for only where the seed has none among its first 50 · `firms` customers.
    """
    left = {Kind.PERSONAL: persons, Kind.CORPORATE: firms}
    chosen: list[tuple[Customer, list[Order]]] = []
    for person in make_people(company, seed, min(LARGEST, persons + 50 * firms)):
        if person.story or not left[person.kind]:
            continue
        left[person.kind] -= 1
        orders = [event.order for event in make_orders(company, seed, person)]
        chosen.append((_customer(company, person, orders), orders))
        if not any(left.values()):
            break
    return chosen


def _customer(company: CompanySpec, person: Person, orders: list[Order]) -> Customer:
    spent = sum(order.amount for order in orders if order.day > LAST_DAY - _YEAR)
    tier = [tier.id for tier in company.tiers if tier.at_least <= spent][-1]
    return Customer(
        id=person.id,
        kind=person.kind,
        name=person.name,
        contact=person.contact,
        phone=person.phone,
        identity=person.identity,
        credit_code=person.credit_code,
        born=person.born,
        district=person.district,
        channel=person.channel,
        joined=orders[0].day if orders else person.first,
        tier=tier,
        consents=person.consents,
        habit=person.habit,
        story=person.story,
    )
