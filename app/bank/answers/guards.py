"""Answers that look like knowledge and are none: heaps of key words, the question copied back.

A guard flags; what it flags is proposed as zero and always shown to the teacher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import rjieba

from app.bank.answers.align import Reading
from app.bank.answers.item import Item, grams_of
from app.bank.answers.words import EMPTY, GRAMMAR

_SEGMENT = re.compile(r"[\s、,，;；。.!?|+]+|(?<![a-z0-9])/|/(?![a-z0-9])")
_ORDER = re.compile(r"[:：]|—+|-{1,3}>?|=|→")
_LIST_MARKS = re.compile(r"[0-9]+[.、)）]|[(（][0-9一二三四五六七八九十]+[)）]|^[^:：]{0,12}[:：]")
# A heap has at least so many pieces, most of them bare words that are no whole phrase.
_FEWEST = 6
_BARE_RATE = 0.65
# Pieces with nothing but spaces between them.
_SPACED = re.compile(r"[^、,，;；。!?]*[。.]?")
_LONGEST_PIECE = 5.5
_WHOLE_RATE = 0.6
# So many words in one breath without a word of grammar are no sentence.
_LONGEST_RUN = 8
_GRAMMAR_TAGS = ("u", "p", "c", "r", "y", "d")
_LEAST_OWN = 2
_LEAST_OWN_RATE = 0.25

_NO_ANSWER = re.compile(
    r"(?:我|真的|实在|老师|这题|这个|对不起|抱歉)*"
    r"(?:不知道|不会|不清楚|不太清楚|没学|没背|没复习|没讲|忘了|忘记了|不懂|不记得|没看|略|无|同上|放弃|空|没印象|想不起来)"
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a look at the whole answer found."""

    blank: bool = False
    stuffed: bool = False
    copied: bool = False
    own_rate: float = 1.0


def guard(item: Item, reading: Reading) -> Guarded:
    """Look at a whole answer; the cost is linear in its length."""
    norm = reading.norm
    if not any(char.isalnum() for char in norm) or _is_refusal(norm):
        return Guarded(blank=True)
    segments = [part for part in _SEGMENT.split(_LIST_MARKS.sub(" ", norm)) if part]
    own, own_rate, asked = _own_content(item, reading)
    copied = asked > 0 and (own < _LEAST_OWN or own_rate < _LEAST_OWN_RATE)
    return Guarded(
        stuffed=_is_heap(item, norm, segments) or _is_run(item, segments),
        copied=copied and not _says_key_phrase(item, segments),
        own_rate=own_rate,
    )


def _is_refusal(norm: str) -> bool:
    text = "".join(char for char in norm if char.isalnum())
    return len(text) <= 16 and _NO_ANSWER.match(text) is not None


def _is_heap(item: Item, norm: str, segments: list[str]) -> bool:
    """Many pieces, most of them one bare word, which are not the phrases of the key points."""
    if len(segments) < _FEWEST or len(_ORDER.findall(norm)) >= 2:
        return False
    if _SPACED.fullmatch(norm) and sum(map(len, segments)) <= _LONGEST_PIECE * len(segments):
        return True
    bare = [segment for segment in segments if _is_bare(segment)]
    if len(bare) < _BARE_RATE * len(segments):
        return False
    whole = sum(segment in item.phrases for segment in segments)
    return whole < _WHOLE_RATE * len(segments)


def _is_bare(segment: str) -> bool:
    """One word, or two of two characters side by side that are no sentence."""
    return len(segment) <= 2 or len(segment) <= 6 and len(rjieba.cut(segment, False)) == 1


def _is_run(item: Item, segments: list[str]) -> bool:
    """Nearly all of an answer is known words in one breath, with no word between them."""
    if not segments or len(segments) > 3:
        return False
    text = max(segments, key=len)
    if len(text) < 2 * _LONGEST_RUN or text in item.phrases:
        return False
    tags = [tag for _word, tag in rjieba.tag(text, False)]
    grammar = sum(tag.startswith(_GRAMMAR_TAGS) and tag != "d" for tag in tags)
    return len(tags) >= _LONGEST_RUN and grammar == 0 and len(text) < 3.2 * len(tags)


def _own_content(item: Item, reading: Reading) -> tuple[int, float, int]:
    """Characters that neither the question nor any answer at all would have, their share, and the
    number of characters of the question."""
    own = total = asked = 0
    for clause in reading.parts:
        part = reading.norm[clause.start : clause.end]
        covered = _covered(item, part)
        for index, char in enumerate(part):
            if char.isalnum() and char not in GRAMMAR:
                total += 1
                own += not covered[index]
                asked += covered[index] == 2
    return own, own / total if total else 0.0, asked


def _covered(item: Item, part: str) -> list[int]:
    """2 for characters inside pairs of the question, 1 inside empty words, else 0."""
    covered = [0] * len(part)
    for index in range(len(part) - 1):
        pair = part[index : index + 2]
        if pair in item.asked_grams:
            covered[index] = covered[index + 1] = 2
        elif pair in EMPTY:
            covered[index] = covered[index] or 1
            covered[index + 1] = 1
    for word in re.findall("[a-z0-9]+", part):
        if word in item.asked_grams:
            start = part.index(word)
            covered[start : start + len(word)] = [2] * len(word)
    for index, char in enumerate(part):
        if not covered[index] and char in item.asked_grams and index and covered[index - 1] == 2:
            covered[index] = 1
    return covered


def _says_key_phrase(item: Item, segments: list[str]) -> bool:
    """A terse answer may be short because the key point is."""
    return any(
        segment in item.phrases and len(segment) > 1 and not set(grams_of(segment)) <= item.asked_grams
        for segment in segments
    )
