"""Which words mean the same, nearly the same, or the opposite.

A *group* has a name, words that mean it, words that come near it and words that mean its opposite.
Canonical is the longest word that fits; one word may stand in several groups.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
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


# A known word at `start:end` of a normalised text: start, end, word.
Hit = tuple[int, int, str]


class Words:
    """A table of words, found longest first; may stand on another one."""

    def __init__(self, senses: Mapping[str, tuple[Sense, ...]], below: Words | None = None) -> None:
        self.own = dict(senses)
        self.below = below
        # How long the words are that begin with two characters, longest first: most pairs begin none.
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._meanings: dict[str, tuple[tuple[str, int, float, bool], ...]] = {}
        self._opposed: set[str] = set()
        self._same: dict[str, list[str]] = {}
        # The words of the tables below, so that looking for one costs no call.
        self._under: Mapping[str, tuple[Sense, ...]] = below.all_words() if below else {}
        self._lengths_under: Mapping[str, tuple[int, ...]] = below.all_lengths() if below else {}
        self._add_lengths()

    def all_words(self) -> Mapping[str, tuple[Sense, ...]]:
        """The words of this table and of those below it."""
        return ChainMap(self.own, dict(self._under)) if self._under else self.own

    def all_lengths(self) -> Mapping[str, tuple[int, ...]]:
        """The lengths of words of this table and of those below it, by their first two characters."""
        under = self._lengths_under
        return ChainMap(self._lengths, dict(under)) if under else self._lengths

    def _add_lengths(self) -> None:
        lengths: dict[str, set[int]] = {}
        for word in self.own:
            if len(word) > 1:
                lengths.setdefault(word[:2], set()).add(len(word))
        same: dict[tuple[int, ...], tuple[int, ...]] = {}
        for pair, own in lengths.items():
            found = tuple(sorted(own.union(self._lengths_under.get(pair, ())), reverse=True))
            self._lengths[pair] = same.setdefault(found, found)

    def senses(self, word: str) -> tuple[Sense, ...] | None:
        """What a word means, `None` for an unknown one."""
        found = self.own.get(word)
        return self._under.get(word) if found is None else found

    def scan(self, text: str, start: int, end: int, longest: int = 99) -> list[Hit]:
        """Known words of a range, from left to right, the longest that fits."""
        own, under = self.own, self._under
        lengths, lengths_under = self._lengths, self._lengths_under
        found: list[Hit] = []
        while start < end:
            pair = text[start : start + 2]
            for length in lengths.get(pair) or lengths_under.get(pair, ()):
                if length <= longest and start + length <= end:
                    word = text[start : start + length]
                    if (word in own or word in under) and _whole(text, start, start + length):
                        found.append((start, start + length, word))
                        start += length
                        break
            else:
                word = text[start]
                if (word in own or word in under) and _whole(text, start, start + 1):
                    found.append((start, start + 1, word))
                start += 1
        return found

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

    def meanings(self, word: str) -> tuple[tuple[str, int, float, bool], ...]:
        """Concept, sign and quality of what a word says, and after it (true) of what the words inside a
        long word say: 服务质量 holds 服务 and 质量."""
        found = self._meanings.get(word)
        if found is None:
            inside = self._find_parts(word) if len(word) > 3 else ()
            found = (
                *((base, sign, near, False) for base, sign, near in self.senses(word) or ()),
                *((base, sign, near, True) for base, sign, near in inside),
            )
            self._meanings[word] = found
        return found

    def _find_parts(self, word: str) -> tuple[Sense, ...]:
        own = {sense.base for sense in self.senses(word) or ()}
        return tuple(
            sense
            for _start, _end, inner in self.scan(word, 0, len(word), len(word) - 1)
            if len(inner) > 1 and inner not in PARTICLES
            for sense in self.senses(inner) or ()
            if sense.base not in own
        )


def _whole(text: str, start: int, end: int) -> bool:
    """A Latin word is only found whole: CRM is not in CRMS."""
    if text[start] > "\x7f" and text[end - 1] > "\x7f":
        return True
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
