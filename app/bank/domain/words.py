"""Length of a written answer as a Chinese word processor counts it."""

from __future__ import annotations

import re

_HAN = "〇㐀-䶿一-鿿豈-﫿𠀀-𿿿"
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")


def count_words(text: str) -> int:
    """Every 汉字 is one, every run of Latin letters or digits is one, punctuation is none."""
    return len(_WORD.findall(text))
