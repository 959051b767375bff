"""One question of a paper that is still being written, after its candidate looked the answer up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.bank.domain.grading import Detail, Grade
from app.bank.domain.items import ItemKey
from app.bank.views import MARKS, OWN, RIGHT, Outcome, question_view
from app.marking.domain.machine import MachineMark
from app.quiz.domain.paper import option_order
from app.quiz.domain.reviewing import allowed_while_writing, opens_key
from app.quiz.exams.answers import answers_of
from app.quiz.exams.locking import locked_slots
from app.quiz.exams.paper import load_paper
from app.quiz.exams.terms import seed_of, standing_questions
from app.quiz.models import Sitting
from app.web.questionview import QuestionView


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """The question with what may be told of it. `number` is the one it has on this paper."""

    number: int
    view: QuestionView


def show_locked(sitting: Sitting, slot_id: int) -> LookedUp | None:
    """The question as it may be shown now; None while it is not locked. Seven SQL statements at most.

    No key is read before the lock is there, nor where what may be shown needs none.
    """
    locked = slot_id in locked_slots(sitting, [slot_id])
    shown = allowed_while_writing(
        sitting.exam.review, submitted=sitting.state != "open", locked=locked
    )
    if not shown:
        return None
    paper, answer = load_paper(sitting), answers_of(sitting).get(slot_id)
    question, number = paper.questions[slot_id], paper.numbers[slot_id]
    face, response = question.shown.face, answer.response if answer else None
    told: dict[str, Any] = {}
    if opens_key(shown) or MARKS in shown:
        ruled = standing_questions([sitting])[slot_id]
        seed = seed_of(slot_id, question.item_id, sitting)
        told = _told(ruled.mark(response, seed), ruled.told_key(response, seed), shown)
    exam = sitting.exam
    view = question_view(
        face,
        key=f"q{number}",
        number=number,
        points=question.slot.points,
        order=option_order(face, slot_id=slot_id, seed=sitting.seed, shuffle=exam.shuffle_options),
        response=response,
        show=shown | {OWN},
        **told,
    )
    return LookedUp(number=number, view=view)


def _told(mark: MachineMark | None, key: ItemKey, shown: frozenset[str]) -> dict[str, Any]:
    """Key and mark as far as they may be told; what a person marks has no mark yet."""
    outcome = None
    if mark is not None and shown & {RIGHT, MARKS}:
        detail = Detail.from_data(mark.detail) if "blanks" in mark.detail else Detail()
        outcome = Outcome(
            grade=Grade(share=Fraction(mark.correctness or 0), detail=detail),
            earned=mark.points if MARKS in shown else None,
            rule=mark.rule,
        )
    return {"item_key": key if opens_key(shown) else None, "outcome": outcome}
