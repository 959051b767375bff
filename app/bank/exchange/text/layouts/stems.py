"""Options that count 甲、乙、丙、丁, and the keys that name them so, written with the usual letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_STEMS = "甲乙丙丁戊己庚辛"
_LETTERS = str.maketrans(_STEMS, "ABCDEFGH")
_MARK = r"[.．、)）:：]"
# 甲、期望 at the beginning of a line; 甲、乙两家公司 names two parties.
_FIRST = re.compile(
    rf"[（(]?(?P<stem>[{_STEMS}])\s?(?:{_MARK}|[ \u3000\t]{{1,4}}(?=\S))(?!\s?[{_STEMS}])"
)
_INSIDE = re.compile(
    rf"(?:^|(?<=[\s\u3000；;]))[（(]?(?P<stem>[{_STEMS}])\s?{_MARK}(?!\s?[{_STEMS}])\s*"
)
# （ 甲 ）, 答案：甲丙, 1、甲 2、丙
_KEY = rf"[{_STEMS}](?:\s?[、,，]?\s?[{_STEMS}]){{0,7}}"
_BRACKETED = re.compile(rf"([（(]\s*)({_KEY})(\s*[)）])")
_TOLD = re.compile(
    rf"((?:答案|[应故]?选)\s?[】\])）]?\s?(?:[是为]|应?选)?\s?[:：]?\s?)({_KEY})(?=\s*(?:[。.；;，,]|$))"
)
_LISTED = re.compile(rf"((?<!\d)\d{{1,3}}\s?[.．、:：)）\-—]?\s?)({_KEY})(?=[\s;；,，。.\d]|$)")
_ONLY_KEYS = re.compile(rf"(?:[^:：\d]{{0,12}}[:：])?[\s\d.．、:：)）(（\-—;；,，。{_STEMS}]+")
_FEWEST, _FEWEST_GROUPS = 3, 2


def plain_stems(lines: Sequence[Line]) -> list[Line]:
    """The lines with such options as A. B. C., where several questions have at least three of them."""
    groups = _groups(lines)
    if len(groups) < _FEWEST_GROUPS:
        return list(lines)
    options = {place for group in groups for place in group}
    return [
        replace(line, text=_lettered(line.text) if n in options else _keyed(line.text))
        for n, line in enumerate(lines)
    ]


def _groups(lines: Sequence[Line]) -> list[list[int]]:
    """The places of the lines of each question's options."""
    found: list[list[int]] = []
    group: list[int] = []
    count = 0
    for place, line in enumerate(lines):
        stems = _stems(line.text)
        if stems[:1] == ["甲"] or (not stems and group):
            found += [group] if count >= _FEWEST else []
            group, count = [], 0
        if stems and "".join(stems) == _STEMS[count : count + len(stems)]:
            group.append(place)
            count += len(stems)
    return found + ([group] if count >= _FEWEST else [])


def _stems(text: str) -> list[str]:
    if _FIRST.match(text) is None:
        return []
    return [text[:2].strip("（(")[0], *(m["stem"] for m in _INSIDE.finditer(text) if m.start() > 1)]


def _lettered(text: str) -> str:
    text = _FIRST.sub(lambda m: f"{m['stem'].translate(_LETTERS)}. ", text, count=1)
    return _INSIDE.sub(lambda m: f"{m['stem'].translate(_LETTERS)}. ", text)


def _keyed(text: str) -> str:
    if not any(stem in text for stem in _STEMS):
        return text
    for shape in (_BRACKETED, _TOLD):
        text = shape.sub(lambda m: m[1] + m[2].translate(_LETTERS) + "".join(m.groups()[2:]), text)
    if _ONLY_KEYS.fullmatch(text):
        text = _LISTED.sub(lambda m: m[1] + m[2].translate(_LETTERS), text)
    return text
