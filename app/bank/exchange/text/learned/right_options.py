"""The right options, where a sign of their own tells them from the others of their question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.learned.blocks import Block
from app.bank.exchange.text.learned.rows import SOLE_SIGN, Row

_FEWEST = 3
_SURE = 0.8


def ticked(rows: Sequence[Row], own: Sequence[Block]) -> list[Row] | None:
    """The options that a sign of their own, before or behind, tells from the others of their question."""
    choices = [block for block in own if len(block.texts) > 2]
    if len(choices) < _FEWEST or sum(one.told for one in choices) * 2 > len(choices):
        return None
    for cut in (_last_sign, _first_sign):
        signs = Counter(
            sign for block in choices for sign in {cut(text) for text in block.texts} if sign
        )
        for sign, _n in signs.most_common(3):
            right = [[cut(text) == sign for text in block.texts] for block in choices]
            telling = [row for row in right if 0 < sum(row) < len(row)]
            if len(telling) >= max(_FEWEST, len(choices) * _SURE):
                return _unmarked(rows, choices, right, sign, cut is _last_sign)
    return None


def _last_sign(text: str) -> str:
    match = re.search(rf"(?:(?:{SOLE_SIGN}|！|!|√){{1,3}}|\s*[（(][^（()）]{{1,4}}[)）])$", text)
    return match[0].strip() if match else ""


def _first_sign(text: str) -> str:
    match = re.match(rf"(?:{SOLE_SIGN}|√){{1,3}}", text)
    return match[0] if match else ""


def _unmarked(
    rows: Sequence[Row],
    choices: Sequence[Block],
    right: Sequence[Sequence[bool]],
    sign: str,
    behind: bool,
) -> list[Row]:
    keys: dict[int, Row] = {}
    places: set[int] = set()
    for block, row in zip(choices, right, strict=True):
        letters = "".join(label for label, good in zip(block.labels, row, strict=True) if good)
        places.update(block.options)
        if letters:
            keys[block.last] = Row(rows[block.last].number, f"答案：{letters}")
    found: list[Row] = []
    end = r"(?=\s*$|\s+[A-H][.．、])"
    mark = re.compile(
        rf"\s*{re.escape(sign)}{end}" if behind else rf"(?<=[.．、\s]){re.escape(sign)}\s*"
    )
    for place, row in enumerate(rows):
        found.append(replace(row, text=mark.sub("", row.text)) if place in places else row)
        found += [keys[place]] if place in keys else []
    return found
