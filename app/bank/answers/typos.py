"""Slips of the input method: the right sound in the wrong characters (客互 for 客户).

A slip is mended in place before anything is compared, so that it costs nothing and positions stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from app.bank.answers.lexicon import Words
from app.bank.answers.pinyin import syllables
from app.bank.answers.words import GRAMMAR
from app.content import cutting


class Slips:
    """Knows the pairs of neighbouring characters in the words of an item."""

    def __init__(self, texts: Iterable[str], words: Words) -> None:
        table = syllables()
        # By the character that is right, then by the sound of the other one: the pair that is meant.
        self._after: dict[str, dict[str, str]] = {}
        self._before: dict[str, dict[str, str]] = {}
        self._wrong_ok: set[str] = set()
        for text in texts:
            for word in _long_words(text, words):
                for first, second in itertools.pairwise(word):
                    self._wrong_ok.add(first + second)
                    if second in table:
                        self._after.setdefault(first, {}).setdefault(table[second], second)
                    if first in table:
                        self._before.setdefault(second, {}).setdefault(table[first], first)

    def mend(self, text: str) -> tuple[str, list[int]]:
        """The text with slips mended, and their positions."""
        table, known = syllables(), self._wrong_ok
        after, before = self._after, self._before
        suspects: list[tuple[int, str]] = []
        for index, (first, second) in enumerate(itertools.pairwise(text)):
            row, column = after.get(first), before.get(second)
            if (row is None and column is None) or first + second in known:
                continue
            if row and second not in GRAMMAR:
                meant = row.get(table.get(second, ""))
                if meant and meant != second:
                    suspects.append((index + 1, meant))
            if column and first not in GRAMMAR:
                meant = column.get(table.get(first, ""))
                if meant and meant != first:
                    suspects.append((index, meant))
        if not suspects:
            return text, []
        return self._mended(text, suspects)

    def _mended(self, text: str, suspects: list[tuple[int, str]]) -> tuple[str, list[int]]:
        """Mend characters that belong to no longer word, and words of the same sound as a known one."""
        lengths = _word_lengths(text)
        chars = list(text)
        places: list[int] = []
        for index, char in suspects:
            if lengths[index] == 1 or (lengths[index] == 2 and self._same_word(text, index, char)):
                chars[index] = char
                places.append(index)
        return "".join(chars), places

    def _same_word(self, text: str, index: int, char: str) -> bool:
        """Whether the two-character word at `index` would as a whole become a word of the item."""
        for start in (index - 1, index):
            pair = text[start : start + 2]
            if start >= 0 and len(pair) == 2 and cutting.has_word(pair):
                fixed = char + pair[1] if start == index else pair[0] + char
                return fixed in self._wrong_ok
        return False


def _long_words(text: str, words: Words) -> Iterable[str]:
    for _start, _end, word in words.scan(text, 0, len(text)):
        if len(word) > 1 and not word.isascii():
            yield word


def _word_lengths(text: str) -> list[int]:
    """For each character the length of the dictionary word it stands in."""
    lengths: list[int] = []
    for word in cutting.cut(text, False):
        lengths += [len(word)] * len(word)
    return lengths
