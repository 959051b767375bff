"""Questions behind a bullet in place of a number: ◎感知价值——客户在…, ◆ 名词：数据仓库, ▶单选：… A… B…."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.bank.domain.types import ItemType
from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.typed import find_typed
from app.bank.exchange.text.words.headings import find_heading

_BULLET = re.compile(
    r"(?P<mark>[◎◆◇●■□▲△★☆▶►➤❖✿❀※◉•·▪✦✧➢♦♣♠♥]|[^\w\s\u0000-\u2fff\u3000-\ufaff\uff00-\uffef])[\s　]{0,4}(?=\S)"
)
# 感知价值——客户在…, with whatever divides a term from its meaning.
_DEFINED = re.compile(
    r"(?P<term>[^。？?！!，,；;:：\s—=→|]{2,24}(?:[（(][^（()）]{1,40}[)）])?)\s*(?:——|—|－－?|--+|[=-]{1,2}>|→|[:：=＝|~]|//)\s*(?P<text>\S.{5,})",
    re.DOTALL,
)
_TERM = re.compile(r"[^。？?！!，,；;:：—=]{2,24}")
_FEWEST = 2


def plain_bullets(lines: Sequence[Line]) -> list[Line]:
    """The lines without such bullets, a term with a colon in front of its meaning: below 名词解释, and where the
    words behind several bullets name their type."""
    marks = [_BULLET.match(line.text) for line in lines]
    if sum(map(bool, marks)) < _FEWEST:
        return list(lines)
    typed = Counter(
        match["mark"]
        for line, match in zip(lines, marks, strict=True)
        if match and find_typed(line.text[match.end() :])
    )
    terms = _terms(lines, marks)
    found: list[Line] = []
    for place, (line, match) in enumerate(zip(lines, marks, strict=True)):
        rest = line.text[match.end() :] if match else ""
        if match and typed[match["mark"]] >= _FEWEST and find_typed(rest):
            found.append(replace(line, text=_typed(rest)))
        elif place in terms:
            found.append(replace(line, text=_defined(rest)))
        else:
            found.append(line)
    return found


def _terms(lines: Sequence[Line], marks: Sequence[re.Match[str] | None]) -> frozenset[int]:
    """The places of terms below 名词解释, several behind the same bullet: each with its meaning, or over it."""
    type_: ItemType | None = None
    places: dict[str, list[int]] = {}
    for place, (line, match) in enumerate(zip(lines, marks, strict=True)):
        heading = find_heading(line.text)
        type_ = heading.type if heading is not None else type_
        if match is None or heading is not None or type_ is not ItemType.TERM:
            continue
        rest = line.text[match.end() :]
        below = place + 1 < len(lines) and marks[place + 1] is None
        if _DEFINED.fullmatch(rest) or (_TERM.fullmatch(rest) and below):
            places.setdefault(match["mark"], []).append(place)
    return frozenset(place for one in places.values() if len(one) >= _FEWEST for place in one)


def _typed(rest: str) -> str:
    typed = find_typed(rest)
    if typed is None or "名" not in typed[0]:
        return rest
    return f"{rest[: len(rest) - len(typed[1])]}{_defined(typed[1])}"


def _defined(text: str) -> str:
    match = _DEFINED.fullmatch(text)
    return f"{match['term']}：{match['text']}" if match else text
