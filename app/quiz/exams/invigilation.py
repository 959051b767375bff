"""What staff do while an exam runs: minutes for single candidates, papers taken in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.closing import BATCH, close
from app.quiz.exams.log import log_acts
from app.quiz.exams.publishing import add_to_open, refuse_odd
from app.quiz.models import Exam, Sitting

LONGEST_REASON = 200


def give_minutes(
    exam: Exam, public_ids: Collection[str], minutes: int, reason: str, author_id: int, at: datetime
) -> int:
    """Give the picked sittings more time; those handed in meanwhile stay as they are.

    Returns how many got it. The minutes may reach beyond the exam's window.
    """
    refuse_odd(minutes)
    picked = select(Sitting.id).where(Sitting.exam_id == exam.id, Sitting.public_id.in_(public_ids))
    with writing():
        if lock_exam(exam.id).state != "published":
            raise SettledError(_("这场考试没有在进行，不能加时。"))
        given = add_to_open(picked, timedelta(minutes=minutes))
        acts = [{"sitting_id": id_, "minutes": minutes, "reason": reason} for id_ in given]
        log_acts(exam.id, "extend", author_id, at, acts)
    return len(given)


def take_in(
    exam: Exam, public_ids: Collection[str] | None, reason: str, author_id: int, at: datetime
) -> int:
    """Close open sittings (None: all of the exam) with what was saved; returns how many.

    Those who hand in at the same moment are left to themselves: one conditional update decides.
    A few at a time, so that nobody's saving waits long.
    """
    query = select(Sitting.id).where(Sitting.exam_id == exam.id, Sitting.state == "open")
    if public_ids is not None:
        query = query.where(Sitting.public_id.in_(public_ids))
    ids = list(db.session.scalars(query.order_by(Sitting.id)))
    taken = 0
    for start in range(0, len(ids), BATCH):
        with writing():
            # Writing down who took a paper in needs the exam; exams are held before sittings.
            lock_exam(exam.id)
            closed = close(ids[start : start + BATCH], at, by="staff")
            acts = [{"sitting_id": id_, "reason": reason} for id_ in closed]
            log_acts(exam.id, "close", author_id, at, acts)
        taken += len(closed)
    return taken
