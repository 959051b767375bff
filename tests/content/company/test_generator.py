"""The data are the same everywhere, hang together and look like a business."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import timedelta
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.company import (
    DIMENSIONS,
    FIRST_DAY,
    LARGEST,
    LAST_DAY,
    CompanyData,
    CompanySpec,
    Habit,
    Kind,
    generate,
)
from tests.content.company.conftest import SHOP

YEAR = timedelta(days=365)
OF_SHOP = CompanySpec.model_validate(SHOP)
GOLDEN = "1faf40aae5c9c60b131976f27a445d649f3c889e7a581fd500b59b4fd41c5afd"


@pytest.fixture(scope="module")
def data(shop: CompanySpec) -> CompanyData:
    return generate(shop, 11, 1_200)


def digest(data: CompanyData) -> str:
    text = json.dumps(asdict(data), default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_yields_the_same_data_for_good(shop: CompanySpec) -> None:
    """Fails where chance fell otherwise: with another Python, on another machine, after a change."""
    assert digest(generate(shop, 1, 120)) == GOLDEN


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 60), more=st.integers(0, 40))
def test_a_larger_size_only_adds_customers(seed: int, size: int, more: int) -> None:
    small, large = generate(OF_SHOP, seed, size), generate(OF_SHOP, seed, size + more)
    assert large.customers[:size] == small.customers
    kept = {customer.id for customer in small.customers}
    assert tuple(o for o in large.orders if o.customer in kept) == small.orders
    assert tuple(c for c in large.complaints if c.customer in kept) == small.complaints
    assert tuple(a for a in large.answers if a.customer in kept) == small.answers


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 80))
def test_everything_refers_to_something_and_lies_in_its_range(seed: int, size: int) -> None:
    data = generate(OF_SHOP, seed, size)
    customers = {customer.id: customer for customer in data.customers}
    orders = {order.id: order for order in data.orders}
    assert (len(customers), len(orders)) == (size, len(data.orders))
    products = {product.id: product for product in OF_SHOP.products}
    stores = {store.id for store in OF_SHOP.stores}
    for order in data.orders:
        assert FIRST_DAY <= customers[order.customer].joined <= order.day <= LAST_DAY
        assert order.lines
        assert order.store in stores if order.channel == "门店" else order.store == ""
        assert order.channel in OF_SHOP.channels[:3]
        for line in order.lines:
            assert (line.price, line.cost) == (
                products[line.product].price,
                products[line.product].cost,
            )
            assert 1 <= line.quantity <= 24
        assert order.amount > 0
        assert order.discount >= 0
        assert 0 <= order.late <= 9
        assert 1 <= order.promised <= 7
    for complaint in data.complaints:
        assert orders[complaint.order].customer == complaint.customer
        assert orders[complaint.order].day <= complaint.day <= LAST_DAY
        assert complaint.answered >= 1
        assert (complaint.settled is None) == (complaint.contented is None)
        assert complaint.compensation >= 0
    for answer in data.answers:
        assert orders[answer.order].customer == answer.customer
        assert len(answer.performance) == len(answer.importance) == len(DIMENSIONS)
        assert {*answer.performance, *answer.importance, answer.overall} <= {1, 2, 3, 4, 5}
        assert 0 <= answer.recommend <= 10


def test_customers_of_the_story_come_first_and_come_back(data: CompanyData) -> None:
    teacher, inn = data.customers[:2]
    assert (teacher.name, teacher.kind, teacher.story) == ("老教师", Kind.PERSONAL, "teacher")
    assert (inn.name, inn.kind, inn.story) == ("江边客栈", Kind.CORPORATE, "inn")
    assert Habit.ONCE not in (teacher.habit, inn.habit)
    assert all(customer.story == "" for customer in data.customers[2:])


def test_people_and_firms_have_the_numbers_that_are_theirs(data: CompanyData) -> None:
    for customer in data.customers:
        personal = customer.kind is Kind.PERSONAL
        assert bool(customer.identity) is personal
        assert bool(customer.credit_code) is not personal
        assert (customer.born is not None) is personal
    assert len({customer.phone for customer in data.customers}) == len(data.customers)
    assert len({customer.credit_code for customer in data.customers}) > 40


def test_a_fifth_of_the_customers_brings_most_of_the_sales(data: CompanyData) -> None:
    spent: Counter[str] = Counter()
    for order in data.orders:
        spent[order.customer] += order.amount
    best = sorted(spent.values(), reverse=True)
    assert 0.5 < sum(best[: len(data.customers) // 5]) / sum(best) < 0.95
    margins: Counter[str] = Counter()
    for order in data.orders:
        margins[order.customer] += order.margin
    assert any(margin < 0 for margin in margins.values())


def test_customers_return_and_leave(data: CompanyData) -> None:
    last = {order.customer: order.day for order in data.orders}
    times = Counter(order.customer for order in data.orders)
    old = [c.id for c in data.customers if c.joined < LAST_DAY - YEAR and c.id in last]
    gone = sum(last[c] < LAST_DAY - YEAR for c in old) / len(old)
    assert 0.3 < gone < 0.75
    assert 0.35 < sum(n == 1 for n in times.values()) / len(times) < 0.65
    assert max(times.values()) > 12


def test_the_year_has_seasons(data: CompanyData) -> None:
    months = Counter(order.day.month for order in data.orders)
    assert months[11] > 1.5 * months[2]
    promotion = {c.id for c in data.customers if c.habit is Habit.PROMOTION}
    assert {o.day.month for o in data.orders if o.customer in promotion} == {6, 11}
    sold = Counter((o.day.month == 6, line.product) for o in data.orders for line in o.lines)
    in_june, else_ = (sold[june, "fan"] / sold[june, "lamp"] for june in (True, False))
    assert in_june > 1.5 * else_


def test_who_complains_is_less_content(data: CompanyData) -> None:
    complained = {complaint.order for complaint in data.complaints}
    marks: dict[bool, list[int]] = defaultdict(list)
    for answer in data.answers:
        marks[answer.order in complained].append(answer.overall)
    assert mean(marks[True]) < mean(marks[False]) - 0.8
    late = {order.id for order in data.orders if order.late}
    on_time = DIMENSIONS.index("按时交付")
    assert mean(a.performance[on_time] for a in data.answers if a.order in late) < mean(
        a.performance[on_time] for a in data.answers if a.order not in late
    )


def test_tiers_follow_from_a_year_of_spending(data: CompanyData) -> None:
    spent: Counter[str] = Counter()
    for order in data.orders:
        if order.day > LAST_DAY - YEAR:
            spent[order.customer] += order.amount
    for customer in data.customers:
        assert customer.tier == ("gold" if spent[customer.id] >= 3000 else "plain")


@pytest.mark.parametrize("size", [0, -1, LARGEST + 1])
def test_sizes_that_are_none(shop: CompanySpec, size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        generate(shop, 1, size)
