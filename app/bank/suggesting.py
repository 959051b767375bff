"""Which knowledge points a text speaks of, by words, and by which words.

Three sources say which words belong to a point: its title, the terms of the glossary that name it,
and the items already filed under it. A word counts the more the fewer points it belongs to (the
inverse document frequency of information retrieval); a term that stands in the text as a whole counts
for all its length. Nothing is drawn by lot: the same text in front of the same bank gets the same
points in the same order, and every suggestion names its words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import select

from app.bank.content import get_library
from app.bank.models import Item, KnowledgePoint, item_knowledge
from app.bank.queries import list_knowledge
from app.bank.texts import cut_words
from app.extensions import db

TITLE, TERM, ITEMS = 3.0, 2.0, 1.0
# What words that stand in any text (方案, 作用, 结构) speak for a point adds up to less than this; a title
# or a term in the text counts whatever its length.
LEAST = 6.0
# A suggestion is sure where the next one lags by this share of it, and a title or a term stands in the
# text or its words add up to this much. Measured on the course's own questions, filed by one half of
# them: of the sure ones nine in ten are right, of the others one in three.
SURE, LEAD = 11.0, 0.25
# A word that stands in a single item of a point says little about the point.
OFTEN = 2
MOST_WORDS = 4
# Words of every question, which tell nothing about its subject.
_COMMON = frozenset(
    [
        "下列",
        "以下",
        "关于",
        "正确",
        "错误",
        "说法",
        "属于",
        "不属于",
        "包括",
        "哪些",
        "什么",
        "主要",
        "一般",
        "企业",
        "是否",
    ]
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A knowledge point, the words that speak for it (the strongest first) and how strongly.

    `is_sure` says whether it may be taken without asking; others are only shown.
    """

    point: str
    words: tuple[str, ...]
    score: float
    is_sure: bool = False


class Lexicon:
    """Words and whole phrases by the knowledge points they speak for."""

    def __init__(
        self,
        titles: Mapping[str, str],
        terms: Iterable[tuple[Sequence[str], Sequence[str]]],
        items: Iterable[tuple[str, str]],
    ) -> None:
        """`titles` by point id; `terms` are (names, point ids); `items` are (point id, tokens)."""
        self._order = {point: place for place, point in enumerate(titles)}
        self._phrases: dict[str, dict[str, float]] = defaultdict(dict)
        self._words: dict[str, dict[str, float]] = defaultdict(dict)
        for point, title in titles.items():
            self._phrases[title.casefold()][point] = TITLE * len(title) / 2
        for names, points in terms:
            for name in names:
                for point in points:
                    if point in self._order and len(name) > 1:
                        phrase = self._phrases[name.casefold()]
                        phrase[point] = max(phrase.get(point, 0), TERM * len(name) / 2)
        self._weigh(titles, items)

    def _weigh(self, titles: Mapping[str, str], items: Iterable[tuple[str, str]]) -> None:
        counts: dict[str, Counter[str]] = {point: Counter() for point in titles}
        for point, tokens in items:
            if point in counts:
                counts[point].update(word for word in tokens.split() if len(word) > 1)
        for point, title in titles.items():
            for word in cut_words(title):
                if len(word) > 1:
                    counts[point][word] += 3
        spread = Counter(word for words in counts.values() for word in words)
        for point, words in counts.items():
            total = sum(words.values())
            for word, count in words.items():
                if word in _COMMON or count < OFTEN:
                    continue
                rarity = log((1 + len(counts)) / spread[word])
                # How usual the word is in this point's texts, dampened: the tenth time says little.
                usual = log(1 + count) / log(2 + total)
                self._words[word][point] = ITEMS * rarity * usual * 2

    def suggest(self, text: str, among: frozenset[str] | None = None) -> list[Suggestion]:
        """Up to three points, the strongest first; `among` narrows to these points."""
        text = text.casefold()
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for phrase, points in self._phrases.items():
            if phrase in text:
                for point, weight in points.items():
                    found[point][phrase] = weight
        # Long words first: their pieces say nothing more.
        for word in sorted(set(cut_words(text)), key=lambda word: (-len(word), word)):
            for point, weight in self._words.get(word, {}).items():
                if not any(word in phrase for phrase in found[point]):
                    found[point][word] = weight
        ranked = sorted(
            ((sum(words.values()), point, words) for point, words in found.items()),
            key=lambda row: (-row[0], self._order[row[1]]),
        )
        rows = [
            row
            for row in ranked
            if (among is None or row[1] in among)
            and (row[0] >= LEAST or self._names(row[1], row[2]))
        ]
        return [
            Suggestion(
                point,
                tuple(sorted(words, key=lambda word: (-words[word], word))[:MOST_WORDS]),
                score,
                place == 0
                and (score >= SURE or self._names(point, words))
                and (place + 1 == len(rows) or score - rows[place + 1][0] >= LEAD * score),
            )
            for place, (score, point, words) in enumerate(rows[:3])
        ]

    def _names(self, point: str, words: Iterable[str]) -> bool:
        """Whether one of the words is a title or a term of the point."""
        return any(point in self._phrases.get(word, {}) for word in words)


def load_lexicon(points: Sequence[KnowledgePoint] | None = None) -> Lexicon:
    """The lexicon of the course and its bank; two SQL statements, one where `points` are given."""
    known = list_knowledge() if points is None else points
    query = select(item_knowledge.c.knowledge_id, Item.tokens).join(
        Item, Item.id == item_knowledge.c.item_id
    )
    glossary = get_library().terms
    return Lexicon(
        {point.id: point.title for point in known},
        [(term.names, term.knowledge) for term in glossary.values()],
        [(point, tokens) for point, tokens in db.session.execute(query)],
    )
