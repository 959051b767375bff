"""Check digits, against published examples of the standards."""

from __future__ import annotations

from datetime import date

import pytest

from app.content.company.identifiers import (
    REGION,
    credit_check,
    credit_code,
    identity_check,
    identity_number,
    mobile_number,
    organisation_check,
)


@pytest.mark.parametrize(
    ("body", "check"), [("11010519491231002", "X"), ("44052418800101001", "4")]
)
def test_identity_check_digit(body: str, check: str) -> None:
    """The two examples that GB 11643-1999 itself gives."""
    assert identity_check(body) == check


def test_organisation_check_digit() -> None:
    """The example of GB 11714-1997: D2143569-X."""
    assert organisation_check("D2143569") == "X"


def test_credit_code_check_digit() -> None:
    """Weights are the powers of three, so that the sum of a whole code is divisible by 31."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for number in range(0, 5_000, 7):
        code = credit_code(number)
        assert len(code) == 18
        assert credit_check(code[:17]) == code[17]
        total = sum(letters.index(c) * 3**place for place, c in enumerate(code[:17]))
        assert (total + letters.index(code[17])) % 31 == 0


def test_numbers_lie_where_nobody_has_one() -> None:
    born = date(1990, 2, 3)
    assert identity_number(born, 7).startswith(f"{REGION}19900203007")
    assert credit_code(12)[2:8] == REGION
    assert mobile_number(42) == "15400000042"
