"""Wordings that a teacher says mean the same: what makes a group of them, and what is wrong with one (pure)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.bank.answers.layers import Senses, shared
from app.bank.answers.lexicon import Words, written
from app.bank.answers.polarity import PARTICLES
from app.bank.answers.text import clauses

LEAST, MOST = 2, 8
SHORTEST, LONGEST = 2, 20
_MARKS = frozenset("、，,。.；;：:！!？?“”\"'‘’（）()《》<>【】[]…→⇒—/\\|=")


class Fault(StrEnum):
    """What is wrong with a group; the interface has the words."""

    FEW = "few"
    MANY = "many"
    SHORT = "short"
    LONG = "long"
    BROKEN = "broken"
    PARTICLE = "particle"
    TWICE = "twice"
    TAKEN = "taken"
    KNOWN = "known"
    OPPOSED = "opposed"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault, at a line (from 1; 0: of the group as a whole), between a word and another one."""

    fault: Fault
    line: int = 0
    word: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Two words that the shipped lexicon knows in different senses: how it names those."""

    word: str
    sense: str
    other: str
    other_sense: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A group as it was typed. It may be kept where it has no problem; `joins` is for a person to weigh."""

    words: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    joins: Joined | None = None


def read_words(text: str) -> list[tuple[int, str]]:
    """The wordings of a text with the number of their line, one a line; empty lines say nothing."""
    lines = ((number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1))
    return [(number, line) for number, line in lines if line]


def check(text: str, lexicon: Words, standing: Sequence[Sequence[str]]) -> Checked:
    """Read a group and say what is wrong with it. `lexicon` is the shipped one, without any group of the
    course; `standing` are the course's groups that hold."""
    rows = read_words(text)
    words = tuple(word for _line, word in rows)
    taken = {written(word): group for group in standing for word in group}
    problems = [*_of_number(words), *_of_lines(rows, taken)]
    if problems:
        return Checked(words, tuple(problems))
    known = {word: found for word in words if (found := lexicon.senses(written(word)))}
    if opposed := _opposed(known):
        return Checked(words, (Problem(Fault.OPPOSED, 0, *opposed),))
    if len(known) == len(words) and any(one.quality == 1 for one in shared([*known.values()])):
        return Checked(words, (Problem(Fault.KNOWN),))
    return Checked(words, joins=_joined(known))


def _of_number(words: Sequence[str]) -> Iterator[Problem]:
    if len(words) < LEAST:
        yield Problem(Fault.FEW)
    if len(words) > MOST:
        yield Problem(Fault.MANY)


def _of_lines(
    rows: Sequence[tuple[int, str]], taken: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for line, word in rows:
        form = written(word)
        if fault := _of_form(word, form):
            yield Problem(fault, line, word)
        elif form in seen:
            yield Problem(Fault.TWICE, line, word, seen[form])
        elif form in taken:
            yield Problem(Fault.TAKEN, line, word, taken[form][0])
        seen.setdefault(form, word)


def _of_form(word: str, form: str) -> Fault | None:
    """What is wrong with one wording by itself. It must be read in one piece to be met in an answer."""
    if len(form) > LONGEST:
        return Fault.LONG
    if not _MARKS.isdisjoint(word):
        return Fault.BROKEN
    if sum(map(str.isalnum, form)) < SHORTEST:
        return Fault.SHORT
    if form in PARTICLES:
        return Fault.PARTICLE
    if [(one.start, one.end) for one in clauses(form)] != [(0, len(form))]:
        return Fault.BROKEN
    return None


def _opposed(known: Mapping[str, Senses]) -> tuple[str, str] | None:
    """Two words of which one means the opposite of the other, unless both have a sense in common."""
    for (word, senses), (other, others) in itertools.combinations(known.items(), 2):
        against = {(one.base, -one.sign) for one in others}
        if not shared([senses, others]) and any(one[:2] in against for one in senses):
            return word, other
    return None


def _joined(known: Mapping[str, Senses]) -> Joined | None:
    """Two words with no sense in common, where no sense is common to all."""
    if shared([*known.values()]):
        return None
    for (word, senses), (other, others) in itertools.combinations(known.items(), 2):
        if not shared([senses, others]):
            return Joined(word, _name(senses), other, _name(others))
    return None


def _name(senses: Senses) -> str:
    """How the lexicon names what a word means: by the group in which it is said most plainly."""
    return max(senses, key=lambda one: (one.sign, one.quality)).base
