"""Numbers and letters drawn inside a box, a circle or a bracket: 1️⃣, ⒈, ⑴, ❶, ㈠, Ⓐ, as they are typed plainly."""

from __future__ import annotations

import re

# 1️⃣ as a phone types it: the digits, each with an enclosing key behind it, and what divides them from the text.
_KEYS = re.compile("((?:[0-9]\u20e3){1,3})\\s*[.．、:：]?\\s*")
_TEN = re.compile("\U0001f51f\\s*[.．、:：]?\\s*")
_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def _row(first: int, texts: list[str]) -> dict[int, str]:
    return {first + n: text for n, text in enumerate(texts)}


_LETTERS = [chr(ord("A") + n) for n in range(8)]
_PLAIN = (
    _row(0x2488, [f"{n}." for n in range(1, 21)])  # ⒈
    | _row(0x2474, [f"({n})" for n in range(1, 21)])  # ⑴
    | _row(0x2776, list(_CIRCLED))  # ❶
    | _row(0x2780, list(_CIRCLED))  # ➀
    | _row(0x278A, list(_CIRCLED))  # ➊
    | _row(0x24F5, list(_CIRCLED))  # ⓵
    | _row(0x3220, [f"（{han}）" for han in _HAN])  # ㈠
    | _row(0x3280, [f"{han}、" for han in _HAN])  # ㊀
    | _row(0x249C, [f"({letter.lower()})" for letter in _LETTERS])  # ⒜
    | _row(0x24B6, [f"{letter}." for letter in _LETTERS])  # Ⓐ
    | _row(0x24D0, [f"{letter}." for letter in _LETTERS])  # ⓐ
    | _row(0x1F150, [f"{letter}." for letter in _LETTERS])  # 🅐
    | _row(0x1F130, [f"{letter}." for letter in _LETTERS])  # 🄰
    | _row(0x1F170, [f"{letter}." for letter in _LETTERS])  # 🅰
)
_ANY = re.compile("[" + "".join(map(chr, _PLAIN)) + "\u20e3\U0001f51f]")
# ⒈、 or ㊀、 with the mark that the character holds already.
_TWICE = re.compile(
    r"^(\s*(?:\d{1,2}|[A-H]))\.\s*[.．、:：)）]\s*(?=\D)|^(\s*[一二三四五六七八九十]、)[、.．]"
)


def opened(row: str) -> str:
    """The row with such numbers and letters in their plain form."""
    if not _ANY.search(row):
        return row
    row = _KEYS.sub(lambda found: f"{found[1].replace(chr(0x20E3), '')}. ", row)
    row = _TEN.sub("10. ", row).translate(_PLAIN)
    return _TWICE.sub(lambda found: f"{found[1]}. " if found[1] else found[2], row)
