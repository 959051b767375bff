"""Join codes."""

from __future__ import annotations

from random import Random

import pytest

from app.courses.domain.codes import ALPHABET, LENGTH, make_code, read_code, show_code


def test_codes_have_no_signs_that_look_alike() -> None:
    codes = [make_code(Random(seed)) for seed in range(300)]
    assert len(set(codes)) == 300
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("0OQ1IL2Z5S8BU".replace("Q", ""))


@pytest.mark.parametrize("typed", ["CDF GHJ", "cdfghj", " ｃｄｆ－ＧＨＪ ", "cdf-ghj。"])
def test_codes_are_read_however_they_are_typed(typed: str) -> None:
    assert read_code(typed) == "CDFGHJ"


@pytest.mark.parametrize(("code", "shown"), [("CDFGHJ", "CDF GHJ"), ("ABC", "AB C"), ("", "")])
def test_codes_are_shown_in_two_groups(code: str, shown: str) -> None:
    assert show_code(code) == shown
