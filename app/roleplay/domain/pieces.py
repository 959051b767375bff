"""What n-grams miss in a short text: words and pairs with a gap, beginning and end, times, length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from app.content import cutting

# Features of the beginning and the end, and of what stands some way before and after a time.
EDGES = ("b:", "e:")
AROUND = ("t<:", "t>:")
# What explains a finding of which no n-gram does.
SHOWN = ("v:", "b:", "e:", "n:")
_EDGE = 6
_LONGEST_EDGE = 3
_LONGEST_TIME = 4
# How far apart the two characters, or the two words, of a pair with a gap are.
_CHARACTER_GAPS = (2, 3)
_WORD_GAPS = (2, 3, 4)
_NEAR = range(2, 7)
# One in six characters, up to eight steps.
_STEP, _STEPS = 6, 8
_NUMBER = r"(?:0|[一二两三四五六七八九十半几]+)"
_TIME = re.compile(
    rf"{_NUMBER}(?:来|多)?个?(?:半)?(?:分钟|小时|钟头|钟|天|工作日|礼拜|星期|周|月|秒|刻钟|年)"
    r"|(?:今天|明天|后天|今晚|明早|今儿|明儿|后儿|当天|周|礼拜|星期)?[一二三四五六日天]?"
    r"(?:上午|下午|早上|晚上|中午|傍晚|早晨|夜里)?"
    r"(?:0|[一二两三四五六七八九十]+)点(?:半|一刻|三刻|钟|0)?"
    r"|(?:周|礼拜|星期)[一二三四五六日天末]|今天|明天|后天|今晚|明早|今儿个?|明儿个?|后儿"
    r"|上午|下午|早上|晚上|中午|傍晚|月底|月初|下班|年底"
)
_COUNT = re.compile(r"[一二两三四五六七八九十百千万零0]{2,}|[二三四五六七八九十0]")
# 「灵不灵」「点没点」
_EITHER = re.compile(r"([\u4e00-\u9fff])[不没]\1")


def pieces(text: str) -> Iterator[str]:
    """Features of bare `text`, each named by its kind and a colon; some may come twice."""
    yield from _words(text)
    yield from _skips(text)
    yield from _edges(text)
    yield from _times(text)
    if _EITHER.search(text):
        yield "l:either"
    yield f"l:{min(_STEPS, len(text) // _STEP)}"


def _words(text: str) -> Iterator[str]:
    words = ["^", *cutting.cut(text), "$"]
    for word in words[1:-1]:
        yield f"v:{word}"
    for first, second in pairwise(words):
        yield f"v:{first}_{second}"
    for gap in _WORD_GAPS:
        for first, second in zip(words[1:-1], words[1 + gap : -1], strict=False):
            yield f"g:{first}_{second}"


def _skips(text: str) -> Iterator[str]:
    """Two characters with others between: 「替我查」 and 「替您查」 share one."""
    for gap in _CHARACTER_GAPS:
        for first, second in zip(text, text[gap:], strict=False):
            yield f"k{gap}:{first}{second}"


def _edges(text: str) -> Iterator[str]:
    size = len(text)
    for length in range(1, _LONGEST_EDGE + 1):
        last = size - length
        for at in range(min(_EDGE, last + 1)):
            yield f"b:{text[at : at + length]}"
        for at in range(max(0, last - _EDGE), last + 1):
            yield f"e:{text[at : at + length]}"


def _times(text: str) -> Iterator[str]:
    """N-grams with every time as `@` and every other number as `#`, and what is near a time."""
    masked = f"^{_COUNT.sub('#', _TIME.sub('@', text))}$"
    for length in range(2, _LONGEST_TIME + 1):
        for at in range(len(masked) - length + 1):
            gram = masked[at : at + length]
            if "@" in gram or "#" in gram:
                yield f"n:{gram}"
    for at, char in enumerate(masked):
        if char == "@":
            yield from (f"t>:{masked[at + gap]}" for gap in _NEAR if at + gap < len(masked))
            yield from (f"t<:{masked[at - gap]}" for gap in _NEAR if at >= gap)
