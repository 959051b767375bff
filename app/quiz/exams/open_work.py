"""The answers of a class whose marks are still open: what other words for the engine would be tried on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.extensions import db
from app.marking.domain.plans import GradingPlan
from app.marking.domain.rulings import Mode
from app.marking.standing import count_all_steps
from app.marking.works import PartView
from app.quiz.exams.answers import newest_saves
from app.quiz.exams.parts import parallel_of, response_of, slots_of, summary_of, work_title
from app.quiz.exams.terms import WORK, questions_of
from app.quiz.models import Exam, FormSlot, ResponseLog, Sitting

READ = tuple(
    type_.value for type_ in ItemType if not type_.is_objective or type_ is ItemType.FILL_BLANK
)


class OpenSittings:
    """The part of the source "sitting" that shows all open answers of a class at once."""

    def list_open(self, class_id: int) -> Sequence[PartView]:
        """Questions that the engine can read, of papers not released, each with its closed sittings.

        Seven SQL statements at most, however many questions and answers there are. No `waiting`.
        """
        query = slots_of(class_id).where(Exam.state != "released", FormSlot.type.in_(READ))
        rows = db.session.execute(query).all()
        sittings = _sittings({slot.form_id for slot, _exam, _form in rows})
        rows = [row for row in rows if row[0].form_id in sittings]
        if not rows:
            return []
        ids = {slot.id for slot, _exam, _form in rows}
        questions = questions_of(
            [slot for slot, _exam, _form in rows], {slot.form_id: exam for slot, exam, _ in rows}
        )
        answers, steps = _answers(ids, set(sittings)), count_all_steps(WORK, ids)
        parallel = parallel_of(form for _slot, _exam, form in rows)
        parts = []
        for slot, exam, form in rows:
            question = questions[slot.id]
            if question.mode is not Mode.COUNTS:
                continue
            given = [one for one in sittings[slot.form_id] if _was_given(one[0], slot)]
            title = work_title(exam, form, parallel)
            parts.append(
                PartView(
                    summary=summary_of(slot, exam, title, question.worth, len(given), 0),
                    class_id=class_id,
                    version_id=question.version_id,
                    face=question.face,
                    key=question.key,
                    responses=[
                        response_of(slot, question, one, name, answers.get((one.id, slot.id)))
                        for one, name in given
                    ],
                    steps=steps.get(slot.id, 0),
                    plan=GradingPlan.from_json(exam.written),
                )
            )
        return parts


def _was_given(sitting: Sitting, slot: FormSlot) -> bool:
    return not sitting.slots or slot.id in sitting.slots


def _sittings(form_ids: set[int]) -> dict[int, list[tuple[Sitting, str]]]:
    """Closed sittings with their writers' names, by form."""
    query = (
        select(Sitting, User.name)
        .join(User, User.id == Sitting.user_id)
        .where(Sitting.form_id.in_(form_ids), Sitting.state == "submitted")
        .order_by(Sitting.id)
    )
    found: dict[int, list[tuple[Sitting, str]]] = {}
    for sitting, name in db.session.execute(query):
        found.setdefault(sitting.form_id, []).append((sitting, name))
    return found


def _answers(slot_ids: set[int], form_ids: set[int]) -> dict[tuple[int, int], ResponseLog]:
    """The saves that count, by sitting and question."""
    newest = newest_saves(
        ResponseLog.sitting_id.in_(select(Sitting.id).where(Sitting.form_id.in_(form_ids))),
        ResponseLog.slot_id.in_(slot_ids),
    )
    rows = db.session.scalars(select(ResponseLog).where(ResponseLog.id.in_(newest)))
    return {(row.sitting_id, row.slot_id): row for row in rows}
