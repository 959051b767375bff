"""The written form on which utterances are judged.

Whatever changes how a line looks and not what it says is taken away here, once for training and
judging alike: width, script, 您 for 你, spaces between Chinese characters, emoji, interjections and all
punctuation. Labels therefore cannot hang on any of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, cast

from opencc import OpenCC

# Longer utterances are cut: nobody says a thousand characters in one turn of a conversation.
LONGEST = 1000
_DIGITS = re.compile(r"[0-9]+(?:[.:,/-][0-9]+)*")
_SPACES = re.compile(r"\s+")
_LATIN_GAP = re.compile(r"(?<=[a-z0-9'])\s+(?=[a-z0-9'])")
_FILLER = re.compile(
    r"(?:^|(?<=[,.!?;:。、~…]))"
    r"(?:嗯+|呃+|额|唔|诶|欸|哎(?![呀哟])|那个|这个|就是说|怎么说呢|这样子哈|um+|uh+|well)[,.、…~]+"
)
_INTERJECTIONS = str.maketrans("", "", "嗯呃哦噢喔哈啊啦呀嘛咯哟呦唔诶欸")
_NOD = re.compile("^嗯+$")  # a nod is a nod, however long
_SAME = str.maketrans({"您": "你", "妳": "你", "俺": "我", "咱": "我", "恁": "你"})
_SURROGATES = re.compile("[\ud800-\udfff]")
_GAP = "\ue000"


@cache
def _simplifier() -> Callable[[str], str]:
    converter = cast("Any", OpenCC("t2s"))
    return cast("Callable[[str], str]", converter.convert)


def fold(text: str) -> str:
    """Width, script and letter case made one; punctuation and spaces are kept."""
    text = _SURROGATES.sub("", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text).casefold()
    return text if text.isascii() else _simplifier()(text)


@lru_cache(maxsize=8192)
def _kept(char: str) -> str:
    """Letters stay, digits stay, everything else goes (`L`, `M` and `N` of Unicode)."""
    return char if unicodedata.category(char)[0] in "LN" else ""


def bare(text: str) -> str:
    """`text` as patterns and n-grams see it: no marks, no fillers, every number written as 0.

    Words in Latin letters keep one separator between them. Returns `""` for emoji or marks only.
    """
    folded = _FILLER.sub("", fold(text))
    folded = _LATIN_GAP.sub(_GAP, folded).replace("%", "百分")
    folded = _DIGITS.sub("0", _SPACES.sub("", folded))
    letters = "".join([c if c == _GAP else _kept(c) for c in folded]).translate(_SAME)
    plain = letters.translate(_INTERJECTIONS)
    return (plain or _NOD.sub("嗯嗯", letters)).replace(_GAP, " ")
