"""Letters and names of parts that stand alone, each above its text, as pages of courses are copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.headings import NAME, find_heading
from app.bank.exchange.text.words.marks import find_answer, find_start, seems_to_ask
from app.bank.exchange.text.words.options import opens_options

_LETTER = re.compile(r"[（(]?([A-H])\s*[.．、:：)）]?")
_NUMBER = re.compile(r"(?:第\s*)?\d{1,3}\s*(?:题)?\s*[.．、:：]?")
# [单选题] in front of the question below.
_TAGGED = re.compile(rf"[\[【（(]\s*{NAME}\s*[\]】）)]\s*\S.{{3}}")
_FEWEST, _MOST = 2, 8
_FEWEST_NUMBERS = 3
# 正确答案 over A, and 解析 over its words; 参考答案 may be the title of a whole part.
_NAME = re.compile(r"正确答案|标准答案|(?:答案|试题|题目)?解析|详解")


def joined_lone(lines: Sequence[Line]) -> list[Line]:
    """The lines with A over 甲, B over 乙 as A. 甲 and B. 乙, and 正确答案 as 正确答案：, where they return."""
    return _letters(_numbers(_names(lines)))


def _names(lines: Sequence[Line]) -> list[Line]:
    named = [line.text.strip() for line in lines if _NAME.fullmatch(line.text.strip())]
    names = {name for name in named if named.count(name) >= _FEWEST}
    return [
        replace(line, text=f"{line.text.strip()}：") if line.text.strip() in names else line
        for line in lines
    ]


def _numbers(lines: Sequence[Line]) -> list[Line]:
    """1 over 下列属于…的是 over its options as 1. 下列属于…的是, where such numbers count on from 1."""
    places = [n for n, line in enumerate(lines) if _NUMBER.fullmatch(line.text.strip())]
    counted = [int(_digits(lines[n].text)) for n in places]
    if len(places) < _FEWEST_NUMBERS or counted != list(range(1, len(places) + 1)):
        return list(lines)
    if not all(_asks_below(lines, n) for n in places):
        return list(lines)
    found: list[Line] = []
    number, heads = "", frozenset(places)
    for n, line in enumerate(lines):
        if n in heads:
            number = _digits(line.text)
        else:
            found.append(replace(line, text=f"{number}. {line.text}") if number else line)
            number = ""
    return found


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _asks_below(lines: Sequence[Line], place: int) -> bool:
    """Whether a question without a number stands below, and not the rest of one that a page broke."""
    below = [line.text.strip() for line in lines[place + 1 : place + 4]]
    if below and _TAGGED.match(below[0]):
        return True
    if not below or find_start(below[0]) or opens_options(below[0]) or find_heading(below[0]):
        return False
    return (
        seems_to_ask(below[0]) or bool(GAP.search(below[0])) or any(map(opens_options, below[1:]))
    )


def _letters(lines: Sequence[Line]) -> list[Line]:
    letters = [_LETTER.fullmatch(line.text.strip()) for line in lines]
    found: list[Line] = []
    place = 0
    while place < len(lines):
        count = _options(lines, letters, place)
        if count < _FEWEST:
            found.append(lines[place])
            place += 1
            continue
        for n in range(count):
            head, text = lines[place + 2 * n], lines[place + 2 * n + 1].text.strip()
            found.append(replace(head, text=f"{chr(ord('A') + n)}. {text}"))
        place += 2 * count
    return found


def _options(lines: Sequence[Line], letters: Sequence[re.Match[str] | None], place: int) -> int:
    """How many such options begin here."""
    if letters[place] is None or not place or find_answer(lines[place - 1].text.strip()) == "":
        return 0
    count = 0
    while count < _MOST and place + 2 * count + 1 < len(lines):
        letter = letters[place + 2 * count]
        if letter is None or letter[1] != chr(ord("A") + count) or letters[place + 2 * count + 1]:
            break
        count += 1
    return count
