"""Written questions as the engine takes them, and the engine with the course's own words."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from app.bank.answers.grader import Grader
from app.bank.answers.item import KeyPoint as EnginePoint
from app.bank.answers.item import Question
from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.lexicon import read_lexicon
from app.bank.texts import plain_line


def question_of(face: ItemFace, key: ItemKey) -> Question:
    """A question as the engine takes it."""
    return _question(face, key.key_points, key.model_answer)


@cache
def grader_of(content: str) -> Grader:
    """The engine with the lexicon of a content folder; one per process."""
    return Grader(read_lexicon(Path(content)))


@lru_cache(maxsize=1024)
def _question(face: ItemFace, points: tuple[KeyPoint, ...], reference: str) -> Question:
    return Question(
        stem=plain_line(face.stem),
        reference=reference,
        max=float(sum(point.points for point in points)),
        key_points=tuple(
            EnginePoint(point.id, point.text, float(point.points), point.variants)
            for point in points
        ),
        is_term=face.type is ItemType.TERM,
    )
