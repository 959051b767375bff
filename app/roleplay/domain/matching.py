"""Whether words stand in what was said, and are meant as said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.roleplay.domain.text import bare

# 「不能固定教练」 does not promise one.
_DENIED = re.compile(
    r"(?:不能|没法|没办法|无法|不可以|不会|不给|不予|不支持|没有|不用|不必|别)[^不]{0,3}$"
)


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return bare(word)


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether one of `words` stands in bare `text` without being denied; true if there are none."""
    wanted = [_plain(word) for word in words]
    return not wanted or any(_stands(text, word) for word in wanted)


def _stands(text: str, word: str) -> bool:
    at = text.find(word) if word else -1
    while at >= 0:
        if not _DENIED.search(text[max(0, at - 6) : at]):
            return True
        at = text.find(word, at + 1)
    return False


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of `words` stands in bare `text` at all."""
    return any(_plain(word) in text for word in words)
