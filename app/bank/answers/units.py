"""What a text says, as a row of concepts with their sign."""

from __future__ import annotations

from typing import NamedTuple

import rjieba

from app.bank.answers.lexicon import Words
from app.bank.answers.polarity import DENYING, DENYING_ALL, DENYING_BACK
from app.bank.answers.text import Clause

# A single character says little by itself: 高 also stands in 高层 and 高兴.
_SINGLE = 0.5


class Unit(NamedTuple):
    """A concept said (`sign` 1) or denied (-1) at `start:end`; `part` of a longer word's concept."""

    base: str
    sign: int
    quality: float
    start: int
    end: int
    part: bool
    word: str
    # Said in a statement that is denied as a whole: 并不是…….
    whole: bool = False


def units_of(norm: str, clause: Clause, words: Words) -> list[Unit]:
    """The concepts of one clause, in order; a denial reaches to the end of its clause."""
    alone = _standing_alone(norm, clause)
    whole, local, denied_at = 1, 1, -1
    found: list[Unit] = []
    for start, end, word in words.scan(norm, clause.start, clause.end):
        sign = whole * local
        if word in DENYING_BACK and found and end >= clause.end - 2:
            found = [unit._replace(sign=-unit.sign) for unit in found]
        elif word in DENYING_ALL:
            whole = -whole
        elif word in DENYING and not _asks(norm, start, end, word):
            if _fails(norm, start, end, clause.start):
                _turn_last(found, start)
            else:
                # Two denials side by side cancel; a later one denies what follows it anew.
                local = -local if denied_at == len(found) else -1
                denied_at = len(found)
        weight = 1.0
        if end - start == 1 and not word.isascii():
            if start not in alone:
                continue
            weight = _SINGLE
        for base, side, quality in words.senses(word) or ():
            found.append(
                Unit(base, sign * side, quality * weight, start, end, False, word, whole < 0)
            )
        for base, side, quality in words.parts(word):
            found.append(Unit(base, sign * side, quality, start, end, True, word, whole < 0))
    return found


def _asks(norm: str, start: int, end: int, word: str) -> bool:
    """准不准, 参加不参加: a choice; 避免的办法: a noun. Neither is a denial."""
    if word[0] not in "不没":
        return norm[end : end + 1] == "的" and word[0] not in "无未非"
    if norm[start - 1 : start] == norm[start + 1 : start + 2] != "":
        return True
    return len(word) == 1 and norm[start - 2 : start] == norm[end : end + 2] != ""


# 买不成, 留不住: the verb before it is denied, not what follows.
_COMPLEMENTS = frozenset("成了到上下起动住完懂清来去进出开着得掉")
_ADVERBS = frozenset("也都就还而并但又很更最却才,，、 一")


def _fails(norm: str, start: int, end: int, first: int) -> bool:
    return (
        end - start == 1
        and norm[start] == "不"
        and start > first
        and norm[end : end + 1] in _COMPLEMENTS
        and norm[start - 1] not in _ADVERBS
    )


def _turn_last(found: list[Unit], start: int) -> None:
    for index in range(len(found) - 1, -1, -1):
        if found[index].end != start:
            return
        found[index] = found[index]._replace(sign=-found[index].sign)


def _standing_alone(norm: str, clause: Clause) -> set[int]:
    """Places of characters that are words by themselves: the 小 of 小店 and not of 小程序."""
    places: set[int] = set()
    place = clause.start
    for word in rjieba.cut(norm[clause.start : clause.end], False):
        if len(word) == 1:
            places.add(place)
        place += len(word)
    return places
