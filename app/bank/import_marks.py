"""A short mark of what a card says, so that a page sees whether another page changed it meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bank.exchange.questions import Question
from app.bank.import_data import from_data, to_data
from app.bank.import_items import LABELS, point_line
from app.bank.import_models import ImportQuestion
from app.web.numbers import plain

# What a card does not show for editing.
_UNSEEN = (
    "source",
    "number",
    "section",
    "labels",
    "confidence",
    "problems",
    "variables",
    "derived",
)


def mark_of(question: Question, labels: Mapping[str, Any], choice: str) -> str:
    """The same for the same words, however a browser writes line ends or a number its zeros."""
    data = to_data(question)
    for name in _UNSEEN:
        del data[name]
    data["points"] = plain(question.points)
    data["tolerance"] = plain(question.tolerance)
    data["key_points"] = [
        point_line(one.text, one.points, one.variants) for one in question.key_points
    ]
    told = {name: labels[name] for name in LABELS}
    text = json.dumps(_trimmed([data, told, choice]), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _trimmed(value: Any) -> Any:
    """Without outer spaces; what is empty is the same as what is absent."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, Mapping):
        return {str(name): _trimmed(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_trimmed(one) for one in value] or None
    return value


@dataclass(frozen=True, slots=True)
class Edit:
    """What a card says about one question; `seen` is the mark of what it said when it was opened."""

    question: Question
    labels: Mapping[str, Any]
    choice: str
    seen: str = ""

    @property
    def mark(self) -> str:
        return mark_of(self.question, self.labels, self.choice)

    @property
    def is_touched(self) -> bool:
        return self.mark != self.seen


def row_mark(row: ImportQuestion) -> str:
    """The mark of what a row holds now."""
    return mark_of(from_data(row.data), row.labels, row.choice)
