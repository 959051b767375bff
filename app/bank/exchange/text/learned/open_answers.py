"""What the answers of open questions stand behind, where none is a key: the same beginning of the first line below nearly
every question, or of the line above each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.learned.blocks import Block
from app.bank.exchange.text.learned.decoration import common_start
from app.bank.exchange.text.learned.rows import SIGN, Row, heads

_FEWEST, _FEWEST_BARE = 3, 5
_SURE = 0.8
_LONGEST = 14
_SIGN = re.compile(SIGN)
_ENDS_PLAIN = "。？?！!；;）)”》"


def opened(rows: Sequence[Row], own: Sequence[Block]) -> list[Row] | None:
    """The rows with 答案： for that beginning, None where there is none."""
    asked = [one for one in own if not one.labels]
    if len(asked) < _FEWEST or sum(one.told for one in asked) > len(asked) * (1 - _SURE):
        return None
    return _above(rows, asked) or _below(rows, asked) or _bare(rows, asked)


def _below(rows: Sequence[Row], asked: Sequence[Block]) -> list[Row] | None:
    firsts = [one.rest[0] for one in asked if one.rest]
    label, close = _frame([rows[place].text for place in firsts])
    if not label or len(firsts) < len(asked) * _SURE:
        return None
    places = {place for place in firsts if rows[place].text.startswith(label)}
    return [
        Row(row.number, _told(row.text, label, close)) if place in places else row
        for place, row in enumerate(rows)
    ]


def _above(rows: Sequence[Row], asked: Sequence[Block]) -> list[Row] | None:
    """The same where each answer stands above its question."""
    above = {one.start: _line_above(rows, one.start) for one in asked}
    places = [place for place in above.values() if place is not None]
    label, close = _frame([rows[place].text for place in places])
    if not label or len(places) < len(asked) * _SURE or not rows[places[0]].text.startswith(label):
        return None
    if places[0] > asked[0].start or any(rows[n].text.startswith(label) for n in asked[-1].rest):
        return None
    moved: dict[int, Row] = {}
    gone: set[int] = set()
    for one in asked:
        place = above[one.start]
        if place is not None and rows[place].text.startswith(label):
            moved[one.last] = Row(rows[place].number, _told(rows[place].text, label, close))
            gone.add(place)
    found: list[Row] = []
    for place, row in enumerate(rows):
        found += [] if place in gone else [row]
        found += [moved[place]] if place in moved else []
    return found


def _bare(rows: Sequence[Row], asked: Sequence[Block]) -> list[Row] | None:
    """One line below each question, with nothing in front of it."""
    if len(asked) < _FEWEST_BARE or any(len(one.rest) != 1 or one.told for one in asked):
        return None
    places = {one.rest[0] for one in asked}
    return [
        Row(row.number, f"答案：{row.text}") if place in places else row
        for place, row in enumerate(rows)
    ]


def _line_above(rows: Sequence[Row], place: int) -> int | None:
    above = next((n for n in range(place - 1, -1, -1) if rows[n].text), None)
    return None if above is None or heads(rows[above].text) else above


def _frame(texts: Sequence[str]) -> tuple[str, str]:
    """What nearly all texts begin with, which has a sign in it, and what those end with."""
    if len(texts) < _FEWEST:
        return "", ""
    label = common_start(texts, _SURE)[:_LONGEST].rstrip()
    if not _SIGN.search(label) or label[:1].isdigit():
        return "", ""
    own = [text for text in texts if text.startswith(label)]
    close = common_start([text[::-1] for text in own], 1.0)[::-1].strip()
    while close and (close[0] in _ENDS_PLAIN or close[0].isalnum()):
        close = close[1:]
    return label, close


def _told(text: str, label: str, close: str) -> str:
    text = text[len(label) :]
    return f"答案：{(text.removesuffix(close) if close else text).strip()}"
