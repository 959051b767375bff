"""A case without what its reader may not know yet: pages are made from nothing else.

What a page cannot hold it cannot leak: later parts are left out whole, and questions lose keys,
rubric levels and explanations until they are told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from app.cases.domain.case import Case, Dialogue, Part
from app.cases.domain.questions import (
    AnyQuestion,
    Cell,
    ChoiceQuestion,
    Criterion,
    DecisionQuestion,
    DialogueQuestion,
    Option,
    TableQuestion,
    TextQuestion,
)

# Stands in the place of an answer that is asked for, so that the cell stays one to fill in.
HIDDEN = ""


def seal(case: Case, shown: Collection[str], told: Collection[str]) -> Case:
    """The case with the parts of `shown` alone, and keys only in those that are in `told` too.

    Questions for discussion may tell how the story goes on: they come with the last part. The
    teaching note never does.
    """
    whole = all(part.id in shown for part in case.parts)
    return replace(
        case,
        facts=tuple(case.known(case.facts, shown)),
        timeline=tuple(case.known(case.timeline, shown)),
        doubts=tuple(case.known(case.doubts, shown)),
        invented=tuple(case.known(case.invented, shown)),
        discussion=case.discussion if whole else (),
        teaching_note="",
        parts=tuple(
            part if part.id in told else seal_part(part) for part in case.parts if part.id in shown
        ),
    )


def seal_part(part: Part) -> Part:
    """A part to be read and answered."""
    return replace(
        part,
        questions=tuple(seal_question(question) for question in part.questions),
        dialogue=_seal_dialogue(part.dialogue) if part.dialogue else None,
    )


def seal_question(question: AnyQuestion) -> AnyQuestion:
    """A question as it is asked."""
    if isinstance(question, ChoiceQuestion):
        return replace(question, options=_seal_options(question.options), explanation="")
    if isinstance(question, TextQuestion):
        rubric = _seal_rubric(question.rubric)
        return replace(question, key_points=(), rubric=rubric, model_answer="", explanation="")
    if isinstance(question, TableQuestion):
        rows = tuple(tuple(_seal_cell(cell) for cell in row) for row in question.rows)
        return replace(question, rows=rows, explanation="")
    if isinstance(question, DecisionQuestion):
        return replace(
            question,
            options=_seal_options(question.options),
            rubric=_seal_rubric(question.rubric),
            model_answer="",
            explanation="",
        )
    return _seal_dialogue_question(question)


def _seal_options(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(Option(option.id, option.text) for option in options)


def _seal_rubric(rubric: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """What is judged and for how much is no secret; what each level looks like is."""
    return tuple(Criterion(line.name, line.points, ()) for line in rubric)


def _seal_cell(cell: Cell) -> Cell:
    return Cell(answer=HIDDEN, points=cell.points, unit=cell.unit) if cell.is_asked else cell


def _seal_dialogue(dialogue: Dialogue) -> Dialogue:
    return Dialogue(dialogue.people, tuple(replace(turn, fault=None) for turn in dialogue.turns))


def _seal_dialogue_question(question: DialogueQuestion) -> DialogueQuestion:
    """Which turns are to be worded anew would say which are faulty."""
    return replace(
        question,
        rewrite=(),
        explanation="",
        model_answer="",
        per_turn=Decimal(0),
        per_class=Decimal(0),
    )
