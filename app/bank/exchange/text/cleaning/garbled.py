"""Text that came apart on its way: runs of characters that nobody writes side by side."""

from __future__ import annotations

import re
from functools import lru_cache

_LOST = re.compile(
    "\ufffd|锟斤拷|烫烫烫|屯屯屯|[\u00c0-\u00ff][\u0080-\u00bf\u00c0-\u00ff]{2,}|\\?{3,}|□{2,}|■{2,}"
)
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_FIRST_RARE = 0xD8
_COMMON_RARE = frozenset(
    "囤涟漪蜘蛛斡旋尴尬憧憬琳琅璀璨彷徨踌躇忐忑唠叨咨询狙诠释邂逅瞠桎梏枷锁瑕疵徘徊逶迤旖旎囹圄魑魅魍魉"
)


def garbled_piece(*texts: str) -> str:
    """The first piece that looks broken, or nothing."""
    for text in texts:
        lost = _LOST.search(text)
        if lost:
            return lost[0]
        for run in _HAN.finditer(text):
            word = run[0]
            for n in range(len(word) - 1):
                if _rare(word[n]) and _rare(word[n + 1]):
                    return word[n : n + 2]
    return ""


@lru_cache(maxsize=8192)
def _rare(char: str) -> bool:
    """Whether a 汉字 is none of the 3,755 common ones (first level of GB 2312)."""
    if char in _COMMON_RARE:
        return False
    try:
        return char.encode("gb2312")[0] >= _FIRST_RARE
    except UnicodeEncodeError:
        return True
