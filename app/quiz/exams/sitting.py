"""Starting a sitting: once per attempt, however many tabs ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.database import writing
from app.extensions import db
from app.quiz.domain.deadline import is_over, last_over
from app.quiz.exams.closing import close, close_expired
from app.quiz.exams.entrance import StartRefused, look_in
from app.quiz.exams.preparing import add_papers, find_paper
from app.quiz.exams.visiting import NOWHERE, Visit
from app.quiz.models import Exam, Sitting

__all__ = ["StartRefused", "list_sittings", "start_sitting"]


def start_sitting(
    exam: Exam, user: User, at: datetime, seed: int, visit: Visit = NOWHERE
) -> Sitting:
    """Start the next attempt, or return the one that is open. Raises StartRefused.

    The unique number of the attempt decides between two tabs that start at once: the one that comes
    second gets the first one's sitting. `seed` is a secret number below 2**63.
    """
    close_expired(at, user_id=user.id)
    try:
        return _start(exam.id, user.id, at, seed, visit)
    except IntegrityError:
        return _start(exam.id, user.id, at, seed, visit)


def list_sittings(exam_id: int, user_id: int) -> Sequence[Sitting]:
    """The person's attempts at an exam in order; one SQL statement."""
    return db.session.scalars(_SITTINGS, {"exam": exam_id, "user": user_id}).all()


def settled_sittings(exam_id: int, user_id: int, at: datetime) -> Sequence[Sitting]:
    """The same once all of the person's that are over are closed; one SQL statement where none is."""
    names = {"exam": exam_id, "user": user_id, "over": last_over(at)}
    found = db.session.scalars(_WITH_OVER, names).all()
    over = [one.id for one in found if one.state == "open" and is_over(one.deadline, at)]
    if over:
        close(over, at, by="time")
        return list_sittings(exam_id, user_id)
    return [one for one in found if one.exam_id == exam_id]


# Statements of the start are put together once: a class starts within seconds.
_FRESH = {"populate_existing": True}
_SITTINGS = (
    select(Sitting)
    .where(Sitting.exam_id == bindparam("exam"), Sitting.user_id == bindparam("user"))
    .order_by(Sitting.number)
    .execution_options(**_FRESH)
)
_WITH_OVER = (
    select(Sitting)
    .where(
        Sitting.user_id == bindparam("user"),
        (Sitting.exam_id == bindparam("exam"))
        | ((Sitting.state == "open") & (Sitting.deadline < bindparam("over"))),
    )
    .order_by(Sitting.number)
    .execution_options(**_FRESH)
)
_EXAM = (
    select(Exam)
    .where(Exam.id == bindparam("exam"))
    .with_for_update(read=True)
    .execution_options(**_FRESH)
)
_NEW = insert(Sitting).returning(Sitting)
_PERSON = select(User).where(User.id == bindparam("user")).execution_options(**_FRESH)


def _start(exam_id: int, user_id: int, at: datetime, seed: int, visit: Visit) -> Sitting:
    with writing():
        # What decides is read again inside the transaction; the exam is held, so that it is neither
        # taken back nor released while this start goes on (other starts are not held up).
        exam = db.session.scalars(_EXAM, {"exam": exam_id}).one()
        user = db.session.scalars(_PERSON, {"user": user_id}).one()
        sittings = list_sittings(exam.id, user.id)
        for sitting in sittings:
            if sitting.state == "open":
                return sitting
        entrance = look_in(exam, user, sittings, visit, at)
        if entrance.refusals:
            raise entrance.refusals[0]
        number = len(sittings) + 1
        paper = find_paper(exam.id, user.id, number)
        if paper is None:  # came into the class late, or sits once more
            add_papers(exam, [(user.id, number, seed)], at)
            paper = find_paper(exam.id, user.id, number)
        if paper is None:
            raise RuntimeError("a paper that was just made is not there")
        values = {
            "exam_id": exam.id,
            "form_id": paper.form_id,
            "user_id": user.id,
            "class_id": exam.class_id,
            "number": number,
            "seed": paper.seed,
            "slots": paper.slots,
            "faces": paper.faces,
            "started_at": at,
            "deadline": entrance.terms.deadline(at, user.extra_time),
            "address": visit.address,
        }
        return db.session.scalars(_NEW, [values]).one()
