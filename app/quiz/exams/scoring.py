"""Marks that need no person: given when a sitting closes, written through the ledger of marks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update

from app.bank.domain.items import ItemKey
from app.bank.domain.types import MultipleResponseRule
from app.bank.queries import load_keys
from app.extensions import db
from app.marking.ledger import NewMark, current_marks, record_marks
from app.marking.models import MarkEvent
from app.quiz.domain.marks import MachineMark, mark_answer
from app.quiz.domain.paper import own_numbers
from app.quiz.exams.answers import Answer, current_answers
from app.quiz.exams.paper import face_of, load_slots
from app.quiz.models import FormSlot, Sitting

WORK = "sitting"
ANSWER_CHANGED = "作答有改动，等待重新批改"


def mark_by_machine(sittings: Sequence[Sitting], at: datetime) -> None:
    """Mark objective answers and empty written ones of closed sittings; set what is finished.

    Belongs inside the transaction that closed them. Six SQL statements, however many sittings.
    A sitting that was opened again and closed is marked again where its answers changed.
    """
    ids = [sitting.id for sitting in sittings]
    slots = load_slots({sitting.form_id for sitting in sittings})
    keys = load_keys({slot.version_id for slot in slots})
    answers = current_answers(ids)
    held = current_marks(WORK, ids)
    marks, finished = [], []
    for sitting in sittings:
        waits = False
        for slot in own_slots(sitting, slots):
            answer = answers[sitting.id].get(slot.id)
            machine = _mark(slot, sitting, keys, answer)
            last = held.get((sitting.id, slot.id))
            marks += _changed(slot, sitting, machine, answer, last)
            waits |= machine is None and not _stands(last, answer)
        if not waits:
            finished.append(sitting.id)
    record_marks(marks, at)
    _set_marked(finished, at)


def refresh_marked(sitting_ids: Collection[int], at: datetime) -> None:
    """Set `marked_at` where every question has a mark by now, and clear it where one waits again.

    Belongs inside the transaction that changed the marks; four SQL statements at most.
    """
    rows = db.session.execute(
        select(Sitting.id, Sitting.slots, FormSlot.id)
        .join(FormSlot, FormSlot.form_id == Sitting.form_id)
        .where(Sitting.id.in_(sitting_ids), Sitting.state == "submitted")
    ).all()
    held = current_marks(WORK, sitting_ids)
    waiting = {
        sitting
        for sitting, own, slot in rows
        if (not own or slot in own)
        and ((mark := held.get((sitting, slot))) is None or mark.new is None)
    }
    _set_marked({sitting for sitting, _own, _slot in rows} - waiting, at)
    db.session.execute(
        update(Sitting)
        .where(Sitting.id.in_(waiting), Sitting.marked_at.is_not(None))
        .values(marked_at=None)
        .execution_options(synchronize_session=False)
    )


def own_slots(sitting: Sitting, slots: Iterable[FormSlot]) -> list[FormSlot]:
    """Of the slots of several forms those that this candidate was given."""
    own = set(sitting.slots)
    return [
        slot for slot in slots if slot.form_id == sitting.form_id and (not own or slot.id in own)
    ]


def _mark(
    slot: FormSlot, sitting: Sitting, keys: dict[int, ItemKey], answer: Answer | None
) -> MachineMark | None:
    face, key = face_of(slot, sitting), keys[slot.version_id]
    if str(slot.id) in sitting.faces:
        # The stored face holds the numbers already; the key still has to be worked out.
        raw = type(face).from_data(slot.version.face)
        face, key = own_numbers(raw, key, item_id=slot.version.item_id, seed=sitting.seed)
    return mark_answer(
        face,
        key,
        answer.response if answer else None,
        points=slot.points,
        rule=MultipleResponseRule(sitting.exam.rule),
    )


def _changed(
    slot: FormSlot,
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
        if last is not None and (last.author_id is not None or last.new == machine.points):
            return []
        machine_points, reason = machine.points, machine.reason
    return [
        NewMark(
            work_kind=WORK,
            work_id=sitting.id,
            part_id=slot.id,
            class_id=sitting.class_id,
            learner_id=sitting.user_id,
            version_id=slot.version_id,
            new=machine_points,
            max=slot.points,
            correctness=machine.correctness if machine else None,
            rule=machine.rule if machine else "",
            reason=reason,
            detail=machine.detail if machine else {},
            seen=last.number if last else 0,
            old=last.new if last else None,
        )
    ]


def _stands(last: MarkEvent | None, answer: Answer | None) -> bool:
    """Whether a person's mark was given to the answer as it is now."""
    if last is None or last.new is None or last.author_id is None:
        return False
    return answer is None or answer.saved_at <= last.created_at


def _set_marked(sitting_ids: Collection[int], at: datetime) -> None:
    if not sitting_ids:
        return
    db.session.execute(
        update(Sitting)
        .where(Sitting.id.in_(sitting_ids), Sitting.marked_at.is_(None))
        .values(marked_at=at)
        .execution_options(synchronize_session=False)
    )
