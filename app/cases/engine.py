"""The engine of written answers, ready for the key points of cases."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from threading import Lock

from flask import current_app

from app.bank.answers import item as answers
from app.bank.answers.grader import Grader
from app.bank.domain.items import KeyPoint
from app.bank.lexicon import read_lexicon
from app.cases.domain.marking import HALF, NOTHING, PointCredit, TextMarker, no_credit


def text_marker() -> TextMarker:
    """Marks by the lexicon of the configured content folder."""
    return _marker(str(current_app.config["CONTENT"]))


@lru_cache(maxsize=4)
def _marker(content: str) -> TextMarker:
    grader, turn = Grader(read_lexicon(Path(content))), Lock()

    def mark(
        stem: str, model_answer: str, points: Sequence[KeyPoint], answer: str
    ) -> list[PointCredit]:
        if not answer.strip():
            return no_credit(points)
        question = answers.Question(
            stem=stem,
            reference=model_answer,
            max=float(sum(point.points for point in points)),
            key_points=tuple(
                answers.KeyPoint(point.id, point.text, float(point.points), point.variants)
                for point in points
            ),
        )
        with turn:  # it keeps the questions it met last, and several threads ask it
            marked = grader.grade(question, answer)
        return [
            PointCredit(point, _credit(point.id, marked.hits, marked.halves)) for point in points
        ]

    return mark


def _credit(point: str, hits: Sequence[str], halves: Sequence[str]) -> Decimal:
    if point in hits:
        return Decimal(1)
    return HALF if point in halves else NOTHING
