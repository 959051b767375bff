"""Search over lessons and terms."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.domain.normalise import normalise
from app.bank.texts import cut_words
from app.content.library import Library
from app.content.specs import TermSpec
from app.reader.domain.index import Document, Index, Query, read_query
from app.reader.domain.plain import plain_text
from app.reader.domain.snippet import Piece, make_snippet, mark_words
from app.reader.outline import Spot, spots

LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Searcher:
    """Two indexes over one content: questions are in neither, for their keys are not to be found."""

    digest: str
    terms: tuple[TermSpec, ...]
    spots: tuple[Spot, ...]
    texts: tuple[str, ...]
    term_index: Index
    spot_index: Index


@dataclass(frozen=True, slots=True)
class TermHit:
    term: TermSpec
    name: Sequence[Piece]
    definition: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class SpotHit:
    spot: Spot
    title: Sequence[Piece]
    snippet: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found, best first; `show_*` prepare the rows that a page needs.

    `partly`: nothing holds all of the words, what is here holds some.
    """

    searcher: Searcher
    words: tuple[str, ...]
    term_keys: Sequence[int]
    spot_keys: Sequence[int]
    partly: bool

    def show_terms(self, limit: int) -> list[TermHit]:
        terms = [self.searcher.terms[key] for key in self.term_keys[:limit]]
        return [
            TermHit(term, mark_words(term.zh, self.words), mark_words(term.definition, self.words))
            for term in terms
        ]

    def show_spots(self, start: int, limit: int) -> list[SpotHit]:
        hits = []
        for key in self.spot_keys[start : start + limit]:
            spot, text = self.searcher.spots[key], self.searcher.texts[key]
            title = mark_words(spot.label, self.words)
            hits.append(SpotHit(spot, title, make_snippet(text, self.words)))
        return hits


_lock = threading.Lock()
_searchers: dict[str, Searcher] = {}


def search(library: Library, text: str) -> Found:
    """Look for what was typed; Traditional characters and full-width forms find the same."""
    searcher = _searcher(library)
    query = read_words(text)
    terms, places = searcher.term_index.search(query), searcher.spot_index.search(query)
    partly = not terms and not places
    if partly:
        terms = searcher.term_index.search(query, loose=True)
        places = searcher.spot_index.search(query, loose=True)
    words = tuple(word for word in (query.literal, *query.words) if word)
    return Found(searcher, words, terms, places, partly)


def read_words(text: str) -> Query:
    """The query in a text that somebody typed."""
    return read_query(" ".join(map(normalise, text[:LONGEST_QUERY].split())), cut_words)


def _searcher(library: Library) -> Searcher:
    """The indexes over this content; made when first asked for, a fraction of a second's work."""
    with _lock:
        found = _searchers.get(library.digest)
        if found is None:
            _searchers.clear()  # an older content is not asked again
            found = _searchers[library.digest] = _build(library)
        return found


def _build(library: Library) -> Searcher:
    terms, places = tuple(library.terms.values()), tuple(spots(library))
    texts = tuple(_text_of(spot) for spot in places)
    return Searcher(
        digest=library.digest,
        terms=terms,
        spots=places,
        texts=texts,
        term_index=Index(
            [Document(n, tuple(t.names), t.definition) for n, t in enumerate(terms)], cut_words
        ),
        spot_index=Index(
            [
                Document(n, (spot.title,), text)
                for n, (spot, text) in enumerate(zip(places, texts, strict=True))
            ],
            cut_words,
        ),
    )


def _text_of(spot: Spot) -> str:
    return plain_text(" ".join(part.html for part in spot.parts if part.kind == "html"))
