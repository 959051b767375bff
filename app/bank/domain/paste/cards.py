"""One pasted question, as text that a person can still edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from app.bank.domain.types import ItemType


class NoteKind(StrEnum):
    """What the parser wants a person to look at; the words for it belong to the interface."""

    GUESSED_TYPE = "guessed_type"
    NO_STEM = "no_stem"
    NO_ANSWER = "no_answer"
    ODD_ANSWER = "odd_answer"
    NO_OPTIONS = "no_options"
    SKIPPED_LETTER = "skipped_letter"
    BLANK_COUNT = "blank_count"
    NO_BLANK = "no_blank"
    NO_EXPLANATION = "no_explanation"
    WHOLE_AS_POINT = "whole_as_point"
    KEYS_DIFFER = "keys_differ"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at, on a line of the pasted text (from 1)."""

    kind: NoteKind
    line: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question between the pasted text and the bank.

    `options` are texts in order of their letters. `answer` is letters (`ABD`), 对 or 错, one line per
    blank with its forms divided by `｜`, or a written answer. `key_points` are lines `text｜points`.
    `first` and `last` are lines of the pasted text.
    """

    number: str
    type: ItemType
    stem: str
    options: tuple[str, ...] = ()
    answer: str = ""
    key_points: tuple[str, ...] = ()
    explanation: str = ""
    points: str = ""
    first: int
    last: int
    notes: tuple[Note, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """JSON-able data for `paste_draft.cards`."""
        return {
            "number": self.number,
            "type": self.type.value,
            "stem": self.stem,
            "options": list(self.options),
            "answer": self.answer,
            "key_points": list(self.key_points),
            "explanation": self.explanation,
            "points": self.points,
            "first": self.first,
            "last": self.last,
            "notes": [[note.kind.value, note.line, note.detail] for note in self.notes],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_data` wrote."""
        return cls(
            number=data["number"],
            type=ItemType(data["type"]),
            stem=data["stem"],
            options=tuple(data["options"]),
            answer=data["answer"],
            key_points=tuple(data["key_points"]),
            explanation=data["explanation"],
            points=data["points"],
            first=data["first"],
            last=data["last"],
            notes=tuple(Note(NoteKind(kind), line, detail) for kind, line, detail in data["notes"]),
        )
