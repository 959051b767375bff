"""Open answers by theme words and by what is said most (pure).

Counting only: nothing here understands “不慢”. The student reads the answers; the counts say where to begin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.content import cutting


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme and the words that speak of it; part of a word is enough."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """How many answers touch a theme, by which words, and the first few of them."""

    name: str
    answers: int
    words: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


MOST_EXAMPLES = 3


def count_themes(texts: Sequence[str], themes: Sequence[Theme]) -> list[ThemeCount]:
    """Themes by number of answers, the most frequent first; an answer may touch several. Themes that
    nobody touched are left out; what touches none comes last under the name ""."""
    found: list[ThemeCount] = []
    touched: set[int] = set()
    for theme in themes:
        hits = [n for n, text in enumerate(texts) if any(word in text for word in theme.words)]
        touched.update(hits)
        if hits:
            words = Counter(w for n in hits for w in theme.words if w in texts[n])
            found.append(_count(theme.name, hits, texts, words))
    found.sort(key=lambda one: -one.answers)
    rest = [n for n in range(len(texts)) if n not in touched]
    return [*found, _count("", rest, texts, Counter())] if rest else found


def _count(name: str, hits: list[int], texts: Sequence[str], words: Counter[str]) -> ThemeCount:
    return ThemeCount(
        name=name,
        answers=len(hits),
        words=tuple(sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:5]),
        examples=tuple(texts[n] for n in hits[:MOST_EXAMPLES]),
    )


_SAYING = ("n", "v", "a")


@cache
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(cutting.tag(text, True))


def frequent_words(
    texts: Sequence[str], stop: frozenset[str], most: int = 12
) -> list[tuple[str, int]]:
    """Nouns, verbs and adjectives of two signs or more, by the number of answers they occur in (at least two)."""
    counts: Counter[str] = Counter()
    for text in texts:
        said = {
            word
            for word, tag in _tagged(text)
            if len(word) > 1 and tag.startswith(_SAYING) and word not in stop
        }
        counts.update(said)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(word, n) for word, n in ranked[:most] if n > 1]
