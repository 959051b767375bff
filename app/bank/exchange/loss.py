"""What a format cannot carry: taken out of a question before it is written, and said.

A writer first fits its questions to what its format carries. What comes back from reading the file
is then exactly the fitted question, so a loss that is not reported would be seen by a round trip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.bank.domain.items import LETTERS
from app.bank.domain.types import ItemType
from app.bank.exchange.parts import BLANK, STEPS, Part, is_plain_number
from app.bank.exchange.questions import Question

_TYPES = frozenset(ItemType)


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that a format cannot carry. `number` is the question's place in the export (from 1)."""

    number: int
    field: Part
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """What a format carries: types, parts, and how many blanks of one question.

    `plain_tolerance` says that only blanks whose forms are all bare numbers can have a tolerance,
    `needs_key` that an objective question without key cannot be written,
    `hides_key` that the key is left out on purpose,
    and `refuses` says why a certain question cannot, empty where it can.
    """

    parts: frozenset[Part]
    types: frozenset[ItemType] = _TYPES
    most_blanks: int = 20
    most_options: int = 26
    plain_tolerance: bool = True
    needs_key: bool = False
    hides_key: bool = False
    refuses: Callable[[Question], str] = lambda _: ""


# What Moodle XML and both versions of QTI carry: texts with markup, files, weights and tags.
MARKED_UP = Carries(
    parts=frozenset(
        {
            Part.LINES,
            Part.NUMBER,
            Part.SECTION,
            Part.SHUFFLE,
            Part.FEEDBACK,
            Part.REFERENCE,
            Part.KEY_POINTS,
            Part.VARIANTS,
            Part.EXPLANATION,
            Part.POINTS,
            Part.MATERIAL,
            Part.LABELS,
            Part.PICTURES,
            Part.TOLERANCE,
        }
    )
)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A question as a format carries it, with its place in the export (from 1)."""

    place: int
    question: Question


def fit(questions: Sequence[Question], carries: Carries) -> tuple[list[Fitted], tuple[Loss, ...]]:
    """The questions as the format carries them, in order, and all that is lost on the way."""
    fitted: list[Fitted] = []
    losses: list[Loss] = []
    for place, question in enumerate(questions, 1):
        kept, lost = fit_one(question, carries)
        losses += [Loss(place, part, detail) for part, detail in lost]
        if kept is not None:
            fitted.append(Fitted(place, kept))
    return fitted, tuple(losses)


def fit_one(question: Question, carries: Carries) -> tuple[Question | None, list[tuple[Part, str]]]:
    """One question as the format carries it, None where it has to be left out."""
    whole = damage_of(question) or _beyond(question, carries)
    if whole:
        return None, [(Part.WHOLE, whole)]
    lost: list[tuple[Part, str]] = []
    for part, find, without in STEPS:
        if part in carries.parts:
            continue
        detail = find(question)
        if detail is not None:
            lost.append((part, detail))
            question = without(question)
    if carries.hides_key and question.key is not None:
        lost.append((Part.KEY, ""))
    if Part.TOLERANCE in carries.parts and carries.plain_tolerance and not _even(question):
        lost.append((Part.TOLERANCE, str(question.tolerance)))
        question = replace(question, tolerance=Decimal(0))
    return replace(question, reference=question.reference or None), lost


def damage_of(question: Question) -> str:
    """Why no format but the archive can hold a question, empty where it is sound enough."""
    if question.type is None:
        return "type"
    if not (question.stem or "").strip():
        return "stem"
    if question.type.is_choice:
        texts = [one.text.strip() for one in question.options]
        if len(texts) < 2 or not all(texts) or len(texts) > len(LETTERS):
            return "options"
        if question.type is ItemType.SINGLE_CHOICE and len(question.correct or "x") > 1:
            return "key"
    if question.type is ItemType.FILL_BLANK:
        blanks = question.blanks or ()
        if not blanks or not all(blanks) or not all(f.strip() for b in blanks for f in b):
            return "blanks"
        if (question.stem or "").count(BLANK) != len(blanks):
            return "blanks"
    return ""


def _beyond(question: Question, carries: Carries) -> str:
    assert question.type is not None  # noqa: S101 - damage_of has refused it
    if question.type not in carries.types:
        return question.type.value
    if carries.needs_key and question.type.is_objective and question.key in (None, ()):
        return "key"
    if len(question.blanks or ()) > carries.most_blanks:
        return "several_blanks"
    if len(question.options) > carries.most_options:
        return "many_options"
    return carries.refuses(question)


def _even(question: Question) -> bool:
    """Whether each blank is made of bare numbers or of words, so that a tolerance can be told."""
    if not question.tolerance:
        return True
    kinds = [{is_plain_number(form) for form in forms} for forms in question.blanks or ()]
    return all(len(kind) == 1 for kind in kinds) and {True} in kinds
