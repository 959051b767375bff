"""Signs of weight behind the numbers of some questions, 3、★下列…, which are no part of what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

# ★★★级酒店 is a word.
_STARRED = re.compile(
    r"(?P<number>(?:\d{1,3}\s*[.．、)）]|[（(]\s*\d{1,3}\s*[)）])\s*)[（(【\[]?(?P<sign>[★☆※▲△⭐✨❗])(?P=sign){0,4}[)）】\]]?\s*(?![级店])(?=[^\s★☆※▲△⭐✨❗])"
)
# 正确的前面打★ makes it a verdict.
_TELLS = re.compile(
    r"(?:正确|答案|对的|错的?)[^。]{0,12}[★☆※▲△⭐✨❗]|[★☆※▲△⭐✨❗][^。]{0,6}(?:正确|答案|对的|错的?)"
)
_FEWEST = 2


def without_stars(lines: Sequence[Line]) -> list[Line]:
    """The lines without such signs, where several questions have them."""
    found = [_STARRED.match(line.text) for line in lines]
    if sum(map(bool, found)) < _FEWEST:
        return list(lines)
    others = (line.text for line, match in zip(lines, found, strict=True) if not match)
    if any(map(_TELLS.search, others)):
        return list(lines)
    return [
        replace(line, text=f"{match['number']}{line.text[match.end() :]}") if match else line
        for line, match in zip(lines, found, strict=True)
    ]
