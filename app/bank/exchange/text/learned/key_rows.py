"""Rows that hold nothing but keys, with or without numbers and whatever signs between them."""

from __future__ import annotations

import re

from app.bank.exchange.text.learned.rows import SIGN

_KEY = r"[A-H]{1,60}(?![A-Za-z])|[√×对错]"
_ITEM = re.compile(
    rf"(?:(?:{SIGN})?\s*(?P<number>\d{{1,3}})\s*(?:{SIGN}){{0,3}}\s*)?(?P<key>{_KEY})"
)
_NAMED = re.compile(
    r"[\u4e00-\u9fff]{2,6}\s*[:：]?\s*(?=[A-H\d√×])|[\u4e00-\u9fff]{2,6}\s*[:：]\s*(?=[对错])"
)
_LEFT = re.compile(rf"(?:{SIGN}|\s)*")


def row_keys(text: str) -> list[str]:
    """The keys of a row that holds nothing else, empty for any other."""
    return [key for _number, key in row_items(text)]


def row_items(text: str) -> list[tuple[int, str]]:
    """The same, each with the number in front of it or 0."""
    text = _NAMED.sub("", text, count=1)
    if len(text) > 400 or _LEFT.fullmatch(_ITEM.sub("", text)) is None:
        return []
    return [(int(match["number"] or 0), match["key"]) for match in _ITEM.finditer(text)]
