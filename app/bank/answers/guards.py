"""Answers that look like knowledge and are none: heaps of key words, the question copied back.

A guard flags; what it flags is marked zero and always shown to the teacher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.bank.answers.align import Reading
from app.bank.answers.item import Item, grams_of
from app.bank.answers.words import EMPTY, GRAMMAR

_SEGMENT = re.compile(r"[\s、，,；;。.:：/|+]+")
_LIST_MARKS = re.compile(r"[0-9]+[.、)）]|[(（][0-9一二三四五六七八九十]+[)）]|[①-⑳]|^[^:：]{0,12}[:：]")
_FEWEST = 5
_LONGEST_MEAN = 4.6
_GRAMMAR_RATE = 0.04
_WHOLE_RATE = 0.5
_LEAST_OWN = 3
_LEAST_OWN_RATE = 0.2

_NO_ANSWER = re.compile(
    r"(?:我|真的|实在|老师)*(?:不知道|不会|不清楚|不太清楚|没学|没背|没复习|没讲|忘了|忘记了|不懂|不记得|没看|略|无|同上|放弃|空)"
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a look at the whole answer found."""

    blank: bool = False
    stuffed: bool = False
    copied: bool = False
    grammar_rate: float = 0.0
    segments: int = 0
    own_rate: float = 1.0


def guard(item: Item, reading: Reading) -> Guarded:
    """Look at a whole answer."""
    norm = reading.norm
    letters = [char for char in norm if char.isalnum()]
    if not letters or _is_refusal(norm):
        return Guarded(blank=True)
    segments = [part for part in _SEGMENT.split(_LIST_MARKS.sub(" ", norm)) if part]
    rate = sum(char in GRAMMAR for char in letters) / len(letters)
    own, own_rate = _own_content(item, reading)
    copied = own < _LEAST_OWN or own_rate < _LEAST_OWN_RATE and own < 8
    return Guarded(
        stuffed=_is_heap(item, segments, rate),
        copied=copied and not _says_key_phrase(item, segments),
        grammar_rate=rate,
        segments=len(segments),
        own_rate=own_rate,
    )


def _is_refusal(norm: str) -> bool:
    text = "".join(char for char in norm if char.isalnum())
    match = _NO_ANSWER.match(text)
    return bool(match) and len(text) <= 16


def _is_heap(item: Item, segments: list[str], rate: float) -> bool:
    """Many short pieces without grammar that are not whole phrases of the key points."""
    if len(segments) < _FEWEST or rate > _GRAMMAR_RATE * 2:
        return _is_run(item, segments)
    mean = sum(map(len, segments)) / len(segments)
    if mean > _LONGEST_MEAN:
        return False
    whole = sum(segment in item.phrases and len(segment) > 2 for segment in segments)
    return whole < _WHOLE_RATE * len(segments)


def _is_run(item: Item, segments: list[str]) -> bool:
    """One long piece in which known words follow each other without a word between them."""
    if len(segments) != 1 or len(segments[0]) < 14:
        return False
    text = segments[0]
    if sum(char in GRAMMAR for char in text):
        return False
    return text not in item.phrases


def _own_content(item: Item, reading: Reading) -> tuple[int, float]:
    """Characters that neither the question nor any answer at all would have, and their share."""
    own = total = 0
    for clause in reading.parts:
        part = reading.norm[clause.start : clause.end]
        covered = _covered(item, part)
        for index, char in enumerate(part):
            if char.isalnum() and char not in GRAMMAR:
                total += 1
                own += not covered[index]
    return own, own / total if total else 0.0


def _covered(item: Item, part: str) -> list[bool]:
    """Characters inside pairs of the question or inside empty words."""
    covered = [False] * len(part)
    for index in range(len(part) - 1):
        pair = part[index : index + 2]
        if pair in item.asked_grams or pair in EMPTY:
            covered[index] = covered[index + 1] = True
    for index, char in enumerate(part):
        if char in item.asked_grams and (index == 0 or covered[index - 1] or char in EMPTY):
            covered[index] = True
    return covered


def _says_key_phrase(item: Item, segments: list[str]) -> bool:
    """A terse answer may be short because the key point is."""
    return any(
        segment in item.phrases and len(segment) > 1 and not set(grams_of(segment)) <= item.asked_grams
        for segment in segments
    )
