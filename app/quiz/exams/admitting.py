"""Letting saves count that do not by themselves: late ones, superseded ones, rescued ones.

Nothing is deleted: each admission is an act with its reason and the saves that it names, and taking
it back is another. Which save counts follows from the rows (`app.quiz.exams.answers`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.database import writing
from app.extensions import db
from app.marking.ledger import NewMark, current_marks, record_marks
from app.quiz.exams.answers import Answers, current_answers, set_aside
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.grading import repost
from app.quiz.exams.log import log_act
from app.quiz.exams.scoring import ANSWER_CHANGED, WORK, mark_by_machine, refresh_marked
from app.quiz.models import ExamAct, FormSlot, ResponseLog, Sitting
from app.web.errors import DomainError


def admit_saves(
    sitting: Sitting, save_ids: Collection[int], reason: str, author_id: int, at: datetime
) -> int:
    """Let set-aside saves count from now on; returns how many questions have another answer now.

    One save per question. A closed paper is marked again, and grades that are out follow. Raises
    DomainError where nothing can be admitted.
    """
    with writing():
        lock_exam(sitting.exam_id)
        row = _hold(sitting)
        saves = _aside(row, save_ids)
        if not saves:
            raise DomainError(_("没有选中可以采纳的作答。什么都没有变。"), status=422)
        if len({save.slot_id for save in saves}) < len(saves):
            raise DomainError(_("同一题只能采纳一次保存的作答。什么都没有变。"), status=422)
        before = _answers(row)
        upto = db.session.scalar(
            select(func.max(ResponseLog.position)).where(ResponseLog.sitting_id == row.id)
        )
        detail = {"saves": [save.position for save in saves], "upto": upto or 0}
        act = _log(row, reason, author_id, at, detail)
        _set(saves, act.id)
        return _follow(row, before, at)


def withdraw(sitting: Sitting, act_id: int, reason: str, author_id: int, at: datetime) -> int:
    """Take an admission back: its saves are set aside again; returns how many answers changed."""
    with writing():
        lock_exam(sitting.exam_id)
        row = _hold(sitting)
        query = select(ResponseLog).where(
            ResponseLog.sitting_id == row.id, ResponseLog.admitted_id == act_id
        )
        saves = list(db.session.scalars(query))
        if not saves:
            raise SettledError(_("这次采纳已经撤回过了。什么都没有变。"))
        act = db.session.get_one(ExamAct, act_id)
        before = _answers(row)
        detail = {"saves": [save.position for save in saves], "withdraws": act.position}
        _log(row, reason, author_id, at, detail)
        _set(saves, None)
        return _follow(row, before, at)


def _hold(sitting: Sitting) -> Sitting:
    query = select(Sitting).where(Sitting.id == sitting.id).with_for_update(of=Sitting)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _aside(sitting: Sitting, save_ids: Collection[int]) -> list[ResponseLog]:
    """Those of the saves that belong to the sitting, do not count, and are not admitted yet."""
    query = select(ResponseLog).where(
        ResponseLog.sitting_id == sitting.id,
        ResponseLog.id.in_(save_ids),
        set_aside(),
        ResponseLog.admitted_id.is_(None),
    )
    return list(db.session.scalars(query.order_by(ResponseLog.position)))


def _log(
    sitting: Sitting, reason: str, author_id: int, at: datetime, detail: Mapping[str, object]
) -> ExamAct:
    log_act(
        sitting.exam_id, "admit", author_id, at,
        sitting_id=sitting.id, reason=reason, detail=detail,
    )  # fmt: skip
    query = select(ExamAct).where(ExamAct.exam_id == sitting.exam_id)
    return db.session.scalars(query.order_by(ExamAct.position.desc()).limit(1)).one()


def _set(saves: Sequence[ResponseLog], act_id: int | None) -> None:
    db.session.execute(
        update(ResponseLog)
        .where(ResponseLog.id.in_([save.id for save in saves]))
        .values(admitted_id=act_id)
        .execution_options(synchronize_session="fetch")
    )


def _follow(sitting: Sitting, before: Answers, at: datetime) -> int:
    """Mark a closed paper again where its answers changed, and let grades that are out follow."""
    after = _answers(sitting)
    changed = {
        slot
        for slot in before.keys() | after.keys()
        if _content(before, slot) != _content(after, slot)
    }
    if changed and sitting.state == "submitted":
        _question_marks(sitting, changed, at)
        mark_by_machine([sitting], at)
        refresh_marked([sitting.id], at)
        repost([sitting.id], at)
    return len(changed)


def _answers(sitting: Sitting) -> Answers:
    """The answers as this transaction sees them, with what it has changed itself."""
    return current_answers([sitting.id])[sitting.id]


def _content(answers: Answers, slot_id: int) -> object:
    answer = answers.get(slot_id)
    return None if answer is None else answer.response


def _question_marks(sitting: Sitting, slot_ids: Collection[int], at: datetime) -> None:
    """Marks of people and of rulings were given to the answer of then: where another counts now,
    they give way, to the machine where it can tell and else to whoever marks.
    """
    held = current_marks(WORK, [sitting.id])
    slots = db.session.scalars(select(FormSlot).where(FormSlot.id.in_(slot_ids)))
    marks: list[NewMark] = []
    for slot in slots:
        last = held.get((sitting.id, slot.id))
        if last is None or last.new is None or not (last.by_hand or last.ruling_id):
            continue
        marks.append(
            NewMark(
                work_kind=WORK,
                work_id=sitting.id,
                part_id=slot.id,
                class_id=sitting.class_id,
                learner_id=sitting.user_id,
                version_id=last.version_id,
                new=None,
                max=last.max,
                reason=ANSWER_CHANGED,
                seen=last.number,
                old=last.new,
            )
        )
    record_marks(marks, at)
