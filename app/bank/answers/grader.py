"""The way in: an answer and its question in, points with reasons out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers.align import Reading, read_answer
from app.bank.answers.blanks import grade_blank
from app.bank.answers.conditions import ALL_MET, Unmet, has_conditions, unmet
from app.bank.answers.confidence import confidence
from app.bank.answers.conflicts import (
    CROSSED,
    DENIED,
    MISPLACED,
    OTHER_PARTY,
    conflicts,
    left_of_chance,
    only_seems,
    ready,
)
from app.bank.answers.doubts import Doubted, PointMark, doubts, stretch
from app.bank.answers.features import Evidence, evidence
from app.bank.answers.guards import Guarded, guard, judged
from app.bank.answers.item import Item, KeyPoint, Question
from app.bank.answers.lexicon import Words
from app.bank.answers.model import Model, shipped_model
from app.bank.answers.reasons import Reason
from app.bank.answers.statistics import Statistics, shipped_statistics

_KEPT_ITEMS = 512
REVIEW_BELOW = 0.72
# What is left of a chance that a rule took away; what a point without half credit needs.
_TAKEN = 0.3
_EVEN = 0.5
# What a conflict leaves of a chance, as counted over the hands left out in turn.
_DOUBT, _DOUBT_LEAST = 0.5, 0.07
_SURE_HEAP = 0.9
# An answer of so many letters in which nothing was recognised may say everything in words that nobody
# listed: it is never sure, and the error to be expected of it is never less than this.
_LEAST_SAID = 6
_LEAST_DOUBT = 0.1


@dataclass(frozen=True, slots=True)
class Span:
    """Where a key point was found: a half-open range of the student's own text, in code points."""

    key_point: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A proposal. `confidence`, 0–1, falls with the error to be expected as a share of the maximum."""

    score: float
    hits: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    confidence: float = 0.0
    needs_review: bool = True
    reasons: tuple[str, ...] = ()
    # The key points that a person should look at first. A heap or a copy is doubted as a whole.
    doubts: tuple[Doubted, ...] = ()


class Grader:
    """Marks answers; keeps the questions it met most recently ready."""

    def __init__(
        self, lexicon: Words, statistics: Statistics | None = None, model: Model | None = None
    ) -> None:
        self.lexicon = lexicon
        self.statistics = statistics or shipped_statistics()
        self.model = model or shipped_model()
        self._items: OrderedDict[Question, Item] = OrderedDict()

    def grade(self, question: Question, answer: str) -> Marked:
        """Mark one answer to a 名词解释, 简答 or 论述."""
        item = self.item(question)
        reading = read_answer(item, answer)
        guarded = guard(item, reading)
        # Two or three letters have no shape to judge by.
        chance = 1.0
        if self.model.heap and guarded.shape and _says_much(reading):
            chance = self.model.heap.chance(guarded.shape)
            guarded = judged(guarded, chance)
        if guarded.blank:
            return Marked(0, confidence=0.98, needs_review=False, reasons=(Reason.BLANK,))
        if guarded.stuffed or guarded.copied:
            reason = Reason.STUFFED if guarded.stuffed else Reason.COPIED
            # Of those that the shape makes doubtful, one in three earned something.
            sure = round(min(_SURE_HEAP, chance), 4)
            return Marked(0, confidence=sure, needs_review=True, reasons=(reason,))
        rows = evidence(item, reading, guarded)
        broken = [ALL_MET] * len(rows)
        if has_conditions(item):
            broken = unmet(item, reading, [row.match for row in rows])
        points = question.key_points
        marks = [self._judge(item, *row) for row in zip(points, rows, broken, strict=True)]
        return self._proposal(item, reading, guarded, marks)

    def grade_blank(self, question: Question, answer: str, exchangeable: bool = False) -> Marked:
        """Mark the answer to a 填空 leniently; one key point a blank."""
        result = grade_blank(question, answer, self.lexicon, exchangeable)
        points = {point.id: point.points for point in question.key_points}
        score = sum(points[id_] for id_ in result.hits) + sum(points[i] for i in result.halves) / 2
        return Marked(
            min(_tidy(score), question.max),
            result.hits,
            result.halves,
            tuple(Span(id_, start, end) for id_, start, end in result.spans),
            result.confidence,
            result.confidence < REVIEW_BELOW,
            result.reasons,
        )

    def item(self, question: Question) -> Item:
        """The question, ready; prepared anew if it was not met lately."""
        item = self._items.get(question)
        if item is None:
            item = self._items[question] = ready(question, self.lexicon, self.statistics)
            if len(self._items) > _KEPT_ITEMS:
                self._items.popitem(last=False)
        else:
            self._items.move_to_end(question)
        return item

    def _judge(self, item: Item, point: KeyPoint, row: Evidence, broken: Unmet) -> PointMark:
        left = left_of_chance(item, row)
        some, full = (left * chance for chance in self.model.chances(row.values))
        against = conflicts(item, row)
        if against and not only_seems(row, against, some):
            return PointMark(row, 0.0, _doubted(some), _doubted(full), broken, against)
        credit = self.model.credit(some, full)
        if not point.half and credit < 1:
            credit = float(full >= _EVEN)
        most = broken.limit(point.half)
        if credit > most:
            return PointMark(row, most, max(most, some * _TAKEN), full * _TAKEN, broken)
        return PointMark(row, credit, some, full, broken)

    def _proposal(
        self, item: Item, reading: Reading, guarded: Guarded, marks: Sequence[PointMark]
    ) -> Marked:
        question = item.question
        points = question.key_points
        hits = tuple(points[m.evidence.point].id for m in marks if m.credit == 1)
        halves = tuple(points[m.evidence.point].id for m in marks if m.credit == 0.5)
        score = sum(points[m.evidence.point].points * m.credit for m in marks)
        silent = _is_silent(reading, marks)
        sure = confidence(
            question, marks, min(score, question.max), _LEAST_DOUBT if silent else 0.0
        )
        reasons = _reasons(reading, guarded, marks, sure)
        unsure = silent or sure < REVIEW_BELOW
        return Marked(
            min(_tidy(score), question.max),
            hits,
            halves,
            _spans(item, reading, marks),
            sure,
            unsure or bool(set(reasons) & _ALWAYS_REVIEWED),
            reasons,
            doubts(item, reading, marks, unsure=unsure),
        )


_CONFLICTS = {
    DENIED: Reason.DENIED,
    MISPLACED: Reason.MISPLACED,
    CROSSED: Reason.CROSSED,
    OTHER_PARTY: Reason.CROSSED,
}
_ALWAYS_REVIEWED = frozenset(
    {
        Reason.DENIED,
        Reason.MISPLACED,
        Reason.CROSSED,
        Reason.MISTAKEN,
        Reason.REQUIRED,
        Reason.TURNED,
    }
)


def _doubted(chance: float) -> float:
    return _DOUBT * chance + _DOUBT_LEAST


def _spans(item: Item, reading: Reading, marks: Sequence[PointMark]) -> tuple[Span, ...]:
    points = item.question.key_points
    return tuple(
        Span(points[mark.evidence.point].id, *stretch(reading, mark))
        for mark in marks
        if mark.credit and mark.evidence.match.variant >= 0
    )


def _is_silent(reading: Reading, marks: Sequence[PointMark]) -> bool:
    """Whether nothing was recognised, neither for a key point nor against one, where something is said."""
    if any(mark.credit or mark.conflicts for mark in marks):
        return False
    return _says_much(reading)


def _says_much(reading: Reading) -> bool:
    return sum(map(str.isalnum, reading.norm)) >= _LEAST_SAID


def _reasons(
    reading: Reading, guarded: Guarded, marks: Sequence[PointMark], sure: float
) -> tuple[str, ...]:
    found: list[str] = []
    met = {kind for mark in marks for kind in mark.conflicts}
    found += [reason for kind, reason in _CONFLICTS.items() if kind in met]
    if any(mark.unmet.mistaken for mark in marks):
        found.append(Reason.MISTAKEN)
    if any(mark.unmet.word and mark.some >= _TAKEN * _EVEN for mark in marks):
        found.append(Reason.REQUIRED)
    if any(mark.unmet.limit(may_halve=True) < 1 and mark.unmet.turned for mark in marks):
        found.append(Reason.TURNED)
    if reading.mended:
        found.append(Reason.MENDED)
    if any(mark.credit == 0.5 for mark in marks):
        found.append(Reason.HALF)
    if all(mark.credit == 0 for mark in marks):
        found.append(Reason.NOTHING)
    elif guarded.own_rate > 0.5 and _unaligned(reading, marks) > 0.6:
        found.append(Reason.UNALIGNED)
    if sure < REVIEW_BELOW:
        found.append(Reason.UNSURE)
    return tuple(found)


def _unaligned(reading: Reading, marks: Sequence[PointMark]) -> float:
    """The share of the answer in which no key point was found."""
    used: set[int] = set()
    for mark in marks:
        if mark.credit:
            used.update(range(mark.evidence.match.first, mark.evidence.match.last))
    letters = [part.end - part.start for part in reading.parts]
    total = sum(letters)
    return sum(n for i, n in enumerate(letters) if i not in used) / total if total else 0.0


def _tidy(score: float) -> float:
    return int(score) if score == int(score) else round(score, 4)
