"""Who asks for which paper: what every page of a candidate's own sitting begins with."""

from __future__ import annotations

from flask import abort
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import found_or_404
from app.quiz.domain.deadline import is_over
from app.quiz.exams.closing import close_if_over
from app.quiz.exams.door import Admitted, admit_row, admitted
from app.quiz.models import Exam, Sitting
from app.web.clock import now


def the_person() -> User:
    """Who is signed in, or 401."""
    person = current_user()
    if person is None:
        abort(401)
    return person


def load_sitting(public_id: str) -> Sitting:
    """The sitting of the address with its exam and class, authorised, or 404."""
    return found_or_404(_SITTING, sitting=public_id)


_SITTING = (
    select(Sitting)
    .where(Sitting.public_id == bindparam("sitting"))
    .options(joinedload(Sitting.exam).joinedload(Exam.course_class))
)


def at_the_paper(public_id: str) -> Admitted:
    """Who writes, by the door or the usual way; a paper whose time is up is closed first."""
    found = admitted()
    if found is not None and not (found.state == "open" and is_over(found.deadline, now())):
        return found
    return admit_row(close_if_over(load_sitting(public_id), now()), the_person())
