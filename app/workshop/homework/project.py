"""Homework as a kind of coursework."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.extensions import db
from app.marking.models import MarkEvent
from app.workshop.homework.models import Assignment, Submission
from app.workshop.homework.service import KIND
from app.workshop.projects import Counts, ProjectKind
from app.workshop.projects import register as add


def register() -> None:
    add(
        ProjectKind(
            name=KIND,
            label=_l("书面作业"),
            description=_l("按要求写，交文字或文件；截止前可以再交。"),
            icon="pen",
            position=10,
            student_endpoint="homework.home",
            staff_endpoint="homework_manage.home",
            count_own=count_own,
            count_all=count_all,
        )
    )


def own_versions(class_ids: Collection[int], user_id: int) -> dict[int, int]:
    """How many versions a person handed in, by assignment; one SQL statement."""
    query = (
        select(Submission.assignment_id, func.count())
        .where(Submission.class_id.in_(class_ids), Submission.user_id == user_id)
        .group_by(Submission.assignment_id)
    )
    return dict(iter(db.session.execute(query)))


def count_own(class_ids: Collection[int], user_id: int, at: datetime) -> dict[int, Counts]:
    """What a student still can hand in, by class; two SQL statements."""
    query = select(Assignment.class_id, Assignment.id, Assignment.due_at, Assignment.closes_at)
    query = query.where(Assignment.class_id.in_(class_ids), Assignment.open)
    done = own_versions(class_ids, user_id)
    found: dict[int, Counts] = {}
    for class_id, assignment_id, due_at, closes_at in db.session.execute(query):
        was = found.get(class_id, Counts())
        waits = assignment_id not in done and at <= closes_at
        dues = [one for one in (was.due_at, due_at if waits and at <= due_at else None) if one]
        found[class_id] = Counts(
            waiting=was.waiting + waits, total=was.total + 1, due_at=min(dues, default=None)
        )
    return found


def count_all(class_id: int, at: datetime) -> Counts:
    """Works of a class, and those without any mark; two SQL statements."""
    newest = (
        select(func.max(Submission.id).label("id"))
        .where(Submission.class_id == class_id)
        .group_by(Submission.assignment_id, Submission.user_id)
        .subquery()
    )
    marked = select(MarkEvent.work_id).where(
        MarkEvent.work_kind == KIND, MarkEvent.class_id == class_id
    )
    query = select(func.count(), func.count().filter(newest.c.id.not_in(marked))).select_from(
        newest
    )
    total, waiting = db.session.execute(query).one()
    due = select(func.min(Assignment.due_at)).where(
        Assignment.class_id == class_id, Assignment.open, Assignment.due_at > at
    )
    return Counts(waiting=waiting, total=total, due_at=db.session.scalar(due))
