"""A question with drawn numbers as one question with numbers: for formats that cannot draw."""

from __future__ import annotations

from dataclasses import replace

from app.bank.domain.variants import VariantError, by_seed, compute, fill
from app.bank.exchange.from_bank import halves_of
from app.bank.exchange.questions import Question


def settle(question: Question) -> Question:
    """The question with one draw of its numbers filled in; the same draw for the same question."""
    halves = halves_of(question)
    try:
        values = compute(halves.key, by_seed(f"export/{question.labels.get('id', '')}"))
        face, key = fill(halves.face, halves.key, values)
    except VariantError:
        return replace(question, variables=(), derived=())
    texts = {option.id: option.text for option in face.options}
    return replace(
        question,
        stem=face.stem,
        options=tuple(
            replace(
                one,
                text=texts[one.label],
                feedback=key.notes[one.label].feedback if one.label in key.notes else "",
                misconception=key.notes[one.label].misconception if one.label in key.notes else "",
            )
            for one in question.options
        ),
        blanks=key.blanks if question.blanks is not None else None,
        reference=key.model_answer or None,
        key_points=key.key_points,
        any_of=key.any_of,
        explanation=key.explanation,
        misconception=key.misconception,
        variables=(),
        derived=(),
    )
