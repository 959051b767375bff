"""Where a term is to be explained and an answer tells of another: what stands under that name is not asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from app.bank.answers.anchors import AT_START, Anchors

_ASKED, _OTHER = 0, 1
# 追加销售才是……, 而客户开发是……: what another term is, told beside the one that is asked.
_ASKED_TERM = re.compile(
    '(?:名词解释|什么(?:叫做?|是|叫))?[:：\\s]*[“"「]?([\u3400-\u9fff]{4,8})[”"」]?(?:[(（].*[)）])?[?？。]?'
)
_TELLS = "(?=(?:才|则|就|却|反而|恰恰)*(?:是|指|为))"
_TELLS_AGAINST = "(?=(?:才|则|却|反而|恰恰)(?:是|指|为))"


def rivals_of(stem: str, points: int, alike: Callable[[str], Iterable[str]]) -> Anchors:
    """Of a question for one term: terms built alike own what is said of them, the key points are the term's."""
    match = _ASKED_TERM.fullmatch(stem)
    if match is None:
        return Anchors()
    term = match[1]
    tails = (term[place:] for place in range(1, len(term) - 2))
    same = "|".join(map(re.escape, [term, *tails, *alike(term)]))
    kind, owner = re.escape(term[-2:]), re.escape(term[:2])
    other = f"(?!{same})(?:[\u3400-\u9fff]{{2,3}}{kind}|{owner}[\u3400-\u9fff]{{2}})"
    # A slip in the term itself makes another word of it: only what is set against it is another term.
    pattern = f"(?<=[而却]){other}{_TELLS}|{AT_START}{other}{_TELLS_AGAINST}"
    return Anchors(_Rival(), (_ASKED,) * points, re.compile(pattern))


class _Rival(dict[str, int]):
    """Whatever was found, it is the other term."""

    def __missing__(self, name: str) -> int:
        return _OTHER
