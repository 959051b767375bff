"""Headings in English, written as those of a Chinese paper: Multiple Choice (2 points each), Answer Key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import find_keys
from app.bank.exchange.text.words.marks import find_start

_LEAD = r"(?:(?:Part|Section)\s{1,4}(?:[A-Z]|\d{1,2}|[IVX]{1,4})\s{0,4}[.:：\-–—]?\s{0,4}|[IVX\d]{1,4}[.)]\s{0,4})?"
_NAMES = (
    ("单选题", r"Multiple[- ]Choice|Single[- ]Choice"),
    ("多选题", r"Multiple[- ](?:Response|Answers?)|Select All That Apply"),
    ("判断题", r"True\s{0,4}(?:/|or)\s{0,4}False"),
    ("填空题", r"Fill[- ]in[- ](?:the[- ])?Blanks?|Completion"),
    ("名词解释", r"Definitions?|Define the (?:Following )?Terms|Key Terms|Terms"),
    ("简答题", r"Short[- ]Answers?"),
    ("论述题", r"Essays?|Long[- ]Answers?"),
)
_HEADS = tuple(
    (
        name,
        re.compile(
            rf"{_LEAD}(?:{words})(?:\s{{1,4}}(?:Questions?|Items?|Section))?\s{{0,4}}(?P<told>[（(][^（()）]{{0,60}}[)）])?\s{{0,4}}[.:：]?",
            re.IGNORECASE,
        ),
    )
    for name, words in _NAMES
)
_KEYS = re.compile(r"(?:Answer\s{0,4}Keys?|Answers?|Solutions?|Key)\s{0,4}[:：]?", re.IGNORECASE)
_EACH = re.compile(r"(\d{1,2}(?:\.\d)?)\s{0,4}(?:points?|marks?|pts?)\s{1,4}each", re.IGNORECASE)
_LONGEST = 100


def english_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines with such headings in the form that sections are found by; below them something is
    numbered."""
    found = list(lines)
    for place, line in enumerate(lines[:-1]):
        text = line.text.strip()
        if len(text) > _LONGEST or not text[:1].isascii():
            continue
        below = lines[place + 1].text
        if (head := _head(text)) and find_start(below) is not None:
            found[place] = replace(line, text=head)
        elif _KEYS.fullmatch(text) and (find_keys(below) or find_start(below) or _head(below)):
            found[place] = replace(line, text="参考答案")
    return found


def _head(text: str) -> str:
    for name, pattern in _HEADS:
        match = pattern.fullmatch(text.strip())
        if match:
            each = _EACH.search(match["told"] or "")
            return f"{name}（每题{each[1]}分）" if each else name
    return ""
