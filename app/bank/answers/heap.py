"""What a whole answer looks like, for the trees that tell heaps and copies from answers.

The guards are rules and know the heaps that somebody thought of; these figures know what heaps have in
common: many bare words, hardly a verb, neighbours of the key points torn apart.
"""

from __future__ import annotations

import re

from app.bank.answers.align import Reading
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


def segments_of(norm: str) -> list[str]:
    """The pieces of an answer between punctuation, without numbers of a list."""
    return [part for part in SEGMENT.split(LIST_MARKS.sub(" ", norm)) if part]


class Tagged:
    """The words of pieces with their tags, looked up once for all guards."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[str, str]]] = {}

    def words(self, piece: str) -> list[tuple[str, str]]:
        """Each word with the tag of its class; words of grammar have the tag `u`."""
        found = self._found.get(piece)
        if found is None:
            found = [(w, "u" if w in GRAMMAR else tag) for w, tag in cutting.tag(piece, False)]
            self._found[piece] = found
        return found

    def is_bare(self, piece: str) -> bool:
        """One word, not a phrase of two."""
        return len(piece) <= 2 or (len(piece) <= 6 and len(self.words(piece)) == 1)


def shape_of(
    item: Item, reading: Reading, own: tuple[int, float, int], says: bool, tagged: Tagged
) -> tuple[float, ...]:
    """The figures named in `SHAPE`; `own` is what `guards` counted, `says` whether a key point is said."""
    norm = reading.norm[:_LOOKED_AT]
    pieces = segments_of(norm) or [""]
    glued = [part for piece in pieces for part in GLUE.split(piece) if part] or [""]
    letters = max(1, sum(map(len, pieces)))
    glue = len(glued) - len(pieces)
    phrases = [piece in item.phrases for piece in pieces]
    words = [tagged.words(piece) for piece in pieces]
    together, covered, clausewise, wording = _coverage(item, reading)
    return (
        min(20, len(pieces)),
        min(30, letters / len(pieces)),
        sum(map(tagged.is_bare, pieces)) / len(pieces),
        sum(phrases) / len(pieces),
        min(30, glue),
        sum(map(tagged.is_bare, glued)) / len(glued),
        min(10, glue / len(pieces)),
        len(ORDER.findall(norm)),
        sum(char in GRAMMAR for char in norm) / max(1, len(norm)),
        *_classes(words),
        min(40, own[0]),
        own[1],
        min(40, own[2]),
        min(300, len(reading.norm)),
        float(item.question.is_term),
        float(says),
        together,
        covered,
        sum(norm.count(word) for word in _STOCK) * 2 / letters,
        norm.count(" ") / letters,
        norm.count("的") / letters,
        sum(known for piece, known in zip(pieces, phrases, strict=True) if len(piece) >= 4)
        / len(pieces),
        _rows(pieces, words) / letters,
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
            longest = max(longest, row)
    every = max(1, words)
    return verbs / every, function / every, nouns / every, longest


def _rows(pieces: list[str], words: list[list[tuple[str, str]]]) -> int:
    """Letters of pieces that are mere rows of nouns."""
    return sum(
        len(piece)
        for piece, row in zip(pieces, words, strict=True)
        if len(piece) >= 4 and is_row([tag for _, tag in row])
    )


def is_row(tags: list[str], longest: int = 8) -> bool:
    """Whether tags of words are those of a mere row of nouns, or of a row too long for a sentence."""
    if 3 * tags.count("eng") > len(tags):
        return False
    grammar = sum(tag.startswith(GRAMMAR_TAGS) for tag in tags)
    verbs = sum(tag == "v" for tag in tags)
    if len(tags) >= longest:
        return grammar <= len(tags) // 12 and verbs <= len(tags) * 0.45
    return len(tags) >= 3 and not grammar and not verbs


def _coverage(item: Item, reading: Reading) -> tuple[float, float, float, float]:
    """Of the neighbours in key points that are said, how many in one clause; how much is said at all,
    how much of that in one clause, and how much of the wording in one clause."""
    masks: dict[int, list[int]] = {}
    grams: dict[int, int] = {}
    points = len(item.question.key_points)
    wording, single = [0.0] * points, [0.0] * points
    for table in reading.found:
        for number, found in table.items():
            mask = found.said | found.near
            if mask:
                masks.setdefault(number, []).append(mask)
            if found.grams.bit_count() > grams.get(number, 0).bit_count():
                grams[number] = found.grams
    for number, mask in grams.items():
        variant = item.variants[number]
        wording[variant.point] = max(wording[variant.point], variant.gram_share(mask))
    best = [0.0] * points
    said = beside = 0
    for number, rows in masks.items():
        variant = item.variants[number]
        every = 0
        for mask in rows:
            every |= mask
            single[variant.point] = max(single[variant.point], variant.share(mask & variant.own))
        best[variant.point] = max(best[variant.point], variant.share(every & variant.own))
        for one, two in variant.pairs:
            if every & one and every & two:
                said += 1
                beside += any(mask & one and mask & two for mask in rows)
    covered = sum(best)
    return (
        beside / said if said else 1.0,
        covered / points,
        sum(single) / covered if covered else 1.0,
        sum(wording) / points,
    )
