"""One written form for answers that differ only in how they were typed.

NFKC and case folding; no white space and no invisible characters; no quotation marks; no
punctuation at the ends; Traditional characters written as Simplified ones. Every step is linear in
the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from opencc import OpenCC

QUOTATION_MARKS = "\"'`“”‘’„‟‚‛«»‹›「」『』〝〞〟❛❜❝❞"
# Punctuation to Unicode, yet part of an answer: 80%, C#, R&D.
_MEANINGFUL = frozenset("%‰‱#&@")
# What may stand before the first digit of a number.
_SIGNS = frozenset("-‐‑‒–")
_DIGITS = frozenset("0123456789")
_SURROGATES = re.compile("[\ud800-\udfff]")
_RAISED = re.compile(r"(?<=[0-9０-９])(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")
_VULGAR = re.compile(r"(?<=[0-9０-９])(?=[¼½¾⅐-⅞])")
_DROPPED = str.maketrans("", "", QUOTATION_MARKS)
# Control and format characters and variation selectors, which come along when text is pasted.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_SHORT = 1000
_MOST_MARKS = 30
_MOST_ROUNDS = 4


def normalise(text: str) -> str:
    """The form in which answers are compared; `""` if nothing is left."""
    text = _INVISIBLE.sub("", "".join(_SURROGATES.sub("\ufffd", text).split()))
    # NFKC would write 10² as 102 and 1½ as 11⁄2.
    text = _VULGAR.sub("+", _RAISED.sub("^", text))
    for _ in range(_MOST_ROUNDS):
        before, text = text, _round(text)
        if text == before:
            break
    return text


def _round(text: str) -> str:
    """One pass; a second one only finds something where a removed character parted two others."""
    text = unicodedata.normalize("NFKC", _limit_marks(text)).casefold()
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", "".join(text.split()).translate(_DROPPED))
    text = _strip_punctuation(text)
    return text if text.isascii() else _simplifier()(text)


def _limit_marks(text: str) -> str:
    """Cut absurd runs of combining marks, whose canonical ordering would take quadratic time."""
    if len(text) <= _SHORT or text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        for part in unicodedata.normalize("NFKD", char):
            run = run + 1 if unicodedata.combining(part) else 0
            if run <= _MOST_MARKS:
                kept.append(part)
    return "".join(kept)


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and _is_punctuation(text[start]) and not _opens_number(text, start):
        start += 1
    while end > start and _is_punctuation(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char).startswith("P") and char not in _MEANINGFUL


def _opens_number(text: str, start: int) -> bool:
    """Whether the number -5, .5 or -.5 begins at `start`."""
    head = text[start : start + 3]
    if head[0] in _SIGNS:
        head = head[1:]
    if head[:1] == ".":
        head = head[1:]
    return head[:1] in _DIGITS


@cache
def _simplifier() -> Callable[[str], str]:
    converter = cast("Any", OpenCC("t2s"))
    return cast("Callable[[str], str]", converter.convert)
