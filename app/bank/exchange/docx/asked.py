"""Tables of two columns without names, which hold questions and answers side by side: terms and what they
mean, 1 | a question over 答 | its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.keys.keylist import bare_key
from app.bank.exchange.text.words.marks import seems_to_ask

_NUMBER = re.compile(r"(\d{1,3})\s*[.．、]?")
_ANSWER = re.compile(r"(?:参考|标准)?(?:答案?|解答)\s*[:：]?")
_TERM = re.compile(r"(?:\d{1,3}\s*[.．、)）]\s*)?(?P<term>[^。？?！!；;，,:：]{2,24})[:：]?")
_WRITTEN = (ItemType.SHORT_ANSWER, ItemType.ESSAY)
_LISTED = (ItemType.FILL_BLANK, ItemType.TRUE_FALSE)
_RIGHT = re.compile(r"对|正确|√|T|是|True")
_WRONG = re.compile(r"错误?|×|F|否|False")
_STATED = re.compile(r"(?:试题|判断题?)?(?:题目|题干|内容|说法|陈述|表述|观点|叙述|命题)(?:内容)?")
_COLUMNS = 2


def asked_lines(rows: Sequence[Sequence[str]], above: ItemType | None) -> list[str]:
    """The lines of such a table, none where it is another. `above` is the type of the section."""
    if found := _keyed(rows) or _judged(rows):
        return found
    if any(len(row) != _COLUMNS or not row[0] for row in rows):
        return []
    firsts = [row[0] for row in rows]
    if above in _LISTED and _counts(firsts):
        return [f"{number}. {row[1]}" for number, row in enumerate(rows, 1)]
    if any(map(_ANSWER.fullmatch, firsts)):
        return _counted(rows)
    if above is ItemType.TERM:
        return _terms(rows)
    if above in _WRITTEN and all(map(seems_to_ask, firsts)):
        return _pairs(rows)
    return []


def _keyed(rows: Sequence[Sequence[str]]) -> list[str]:
    """1 | a statement | √, or 1 | a question | its options, cell by cell | B."""
    numbers = [_NUMBER.fullmatch(row[0]) if len(row) > _COLUMNS else None for row in rows]
    if not all(numbers) or not any(row[-1] for row in rows):
        return []
    if [int(match[1]) for match in numbers if match] != list(range(1, len(rows) + 1)):
        return []
    if not all(not row[-1] or (bare_key(row[-1]) and len(row[1]) > len(row[-1])) for row in rows):
        return []
    lines: list[str] = []
    for number, row in enumerate(rows, 1):
        lines += [f"{number}. {row[1]}", *(cell for cell in row[2:-1] if cell)]
        lines += [f"答案：{row[-1]}"] if row[-1] else []
    return lines


def _judged(rows: Sequence[Sequence[str]]) -> list[str]:
    """Statements beside a column for 对 and one for 错, of which one is ticked, or none."""
    head, width = [cell.replace(" ", "") for cell in rows[0]], len(rows[0])
    right, wrong = (_places(head, word) for word in (_RIGHT, _WRONG))
    stated = _places(head, _STATED)
    if (
        len(rows) < 2
        or len(right) != 1
        or len(wrong) != 1
        or any(len(row) != width for row in rows)
    ):
        return []
    if not stated:
        longest = max(range(width), key=lambda n: sum(len(row[n]) for row in rows[1:]))
        stated = [longest] if longest not in (*right, *wrong) else []
    if len(stated) != 1:
        return []
    lines: list[str] = []
    for number, row in enumerate(rows[1:], 1):
        counted = next((m[1] for cell in row if (m := _NUMBER.fullmatch(cell))), str(number))
        yes, no = row[right[0]], row[wrong[0]]
        key = " " if bool(yes) == bool(no) else "√" if yes else "×"
        lines.append(f"{counted}. {row[stated[0]]}（{key}）")
    return lines


def _places(head: Sequence[str], word: re.Pattern[str]) -> list[int]:
    return [n for n, cell in enumerate(head) if word.fullmatch(cell)]


def _counts(firsts: Sequence[str]) -> bool:
    """Whether the first cells count the rows from 1."""
    numbers = [_NUMBER.fullmatch(first) for first in firsts]
    return [int(m[1]) for m in numbers if m] == list(range(1, len(firsts) + 1))


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
