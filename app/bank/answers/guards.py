"""Answers that look like knowledge and are none: heaps of key words, the question copied back.

A guard flags; what it flags is proposed as zero and always shown to the teacher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from operator import add

from app.bank.answers.align import Reading
from app.bank.answers.heap import ORDER, Pieces, shape_of
from app.bank.answers.item import Item, grams_of
from app.bank.answers.words import EMPTY, GRAMMAR

# A heap has at least so many pieces, most of them bare words that are no whole phrase.
_FEWEST = 6
_BARE_RATE = 0.7
# Pieces with nothing but spaces between them.
_SPACED = re.compile(r"[^、,，;；。!?]*[。.]?")
_LONGEST_PIECE = 8
_WHOLE_RATE = 0.75
# Sentences are longer than this on average, whatever their pieces are.
_SHORT_PIECE = 2.6
# So many words in one breath without a word of grammar are no sentence.
_LONGEST_RUN = 8
_RUN_RATE = 0.55
_GLUED_RATE = 0.65
_LEAST_GLUE = 2
# The same word three times running.
_STUTTER = re.compile("([\u3400-\u9fff]{2,6})\\1\\1")
# Characters of one's own, and their share; a definition by its own term has hardly any.
_LEAST_OF_OTHERS = (2, 0.25)
_LEAST_OF_TERM = (3, 0.3)
_LATIN = re.compile("[a-z0-9]+")
# From such a chance on the shape of an answer is that of a heap or copy; below it a copy is none.
_LIKELY = 0.65
_NO_COPY = 0.1
_COPY_RATE = 0.5
# So much of a key point in words that the question does not have is no copy.
_ENOUGH_OWN = 0.7

_NO_ANSWER = re.compile(
    r"(?:我|真的|实在|老师|这题|这个|对不起|抱歉)*"
    r"(?:不知道|不会|不清楚|不太清楚|没学|没背|没复习|没讲|忘了|忘记了|不懂|不记得|没看|没印象|想不起来|(?:略|无|同上|放弃|空)了?$)"
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a look at the whole answer found."""

    blank: bool = False
    stuffed: bool = False
    copied: bool = False
    own_rate: float = 1.0
    shape: tuple[float, ...] = ()


def guard(item: Item, reading: Reading) -> Guarded:
    """Look at a whole answer; the cost is linear in its length. `shape` is for `judged`."""
    norm = reading.norm
    if not any(map(str.isalnum, norm)) or _is_refusal(norm):
        return Guarded(blank=True)
    ordered = len(ORDER.findall(norm)) >= 2
    pieces = Pieces(norm)
    counted = _own_content(item, reading)
    own, own_rate, asked = counted
    says = _says_something(item, reading, pieces.between_marks)
    least, least_rate = _LEAST_OF_TERM if item.question.is_term else _LEAST_OF_OTHERS
    copied = asked > 0 and (own < least or own_rate < least_rate)
    # What has no word but its term's defines nothing, whatever the lexicon takes them for.
    circular = item.question.is_term and own < _LEAST_OF_OTHERS[0]
    return Guarded(
        stuffed=not ordered
        and (_is_heap(item, pieces) or _is_run(item, pieces) or _STUTTER.search(norm) is not None),
        copied=copied and (circular or not says),
        own_rate=own_rate,
        shape=shape_of(item, reading, counted, says, pieces),
    )


def judged(guarded: Guarded, chance: float) -> Guarded:
    """What the guards found, corrected by the chance that an answer of this shape is a heap or a copy."""
    if guarded.blank or guarded.stuffed:
        return guarded
    if guarded.copied:
        return replace(guarded, copied=chance >= _NO_COPY)
    if chance < _LIKELY:
        return guarded
    is_copy = guarded.own_rate < _COPY_RATE
    return replace(guarded, copied=is_copy, stuffed=not is_copy)


def _is_refusal(norm: str) -> bool:
    text = "".join(filter(str.isalnum, norm))
    return len(text) <= 16 and _NO_ANSWER.match(text) is not None


def _is_heap(item: Item, pieces: Pieces) -> bool:
    """Many pieces, most of them one bare word, which are not the phrases of the key points."""
    segments, glued = pieces.between_marks, pieces.between_joints
    if len(segments) >= _FEWEST:
        if _SPACED.fullmatch(pieces.norm) and sum(map(len, segments)) <= _LONGEST_PIECE * len(
            segments
        ):
            return True
        short = sum(map(len, segments)) <= _SHORT_PIECE * len(segments)
        if _mostly_bare(item, segments, 0.4 if short else _BARE_RATE, pieces):
            return True
    # 朋友的口碑、企业的广告和承诺: phrases of two words each are a list and no heap.
    glue = len(glued) - len(segments)
    return (
        glue >= _FEWEST - 1
        and glue >= _LEAST_GLUE * len(segments)
        and _mostly_bare(item, glued, _GLUED_RATE, pieces)
    )


def _mostly_bare(item: Item, parts: list[str], rate: float, pieces: Pieces) -> bool:
    bare = sum(map(pieces.is_bare, parts))
    whole = sum(map(item.phrases.__contains__, parts))
    return bare >= rate * len(parts) and whole < _WHOLE_RATE * len(parts)


def _is_run(item: Item, pieces: Pieces) -> bool:
    """Most of an answer is words in one breath, with no verb or word of grammar between them."""
    every = sum(map(len, pieces.between_marks))
    if every < 2 * _LONGEST_RUN:
        return False
    words = letters = 0
    for piece in pieces.between_marks:
        if len(piece) >= 6 and piece not in item.phrases and pieces.is_row(piece):
            words += len(pieces.words(piece))
            letters += len(piece)
    return words >= _LONGEST_RUN and letters >= _RUN_RATE * every


def _own_content(item: Item, reading: Reading) -> tuple[int, float, int]:
    """Characters that neither the question nor any answer at all would have, their share, and the
    number of characters of the question."""
    own = total = asked = 0
    for clause in reading.parts:
        part = reading.norm[clause.start : clause.end]
        for char, cover in zip(part, _covered(item, part), strict=True):
            if char not in GRAMMAR and char.isalnum():
                total += 1
                if not cover:
                    own += 1
                elif cover == 2:
                    asked += 1
    return own, own / total if total else 0.0, asked


def _covered(item: Item, part: str) -> list[int]:
    """2 for characters inside pairs of the question, 1 inside empty words, else 0."""
    covered = [0] * len(part)
    asked = item.asked_grams
    for index, pair in enumerate(map(add, part, part[1:])):
        if pair in asked:
            covered[index] = covered[index + 1] = 2
        elif pair in EMPTY:
            covered[index] = covered[index] or 1
            covered[index + 1] = 1
    for word in _LATIN.findall(part):
        if word in asked:
            start = part.index(word)
            covered[start : start + len(word)] = [2] * len(word)
    if 2 in covered:
        last = 0
        for index, cover in enumerate(covered):
            if not cover and last == 2 and part[index] in asked:
                covered[index] = cover = 1
            last = cover
    return covered


def _says_something(item: Item, reading: Reading, segments: list[str]) -> bool:
    """A terse answer may be short because the key point is."""
    for table in reading.found:
        for number, found in table.items():
            variant = item.variants[number]
            own = (found.said | found.near) & variant.own
            if own and variant.shares[own] >= _ENOUGH_OWN:
                return True
    return any(
        segment in item.phrases
        and len(segment) > 1
        and not set(grams_of(segment)) <= item.asked_grams
        for segment in segments
    )
