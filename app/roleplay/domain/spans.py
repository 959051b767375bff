"""Which characters of an utterance the judge's reasons stand for.

Reasons are told in the written form on which utterances are judged (`text.bare`): here they are found
again in what was really typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.roleplay.domain.acts import MISCONDUCT, Judgement, Taboo
from app.roleplay.domain.bank import ANY_MISCONDUCT, ANY_TABOO
from app.roleplay.domain.text import bare

_LEAST_GRAM = 2
_BAD = {
    ANY_MISCONDUCT,
    ANY_TABOO,
    *(act.value for act in MISCONDUCT),
    *(taboo.value for taboo in Taboo),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the utterance: `mark` is "" for plain text, "good" or "bad"; `labels` say why."""

    text: str
    mark: str = ""
    labels: tuple[str, ...] = ()


def pieces_of(text: str, judgement: Judgement) -> tuple[Piece, ...]:
    """The utterance in pieces, in order and complete; misconduct wins where reasons overlap."""
    letters, places = _written(text)
    marks: list[set[str]] = [set() for _ in text]
    for reason in judgement.why:
        grams = [gram for gram in reason.grams if len(gram.strip()) >= _LEAST_GRAM]
        for words in reason.words or grams[:1]:
            for start, end in _find(letters, _same(words)):
                for at in range(places[start], places[end - 1] + 1):
                    marks[at].add(reason.label)
    return tuple(_joined(text, marks))


def _joined(text: str, marks: Sequence[set[str]]) -> Iterable[Piece]:
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and marks[at] == marks[start]:
            continue
        labels = marks[start]
        mark = "" if not labels else "bad" if labels & _BAD else "good"
        yield Piece(text[start:at], mark, tuple(sorted(labels)))
        start = at


def _written(text: str) -> tuple[str, list[int]]:
    """The written form character by character, and where each of its characters came from."""
    letters: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for letter in _letter(char):
            if letter == "0" and letters and letters[-1] == "0" and places[-1] == at - 1:
                places[-1] = at  # a number is one sign
                continue
            letters.append(letter)
            places.append(at)
    return "".join(letters), places


def _find(letters: str, wanted: str) -> Iterable[tuple[int, int]]:
    """Where `wanted` stands; empty where it does not."""
    start = letters.find(wanted) if wanted else -1
    while start >= 0:
        yield start, start + len(wanted)
        start = letters.find(wanted, start + 1)


@lru_cache(maxsize=8192)
def _letter(char: str) -> str:
    """What is left of one character; interjections are only kept where nothing else is there."""
    return bare("的" + char)[1:]


def _same(words: str) -> str:
    return bare(words).replace(" ", "")
