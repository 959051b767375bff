"""Which key points of an answer a person should look at first, and why.

A proposal is doubted as a whole or in one key point. What stands here tells the second: a chance near the
bar, a contradiction, words that come near a key point and were not enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.bank.answers.align import Reading
from app.bank.answers.conditions import ALL_MET, Unmet
from app.bank.answers.conflicts import CROSSED, DENIED, MISPLACED, OTHER_PARTY
from app.bank.answers.features import Evidence
from app.bank.answers.item import Item, Question

# The error to be expected of one key point, as a share of its points, from which on it is doubtful. On
# answers that were held back about half of those beyond are wrong, and an eighth of the others.
_CREDITED_FROM = 0.32
_MISSED_FROM = 0.25
_WORD_FROM = 0.15
# Words that cover less of a key point than this are no near miss: any two sentences share as much.
_NEAR_FROM = 0.2


class Doubt(StrEnum):
    """Why one key point is doubtful; its value is written to the output."""

    DENIED = "denied"  # said and denied, or reversed
    MISPLACED = "misplaced"  # said of another name
    CROSSED = "crossed"  # the sides of its relation exchanged
    MISTAKEN = "misconception"  # one of its listed misconceptions is stated
    REQUIRED = "word_missing"  # none of the words that it asks for
    TURNED = "out_of_order"  # its parts in another order
    NEAR = "near_miss"  # not credited, and something near it was said
    MISSED = "maybe_missed"  # not credited, and perhaps said in words that are not known
    CLOSE = "close"  # credited, and the chance was near the bar


_OF_CONFLICTS = {
    DENIED: Doubt.DENIED,
    MISPLACED: Doubt.MISPLACED,
    CROSSED: Doubt.CROSSED,
    OTHER_PARTY: Doubt.CROSSED,
}


@dataclass(frozen=True, slots=True)
class Doubted:
    """A doubtful key point: a `Doubt`, of a blank a `Reason`. `start:end` are the words meant, a half-open
    range of the student's own text in code points; empty where there are none."""

    key_point: str
    why: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class PointMark:
    """What one key point earned: 1, 0.5 or 0, how likely each was, and what took it away."""

    evidence: Evidence
    credit: float
    some: float
    full: float
    unmet: Unmet = ALL_MET
    conflicts: frozenset[str] = frozenset()

    @property
    def error(self) -> float:
        """The error to be expected, as a share of the key point's own points."""
        none, half = 1 - self.some, self.some - self.full
        return none * self.credit + half * abs(0.5 - self.credit) + self.full * (1 - self.credit)


def doubts(
    item: Item, reading: Reading, marks: Sequence[PointMark], *, unsure: bool
) -> tuple[Doubted, ...]:
    """The doubtful key points in the order of the item; of an `unsure` answer at least one."""
    found = {mark.evidence.point: why for mark in marks if (why := _why(mark)) is not None}
    if unsure and not found and marks:
        worst = max(marks, key=lambda mark: _weight(item.question, mark))
        found[worst.evidence.point] = _by_chance(worst)
    return tuple(
        _doubted(item, reading, mark, found[mark.evidence.point])
        for mark in marks
        if mark.evidence.point in found
    )


def _why(mark: PointMark) -> Doubt | None:
    for kind, doubt in _OF_CONFLICTS.items():
        if kind in mark.conflicts:
            return doubt
    if mark.unmet.mistaken:
        return Doubt.MISTAKEN
    if mark.unmet.word and mark.some >= _WORD_FROM:
        return Doubt.REQUIRED
    if mark.unmet.turned and mark.unmet.limit(may_halve=True) < 1:
        return Doubt.TURNED
    least = _CREDITED_FROM if mark.credit else _MISSED_FROM
    return _by_chance(mark) if mark.error >= least else None


def _by_chance(mark: PointMark) -> Doubt:
    if mark.credit:
        return Doubt.CLOSE
    return Doubt.NEAR if _is_near(mark) else Doubt.MISSED


def _is_near(mark: PointMark) -> bool:
    match = mark.evidence.match
    return match.variant >= 0 and max(match.share, match.gram_share) >= _NEAR_FROM


def _weight(question: Question, mark: PointMark) -> float:
    return question.key_points[mark.evidence.point].points * mark.error


def _doubted(item: Item, reading: Reading, mark: PointMark, why: Doubt) -> Doubted:
    id_ = item.question.key_points[mark.evidence.point].id
    if why in (Doubt.MISSED, Doubt.REQUIRED) or mark.evidence.match.variant < 0:
        return Doubted(id_, why)
    return Doubted(id_, why, *_span(reading, _against(reading, mark, why)))


def stretch(reading: Reading, mark: PointMark) -> tuple[int, int]:
    """Where a key point was found: a half-open range of the student's own text."""
    return _span(reading, mark.evidence.match.own)


def _against(reading: Reading, mark: PointMark, why: Doubt) -> list[int]:
    """The clauses that say what is doubted: those that deny it, those that stand under another name."""
    match = mark.evidence.match
    every = list(range(match.first, match.last))
    if why not in (Doubt.DENIED, Doubt.MISPLACED):
        return every
    found = [(index, reading.found[index].get(match.variant)) for index in every]
    chosen = [
        index
        for index, part in found
        if part and (part.denied if why is Doubt.DENIED else part.misplaced)
    ]
    return chosen or every


def _span(reading: Reading, clauses: Sequence[int]) -> tuple[int, int]:
    return reading.text.span(reading.parts[clauses[0]].start, reading.parts[clauses[-1]].end)
