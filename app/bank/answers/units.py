"""What a text says, as a row of concepts with their sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.bank.answers.lexicon import Words
from app.bank.answers.polarity import (
    DENYING,
    DENYING_ALL,
    DENYING_BACK,
    LINKING,
    PARTICLES,
    SCARCE,
    verdict_at_end,
)
from app.bank.answers.text import Clause
from app.content import cutting

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
    # Said to be rare, which agrees with saying it and with denying it: 投诉少.
    scarce: bool = False


@dataclass(slots=True)
class _Polarity:
    """What has been denied so far in one clause."""

    norm: str
    clause: Clause
    whole: int = 1
    local: int = 1
    denied_at: int = -1
    denied_end: int = -1
    rare_at: int = -1
    # Whether a denial at the end has turned what stands before it.
    back: bool = False
    # Whether what follows is said to be less than it was.
    less: bool = False

    def meet(self, start: int, end: int, word: str, found: list[Unit]) -> None:
        """Take in a word that may turn the sense of those before or after it."""
        if word in DENYING_BACK and found and end >= self.clause.end - 2:
            found[:] = turned(found)
            self.back = True
        elif word in DENYING_ALL:
            # A denial before it was one of its subject: 没有投诉不等于满意.
            self.whole, self.local = -self.whole, 1
        elif word in LINKING:
            if self.denied_end < start:
                self.local = 1
        elif word in SCARCE:
            if not _make_scarce(found, start):
                self.rare_at = end
        elif word == "不好" and self.follows_verb(start):
            _turn_last(found, start)
        elif (
            word in DENYING and not _asks(self.norm, start, end, word) and not self.names(end, word)
        ):
            if self.norm[end : end + 1] in _HARMING:
                # 不伤面子, 不丢客户: two denials.
                return
            if _MUCH.match(self.norm, end, min(self.clause.end, end + 8)):
                # 不用再花那么多广告费 is little of it and not none.
                self.less = True
                return
            if _fails(self.norm, start, end, self.clause.start):
                _turn_last(found, start)
            else:
                # Two denials side by side cancel; a later one denies what follows it anew.
                self.local = -self.local if self.denied_at == len(found) else -1
                self.denied_at, self.denied_end = len(found), end

    def follows_verb(self, start: int) -> bool:
        """修不好, 服务不好: what stands before it is denied."""
        return start > self.clause.start and self.norm[start - 1] not in _ADVERBS

    def names(self, end: int, word: str) -> bool:
        """察觉服务缺失并改善: a noun, with nothing after it that it could deny."""
        return word in _NOUNS and self.norm[end : end + 1] in _AFTER_NOUN


_HARMING = tuple("伤丢毁砸误")
_MUCH = re.compile("[^,，。;；]{0,4}?(?:那么|这么|太)[多大]")
_NOUNS = frozenset({"缺失", "缺", "难", "难点"})
_AFTER_NOUN = frozenset({"", "并", "和", "与", "及", "、", ",", "，", "。", ";", "；", "的", "以"})


def units_of(norm: str, clause: Clause, words: Words) -> list[Unit]:
    """The concepts of one clause, in order; a denial reaches to the end of its clause."""
    hits = words.scan(norm, clause.start, clause.end)
    some_single = 1 in [end - start for start, end, _word in hits]
    alone = _standing_alone(norm, clause) if some_single else set[int]()
    polarity = _Polarity(norm, clause)
    found: list[Unit] = []
    for start, end, word in hits:
        single = end - start == 1
        sign = polarity.whole * polarity.local
        if word in PARTICLES and (not single or start in alone or word in DENYING):
            polarity.meet(start, end, word, found)
        weight, rare = 1.0, polarity.less or polarity.rare_at == start
        if single and not word.isascii():
            if start not in alone:
                continue
            weight = _SINGLE
        if not single and word[0] in "不没" and norm[start - 1 : start] == norm[start + 1]:
            # 合不合适 asks, where 不合适 would deny.
            sign = -sign
        whole = polarity.whole < 0
        for base, side, quality, part in words.meanings(word):
            if not part:
                quality *= weight
            found.append(Unit(base, sign * side, quality, start, end, part, word, whole, rare))
    return found if polarity.back else _denied_at_end(norm, clause, found)


def turned(units: Sequence[Unit]) -> list[Unit]:
    """The same words with the contrary sense."""
    return [unit._replace(sign=-unit.sign) for unit in units]


def _denied_at_end(norm: str, clause: Clause, found: list[Unit]) -> list[Unit]:
    """价格也不用考虑: a denial with nothing after it to deny denies what stands before it."""
    if not found:
        return found
    verdict = verdict_at_end(norm[clause.start : clause.end])
    if verdict < 0:
        return found
    place = clause.start + verdict
    return [unit._replace(sign=-unit.sign) if unit.end <= place else unit for unit in found]


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


def _make_scarce(found: list[Unit], start: int) -> bool:
    """Mark the words that end where 少 or 很少 begins (支付方式少); false if there are none."""
    changed = False
    for index in range(len(found) - 1, -1, -1):
        if found[index].end != start:
            if not changed or found[index].end != found[index + 1].start:
                break
            start = found[index].end
        found[index] = found[index]._replace(scarce=True)
        changed = True
    return changed


def _standing_alone(norm: str, clause: Clause) -> set[int]:
    """Places of characters that are words by themselves: the 小 of 小店 and not of 小程序."""
    places: set[int] = set()
    place = clause.start
    for word in cutting.cut(norm[clause.start : clause.end], False):
        if len(word) == 1:
            places.add(place)
        place += len(word)
    return places
