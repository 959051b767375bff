"""An inverted index over the course's text, ranked by BM25.

Lessons and terms live in memory and number some hundreds, whatever database the site uses. An index
in memory therefore finds the same on every engine, needs no tables, no triggers and no extension
that only one of the two databases has, and is rebuilt in a moment when the content changes.

Chinese is written without spaces. Words are cut by a dictionary, short ones inside long ones too, so
that 客户 is found in 客户资产. What a dictionary cuts unluckily is caught by looking for the query as
it stands: a few hundred texts are searched through faster than one page is rendered.

Source of the formula: S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and
Beyond, 2009, with its usual k1 and b.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

K1 = 1.5
B = 0.75
# A word in a title says as much about a text as several in its body.
TITLE_WEIGHT = 4
# What a text gains by holding the query as it was typed: in its title, or as its whole title.
LITERAL, IN_TITLE, IS_TITLE = 2.0, 8.0, 20.0
MOST_WORDS = 16

Cut = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """What is found: `titles` are its names, `text` its body; `key` is the caller's."""

    key: int
    titles: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: its words, and the whole without spaces."""

    words: tuple[str, ...]
    literal: str


def read_query(text: str, cut: Cut) -> Query:
    """Cut a query into words; at most sixteen of them count."""
    words = tuple(dict.fromkeys(word for word in cut(text) if word.strip()))
    return Query(words[:MOST_WORDS], _squeeze(text))


class Index:
    """Documents by their words. `cut` cuts a text into words, in lower case."""

    def __init__(self, documents: Iterable[Document], cut: Cut) -> None:
        self._documents = tuple(documents)
        self._titles = [tuple(map(_squeeze, one.titles)) for one in self._documents]
        self._bodies = [_squeeze(one.text) for one in self._documents]
        self._lengths: list[int] = []
        self._places: dict[str, dict[int, int]] = {}
        for number, one in enumerate(self._documents):
            counts = Counter(cut(one.text))
            for title in one.titles:
                counts.update({word: n * TITLE_WEIGHT for word, n in Counter(cut(title)).items()})
            self._lengths.append(counts.total())
            for word, count in counts.items():
                self._places.setdefault(word, {})[number] = count
        self._mean = sum(self._lengths) / len(self._lengths) if self._lengths else 1.0

    def search(self, query: Query, *, loose: bool = False) -> list[int]:
        """Keys of the documents that fit, best first.

        All words must be there, or the query as it stands; if `loose`, half of the words will do.
        """
        wanted = len(query.words)
        found = self._with_words(query.words, -(-wanted // 2) if loose else wanted)
        literal = {n for n in range(len(self._documents)) if self._holds(n, query.literal)}
        ranked = sorted(found | literal, key=lambda n: (-self._score(n, query, n in literal), n))
        return [self._documents[n].key for n in ranked]

    def _with_words(self, words: Sequence[str], least: int) -> set[int]:
        counts = Counter(n for word in words for n in self._places.get(word, ()))
        return {n for n, count in counts.items() if count >= least}

    def _holds(self, number: int, literal: str) -> bool:
        if not literal:
            return False
        return literal in self._bodies[number] or any(literal in t for t in self._titles[number])

    def _score(self, number: int, query: Query, literal: bool) -> float:
        score = sum(self._weight(word, number) for word in query.words)
        if literal:
            score += LITERAL
            titles = self._titles[number]
            if query.literal in titles:
                score += IS_TITLE
            elif any(query.literal in title for title in titles):
                score += IN_TITLE
        return score

    def _weight(self, word: str, number: int) -> float:
        places = self._places.get(word, {})
        count = places.get(number, 0)
        rarity = log(1 + (len(self._documents) - len(places) + 0.5) / (len(places) + 0.5))
        length = 1 - B + B * self._lengths[number] / self._mean
        return rarity * count * (K1 + 1) / (count + K1 * length)


def _squeeze(text: str) -> str:
    return "".join(text.casefold().split())
