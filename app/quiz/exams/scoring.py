"""Marks that need no person: given when a sitting closes, written through the ledger of marks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from app.database import UtcDateTime
from app.extensions import db
from app.marking.domain.machine import MachineMark
from app.marking.domain.question import Question
from app.marking.ledger import NewMark, count_marked, current_marks, record_marks
from app.marking.models import MarkEvent
from app.quiz.exams.answers import Answer, current_answers
from app.quiz.exams.frozen import frozen_form
from app.quiz.exams.terms import WORK, seed_of, standing_questions
from app.quiz.models import FormSlot, Sitting

ANSWER_CHANGED = "作答有改动，等待重新批改"


def mark_by_machine(sittings: Sequence[Sitting], at: datetime) -> None:
    """Mark objective answers and empty written ones of closed sittings; set what is finished.

    Belongs inside the transaction that closed them. Seven SQL statements at most, however many
    sittings. A sitting that was opened again and closed is marked again where its answers changed.
    What was ruled on a question by now holds here too: its exam's row, which rulings lock, has to be
    shared by whoever closes.
    """
    ids = [sitting.id for sitting in sittings]
    questions = standing_questions(sittings)
    answers = current_answers(ids)
    held = current_marks(WORK, ids)
    marks, finished = [], []
    for sitting in sittings:
        waits = False
        form = frozen_form(sitting.exam.public_id, sitting.form_id)
        for slot_id in sitting.slots or form.slots:
            answer = answers[sitting.id].get(slot_id)
            question = questions[slot_id]
            machine = question.mark(
                answer.response if answer else None,
                seed_of(slot_id, form.slots[slot_id].item_id, sitting),
            )
            last = held.get((sitting.id, slot_id))
            marks += _changed(question, slot_id, sitting, machine, answer, last)
            waits |= machine is None and not _stands(last, answer)
        if not waits:
            finished.append(sitting.id)
    record_marks(marks, at)
    _set_marked(finished, at)


def refresh_marked(sitting_ids: Collection[int], at: datetime) -> None:
    """Set `marked_at` where every question has a mark by now, and clear it where one waits again.

    Belongs inside the transaction that changed the marks; four SQL statements at most.
    """
    query = (
        select(Sitting.id, Sitting.slots, func.count(FormSlot.id))
        .join(FormSlot, FormSlot.form_id == Sitting.form_id)
        .where(Sitting.id.in_(sitting_ids), Sitting.state == "submitted")
        .group_by(Sitting.id)
    )
    questions = {id_: len(own) or count for id_, own, count in db.session.execute(query)}
    marked = count_marked(WORK, sitting_ids)
    waiting = {one for one, count in questions.items() if marked.get(one, 0) < count}
    _set_marked(questions.keys() - waiting, at)
    db.session.execute(
        update(Sitting)
        .where(Sitting.id.in_(waiting), Sitting.marked_at.is_not(None))
        .values(marked_at=None)
        .execution_options(synchronize_session=False)
    )


def _changed(
    question: Question,
    slot_id: int,
    sitting: Sitting,
    machine: MachineMark | None,
    answer: Answer | None,
    last: MarkEvent | None,
) -> list[NewMark]:
    """The event to append for one answer, if any."""
    if machine is None:
        if last is None or _stands(last, answer) or last.new is None:
            return []
        machine_points, reason = None, ANSWER_CHANGED
    else:
        if last is not None and (_is_settled(last, answer) or last.new == machine.points):
            return []
        machine_points, reason = machine.points, machine.reason
    return [
        NewMark(
            work_kind=WORK,
            work_id=sitting.id,
            part_id=slot_id,
            class_id=sitting.class_id,
            learner_id=sitting.user_id,
            version_id=question.version_id,
            new=machine_points,
            max=question.worth,
            correctness=machine.correctness if machine else None,
            rule=machine.rule if machine else "",
            reason=reason,
            detail=machine.detail if machine else {},
            seen=last.number if last else 0,
            old=last.new if last else None,
        )
    ]


def _is_settled(last: MarkEvent, answer: Answer | None) -> bool:
    """Whether the machine leaves a mark alone: a person's, and a ruling's on the answer as it is."""
    if last.by_hand:
        return True
    same = answer is None or answer.saved_at <= last.created_at
    return last.ruling_id is not None and same


def _stands(last: MarkEvent | None, answer: Answer | None) -> bool:
    """Whether a person's mark was given to the answer as it is now."""
    if last is None or last.new is None or not last.by_hand:
        return False
    return answer is None or answer.saved_at <= last.created_at


def _set_marked(sitting_ids: Collection[int], at: datetime) -> None:
    if not sitting_ids:
        return
    db.session.execute(_MARKED, {"sittings": list(sitting_ids), "at": at})


_ROW = Sitting.__table__.c
_MARKED = (
    update(Sitting.__table__)  # type: ignore[arg-type]
    .where(_ROW.id.in_(bindparam("sittings", expanding=True)), _ROW.marked_at.is_(None))
    .values(marked_at=bindparam("at", type_=UtcDateTime))
)
