"""Tables of two columns without names, which hold questions and answers side by side: terms and what they
mean, 1 | a question over 答 | its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.marks import seems_to_ask

_NUMBER = re.compile(r"(\d{1,3})\s*[.．、]?")
_ANSWER = re.compile(r"(?:参考|标准)?(?:答案?|解答)\s*[:：]?")
_TERM = re.compile(r"(?:\d{1,3}\s*[.．、)）]\s*)?(?P<term>[^。？?！!；;，,:：]{2,24})[:：]?")
_WRITTEN = (ItemType.SHORT_ANSWER, ItemType.ESSAY)
_COLUMNS = 2


def asked_lines(rows: Sequence[Sequence[str]], above: ItemType | None) -> list[str]:
    """The lines of such a table, none where it is another. `above` is the type of the section."""
    if any(len(row) != _COLUMNS or not row[0] for row in rows):
        return []
    firsts = [row[0] for row in rows]
    if any(map(_ANSWER.fullmatch, firsts)):
        return _counted(rows)
    if above is ItemType.TERM:
        return _terms(rows)
    if above in _WRITTEN and all(map(seems_to_ask, firsts)):
        return _pairs(rows)
    return []


def _counted(rows: Sequence[Sequence[str]]) -> list[str]:
    """1 | a question over 答 | its answer."""
    lines: list[str] = []
    for first, second in rows:
        number = _NUMBER.fullmatch(first)
        if number:
            lines.append(f"{number[1]}. {second}")
        elif _ANSWER.fullmatch(first) and lines:
            lines.append(f"答：{second}")
        else:
            return []
    return lines


def _terms(rows: Sequence[Sequence[str]]) -> list[str]:
    found = [_TERM.fullmatch(first) for first, _second in rows]
    if not all(found):
        return []
    names = [match["term"].strip() for match in found if match]
    return _told([(name, row[1]) for name, row in zip(names, rows, strict=True)])


def _pairs(rows: Sequence[Sequence[str]]) -> list[str]:
    return _told([(re.sub(r"^\d{1,3}\s*[.．、]\s*", "", first), second) for first, second in rows])


def _told(pairs: Sequence[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for number, (asked, answer) in enumerate(pairs, 1):
        lines.append(f"第{number}题 {asked}")
        if answer:
            lines.append(f"答案：{answer}")
    return lines
