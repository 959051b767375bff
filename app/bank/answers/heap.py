"""What a whole answer looks like, for the trees that tell heaps and copies from answers.

The guards are rules and know the heaps that somebody thought of; these figures know what heaps have in
common: many bare words, hardly a verb, neighbours of the key points torn apart.
"""

from __future__ import annotations

import re

from app.bank.answers.align import Found, Reading
from app.bank.answers.item import Item
from app.bank.answers.words import GRAMMAR
from app.content import cutting

SHAPE = (
    "segments", "length", "bare", "whole", "glued", "glued_bare", "glue", "ordered", "grammar", "verbs",
    "function", "nouns", "longest_row", "own", "own_rate", "asked", "letters", "is_term", "says", "together",
    "covered", "stock", "spaces", "of", "phrases", "rows", "distinct", "clausewise", "wording",
)  # fmt: skip
SEGMENT = re.compile(r"(?<![a-z])\s+(?![a-z])|[\n、,，;；。.!?|+→]+|(?<![a-z0-9])/|/(?![a-z0-9])")
LIST_MARKS = re.compile(r"[0-9]+[.、)）]|[(（][0-9一二三四五六七八九十]+[)）]|^[^:：]{0,12}[:：]")
ORDER = re.compile(r"[:：]|—+|-{1,3}>?|=|→")
GLUE = re.compile("以及|还有|加上|[的和与及跟]")
GRAMMAR_TAGS = ("u", "p", "c", "r", "y")
_BETWEEN = frozenset((*GRAMMAR_TAGS, "d", "v"))
_STOCK = ("重要", "作用", "企业", "客户", "管理")
# A heap shows in its first lines; tagging the words of a whole essay would cost more than marking it.
_LOOKED_AT = 240
# So many words in one breath without a word of grammar are no sentence.
_LONGEST_ROW = 8


def segments_of(norm: str) -> list[str]:
    """The pieces of an answer between punctuation, without numbers of a list."""
    return [part for part in SEGMENT.split(LIST_MARKS.sub(" ", norm)) if part]


class Pieces:
    """The pieces of a text, which every guard looks at; each is tagged and cut once."""

    def __init__(self, norm: str) -> None:
        self.norm = norm
        self.between_marks = segments_of(norm)
        # Cut again at words that join: 口碑和广告.
        self.between_joints = [
            part for piece in self.between_marks for part in GLUE.split(piece) if part
        ]
        self._words: dict[str, list[tuple[str, str]]] = {}
        self._rows: dict[str, bool] = {}

    def words(self, piece: str) -> list[tuple[str, str]]:
        """Each word with the tag of its class; words of grammar have the tag `u`."""
        found = self._words.get(piece)
        if found is None:
            found = [(w, "u" if w in GRAMMAR else tag) for w, tag in cutting.tag(piece, False)]
            self._words[piece] = found
        return found

    def is_bare(self, piece: str) -> bool:
        """One word, not a phrase of two."""
        return len(piece) <= 2 or (len(piece) <= 6 and len(self.words(piece)) == 1)

    def is_row(self, piece: str) -> bool:
        """A mere row of nouns, or of words too long for a sentence."""
        found = self._rows.get(piece)
        if found is None:
            found = self._rows[piece] = _is_row([tag for _, tag in self.words(piece)])
        return found

    def beginning(self) -> Pieces:
        """The pieces of what is looked at closely."""
        if len(self.norm) <= _LOOKED_AT:
            return self
        first = Pieces(self.norm[:_LOOKED_AT])
        first._words, first._rows = self._words, self._rows
        return first


def shape_of(
    item: Item, reading: Reading, own: tuple[int, float, int], says: bool, whole: Pieces
) -> tuple[float, ...]:
    """The figures named in `SHAPE`; `own` is what `guards` counted, `says` whether a key point is said."""
    first = whole.beginning()
    norm = first.norm
    pieces = first.between_marks or [""]
    glued = first.between_joints or [""]
    letters = max(1, sum(map(len, pieces)))
    glue = len(glued) - len(pieces)
    phrases = [piece in item.phrases for piece in pieces]
    words = [first.words(piece) for piece in pieces]
    together, covered, clausewise, wording = _coverage(item, reading)
    return (
        min(20, len(pieces)),
        min(30, letters / len(pieces)),
        sum(map(first.is_bare, pieces)) / len(pieces),
        sum(phrases) / len(pieces),
        min(30, glue),
        sum(map(first.is_bare, glued)) / len(glued),
        min(10, glue / len(pieces)),
        len(ORDER.findall(norm)),
        sum(map(GRAMMAR.__contains__, norm)) / max(1, len(norm)),
        *_classes(words),
        min(40, own[0]),
        own[1],
        min(40, own[2]),
        min(300, len(reading.norm)),
        float(item.question.is_term),
        float(says),
        together,
        covered,
        sum([norm.count(word) for word in _STOCK]) * 2 / letters,
        norm.count(" ") / letters,
        norm.count("的") / letters,
        sum([known for piece, known in zip(pieces, phrases, strict=True) if len(piece) >= 4])
        / len(pieces),
        sum([len(piece) for piece in pieces if len(piece) >= 4 and first.is_row(piece)]) / letters,
        len({word for row in words for word, _ in row}) / max(1, sum(map(len, words))),
        clausewise,
        wording,
    )


def _classes(rows: list[list[tuple[str, str]]]) -> tuple[float, float, float, float]:
    """Shares of verbs, words of grammar and nouns; the longest row without a verb or such a word."""
    verbs = function = nouns = words = longest = 0
    for piece in rows:
        row = 0
        for _word, tag in piece:
            words += 1
            first = tag[:1]
            verbs += tag == "v"
            function += first in GRAMMAR_TAGS
            nouns += first == "n"
            row = 0 if first in _BETWEEN else row + 1
            if row > longest:
                longest = row
    every = max(1, words)
    return verbs / every, function / every, nouns / every, longest


def _is_row(tags: list[str]) -> bool:
    """Whether tags of words are those of a mere row of nouns, or of a row too long for a sentence."""
    if len(tags) < 3 or 3 * tags.count("eng") > len(tags):
        return False
    grammar = sum([tag.startswith(GRAMMAR_TAGS) for tag in tags])
    verbs = tags.count("v")
    if len(tags) >= _LONGEST_ROW:
        return grammar <= len(tags) // 12 and verbs <= len(tags) * 0.45
    return not grammar and not verbs


def _coverage(item: Item, reading: Reading) -> tuple[float, float, float, float]:
    """Of the neighbours in key points that are said, how many in one clause; how much is said at all,
    how much of that in one clause, and how much of the wording in one clause."""
    points = len(item.question.key_points)
    wording, single, best = [0.0] * points, [0.0] * points, [0.0] * points
    said = beside = 0
    for variant, row in zip(item.variants, reading.rows, strict=True):
        if not row:
            continue
        point, own, shares = variant.point, variant.own, variant.shares
        grams = row[0][1].grams if len(row) == 1 else max(row, key=_count_grams)[1].grams
        wording[point] = max(wording[point], variant.gram_shares[grams])
        masks = [mask for _, part in row if (mask := part.said | part.near)]
        if not masks:
            continue
        every, pairs_in, in_one = 0, variant.pairs_in, 0
        for mask in masks:
            every |= mask
            in_one |= pairs_in[mask]
        best[point] = max(best[point], shares[every & own])
        single[point] = max(single[point], *[shares[mask & own] for mask in masks])
        said += pairs_in[every].bit_count()
        beside += in_one.bit_count()
    covered = sum(best)
    return (
        beside / said if said else 1.0,
        covered / points,
        sum(single) / covered if covered else 1.0,
        sum(wording) / points,
    )


def _count_grams(row: tuple[int, Found]) -> int:
    return row[1].grams.bit_count()
