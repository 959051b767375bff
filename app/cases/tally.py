"""Counts of a class's answers for the projector: how many chose what, without any name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.cases.domain.case import Case, Part
from app.cases.domain.questions import (
    AnyQuestion,
    ChoiceQuestion,
    DecisionQuestion,
    DialogueQuestion,
    TableQuestion,
)
from app.cases.models import CaseAnswer, CaseCommit, CaseOpening, CaseWork
from app.cases.texts import parse_case
from app.cases.works import states_of
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Bar:
    """How often something was answered."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTally:
    """The answers to one question that are final; `answered` is what the bars are shares of."""

    id: str
    number: int
    prompt: str
    answered: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTally:
    """A part on the screen: how many handed it in, out of those who began."""

    id: str
    number: int
    title: str
    handed_in: int
    begun: int
    questions: Sequence[QuestionTally]


def tally(opening: CaseOpening, now: datetime) -> list[PartTally]:
    """The parts that somebody may read by now, with counts; three SQL statements.

    Answers count once they are final: nobody is led by what others are about to say.
    """
    case = parse_case(opening.text.text)
    begun = (
        db.session.scalar(
            select(func.count()).select_from(CaseWork).where(CaseWork.opening_id == opening.id)
        )
        or 0
    )
    commits: dict[int, set[str]] = {}
    for work_id, part_id in db.session.execute(
        select(CaseCommit.work_id, CaseCommit.part_id)
        .join(CaseWork, CaseWork.id == CaseCommit.work_id)
        .where(CaseWork.opening_id == opening.id)
    ):
        commits.setdefault(work_id, set()).add(part_id)
    answers = list(
        db.session.execute(
            select(CaseAnswer.work_id, CaseAnswer.question_id, CaseAnswer.response)
            .join(CaseWork, CaseWork.id == CaseAnswer.work_id)
            .where(CaseWork.opening_id == opening.id)
        )
    )
    nothing_yet = [set[str]()] if begun > len(commits) or not begun else []
    shown = _shown(case, opening, [*commits.values(), *nothing_yet], now)
    return [
        _part(
            case,
            part,
            n,
            commits,
            begun,
            [(work, question, response) for work, question, response in answers],
        )
        for n, part in enumerate(case.parts, 1)
        if part.id in shown
    ]


def as_data(parts: Sequence[PartTally]) -> list[dict[str, Any]]:
    """What the screen's script asks for."""
    return [
        {
            "id": part.id,
            "handed_in": part.handed_in,
            "begun": part.begun,
            "questions": [
                {"id": one.id, "answered": one.answered, "counts": [bar.count for bar in one.bars]}
                for one in part.questions
            ],
        }
        for part in parts
    ]


def _shown(
    case: Case, opening: CaseOpening, commits: Collection[Collection[str]], now: datetime
) -> set[str]:
    """Parts that every present reader has before them: the screen must not run ahead of anybody."""
    everyone = [states_of(case, opening, done, now) for done in commits]
    return {part.id for part in case.parts if all(states[part.id] != "shut" for states in everyone)}


def _part(
    case: Case,
    part: Part,
    number: int,
    commits: Mapping[int, Collection[str]],
    begun: int,
    answers: Sequence[tuple[int, str, Any]],
) -> PartTally:
    final = {work for work, done in commits.items() if part.id in done}
    numbers = {question.id: n for n, question in enumerate(case.questions, 1)}
    given: dict[str, list[Any]] = {}
    for work, question, response in answers:
        if work in final:
            given.setdefault(question, []).append(response)
    return PartTally(
        id=part.id,
        number=number,
        title=part.title,
        handed_in=len(final),
        begun=begun,
        questions=[
            _question(question, part, numbers[question.id], given.get(question.id, []))
            for question in part.questions
        ],
    )


def _question(
    question: AnyQuestion, part: Part, number: int, given: Sequence[Any]
) -> QuestionTally:
    given = [one for one in given if one]
    return QuestionTally(
        id=question.id,
        number=number,
        prompt=question.prompt,
        answered=len(given),
        bars=_bars(question, part, given),
    )


def _bars(question: AnyQuestion, part: Part, given: Sequence[Any]) -> list[Bar]:
    if isinstance(question, ChoiceQuestion):
        ticks = Counter(id_ for one in given for id_ in (one if isinstance(one, list) else [one]))
        return [Bar(option.text, ticks[option.id]) for option in question.options]
    if isinstance(question, DecisionQuestion):
        ticks = Counter(one.get("option", "") for one in given)
        return [Bar(option.text, ticks[option.id]) for option in question.options]
    if isinstance(question, DialogueQuestion) and part.dialogue:
        ticks = Counter(id_ for one in given for id_ in one)
        return [Bar(turn.text, ticks[turn.id]) for turn in part.dialogue.turns if ticks[turn.id]]
    if isinstance(question, TableQuestion):
        full = len(list(question.asked()))
        return [Bar(_("填满了"), sum(len(one) == full for one in given))]
    return []
