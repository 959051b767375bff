"""ABC, RFM and CLV against an independent computation, the course's own figures, and their properties."""

from __future__ import annotations

from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workshop.customer_file.domain.abc import classify
from app.workshop.customer_file.domain.clv import Convention, lifetime_value, truncated_value
from app.workshop.customer_file.domain.formula import evaluate
from app.workshop.customer_file.domain.marks import read_percent, shown
from app.workshop.customer_file.domain.rfm import Ties, octant, quintiles

A, B = Fraction(80, 100), Fraction(95, 100)
names = st.integers(min_value=0, max_value=99).map(str)
money = st.integers(min_value=-50, max_value=5_000)


@given(values=st.dictionaries(names, money, min_size=1, max_size=25))
def test_abc_agrees_with_walking_down_the_list(values: dict[str, int]) -> None:
    """Written otherwise: sort, walk, sum in floats' stead with whole numbers."""
    placed = classify({k: Fraction(v) for k, v in values.items()}, A, B)
    whole = sum(v for v in values.values() if v > 0)
    running = 0
    for value in sorted({v for v in values.values() if v > 0}, reverse=True):
        cls = "A" if running * 100 < 80 * whole else "B" if running * 100 < 95 * whole else "C"
        equal = [name for name, v in values.items() if v == value]
        running += value * len(equal)
        for name in equal:
            assert placed[name].cls == cls
            assert placed[name].cumulative == Fraction(running, whole)
    for name, value in values.items():
        if value <= 0:
            assert placed[name].cls == "C"
    assert sum(p.share for p in placed.values()) == (1 if whole else 0)


def test_abc_worked_by_hand() -> None:
    """50, 30, 12, 5, 3 of 100: 30 crosses 80 and stays A; 12 is B, 5 crosses 95 and stays B, 3 is C."""
    values = dict(zip("vwxyz", map(Fraction, (50, 30, 12, 5, 3)), strict=True))
    placed = classify(values, A, B)
    assert "".join(placed[name].cls for name in "vwxyz") == "AABBC"
    assert [placed[name].cumulative * 100 for name in "vwxyz"] == [50, 80, 92, 97, 100]


@given(
    values=st.dictionaries(names, st.integers(0, 40), min_size=1, max_size=30),
    reverse=st.booleans(),
)
def test_quintiles_agree_with_ranks(values: dict[str, int], reverse: bool) -> None:
    """Written otherwise: by position in the sorted list, first or last of the equals."""
    line = sorted(values.values(), reverse=reverse)
    n = len(line)
    low, high = (quintiles(values, ties, reverse=reverse) for ties in (Ties.LOW, Ties.HIGH))
    for name, value in values.items():
        assert low[name] == line.index(value) * 5 // n + 1
        assert high[name] == (n - 1 - line[::-1].index(value)) * 5 // n + 1
        assert low[name] <= high[name]


def test_quintiles_of_different_values_are_equal_groups_between_the_quantiles() -> None:
    values = {str(v): v for v in range(1, 21)}
    scores = quintiles(values, Ties.LOW)
    cuts = quantiles(range(1, 21), n=5, method="inclusive")
    for name, value in values.items():
        assert scores[name] == 1 + sum(value > cut for cut in cuts)
    assert sorted(scores.values()) == [s for s in (1, 2, 3, 4, 5) for _ in range(4)]


def test_recency_is_reversed() -> None:
    scores = quintiles({"new": 3, "old": 300}, Ties.LOW, reverse=True)
    assert scores["new"] > scores["old"]
    assert octant(1, 4, 5) == "低高高"  # 郑先生 of section 7.1.8


CONVENTIONS = list(Convention)
rates = st.fractions(min_value=0, max_value=Fraction(95, 100), max_denominator=100)


@given(m=st.integers(1, 10_000), r=rates, d=st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_the_endless_value_is_what_the_sum_runs_to(m: int, r: Fraction, d: Fraction) -> None:
    """The closed form against adding period after period, by plain multiplication."""
    for convention in CONVENTIONS:
        exact = lifetime_value(Fraction(m), r, d, convention)
        alive, worth, total = 1.0, 1.0, 0.0
        if convention is Convention.NOW:
            total = float(m)
        for period in range(1, 600):
            worth /= 1 + float(d)
            alive *= float(r) if period > 1 or convention is not Convention.END_OF_FIRST else 1
            total += m * alive * worth
        assert total == pytest.approx(float(exact), rel=1e-6)


@given(m=st.integers(1, 5_000), r=rates, n=st.integers(0, 12))
def test_a_truncated_value_grows_towards_the_whole(m: int, r: Fraction, n: int) -> None:
    d = Fraction(1, 10)
    for convention in CONVENTIONS:
        short, longer = (truncated_value(Fraction(m), r, d, convention, k) for k in (n, n + 1))
        assert short <= longer <= lifetime_value(Fraction(m), r, d, convention)


def test_the_three_conventions_of_fader_and_hardie() -> None:
    m, r, d = Fraction(100), Fraction(8, 10), Fraction(1, 10)
    found = [shown(lifetime_value(m, r, d, one), 1) for one in CONVENTIONS]
    assert found == ["266.7", "333.3", "366.7"]


def test_the_figures_of_the_chapters() -> None:
    """Sections 3.1.10 (800, 1000, 1100; 492.26 over three years), 2.2.1 (2035.31) and 拓4.2.2."""
    m, r, i = Fraction(300), Fraction(8, 10), Fraction(1, 10)
    assert [lifetime_value(m, r, i, one) for one in CONVENTIONS] == [800, 1000, 1100]
    assert shown(truncated_value(m, r, i, Convention.IN_HAND, 3)) == "492.26"
    lin = truncated_value(Fraction(900), Fraction(9, 10), i, Convention.END_OF_FIRST, 3)
    assert shown(lin) == "2035.31"
    seven = [lifetime_value(m, Fraction(7, 10), i, one) for one in CONVENTIONS]
    assert seven == [525, 750, 825]


def test_a_retention_of_one_has_no_finite_value() -> None:
    with pytest.raises(ValueError, match="no finite value"):
        lifetime_value(Fraction(1), Fraction(1), Fraction(0), Convention.NOW)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("300*0.8/(1+0.1-0.8)", Fraction(800)),
        ("=300 × 0.8 ÷ 0.3", Fraction(800)),
        ("1,234.5", Fraction(12345, 10)),
        ("２４％", Fraction(24, 100)),
        ("-(2-5)^2", Fraction(-9)),
        ("0.1+0.2", Fraction(3, 10)),
        ("", None),
        ("abc", None),
        ("1/0", None),
        ("9**9**9", None),
        ("9^999999", None),
        ("__import__('os')", None),
        ("[1][0]", None),
        ("1e9", None),
        ("True", None),
        ("(" * 150, None),
        ("1" * 80, None),
    ],
)
def test_typed_arithmetic(typed: str, value: Fraction | None) -> None:
    assert evaluate(typed) == value


def test_shares_may_be_typed_with_or_without_the_sign() -> None:
    assert read_percent("78.3") == read_percent("78.3%") == read_percent("783/1000*100")
