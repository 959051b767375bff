"""Texts with a space between all their characters, 一 、 选 择 题, as some programs copy a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HAN = "\u4e00-\u9fff"
_APART = re.compile(rf"[{_HAN}] (?=[{_HAN}])")
_TOGETHER = re.compile(rf"[{_HAN}](?=[{_HAN}])")
_SPACE = re.compile(r"(?<=[^\s]) (?=[^\s])")
_FEWEST = 15
_MOSTLY = 4


def closed_up(rows: Sequence[str]) -> list[str]:
    """The rows without those spaces, where nearly all characters stand apart; wider gaps stay."""
    text = "\n".join(rows)
    apart = len(_APART.findall(text))
    if apart < _FEWEST or apart < _MOSTLY * len(_TOGETHER.findall(text)):
        return list(rows)
    return [_SPACE.sub("", row) for row in rows]
