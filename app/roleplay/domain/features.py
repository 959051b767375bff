"""Features of an utterance: patterns, n-grams and words, and how much it echoes the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from app.roleplay.domain.patterns import PREFIX, find_patterns
from app.roleplay.domain.pieces import AROUND, EDGES, pieces
from app.roleplay.domain.text import bare

LONGEST_GRAM = 3
_WORD = re.compile(r"[a-z]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Marks the beginning and the end of an utterance inside its n-grams.
START, END = "^", "$"
_FEW_WORDS = 4
_LONG_RUN = 2
_HEAD = 8
_LONGEST_RUN = 7
# Characters that are in every other line and so show no echo.
_COMMON = frozenset(
    "的了是不我你他她们这那有在也都就还要会能可以好一个上下来去到给吗呢吧么说没和跟对"
)
# The customer's own words before, which tell a question answered from one that is played back.
CONTEXT = "c:"
_LONGEST_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Features:
    """`names` are unique and in order; `words` tells what each pattern matched."""

    text: str
    names: tuple[str, ...]
    words: dict[str, str]


def extract(utterance: str, context: str = "") -> Features:
    """Read an utterance said in answer to `context`; linear in their lengths."""
    text, said = bare(utterance), bare(context)[-_LONGEST_CONTEXT:]
    words = find_patterns(text)
    before = (f"{CONTEXT}{gram}" for gram in grams(said, 2)) if said else ()
    names = dict.fromkeys((*grams(text), *pieces(text), *words, *_echoes(text, said), *before))
    return Features(text, tuple(names), words)


def value_of(name: str, strong: float) -> float:
    """What a feature counts: an n-gram 1, one of the customer's half, a pattern or an echo `strong`."""
    if name.startswith((PREFIX, "echo:")):
        return strong
    if name.startswith(EDGES):
        return 0.7
    if name.startswith(AROUND):
        return 0.5
    return 0.5 if name.startswith(CONTEXT) else 1.0


def evenness(count: int) -> float:
    """The factor on an utterance of `count` features, so that long ones do not outweigh short ones."""
    return sqrt(60 / (count + 40))


def grams(text: str, longest: int = LONGEST_GRAM) -> Iterator[str]:
    """Character n-grams of Chinese up to `longest`, and whole words of Latin text."""
    framed = f"{START}{text}{END}"
    for length in range(1, longest + 1):
        for at in range(len(framed) - length + 1):
            yield framed[at : at + length]
    words = _WORD.findall(text)
    for word in words:
        yield f"w:{word}"
    for pair in pairwise(words):
        yield f"w:{pair[0]} {pair[1]}"


def is_readable(text: str) -> bool:
    """Whether bare text holds anything a customer could take for an answer."""
    return bool(_CHINESE.search(text)) or len(_WORD.findall(text)) >= _FEW_WORDS


def _echoes(text: str, said: str) -> Iterator[str]:
    """How much of the utterance the customer had just said: words in common, and the longest run."""
    if not said or len(text) < 2:
        return
    own, heard = set(text) - _COMMON, set(said) - _COMMON
    shared = len(own & heard)
    yield f"echo:words{min(5, shared * 8 // max(1, len(own)))}"
    yield f"echo:kept{min(5, shared * 6 // max(1, len(heard)))}"
    run = longest_shared(text, said)
    yield f"echo:run{min(6, run)}"
    if run >= _LONG_RUN and text[:_LONG_RUN] in said:
        yield "echo:first"
    pairs = {said[at : at + 2] for at in range(len(said) - 1)}
    echoed = [text[at : at + 2] in pairs for at in range(len(text) - 1)]
    yield f"echo:pairs{min(5, sum(echoed))}"
    yield f"echo:head{min(4, sum(echoed[:_HEAD]))}"
    start = text[:_HEAD]
    yield f"echo:start{5 * sum(char in said for char in start) // len(start)}"


def longest_shared(text: str, said: str) -> int:
    """The length of the longest piece that both hold, up to seven."""
    pieces = {said[at : at + _LONGEST_RUN] for at in range(len(said))}
    for length in range(_LONGEST_RUN, 1, -1):
        known = {piece[:length] for piece in pieces if len(piece) >= length}
        if any(text[at : at + length] in known for at in range(len(text) - length + 1)):
            return length
    return 0


def count_features(names: Iterable[str]) -> dict[str, int]:
    """How often each feature occurs over several utterances, in order of first occurrence."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
