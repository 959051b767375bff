"""看答案 while the paper is being written: a question is locked first and told afterwards.

The lock is a row of its own, written while the sitting's row is held, as every save holds it: a save
comes before the lock and counts, or after it and is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.database import writing
from app.extensions import db
from app.quiz.domain.deadline import is_over
from app.quiz.domain.reviewing import can_look_up
from app.quiz.domain.saves import SaveSpec
from app.quiz.models import AnswerLock, FormSlot, Sitting
from app.web.errors import DomainError


class LookUpRefused(DomainError):
    """The answer is not to be seen now; nothing was locked."""

    status = 409


def lock_answer(sitting: Sitting, slot_id: int, at: datetime) -> None:
    """Fix the answer to one question for good; doing it again changes nothing. Three SQL statements.

    Raises LookUpRefused where the exam shows nothing while it is written, once the paper is closed or
    its time is up, and for a question that is not on it.
    """
    if not can_look_up(sitting.exam.review):
        raise LookUpRefused(_("这场考试作答时不能看答案。"))
    with writing():
        held = db.session.execute(
            select(Sitting.state, Sitting.deadline, Sitting.form_id)
            .where(Sitting.id == sitting.id)
            .with_for_update()
        ).one()
        if held.state != "open" or is_over(held.deadline, at):
            raise LookUpRefused(_("试卷已经收了，不用再锁定。能看什么请到回执页看。"))
        slot = select(FormSlot.id).where(FormSlot.id == slot_id, FormSlot.form_id == held.form_id)
        if db.session.scalar(slot) is None:
            raise LookUpRefused(_("这份试卷里没有这一题。"), status=404)
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(
            dialect.insert(AnswerLock)
            .values(sitting_id=sitting.id, slot_id=slot_id, locked_at=at)
            .on_conflict_do_nothing(index_elements=["sitting_id", "slot_id"])
        )


def locked_slots(sitting: Sitting, slot_ids: Collection[int] | None = None) -> set[int]:
    """Questions of a sitting that are locked (of those named); no SQL where nothing can be."""
    if not can_look_up(sitting.exam.review):
        return set()
    return slots_locked(sitting.id, slot_ids)


def slots_locked(sitting_id: int, slot_ids: Collection[int] | None = None) -> set[int]:
    """The same by the sitting's id, where one knows that something may be; one SQL statement."""
    query = select(AnswerLock.slot_id).where(AnswerLock.sitting_id == sitting_id)
    if slot_ids is not None:
        query = query.where(AnswerLock.slot_id.in_(slot_ids))
    return set(db.session.scalars(query))


def find_locked_save(sitting: Sitting, saves: Sequence[SaveSpec]) -> int | None:
    """Which of the saves (from 0) would change a locked answer; None where none does.

    Belongs inside the transaction that holds the sitting's row, and is asked about saves that are not
    stored yet. No SQL where nothing can be locked, else one statement.
    """
    locked = locked_slots(sitting, {save.slot_id for save in saves})
    return next((place for place, save in enumerate(saves) if save.slot_id in locked), None)
