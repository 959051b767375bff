"""Whatever people count with, as numbers: 7, 七, 柒, Ⅶ, vii, ⑦, 庚, 午, G, seven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.bank.exchange.text.words.headings import HAN, han_number

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾弌弍弎", "一二三四五六七八九十一二三")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_SMALL_ROMAN = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_WORDS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_ORDERS = {
    "roman sign": _ROMAN_SIGNS,
    "small roman": _SMALL_ROMAN,
    "circled": _CIRCLED,
    "stem": _STEMS,
    "branch": _BRANCHES,
    "capital": "ABCDEFGH",
    "small": "abcdefgh",
}
_TOKENS = {
    "digits": r"(?<!\d)\d{1,4}(?!\d)",
    "han": rf"[{HAN}]{{1,3}}",
    "formal": r"[壹贰叁肆伍陆柒捌玖拾]{1,3}",
    "roman": r"(?<![A-Za-z])[IVXL]{1,6}(?![A-Za-z])",
    "word": rf"(?<![A-Za-z])(?i:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![A-Za-z])",
    **{
        kind: rf"(?<![A-Za-z\d])[{order}](?![A-Za-z])" if order[0] in "Aa" else f"[{order}]"
        for kind, order in _ORDERS.items()
    },
}
_TOKEN = {kind: re.compile(pattern) for kind, pattern in _TOKENS.items()}
LETTERS = frozenset({"capital", "small"})
# Kinds that number questions; letters are for options.
NUMERALS = tuple(kind for kind in _TOKEN if kind not in LETTERS)
# Kinds that may count options.
OPTIONS = ("capital", "small", "circled", "stem", "digits", "small roman", "roman sign", "han")


@dataclass(frozen=True, slots=True)
class Count:
    """A numeral at the beginning of a line, what stands before it, and where the rest begins."""

    kind: str
    before: str
    value: int
    end: int


def counts(text: str, kinds: tuple[str, ...], reach: int) -> Iterator[Count]:
    """The first numeral of each kind within the first `reach` characters of a line."""
    for kind in kinds:
        match = _TOKEN[kind].search(text, 0, min(len(text), reach + 4))
        if match is None or match.start() > reach:
            continue
        value = number(kind, match[0])
        if value:
            yield Count(kind, text[: match.start()].strip(), value, match.end())


def number(kind: str, token: str) -> int:
    """What a numeral counts, 0 if nothing."""
    if kind == "digits":
        return int(token)
    if kind in ("han", "formal"):
        return han_number(token.translate(_FORMAL))
    if kind == "roman":
        return _roman(token)
    if kind == "word":
        return _WORDS.index(token.lower()) + 1
    return _ORDERS[kind].index(token) + 1


def letters_for(kind: str, tokens: str) -> str:
    """①③ as AC, empty where something else stands between them."""
    found = _TOKEN[kind].findall(tokens)
    rest = _TOKEN[kind].sub("", tokens).strip(" 、,，.。;；")
    values = [number(kind, token) for token in found]
    if rest or not values or not all(1 <= value <= 8 for value in values):
        return ""
    return "".join(chr(ord("A") + value - 1) for value in values)


def _roman(token: str) -> int:
    values = [_ROMAN[char] for char in token]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-a if a < b else a for a, b in pairs)
