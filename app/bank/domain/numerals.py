"""Numbers as people write them, in digits and in 汉字, read exactly.

`parse_number` takes a normalised text and answers with a `Fraction` only if the whole text is one
number: 80%, 0.8 and 百分之八十 are one value; 1,000, 一千 and 1千 are another. Everything doubtful stays
text, because a word that is taken for a number could equal a wrong answer.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

LONGEST_NUMBER = 64

_DIGIT = {"零": 0, "〇": 0, "○": 0} | {
    char: value
    for value, chars in enumerate(
        ("一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"), 1
    )
    for char in chars
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_DENOMINATORS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_ZEROS = "零〇○"

_DIGITS = "".join(_DIGIT)
_SIGN = re.compile(r"[+\-−‐‑‒–负]")
_ARABIC = re.compile(r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)")
_PER = re.compile(r"(.+)([%‰])")
_PARTS = re.compile(r"(.+)分之(.+)")
_SLASH = re.compile(r"([0-9]+)[/⁄]([0-9]+)")
_TENTHS = re.compile(
    rf"(十|[0-9]+(?:\.[0-9]+)?|[{_DIGITS}](?:点[{_DIGITS}])?)成([{_DIGITS}0-9半]?)"
)
_POINT = re.compile(rf"([{_DIGITS}十拾百佰千仟]+)点([{_DIGITS}]+)([百千]?(?:万亿|万|亿)|[百千])?")
_TOKEN = re.compile(rf"{_ARABIC.pattern}|万亿|[{_DIGITS}十拾百佰千仟万亿]")


def parse_number(text: str) -> Fraction | None:
    """The value of a text that is wholly one number, else `None`. No infinity, no NaN."""
    if not 0 < len(text) <= LONGEST_NUMBER:
        return None
    if _SIGN.match(text):
        value = _unsigned(text[1:])
        if value is None or text[0] == "+":
            return value
        return -value
    return _unsigned(text)


def _unsigned(text: str) -> Fraction | None:
    for read in (_plain, _percent, _fraction, _proportion):
        value = read(text)
        if value is not None:
            return value
    return None


def _plain(text: str) -> Fraction | None:
    """1,234.5 · 三点五 · 一万二千 · 3.5万 · 二〇二六."""
    if _ARABIC.fullmatch(text):
        return Fraction(Decimal(text.replace(",", "")))
    if match := _POINT.fullmatch(text):
        return _with_point(match[1], match[2], match[3] or "")
    if len(text) > 1 and all(char in _DIGIT and char != "两" for char in text):
        return Fraction(_spelt(text))
    return _composed(text)


def _with_point(whole: str, places: str, magnitude: str) -> Fraction | None:
    integer = _plain(whole)
    if integer is None:
        return None
    value = integer + Fraction(_spelt(places), 10 ** len(places))
    for char in magnitude:
        value *= _SMALL.get(char) or _LARGE[char]
    return value


def _percent(text: str) -> Fraction | None:
    """80% · 五% · 3‰ · 百分百."""
    if text == "百分百":
        return Fraction(1)
    match = _PER.fullmatch(text)
    value = _plain(match[1]) if match else None
    if match is None or value is None:
        return None
    return value / (100 if match[2] == "%" else 1000)


def _fraction(text: str) -> Fraction | None:
    """百分之八十 · 千分之三 · 三分之一 · 1/3.

    A slash makes a number only of a proper fraction: 80/20 is the name of a rule, not four.
    """
    if match := _SLASH.fullmatch(text):
        over, under = int(match[1]), int(match[2])
        return Fraction(over, under) if over < under else None
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    under = _DENOMINATORS.get(match[1]) or _plain(match[1])
    over = Fraction(100) if match[2] == "百" else _plain(match[2])
    return over / under if over is not None and under else None


def _proportion(text: str) -> Fraction | None:
    """八成 · 八成五 · 八成半 · 8成."""
    match = _TENTHS.fullmatch(text)
    if match is None:
        return None
    tenths = Fraction(10) if match[1] == "十" else _plain(match[1])
    if tenths is None or tenths > 10:
        return None
    half = 5 if match[2] == "半" else None
    hundredths = half or (_DIGIT.get(match[2]) if match[2] in _DIGIT else int(match[2] or 0))
    return tenths / 10 + Fraction(hundredths or 0, 100)


def _spelt(text: str) -> int:
    """The number whose digits are spelt one by one."""
    return int("".join(str(_DIGIT[char]) for char in text))


class _Sum:
    """Adds up the tokens of a number like 三万零五十, refusing what nobody would say."""

    def __init__(self) -> None:
        self.total = Fraction(0)  # what stands before the last 万 or 亿
        self.section = Fraction(0)  # thousands, hundreds and tens since then
        self.pending: Fraction | None = None  # a number still waiting for its unit
        self.pending_is_digit = False
        self.last_unit: int | None = None  # the unit just passed, inside the section or before it
        self.last_large: int | None = None
        self.zero = False

    def digit(self, token: str) -> bool:
        if self.pending is not None:
            return False
        if token in _ZEROS:
            if self.zero:
                return False
            self.zero = True
            return True
        single = token in _DIGIT
        self.pending = (
            Fraction(_DIGIT[token]) if single else Fraction(Decimal(token.replace(",", "")))
        )
        self.pending_is_digit = single or len(token) == 1
        return True

    def small(self, unit: int) -> bool:
        inside = self.last_unit if self.last_unit is not None and self.last_unit < 10**4 else None
        if inside is not None and unit >= inside:
            return False
        if self.pending is None:
            if unit != 10:
                return False
            self.pending = Fraction(1)
        self.section += self.pending * unit
        self._passed(unit)
        return True

    def large(self, unit: int) -> bool:
        self.section += self.pending or 0
        if self.section == 0 or (self.last_large is not None and unit >= self.last_large):
            return False
        self.total += self.section * unit
        self.section = Fraction(0)
        self.last_large = unit
        self._passed(unit)
        return True

    def _passed(self, unit: int) -> None:
        self.pending, self.last_unit, self.zero = None, unit, False

    def value(self) -> Fraction | None:
        rest = self.pending
        if rest is None:
            return None if self.zero else self.total + self.section
        if self.last_unit is not None and not self.zero and self.last_unit > 10:
            if self.pending_is_digit:
                rest = rest * self.last_unit / 10  # 一万二 is 12,000
            elif not self.last_unit / 10 <= rest < self.last_unit:
                return None  # 12万3456 is a number, 12万50 is not clear
        elif self.last_unit is not None and rest >= self.last_unit:
            return None
        return self.total + self.section + rest


def _composed(text: str) -> Fraction | None:
    """Numbers with 十百千万亿, and single digits."""
    if text in tuple(_ZEROS):
        return Fraction(0)
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    result = _Sum()
    for token in tokens:
        if token in _SMALL:
            understood = result.small(_SMALL[token])
        elif token in _LARGE:
            understood = result.large(_LARGE[token])
        else:
            understood = result.digit(token)
        if not understood:
            return None
    return result.value()
