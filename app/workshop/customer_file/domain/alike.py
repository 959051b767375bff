"""Rows that may be the same customer: fuzzy, because names are heard, shortened and written otherwise.

A pair gets points for each field that agrees: the name or nearly the name 2 (or 1), the phone number 2, the
birthday 2, the address 2 (or 1 where only street and house agree), a number of the state 3. From ENOUGH
points on it is worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import combinations

from app.workshop.customer_file.domain.state import Row
from app.workshop.customer_file.domain.values import bare

ENOUGH = 2
_TITLES = ("先生", "女士", "小姐", "有限公司", "有限责任公司", "公司", "临江")
_DIGITS = re.compile(r"\d+")


def alike_pairs(rows: Mapping[str, Row]) -> list[tuple[str, str]]:
    """Pairs of row ids that look like one customer; the rows of one table."""
    return [
        (one, other)
        for one, other in combinations(rows, 2)
        if likeness(rows[one], rows[other]) >= ENOUGH
    ]


def likeness(one: Row, other: Row) -> int:
    """How many points speak for two rows being one customer."""
    points = _names(one["name"], other["name"])
    if one["phone"] and bare(one["phone"]) == bare(other["phone"]):
        points += 2
    if one.get("born") and one.get("born") == other.get("born"):
        points += 2
    points += _addresses(one["address"], other["address"])
    for number in ("identity", "credit_code"):
        if one.get(number) and bare(one[number]) == bare(other.get(number, "")):
            points += 3
    return points


def _names(one: str, other: str) -> int:
    first, second = core_name(one), core_name(other)
    if not first or not second:
        return 0
    if first == second:
        return 2
    # One sign of two or three heard or written otherwise.
    near = (
        len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) == 1
    )
    return 1 if near or first in second or second in first else 0


def core_name(name: str) -> str:
    """A name without titles and legal forms."""
    text = bare(name)
    for title in _TITLES:
        text = text.replace(title, "")
    return text


def _addresses(one: str, other: str) -> int:
    if not one or not other:
        return 0
    numbers = _DIGITS.findall(one), _DIGITS.findall(other)
    if numbers[0] and numbers[0] == numbers[1]:
        ratio = SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()
        return 2 if ratio > 0.6 else 1
    return 0
