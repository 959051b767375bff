"""Numbers are equal by value, and words stay words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.normalise import normalise
from app.bank.domain.numerals import parse_number
from app.bank.domain.quantities import read_answer, same

DIGITS = "零一二三四五六七八九"


def say(number: int) -> str:
    """A whole number below 10^12 in 汉字, the way a schoolbook writes it."""
    if number < 10:
        return DIGITS[number]
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            head, rest = divmod(number, unit)
            if not rest:
                return say(head) + name
            return say(head) + name + ("零" if rest < unit // 10 else "") + say(rest)
    raise AssertionError


def equal(a: str, b: str, tolerance: str = "0") -> bool:
    return same(read_answer(a), read_answer(b), Fraction(tolerance))


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_have_the_value_of_digits(number):
    assert parse_number(say(number)) == number
    assert equal(say(number), str(number))
    assert equal(f"{number:,}", str(number))


@given(st.integers(0, 9999), st.integers(0, 3))
def test_percentages_have_one_value(number, places):
    value = Decimal(number).scaleb(-places)
    share = format(value / 100, "f")
    assert equal(f"{value:f}%", share)
    assert equal(f"{value:f}％", f"百分之{value:f}")
    if places == 0:
        assert equal(f"百分之{say(number)}", share)


@given(st.integers(0, 999), st.text(DIGITS, min_size=1, max_size=4))
def test_spelt_decimals(whole, places):
    digits = "".join(str(DIGITS.index(char)) for char in places)
    assert equal(f"{say(whole)}点{places}", f"{whole}.{digits}")


@given(st.integers(-999, 999), st.integers(-999, 999), st.sampled_from(["个", "个月", "元", "%"]))
def test_equal_numbers_and_only_those_are_the_same(a, b, unit):
    assert equal(f"{a}{unit}", f"{b}{unit}") == (a == b)


@given(st.text(max_size=30))
def test_sameness_is_symmetric_and_nothing_equals_nothing(text):
    other = f"1{text}"
    assert equal(text, other) == equal(other, text)
    assert equal(text, text) == (normalise(text) != "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2个百分点", "2 百分点"),
        ("3个小时", "3小时"),
        ("3公斤", "3千克"),
        ("500块", "500元"),
        ("¥500", "五百元"),
        ("500元/月", "500元每月"),
        ("10万元", "100,000"),
        ("第三阶段", "第3阶段"),
        ("三千五", "3500"),
        ("两百五十", "250"),
        ("二〇二六年", "2026年"),
        ("负百分之五", "-5%"),
        ("百分百", "1"),
        ("½", "0.5"),
        ("貳拾", "20"),
    ],
)
def test_same(one, other):
    assert equal(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2", "2%"),
        ("2%", "2个百分点"),
        ("3个月", "3月"),
        ("3个月", "3年"),
        ("4P", "4"),
        ("第三", "3"),
        ("三角", "3"),
        ("3M", "3"),
        ("1e5", "100000"),
        ("1½", "11/2"),
        ("10²", "102"),
        ("1,00", "100"),
        ("80/20", "4"),
        ("5", ".5"),
        ("12万50", "120050"),
        ("一心一意", "1"),
        ("万一", "10001"),
        ("0.333", "1/3"),
    ],
)
def test_different(one, other):
    assert not equal(one, other)


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-inf",
        "∞",
        "1_000",
        "0x10",
        "1e5",
        "٣",
        "",
        "-",
        "负",
        "点五",
        "二三十",
        "9" * 65,
    ],
)
def test_not_numbers(text):
    assert parse_number(text) is None


def test_tolerance_is_absolute_and_inclusive():
    assert equal("1/3", "0.333", "0.001")
    assert equal("100", "100.5", "0.5")
    assert not equal("100", "100.51", "0.5")
    assert not equal("第三", "第4", "2")
