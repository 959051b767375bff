"""Correctness comes first and marks after, rounded half up once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.grading.mark import Detail, Grade, points_for


@pytest.mark.parametrize(
    ("share", "points", "marks"),
    [
        (Fraction(1, 3), "2", "0.67"),
        (Fraction(2, 3), "1", "0.67"),
        (Fraction(1, 3), "0.015", "0.01"),  # exactly half a cent: a decimal third would lose it
        (Fraction(1, 2), "0.05", "0.03"),
        (Fraction(1, 2), "2.5", "1.25"),
        (Fraction(1), "16", "16.00"),
        (Decimal("0.5"), "3", "1.50"),
    ],
)
def test_marks_are_rounded_half_up(share, points, marks):
    assert points_for(share, Decimal(points)) == Decimal(marks)


@given(
    st.fractions(0, 1, max_denominator=1000),
    st.decimals(0, 1000, places=2, allow_nan=False, allow_infinity=False),
)
def test_marks_stay_between_nothing_and_full(share, points):
    marks = points_for(share, points)
    assert 0 <= marks <= points
    assert abs(Fraction(marks) - share * Fraction(points)) <= Fraction(1, 200)


def test_correctness_has_six_places():
    assert Grade(share=Fraction(2, 3)).correctness == Decimal("0.666667")


@given(
    st.builds(
        Detail,
        answered=st.booleans(),
        right=st.integers(0, 9),
        blanks=st.lists(st.booleans()).map(tuple),
    )
)
def test_detail_survives_storing(detail):
    assert Detail.from_data(detail.to_data()) == detail
