"""Scenarios set to a class: making and changing them, attempts, and how far everybody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.authz.permissions import Role
from app.courses.models import CourseClass, Enrolment
from app.courses.service import list_students
from app.database import writing
from app.extensions import db
from app.gradebook.models import GradeColumn
from app.gradebook.service import get_scheme
from app.marking import ledger
from app.roleplay.models import PlayAssignment, PlayRun, PlayScript
from app.roleplay.services.library import WEIGHTS
from app.roleplay.services.marks import WORK, counting, post
from app.roleplay.services.runs import start_run
from app.roleplay.services.scripts import open_script
from app.web.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the form of an assignment holds; instants in UTC."""

    title: str
    note: str
    opens_at: datetime
    closes_at: datetime
    attempts: int
    mode: str
    counts: str
    debrief: str
    weight: Decimal
    category_id: int | None


class AssignmentProblem(DomainError):
    """Something about class work cannot be done; nothing was changed."""

    status = 422


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment as a student sees it: own runs in order, and the mark that counts so far."""

    assignment: PlayAssignment
    runs: tuple[PlayRun, ...]
    mark: Decimal | None

    @property
    def left(self) -> int:
        return max(0, self.assignment.attempts - len(self.runs))

    @property
    def open_run(self) -> PlayRun | None:
        return next((run for run in self.runs if run.ended_at is None), None)

    def is_open(self, at: datetime) -> bool:
        return self.assignment.opens_at <= at < self.assignment.closes_at

    def may_start(self, at: datetime) -> bool:
        return self.is_open(at) and self.left > 0 and self.open_run is None


@dataclass(frozen=True, slots=True)
class Row:
    """A student in the list of an assignment; marks by run id, `mark` is the one that counts."""

    user: User
    runs: tuple[PlayRun, ...]
    marks: dict[int, Decimal]
    mark: Decimal | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An assignment in the class's list; counts of students with an ended run and of runs that wait."""

    assignment: PlayAssignment
    played: int
    waiting: int


def usual_weight(script: PlayScript) -> Decimal:
    """What a play weighs by the course's hours; other scenarios weigh 1."""
    return Decimal(WEIGHTS.get(str(open_script(script).spec.play), 1))


def usual_category(class_id: int) -> int | None:
    """技巧训练 where the class has it, else the first part that is no final."""
    parts = get_scheme(class_id).categories
    named = [part for part in parts if part.name == "技巧训练"]
    return next((part.id for part in (*named, *parts) if not part.is_final), None)


def save(
    course_class: CourseClass,
    assignment: PlayAssignment | None,
    script: PlayScript,
    settings: Settings,
    author_id: int,
    at: datetime,
) -> PlayAssignment:
    """Set a scenario to a class, or change what was set. The scenario of one that was begun stays.

    Raises AssignmentProblem.
    """
    if settings.closes_at <= settings.opens_at:
        raise AssignmentProblem(_("结束时间要晚于开始时间。"))
    if settings.mode != "text" and not open_script(script).scenario.choices:
        raise AssignmentProblem(_("这个情景没有可选的话，只能让学生自己写。"))
    parts = {part.id for part in get_scheme(course_class.id).categories}
    if settings.category_id is not None and settings.category_id not in parts:
        raise AssignmentProblem(_("请选择成绩册里有的一类。"))
    with writing():
        row = assignment and db.session.get(PlayAssignment, assignment.id)
        if row is None:
            row = PlayAssignment(
                class_id=course_class.id, script_id=script.id, author_id=author_id, created_at=at
            )
            db.session.add(row)
        row.title, row.note = settings.title, settings.note
        row.opens_at, row.closes_at = settings.opens_at, settings.closes_at
        row.attempts, row.mode, row.counts = settings.attempts, settings.mode, settings.counts
        row.debrief, row.weight = settings.debrief, settings.weight
        row.category_id = settings.category_id
        db.session.flush()
        column = post(row, _players(row.id), at, author_id)
        if column is not None:
            column.weight = row.weight
    return row


def remove(assignment: PlayAssignment) -> None:
    """Take an assignment away that nobody has begun. Raises AssignmentProblem."""
    with writing():
        row = db.session.scalars(
            select(PlayAssignment).where(PlayAssignment.id == assignment.id).with_for_update()
        ).one()
        if _players(row.id):
            raise AssignmentProblem(_("已经有学生开始了，不能删除；可以把结束时间提前。"))
        column = db.session.scalar(
            select(GradeColumn).where(
                GradeColumn.source_kind == WORK, GradeColumn.source_id == row.id
            )
        )
        if column is not None:
            db.session.delete(column)
        db.session.delete(row)


def start_attempt(
    assignment: PlayAssignment, user_id: int, mode: str, seed: int, at: datetime
) -> PlayRun:
    """The next attempt, or the one that is open. Raises AssignmentProblem."""
    work = find_work(assignment, user_id)
    if work.open_run is not None and work.is_open(at):
        return work.open_run
    if not work.is_open(at):
        raise AssignmentProblem(_("现在不在开放时间里，不能开始。"), status=409)
    if not work.left:
        raise AssignmentProblem(_("%(n)s 次机会都用完了。", n=assignment.attempts), status=409)
    mode = mode if assignment.mode == "both" else assignment.mode
    try:
        with writing(), db.session.begin_nested():
            return start_run(
                user_id,
                assignment.script,
                mode,
                seed,
                at,
                assignment_id=assignment.id,
                attempt=len(work.runs) + 1,
            )
    except IntegrityError:
        found = find_work(assignment, user_id).open_run  # the other tab began it
        if found is None:
            raise
        return found


def find_work(assignment: PlayAssignment, user_id: int) -> Work:
    """One student's part in an assignment; three SQL statements."""
    query = (
        select(PlayRun)
        .where(PlayRun.assignment_id == assignment.id, PlayRun.user_id == user_id)
        .order_by(PlayRun.attempt)
    )
    runs = tuple(db.session.scalars(query.execution_options(populate_existing=True)))
    return Work(assignment, runs, counting(assignment, [user_id]).get(user_id))


def list_open_work(user: User, at: datetime) -> list[Work]:
    """What a student's classes have set, the next to close first, then what is over, newest first; three
    SQL statements."""
    query = (
        select(PlayAssignment)
        .join(Enrolment, Enrolment.class_id == PlayAssignment.class_id)
        .where(
            Enrolment.user_id == user.id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
        )
        .options(joinedload(PlayAssignment.course_class))
        .options(joinedload(PlayAssignment.script).defer(PlayScript.source))
        .order_by(PlayAssignment.closes_at)
    )
    listed = list(db.session.scalars(query))
    if not listed:
        return []
    over = [one for one in listed if one.closes_at <= at]
    found = [one for one in listed if one.closes_at > at] + over[::-1]
    runs = db.session.scalars(
        select(PlayRun)
        .where(
            PlayRun.user_id == user.id,
            PlayRun.assignment_id.in_([one.id for one in found]),
        )
        .order_by(PlayRun.attempt)
    ).all()
    earned = ledger.totals(WORK, [run.id for run in runs if run.accepted_at])
    return [_work(one, runs, earned) for one in found]


def list_assignments(class_id: int) -> list[Listed]:
    """What was set to a class, newest first; two SQL statements."""
    query = (
        select(PlayAssignment)
        .where(PlayAssignment.class_id == class_id)
        .options(joinedload(PlayAssignment.script).defer(PlayScript.source))
        .order_by(PlayAssignment.id.desc())
    )
    found = list(db.session.scalars(query))
    counts = (
        select(
            PlayRun.assignment_id,
            func.count(PlayRun.user_id.distinct()),
            func.count().filter(PlayRun.accepted_at.is_(None)),
        )
        .where(PlayRun.assignment_id.in_([one.id for one in found]), PlayRun.ended_at.is_not(None))
        .group_by(PlayRun.assignment_id)
    )
    by_id = {one: (played, waiting) for one, played, waiting in db.session.execute(counts)}
    return [Listed(one, *by_id.get(one.id, (0, 0))) for one in found]


def list_rows(assignment: PlayAssignment) -> list[Row]:
    """Everybody in the class with their runs and marks; six SQL statements at most."""
    students = list_students(assignment.class_id)
    runs = db.session.scalars(
        select(PlayRun).where(PlayRun.assignment_id == assignment.id).order_by(PlayRun.attempt)
    ).all()
    earned = ledger.totals(WORK, [run.id for run in runs])
    counts = counting(assignment, [student.id for student in students])
    return [
        Row(
            student,
            tuple(run for run in runs if run.user_id == student.id),
            earned,
            counts.get(student.id),
        )
        for student in students
    ]


def _players(assignment_id: int) -> list[int]:
    query = select(PlayRun.user_id).where(PlayRun.assignment_id == assignment_id).distinct()
    return list(db.session.scalars(query))


def _work(assignment: PlayAssignment, runs: Sequence[PlayRun], earned: dict[int, Decimal]) -> Work:
    own = tuple(run for run in runs if run.assignment_id == assignment.id)
    marks = [earned.get(run.id, Decimal(0)) for run in own if run.accepted_at]
    mark = None
    if marks:
        mark = marks[-1] if assignment.counts == "last" else max(marks)
    return Work(assignment, own, mark)
