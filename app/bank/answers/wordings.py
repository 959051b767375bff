"""The wordings of a question beside its key points: sentences of the model answer, whole short phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.bank.answers.item import Question, grams_of
from app.bank.answers.text import normalise

_REFERENCE_OVERLAP = 0.55


def phrases_of(texts: Iterable[str]) -> frozenset[str]:
    """The shortest complete phrases of the key points, which a list of key words may consist of."""
    found: set[str] = set()
    for text in texts:
        found.update(
            part for part in re.split(r"[\s、，,；;。:：()（）/]|以及|和|与|及|或", text) if part
        )
    return frozenset(found)


def reference_variants(
    question: Question, texts: Sequence[tuple[int, str, bool]]
) -> list[tuple[int, str]]:
    """Sentences of the model answer that say clearly what one key point says."""
    reference = normalise(question.reference).norm
    points = [set[str]() for _ in question.key_points]
    for index, text, _ in texts:
        points[index].update(grams_of(text))
    found: list[tuple[int, str]] = []
    for sentence in re.split(r"[。；;\n!?]", reference):
        grams = set(grams_of(sentence))
        if len(grams) < 4:
            continue
        shares = [len(grams & own) / len(grams) for own in points]
        best = max(range(len(points)), key=lambda index: shares[index])
        others = [share for index, share in enumerate(shares) if index != best]
        if shares[best] >= _REFERENCE_OVERLAP and shares[best] > 1.5 * max(others, default=0):
            found.append((best, sentence))
    return found
