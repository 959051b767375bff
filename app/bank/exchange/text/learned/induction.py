"""The search for a document's own conventions: rewrite, read again, and keep the reading that explains more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Found, Key, Question
from app.bank.exchange.text.learned.answers import answered
from app.bank.exchange.text.learned.decoration import undecorated
from app.bank.exchange.text.learned.judged import explained, plausible
from app.bank.exchange.text.learned.lists import listed
from app.bank.exchange.text.learned.numbers import numbered
from app.bank.exchange.text.learned.options import optioned
from app.bank.exchange.text.learned.rows import Row, rows_of
from app.bank.exchange.text.learned.told import as_it_stood

Read = Callable[[Sequence[Row]], Found]
Step = Callable[[Sequence[Row]], list[Row] | None]
STEPS: tuple[Step, ...] = (undecorated, numbered, optioned, answered, listed)
_ENOUGH = 0.93
_GAIN = 0.04
_ALL = 0.999
_SURE, _FEWEST = 0.7, 4
# A key read as usual is not lightly given up.
_WELL, _DIFFER = 0.9, 0.1
# Of a longer text the beginning says whether anything is learned from it.
_SAMPLE = 1200


@dataclass(frozen=True, eq=False)
class Trial:
    """A reading of the rows that some steps wrote, and how much it explains."""

    steps: tuple[Step, ...]
    rows: Sequence[Row]
    found: Found

    @cached_property
    def score(self) -> float:
        return explained(self.found)


def learned(source: Sequence[str], usual: Found, read: Read) -> Found:
    """The usual reading, or one of the text in the reader's own conventions if that explains more of it."""
    if explained(usual) >= _ENOUGH:
        return usual
    rows = rows_of(source)
    sample = rows[:_SAMPLE]
    first = usual if len(sample) == len(rows) else read(sample)
    best = _search(sample, first, read)
    if not best.steps:
        return usual
    if len(sample) < len(rows):
        written = _apply(rows, best.steps)
        best = Trial(best.steps, written, read(written))
        if best.score < explained(usual) + _GAIN or not agrees(usual, best.found):
            return usual
    if not usual.questions and (best.score < _SURE or len(best.found.questions) < _FEWEST):
        return usual  # Nothing asks there as usual: some numbered lines are no questions.
    return as_it_stood(best.found, usual, best.rows)


def _search(rows: Sequence[Row], usual: Found, read: Read) -> Trial:
    """The steps that together explain most, tried one after the other: each on top of the best so far, and on top of
    all before it, for one may help only where the next has been taken as well."""
    best = every = Trial((), rows, usual)
    for step in STEPS:
        if best.score >= _ALL:
            break
        tried: list[Sequence[Row]] = []
        for own in (best, every):
            written = step(own.rows)
            if written is None or written in tried:
                continue
            tried.append(written)
            every = Trial((*own.steps, step), written, read(written))
            if every.score > best.score + _GAIN and agrees(usual, every.found):
                best = every
    return best


def agrees(usual: Found, found: Found) -> bool:
    """Whether a reading keeps the keys that the usual one found for questions that looked well."""
    keys = {
        one.source.first: _choice(one)
        for one in usual.questions
        if _choice(one) is not None and plausible(one) >= _WELL
    }
    both = [
        (keys[one.source.first], _choice(one))
        for one in found.questions
        if one.source.first in keys and _choice(one) is not None
    ]
    return sum(a != b for a, b in both) <= len(both) * _DIFFER


def _choice(question: Question) -> Key | None:
    """The key of a question whose key says everything by itself."""
    return None if question.type is ItemType.FILL_BLANK else question.key


def _apply(rows: Sequence[Row], steps: Sequence[Step]) -> Sequence[Row]:
    for step in steps:
        rows = step(rows) or rows
    return rows
