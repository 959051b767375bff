"""Which words mean the same, nearly the same, or the opposite.

A *group* has a name, words that mean it, words that come near it and words that mean its opposite.
Canonical is the longest word that fits; one word may stand in several groups.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.bank.answers.polarity import PARTICLES
from app.bank.answers.text import normalise

NEAR = 0.75


class Sense(NamedTuple):
    """What a word says: a concept, said (1) or its opposite (-1), and how nearly (0–1)."""

    base: str
    sign: int
    quality: float


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the lexicon, as an author writes it."""

    name: str
    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A known word at `start:end` of a normalised text."""

    start: int
    end: int
    word: str


class Words:
    """A table of words, found longest first; may stand on another one."""

    def __init__(self, senses: Mapping[str, tuple[Sense, ...]], below: Words | None = None) -> None:
        self.own = dict(senses)
        self.below = below
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._parts: dict[str, tuple[Sense, ...]] = {}
        self._opposed: set[str] = set()
        self._same: dict[str, list[str]] = {}
        self._add_lengths()
        # The words of the tables below, so that looking for one costs no call.
        self._under: Mapping[str, tuple[Sense, ...]] = below.all_words() if below else {}

    def all_words(self) -> Mapping[str, tuple[Sense, ...]]:
        """The words of this table and of those below it."""
        return ChainMap(self.own, dict(self._under)) if self._under else self.own

    def _add_lengths(self) -> None:
        lengths: dict[str, set[int]] = {}
        for word in self.own:
            lengths.setdefault(word[0], set()).add(len(word))
        for first, own in lengths.items():
            under = self.below.lengths(first) if self.below else ()
            self._lengths[first] = tuple(sorted(own.union(under), reverse=True))

    def lengths(self, first: str) -> tuple[int, ...]:
        """Lengths of the words that begin with a character, longest first."""
        found = self._lengths.get(first)
        if found is None:
            return self.below.lengths(first) if self.below else ()
        return found

    def senses(self, word: str) -> tuple[Sense, ...] | None:
        """What a word means, `None` for an unknown one."""
        found = self.own.get(word)
        if found is None and self.below:
            return self.below.senses(word)
        return found

    def scan(self, text: str, start: int, end: int, longest: int = 99) -> Iterator[Hit]:
        """Known words of a range, from left to right, the longest that fits."""
        own, under = self.own, self._under
        known, lengths = self._lengths, self.lengths
        while start < end:
            first = text[start]
            for length in known.get(first) or lengths(first):
                if length <= longest and start + length <= end:
                    word = text[start : start + length]
                    if (word in own or word in under) and _whole(text, start, start + length):
                        yield Hit(start, start + length, word)
                        start += length
                        break
            else:
                start += 1

    def has_opposite(self, base: str) -> bool:
        """Whether some word says the opposite of a concept."""
        if not self._opposed:
            self._opposed = {
                sense.base for senses in self.own.values() for sense in senses if sense.sign < 0
            }
        return base in self._opposed or (self.below is not None and self.below.has_opposite(base))

    def alike(self, word: str) -> list[str]:
        """Words of two characters or more that mean the same as a word that names a group."""
        if not self._same:
            for other, senses in self.own.items():
                for sense in senses:
                    if sense.sign > 0 and sense.quality == 1 and len(other) > 1:
                        self._same.setdefault(sense.base, []).append(other)
        return self._same.get(word, [])

    def parts(self, word: str) -> tuple[Sense, ...]:
        """What the words inside a long word mean: 服务质量 holds 服务 and 质量."""
        found = self._parts.get(word)
        if found is None:
            found = self._find_parts(word) if len(word) > 3 else ()
            self._parts[word] = found
        return found

    def _find_parts(self, word: str) -> tuple[Sense, ...]:
        own = {sense.base for sense in self.senses(word) or ()}
        return tuple(
            sense
            for hit in self.scan(word, 0, len(word), len(word) - 1)
            if hit.end - hit.start > 1
            for sense in self.senses(hit.word) or ()
            if sense.base not in own and hit.word not in PARTICLES
        )


def _whole(text: str, start: int, end: int) -> bool:
    """A Latin word is only found whole: CRM is not in CRMS."""
    if text[start].isascii() and text[start].isalnum() and start:
        before = text[start - 1]
        if before.isascii() and before.isalnum():
            return False
    if text[end - 1].isascii() and text[end - 1].isalnum() and end < len(text):
        after = text[end]
        return not (after.isascii() and after.isalnum())
    return True


def build_lexicon(groups: Iterable[Group]) -> Words:
    """The table of all groups; particles that turn the sense are words of it too."""
    found: dict[str, dict[str, Sense]] = {}
    for group in groups:
        base = written(group.name)
        for words, sign, quality in (
            ((group.name, *group.same), 1, 1.0),
            (group.near, 1, NEAR),
            (group.opposite, -1, 1.0),
        ):
            for word in words:
                form = written(word)
                for key in {form, form.replace("-", " ")} - {""}:
                    found.setdefault(key, {}).setdefault(base, Sense(base, sign, quality))
    table = {word: tuple(senses.values()) for word, senses in found.items()}
    for particle in PARTICLES:
        table.setdefault(particle, ())
    return Words(table)


def written(word: str) -> str:
    """A word of the lexicon in the form of normalised text."""
    return normalise(word.strip()).norm
