"""Numbers that a program put into a text when it cut it into slices: 新员工培 / 3、训包括哪些内容？

They stand after an empty line, count through the whole text whatever its sections say, and often fall
into the middle of a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.evidence import GAP, KEY_INSIDE
from app.bank.exchange.text.words.marks import find_answer, seems_to_ask
from app.bank.exchange.text.words.options import opens_options

_SLICE = re.compile(r"(\d{1,3})、\s*(?=\S)")
# 1、3 企业通过: a number of the paper's own stands behind the slice's.
_COUNTED = re.compile(r"\d{1,3}(?:[.．、)）]|\s+(?=[\u4e00-\u9fff]))|[（(]\d{1,2}[)）]|[①-⑳]")
_NUMBERED = re.compile(r"\s*(\d{1,3})(?=[.．、\s]|[^\d.、．\s])")
_OPEN = re.compile(r"[（(]\s*(?:[A-H√×对错正误TF、,，\s]{0,12})$")
_CLOSES = re.compile(r"\s*(?:[A-H√×对错正误确TF、,，\s]{0,12})[)）]")
# 应当（ D: the bracket of a key was never closed.
_UNCLOSED = re.compile(r"[\u4e00-\u9fff”》][（(]\s*(?:[A-H](?:[\s,，、]*[A-H]){0,7}|√|×)$")
_OPEN_END = re.compile(r"[\u4e00-\u9fffA-Za-z，,、“（(]$")
_NO_BODY = re.compile(
    r"(?:第.{1,3}[章节]|[一二三四五六七八九十]+、|[（(]?[A-H]\s*[.．、)）]|答案|参考答案|.{0,12}题\s*(?:[（(].*)?$)"
)


def join_slices(lines: Sequence[Line]) -> list[Line]:
    """The lines without slice numbers; a word that one cut in two is whole again."""
    places = [n for n, line in enumerate(lines) if line.after_gap and _SLICE.match(line.text)]
    inside = {n for n in places if n and _cuts(lines[n - 1].text)}
    doubled = {n for n in places if _COUNTED.match(_SLICE.sub("", lines[n].text))}
    slices = _counting(lines, places, inside, doubled)
    found: list[Line] = []
    for n, line in enumerate(lines):
        if n not in slices:
            found.append(line)
            continue
        rest = _SLICE.sub("", line.text, count=1)
        if n in inside - doubled and found:
            found[-1] = replace(found[-1], text=found[-1].text + rest)
        else:
            found.append(replace(line, text=rest))
    return found


def join_brackets(lines: Sequence[Line]) -> list[Line]:
    """The lines with those put together that a line break inside （ B ） tore apart."""
    found: list[Line] = []
    for line in lines:
        if found and _OPEN.search(found[-1].text) and _CLOSES.match(line.text):
            found[-1] = replace(found[-1], text=found[-1].text + line.text)
        else:
            found.append(line)
    return [
        replace(line, text=f"{line.text}）") if _UNCLOSED.search(line.text) else line
        for line in found
    ]


def _cuts(before: str) -> bool:
    return bool(_OPEN_END.search(before)) and not _NO_BODY.match(before)


def _counting(
    lines: Sequence[Line], places: list[int], inside: set[int], doubled: set[int]
) -> set[int]:
    """The places that are slices: those inside a word that continue no numbering, and with them all
    that count on together where at least half of them fall inside a sentence or in front of another
    number."""
    lone = {n for n in inside if not _goes_on(lines, n) and not _is_first(lines, n)}
    numbers = [int(_SLICE.match(lines[n].text)[1]) for n in places]  # type: ignore[index]
    rising = all(a < b for a, b in pairwise(numbers))
    asking = sum(_is_question(lines, n) for n in places if n not in doubled)
    first = numbers[0] if numbers else 0
    begun = any(
        not line.after_gap and (match := _SLICE.match(line.text)) and int(match[1]) == first - 1
        for line in lines
    )
    halves = len(inside | doubled) * 2 >= len(places) > asking * 2
    if len(places) >= 2 and rising and halves and not begun:
        return set(places)
    return lone


def _is_question(lines: Sequence[Line], place: int) -> bool:
    """Whether what stands behind the number is a question of its own."""
    text = lines[place].text
    if GAP.search(text) or KEY_INSIDE.search(text) or seems_to_ask(_SLICE.sub("", text)):
        return True
    following = [line.text for line in lines[place + 1 : place + 2]]
    return any(opens_options(line) or find_answer(line) is not None for line in following)


def _is_first(lines: Sequence[Line], place: int) -> bool:
    """Whether the number is that of the first question, below a title."""
    return int(_SLICE.match(lines[place].text)[1]) == 1 and _is_question(lines, place)  # type: ignore[index]


def _goes_on(lines: Sequence[Line], place: int) -> bool:
    """Whether the number is the next one of the questions before it."""
    number = int(_SLICE.match(lines[place].text)[1])  # type: ignore[index]
    for line in reversed(lines[max(0, place - 12) : place]):
        match = _NUMBERED.match(line.text)
        if match and int(match[1]) == number - 1:
            return _SLICE.match(line.text) is not None
    return False
