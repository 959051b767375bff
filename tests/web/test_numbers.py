"""Numbers from forms and addresses: nothing that the database or Python would choke on."""

from __future__ import annotations

from typing import Any

import pytest

from app.web.numbers import LARGEST, read_int

HUGE = "9" * 25


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("2147483647", LARGEST),
        ("2147483648", None),
        (HUGE, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("", None),
    ],
)
def test_whole_numbers_fit_the_database(text: str, number: int | None) -> None:
    assert read_int(text) == number


def test_a_bound_of_ones_own() -> None:
    assert [read_int(text, 99) for text in ("99", "100")] == [99, None]


@pytest.mark.both_engines
@pytest.mark.parametrize("number", ["2147483648", HUGE, "9" * 5000])
def test_no_page_has_a_number_beyond_the_database(
    engine: str, as_user: Any, make: Any, number: str
) -> None:
    client = as_user(make.user())
    for path in (
        f"/me/devices/{number}/end",
        f"/favourites/{number}",
        f"/favourites/{number}/note",
        f"/practice/nobody/{number}",
    ):
        assert client.post(path).status_code == 404, path


def test_the_largest_number_is_looked_for(as_user: Any, make: Any) -> None:
    assert as_user(make.user()).post(f"/me/devices/{LARGEST}/end").status_code == 404


@pytest.mark.parametrize("number", ["2147483648", HUGE, "9" * 5000])
def test_lists_pass_over_what_is_no_number(as_user: Any, make: Any, number: str) -> None:
    client = as_user(make.teacher())
    assert client.get(f"/bank?difficulty={number}").status_code == 200
    assert client.get(f"/bank?page={number}").status_code == 200
