"""Reading what a respondent sent (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from app.workshop.survey.domain.questionnaire import (
    NOT_APPLICABLE,
    NPS_TOP,
    Kind,
    Question,
    Questionnaire,
)

LONGEST_TEXT = 1000
GetList = Callable[[str], Sequence[str]]


def field_name(part: str) -> str:
    """The name of the input of an item or a question."""
    return f"q-{part}"


def read_answers(questionnaire: Questionnaire, get: GetList) -> tuple[dict[str, Any], list[str]]:
    """Answers by part, and the parts that are required and missing.

    `get` gives the values of an input by its name. What is no possible answer counts as none.
    """
    answers: dict[str, Any] = {}
    missing: list[str] = []
    for question in questionnaire.questions:
        for part in question.parts:
            value = _read(question, [one[:4000] for one in get(field_name(part))])
            if value is not None:
                answers[part] = value
            elif question.required:
                missing.append(part)
    return answers, missing


def _read(question: Question, sent: Sequence[str]) -> Any:
    first = sent[0].strip() if sent else ""
    match question.kind:
        case Kind.SCALE | Kind.MATRIX:
            if first == NOT_APPLICABLE and question.not_applicable:
                return NOT_APPLICABLE
            return _whole(first, 1, question.points)
        case Kind.NPS:
            return _whole(first, 0, NPS_TOP)
        case Kind.SINGLE | Kind.DEMOGRAPHIC:
            return _whole(first, 0, len(question.options) - 1)
        case Kind.MULTIPLE:
            chosen = {_whole(one, 0, len(question.options) - 1) for one in sent}
            return sorted(one for one in chosen if one is not None) or None
        case Kind.OPEN:
            return clean_text(first)[:LONGEST_TEXT] or None


def clean_text(text: str) -> str:
    """Without signs that nobody sees; line ends stay."""
    return "".join(
        sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf")
    ).strip()


def _whole(text: str, low: int, high: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 2:
        return None
    value = int(text)
    return value if low <= value <= high else None
