"""Questions of the bank as `Question`s and back, without loss: face, key, labels and material."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.bank.domain.items import ItemFace, ItemKey, Option, OptionNote
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Choice, Question, Source

# What a question of the bank is filed under, in the order files show it.
LABELS = (
    "id",
    "chapter",
    "knowledge",
    "level",
    "cognitive",
    "difficulty",
    "use",
    "source",
    "stimulus",
)


@dataclass(frozen=True, slots=True)
class Halves:
    """A question as the bank stores it; `labels` as `item_version.labels` holds them."""

    face: ItemFace
    key: ItemKey
    labels: Mapping[str, object]
    stimulus: tuple[str, str] | None
    content_id: str


def question_of(
    face: ItemFace,
    key: ItemKey,
    labels: Mapping[str, object],
    *,
    source: Source,
    stimulus: tuple[str, str] | None = None,
    content_id: str = "",
) -> Question:
    """The question that a stored version is; `labels` are those of `item_version.labels`."""
    is_choice = face.type.is_choice
    return Question(
        source=source,
        type=face.type,
        stem=face.stem,
        options=tuple(_choice(option, key.notes.get(option.id)) for option in face.options),
        shuffle=face.shuffle,
        correct=key.correct if is_choice else None,
        truth=key.truth,
        blanks=key.blanks if face.type is ItemType.FILL_BLANK else None,
        ordered=key.ordered,
        tolerance=key.tolerance,
        reference=key.model_answer or None,
        key_points=key.key_points,
        any_of=key.any_of,
        explanation=key.explanation,
        misconception=key.misconception,
        points=face.points,
        material=stimulus,
        variables=key.variables,
        derived=key.derived,
        labels=_labels(labels, content_id, face.stimulus or ""),
    )


def halves_of(question: Question) -> Halves:
    """The halves of a sound question; `ValueError` where it has no type or no stem.

    A question without points gets those of its type.
    """
    if question.type is None or question.stem is None:
        raise ValueError("a question without type or stem is no item")
    blanks = question.blanks or ()
    face = ItemFace(
        type=question.type,
        stem=question.stem,
        points=question.points or question.type.default_points * (len(blanks) or 1),
        options=tuple(Option(one.label, one.text) for one in question.options),
        blanks=len(blanks),
        shuffle=question.shuffle,
        stimulus=question.labels.get("stimulus") or None,
        seeded=bool(question.variables),
    )
    key = ItemKey(
        correct=question.correct or (),
        truth=question.truth,
        blanks=blanks,
        ordered=question.ordered,
        tolerance=question.tolerance,
        model_answer=question.reference or "",
        key_points=question.key_points,
        any_of=question.any_of,
        explanation=question.explanation,
        notes={
            one.label: OptionNote(feedback=one.feedback, misconception=one.misconception)
            for one in question.options
            if one.feedback or one.misconception
        },
        misconception=question.misconception,
        variables=question.variables,
        derived=question.derived,
    )
    stored = _stored_labels(question.labels)
    return Halves(face, key, stored, question.material, question.labels.get("id", ""))


def points_text(points: Decimal) -> str:
    """Marks as people write them: `2`, `2.5`."""
    return format(points.normalize(), "f")


def _choice(option: Option, note: OptionNote | None) -> Choice:
    told = note or OptionNote()
    return Choice(option.id, option.text, told.feedback, told.misconception)


def _labels(labels: Mapping[str, object], content_id: str, stimulus: str) -> dict[str, str]:
    words = {"id": content_id, "stimulus": stimulus}
    for name, value in labels.items():
        words[name] = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return {name: words[name] for name in LABELS if words.get(name)}


def _stored_labels(labels: Mapping[str, str]) -> dict[str, object]:
    difficulty = labels.get("difficulty", "")
    return {
        "chapter": labels.get("chapter", ""),
        "knowledge": labels.get("knowledge", "").split(),
        "level": labels.get("level", ""),
        "cognitive": labels.get("cognitive", ""),
        "difficulty": int(difficulty) if difficulty.isdecimal() else 0,
        "use": labels.get("use", ""),
        "source": labels.get("source", ""),
    }
