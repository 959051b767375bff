"""Keys that stand apart under no title, or under one that nobody knows: rows of nothing but keys, as many as there are
questions that wait for one, and each fits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.bank.domain.types import ItemType
from app.bank.exchange.text.keys.key_titles import names_keys
from app.bank.exchange.text.learned.blocks import Block, blocks
from app.bank.exchange.text.learned.key_rows import row_items, row_keys
from app.bank.exchange.text.learned.rows import Row, heads
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.marks import asks, find_start
from app.bank.exchange.text.words.options import opens_options

_SURE = 0.8
_LONGEST_TITLE = 20
_FEWEST = 3


def listed(rows: Sequence[Row]) -> list[Row] | None:
    """The rows with each key of such a list below its question, None where there is no list that fits."""
    own = blocks(rows)
    waiting = [one for one in own if one.labels or one.type is ItemType.TRUE_FALSE]
    if not waiting:
        return _mirrored(rows, own)
    if len(waiting) < _FEWEST or sum(one.told for one in waiting) > len(waiting) * _SURE:
        return None
    lists = _lists(rows)
    keys: dict[int, list[Row]] = {}
    gone: set[int] = set()
    before = 0
    for places in lists:
        asked = [one for one in waiting if before <= one.start < places[0]]
        for candidates in (asked, waiting):
            given = _given(rows, places, candidates)
            if given:
                keys |= {one.last: [_told(rows, one, key)] for one, key in given}
                gone.update(places)
                break
        before = places[-1]
    if not keys:
        return None
    _take_open(rows, own, keys, gone)
    return _moved(rows, keys, gone)


def _told(rows: Sequence[Row], block: Block, answer: str) -> Row:
    """An answer on the line where what it answers ends."""
    return Row(rows[block.last].number, f"答案：{answer}")


def _take_open(
    rows: Sequence[Row], own: Sequence[Block], keys: dict[int, list[Row]], gone: set[int]
) -> None:
    """What is counted behind the list answers the open questions in order, where there are as many."""
    first = min(gone)
    below = [n for n in range(first, len(rows)) if n not in gone and rows[n].text]
    headings = [n for n in below if heads(rows[n].text)]
    below = [n for n in below if n not in headings]
    if first < max(keys) or not below:
        return
    starts = [n for n in below if find_start(rows[n].text) is not None]
    asked = [one for one in own if one.start < first and one.last not in keys and not one.told]
    if not starts or starts[0] != below[0] or len(starts) != len(asked):
        return
    for one, start, end in zip(asked, starts, [*starts[1:], len(rows)], strict=True):
        head = find_start(rows[start].text)
        lines = [head.text if head else ""]
        lines += [rows[n].text for n in range(start + 1, end) if n not in headings]
        keys[one.last] = [
            _told(rows, one, lines[0]),
            *(Row(rows[one.last].number, text) for text in lines[1:] if text),
        ]
    gone.update([*below, *headings])


def _mirrored(rows: Sequence[Row], own: Sequence[Block]) -> list[Row] | None:
    """The second half of the questions as the answers of the first, where it is counted as that is, below a title or a
    heading, and asks nothing."""
    half = len(own) // 2
    asked, told = own[:half], own[half:]
    if half < _FEWEST or any(one.told for one in own) or len(own) % 2:
        return None
    if any(a.number != b.number for a, b in zip(asked, told, strict=True)):
        return None
    again = [one.type for one in told]
    if again not in ([one.type for one in asked], [asked[-1].type] * half):
        return None
    if sum(asks(rows[one.start].text) or bool(GAP.search(rows[one.start].text)) for one in told):
        return None
    place = told[0].start
    title = _title(rows, min([place, *_headings(rows, {place})]))
    keys: dict[int, list[Row]] = {}
    for one, answer in zip(asked, told, strict=True):
        head = find_start(rows[answer.start].text)
        lines = [head.text if head else "", *(rows[n].text for n in answer.rest)]
        keys[one.end] = [Row(rows[one.end].number, f"答案：{lines[0]}")]
        keys[one.end] += [Row(rows[one.end].number, text) for text in lines[1:]]
    first = place if title is None else title
    return [
        row
        for place, own_row in enumerate(rows)
        for row in [*([own_row] if place < first else []), *keys.get(place, [])]
    ]


def _lists(rows: Sequence[Row]) -> list[list[int]]:
    """Rows of keys that only headings and empty lines part."""
    found: list[list[int]] = []
    open_ = False
    for place, row in enumerate(rows):
        if not row.text or (open_ and heads(row.text)):
            continue
        if row_keys(row.text):
            if not open_:
                found.append([])
            found[-1].append(place)
            open_ = True
        else:
            open_ = False
    return [places for places in found if places]


def _given(
    rows: Sequence[Row], places: Sequence[int], asked: Sequence[Block]
) -> list[tuple[Block, str]]:
    """Each question with its key, where the keys of the rows are as many as they and fit in order."""
    items = [row_items(rows[place].text) for place in places]
    if len(asked) < _FEWEST or sum(map(len, items)) > len(asked):
        return []

    @cache
    def match(row: int, block: int) -> tuple[tuple[str, ...], ...] | None:
        if row == len(items):
            return () if block == len(asked) else None
        for keys in _readings(items[row]):
            end = block + len(keys)
            if end <= len(asked) and all(map(_fits, asked[block:end], keys)):
                rest = match(row + 1, end)
                if rest is not None:
                    return (tuple(key for _number, key in keys), *rest)
        return None

    matched = match(0, 0)
    if matched is None:
        return []
    return list(zip(asked, (key for keys in matched for key in keys), strict=True))


def _readings(items: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """A row's keys as they stand, each letter for itself, or parted where the letters fall: ABDAB as ABD AB."""
    if any(number for number, _key in items):
        return [list(items)]
    parted: list[str] = []
    for char in "".join(key for _number, key in items):
        if parted and char.isalpha() and parted[-1][-1].isalpha() and char > parted[-1][-1]:
            parted[-1] += char
        else:
            parted.append(char)
    single = [(0, char) for _number, key in items for char in key]
    return [list(items), single, [(0, key) for key in parted]]


def _fits(block: Block, item: tuple[int, str]) -> bool:
    number, key = item
    if number and block.number and number != block.number:
        return False
    if not key[0].isascii() or not key.isalpha():
        return not block.labels or len(block.labels) == 2
    if len(key) > 1 and block.type is ItemType.SINGLE_CHOICE:
        return False
    return bool(block.labels) and all(char in block.labels for char in key)


def _moved(rows: Sequence[Row], keys: dict[int, list[Row]], gone: set[int]) -> list[Row]:
    """The rows with the keys below their questions. What the list says besides stays a part of keys, and gets the
    title that the reader knows."""
    first = min(gone)
    asked = max(keys)
    apart = first > asked
    title = _title(rows, first) if apart else None
    left = [n for n, row in enumerate(rows) if n > first and n not in gone and row.text and apart]
    left = left if any(not heads(rows[n].text) for n in left) else []
    drop = set(gone)
    drop.update(_headings(rows, gone))
    found: list[Row] = []
    for place, row in enumerate(rows):
        if apart and place == (title if title is not None else first) and left:
            found.append(Row(row.number, "参考答案"))
        if place not in drop and place != title:
            found.append(row)
        found += keys.get(place, [])
    return found


def _title(rows: Sequence[Row], first: int) -> int | None:
    """The place of a short line above the list that names it."""
    places = [n for n in range(first - 1, max(-1, first - 6), -1) if rows[n].text]
    for place in places[:2]:
        text = rows[place].text
        if heads(text):
            continue
        plain = len(text) <= _LONGEST_TITLE and find_start(text) is None and not opens_options(text)
        short = plain and (names_keys(text) or text[:1] not in "ABCDEFGH")
        return (
            place
            if short and (place == 0 or not rows[place - 1].text or names_keys(text))
            else None
        )
    return None


def _headings(rows: Sequence[Row], gone: set[int]) -> list[int]:
    """The places of headings over rows that have gone."""
    found: list[int] = []
    for place in gone:
        above = next((n for n in range(place - 1, -1, -1) if rows[n].text), None)
        if above is not None and above not in gone and heads(rows[above].text):
            found.append(above)
    return found
