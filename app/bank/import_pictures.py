"""The words of an import's pictures, for whoever cannot see them: asked for where the file gives none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.bank.exchange.questions import Question

LONGEST_WORDS = 120
_SILENT = re.compile(r"!\[\s*\]\(picture:([0-9a-f]{64})\)")
_ENDS = re.compile(r"[\[\]\\\n\r]+")


def silent_pictures(question: Question) -> list[str]:
    """The digests of the pictures that no words stand for, in the order of the question."""
    found = [digest for text in _texts(question) for digest in _SILENT.findall(text)]
    return list(dict.fromkeys(found))


def _texts(question: Question) -> Iterator[str]:
    yield from question.material or ()
    yield question.stem or ""
    for option in question.options:
        yield option.text
    yield question.reference or ""
    yield question.explanation


def with_words(question: Question, words: Mapping[str, str]) -> Question:
    """The question with words for those of its pictures that have none; `words` by digest."""
    told = {digest: _ENDS.sub(" ", text).strip()[:LONGEST_WORDS] for digest, text in words.items()}
    if not any(told.values()):
        return question

    def speak(text: str) -> str:
        return _SILENT.sub(lambda found: f"![{told.get(found[1], '')}](picture:{found[1]})", text)

    return replace(
        question,
        material=None
        if question.material is None
        else (question.material[0], speak(question.material[1])),
        stem=None if question.stem is None else speak(question.stem),
        options=tuple(replace(one, text=speak(one.text)) for one in question.options),
        reference=None if question.reference is None else speak(question.reference),
        explanation=speak(question.explanation),
    )
