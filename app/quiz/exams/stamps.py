"""What somebody saw of an exam's settings when they opened its page, so that two people do not undo
each other's changes unawares."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.quiz.exams.exam_settings import SETTINGS
from app.quiz.models import Exam


def settings_stamp(exam: Exam) -> str:
    """A short text for a hidden field; says of each setting only whether it is still the same."""
    return json.dumps({name: _mark(getattr(exam, name)) for name in SETTINGS})


def find_overtaken(exam: Exam, seen: str) -> tuple[str, ...]:
    """The settings that are no longer as in `seen`; none where that is no stamp at all."""
    try:
        marks = json.loads(seen)
    except ValueError:
        return ()
    if not isinstance(marks, dict):
        return ()
    return tuple(n for n in SETTINGS if n in marks and marks[n] != _mark(getattr(exam, n)))


def _mark(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
