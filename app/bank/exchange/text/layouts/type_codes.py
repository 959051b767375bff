"""Types told by a code that the file explains: 1=单选 2=多选 above, 【题型】2 at each question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import NAME

_LEGEND = re.compile(
    rf"(?<![\dA-Za-z])(?P<code>\d{{1,2}}|[A-Z])\s{{0,4}}[=＝:：—\-]{{1,2}}\s{{0,4}}(?P<name>{NAME})(?![\u4e00-\u9fff])"
)
_CODED = re.compile(
    r"(?P<label>[【\[]?(?:题型|试题类型|题目类型)[】\]]?\s{0,4}[:：]?)\s{0,4}(?P<code>\d{1,2}|[A-Z])"
)
_FEWEST = 2


def named_types(lines: Sequence[Line]) -> list[Line]:
    """The lines with the names of the types in place of their codes, where one line explains several."""
    codes: dict[str, str] = {}
    for line in lines:
        pairs = _LEGEND.findall(line.text)
        if len({code for code, _name in pairs}) >= _FEWEST:
            codes |= dict(pairs)
    if not codes:
        return list(lines)
    return [_named(line, codes) for line in lines]


def _named(line: Line, codes: dict[str, str]) -> Line:
    match = _CODED.fullmatch(line.text.strip())
    name = codes.get(match["code"]) if match else None
    return replace(line, text=f"{match['label']}{name}") if match and name else line
