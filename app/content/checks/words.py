"""One word per concept: variants that the course does not use, as listed in `house.yml`.

A variant may stand alone in quotation marks, where it is spoken of, and where readers' own words are listed: synonyms of terms, accepted forms of blanks,
wordings of key points; and in the name of a misconception, which says what somebody wrongly thinks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.content.checks.walking import texts_in
from app.content.house import HouseWordSpec
from app.content.library import HOUSE, Library
from app.content.problems import Problem, warning

_READERS_WORDS = frozenset({"id", "source", "synonyms", "blanks", "variants", "misconception"})


def check(library: Library) -> Iterator[Problem]:
    words = library.house.words
    if not words:
        return
    for chapter in library.chapters.values():
        for offset, line in enumerate(chapter.body.splitlines()):
            for text in _told(words, line):
                yield warning(chapter.path, f"第 {chapter.first_line + offset} 行", text)
    for kind in library.kinds:
        for file in library.readable(kind.name) if kind.name != HOUSE.name else ():
            for parts, owner, value in texts_in(file.document.value, _READERS_WORDS):
                for text in _told(words, value):
                    yield warning(file.path, file.place(*parts, of=owner), text)


def _told(words: Sequence[HouseWordSpec], text: str) -> Iterator[str]:
    for word in words:
        if word.wrong not in text:
            continue
        rest = text.replace(f"“{word.wrong}”", "")  # quoted, it is spoken of and not used
        for allowed in word.within:
            rest = rest.replace(allowed, "")
        if word.wrong in rest:
            yield f"不写“{word.wrong}”，本课程写“{word.right}”"
