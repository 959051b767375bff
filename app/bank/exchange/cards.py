"""One question as text that a person can still edit: what the paste pages show and keep.

`parse_text` reads pasted text with the parser of files; nothing that was pasted gets lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Problem, ProblemKind, Question
from app.bank.exchange.text import read_text

MOST_CARDS = 300
_WRITTEN = frozenset({ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY})
# Words in which earlier releases stored notes with the drafts.
_FORMER_KINDS = {"no_answer": "no_key", "odd_answer": "odd_key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question between the pasted text and the bank.

    `options` are texts in order of their letters. `answer` is letters (`ABD`), 对 or 错, one line per
    blank with its forms divided by `｜`, or a written answer. `key_points` are lines `text｜points`.
    `first` and `last` are lines of the pasted text, as are the places of the notes.
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
    notes: tuple[Problem, ...] = ()

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
            "notes": [[note.kind.value, note.place, note.detail] for note in self.notes],
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
            notes=tuple(
                Problem(ProblemKind(_FORMER_KINDS.get(kind, kind)), line, detail)
                for kind, line, detail in data["notes"]
            ),
        )


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the text became. `loose` are lines (number, text) that belong to no question."""

    cards: tuple[Card, ...]
    loose: tuple[tuple[int, str], ...] = ()


def parse_text(text: str) -> Pasted:
    """Read pasted text. At most 300 questions; further ones are left among the loose lines."""
    found = read_text(text)
    loose = list(found.loose)
    for question in found.questions[MOST_CARDS:]:
        place = question.source
        loose += [(n, found.lines[n - 1]) for n in range(place.first, place.last + 1)]
    cards = tuple(card_of(question) for question in found.questions[:MOST_CARDS])
    return Pasted(cards, tuple(sorted(set(loose))))


def card_of(question: Question) -> Card:
    """The card of a question; a question of unknown type becomes one that a person marks."""
    unknown = ItemType.SINGLE_CHOICE if question.options else ItemType.SHORT_ANSWER
    type_ = question.type or unknown
    notes = question.problems
    if not question.explanation:
        notes = (*notes, Problem(ProblemKind.NO_EXPLANATION, question.source.first))
    told = type_ in _WRITTEN or type_ is ItemType.FILL_BLANK or question.points is None
    return Card(
        number=question.number,
        type=type_,
        stem=question.stem or "",
        options=tuple(option.text for option in question.options),
        answer=_answer(question),
        key_points=tuple(
            f"{point.text.replace('｜', '|')}｜{_plain(point.points)}"
            for point in question.key_points
        ),
        explanation=question.explanation,
        points="" if told or question.points is None else _plain(question.points),
        first=question.source.first,
        last=question.source.last,
        notes=notes,
    )


def _answer(question: Question) -> str:
    """The answer as a person would type it; an answer that was not understood stays as it was."""
    if question.correct is not None:
        return "".join(question.correct)
    if question.truth is not None:
        return "对" if question.truth else "错"
    if question.blanks is not None:
        return "\n".join("｜".join(forms) for forms in question.blanks)
    odd = [one.detail for one in question.problems if one.kind is ProblemKind.ODD_KEY]
    return question.reference or (odd[0] if odd else "")


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
