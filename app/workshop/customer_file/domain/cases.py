"""The figures that ABC, RFM and CLV are worked out from, and what they ought to come to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.content.company.dice import Dice
from app.workshop.customer_file.domain.abc import Placed, classify
from app.workshop.customer_file.domain.clv import Convention, lifetime_value, truncated_value
from app.workshop.customer_file.domain.fileset import FileSet, Sales
from app.workshop.customer_file.domain.rfm import Ties, quintiles
from app.workshop.customer_file.domain.values import REFERENCE

AMOUNT, MARGIN = "amount", "margin"
PERIODS = 3
DISCOUNT = Fraction(10, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the instructor set: cut-offs in per cent, what ABC sorts by, and the rule for equal values."""

    cut_a: int = 80
    cut_b: int = 95
    basis: str = AMOUNT
    ties: Ties = Ties.LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """One customer whose lifetime value is asked for: yearly margin in yuan and retention."""

    customer: str
    name: str
    margin: int
    retention: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeTask:
    """Three customers; the second is also asked for over PERIODS years and net of `acquisition` yuan."""

    customers: tuple[Lifetime, Lifetime, Lifetime]
    discount: Fraction
    periods: int
    acquisition: int


def days_since(sales: Sales) -> int:
    """Days from the last order to the reference date."""
    return (REFERENCE - sales.last).days


def expected_abc(files: FileSet, rules: Rules) -> dict[str, Placed]:
    """Share, cumulative share and class of each customer."""
    values = {one.customer: Fraction(getattr(one, rules.basis)) for one in files.sales}
    return classify(values, Fraction(rules.cut_a, 100), Fraction(rules.cut_b, 100))


def expected_rfm(files: FileSet, rules: Rules) -> dict[str, tuple[int, int, int]]:
    """R, F and M of each customer."""
    r = quintiles({s.customer: days_since(s) for s in files.sales}, rules.ties, reverse=True)
    f = quintiles({s.customer: s.orders for s in files.sales}, rules.ties)
    m = quintiles({s.customer: s.amount for s in files.sales}, rules.ties)
    return {
        one.customer: (r[one.customer], f[one.customer], m[one.customer]) for one in files.sales
    }


def lifetime_task(files: FileSet) -> LifetimeTask:
    """The best firm (or person), the best person and one in the middle, with rates of chance."""
    dice = Dice("customer file", files.seed, "clv")
    ranked = sorted(files.sales, key=lambda one: (-one.margin, one.customer))
    people = [one for one in ranked if one.customer.startswith("P")]
    chosen = [ranked[0], *[one for one in people if one is not ranked[0]]]
    first, second, third = chosen[0], chosen[1], chosen[len(chosen) // 2]
    rates = (dice.between(78, 92), dice.between(66, 84), dice.between(45, 68))
    made = [
        Lifetime(
            customer=one.customer,
            name=one.name,
            margin=max(50, one.margin),
            retention=Fraction(rate, 100),
        )
        for one, rate in zip((first, second, third), rates, strict=True)
    ]
    return LifetimeTask(
        customers=(made[0], made[1], made[2]),
        discount=DISCOUNT,
        periods=PERIODS,
        acquisition=10 * dice.between(8, 30),
    )


def expected_clv(task: LifetimeTask, convention: Convention) -> dict[str, Fraction]:
    """What each row of the CLV table comes to under the declared convention, in yuan."""
    values = [
        lifetime_value(Fraction(one.margin), one.retention, task.discount, convention)
        for one in task.customers
    ]
    second = task.customers[1]
    truncated = truncated_value(
        Fraction(second.margin), second.retention, task.discount, convention, task.periods
    )
    return {
        "first": values[0],
        "second": values[1],
        "third": values[2],
        "equity": sum(values, Fraction(0)),
        "truncated": truncated,
        "net": values[1] - task.acquisition,
    }
