"""Setting homework, handing it in, marking and releasing it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import User
from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.service import ensure_column, post_grades
from app.marking.domain.rubric import Criterion, Marked, Rubric
from app.marking.rubrics import Judgement, MarkedWork, judge, load_marked
from app.web.errors import DomainError
from app.web.numbers import plain
from app.workshop.homework.domain.alike import Alike, find_alike
from app.workshop.homework.domain.deadlines import Door, find_door
from app.workshop.homework.files import Checked
from app.workshop.homework.models import Assignment, HomeworkFile, Submission

KIND = "homework"
LEAST_ALIKE = Fraction(30, 100)
MOST_FILES = 5
# Comparing more would keep a request busy for long.
MOST_COMPARED = 500
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One student of a class in the list of works; without `submission` they handed in nothing."""

    user: User
    submission: Submission | None
    marked: Marked | None
    late: bool

    @property
    def whole(self) -> bool:
        """Whether every criterion has a mark."""
        return self.marked is not None and self.marked.complete


def rubric_of(assignment: Assignment) -> Rubric:
    return Rubric(
        criteria=tuple(
            Criterion(number=number, name=name, points=Decimal(points), hint=hint)
            for number, (name, points, hint) in enumerate(assignment.rubric, 1)
        )
    )


def list_assignments(class_id: int, *, open_only: bool = False) -> list[Assignment]:
    """The homework of a class by deadline; one SQL statement."""
    query = select(Assignment).where(Assignment.class_id == class_id)
    if open_only:
        query = query.where(Assignment.open)
    return list(db.session.scalars(query.order_by(Assignment.due_at, Assignment.id)))


def save_assignment(
    assignment: Assignment | None,
    class_id: int,
    values: Mapping[str, Any],
    author_id: int,
    at: datetime,
) -> Assignment:
    """Make or change homework. What it is marked by stays once anything was handed in."""
    with writing():
        if assignment is None:
            row = Assignment(class_id=class_id, author_id=author_id, created_at=at, **values)
            db.session.add(row)
        else:
            row = db.session.get_one(Assignment, assignment.id, with_for_update=True)
            if list(values["rubric"]) != list(row.rubric) and _count_works(row.id):
                message = _("已经有人交了，评分项不能再改。其余的也还没有存下。")
                raise DomainError(message, status=409)
            for name, value in values.items():
                setattr(row, name, value)
        db.session.flush()
        if row.released_at is not None:
            _post(row, at, author_id)
    return row


def versions_of(assignment: Assignment, user_id: int) -> list[Submission]:
    """What one person handed in, newest first, with files; two SQL statements."""
    query = (
        select(Submission)
        .where(Submission.assignment_id == assignment.id, Submission.user_id == user_id)
        .options(selectinload(Submission.files))
        .order_by(Submission.number.desc())
    )
    return list(db.session.scalars(query))


def hand_in(
    assignment: Assignment, user_id: int, text: str, sent: Sequence[Checked], at: datetime
) -> Submission:
    """Keep a new version; raises DomainError, and then keeps nothing."""
    if not text.strip() and not sent:
        raise DomainError(_("还没有写内容，也没有选文件。"), status=422)
    if len(text) > LONGEST_TEXT:
        raise DomainError(_("最多 %(n)s 个字。", n=LONGEST_TEXT), status=422)
    if len(sent) > assignment.most_files:
        raise DomainError(_("最多交 %(n)s 个文件。", n=assignment.most_files), status=422)
    try:
        with writing():
            row = db.session.get_one(Assignment, assignment.id, populate_existing=True)
            number = _last_number(row.id, user_id)
            door = find_door(row.due_at, row.closes_at, number, at)
            if not row.open or door in (Door.KEPT, Door.CLOSED):
                raise DomainError(_("截止时间已过，没有收下。"), status=409)
            made = Submission(
                assignment_id=row.id, class_id=row.class_id, user_id=user_id, number=number + 1,
                text=text, submitted_at=at,
            )  # fmt: skip
            db.session.add(made)
            for file in sent:
                made.files.append(
                    HomeworkFile(
                        class_id=row.class_id, user_id=user_id, name=file.name,
                        size=len(file.data), digest=file.digest, data=file.data, text=file.text,
                    )
                )  # fmt: skip
            db.session.flush()
            return made
    except IntegrityError:
        raise DomainError(_("同时收到了两份，只留了先到的一份。"), status=409) from None


def works_of(assignment: Assignment) -> list[WorkRow]:
    """Every student of the class with the version that counts; a constant number of SQL statements."""
    newest = _newest(assignment.id)
    marked = load_marked(KIND, [one.id for one in newest.values()], rubric_of(assignment))
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(
            Enrolment.class_id == assignment.class_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None) | User.id.in_(list(newest)),
        )
        .options(joinedload(User.identifiers))
    )
    students = sorted(db.session.scalars(query).unique(), key=lambda u: (u.student_no or "~", u.id))
    rows = []
    for user in students:
        own = newest.get(user.id)
        rows.append(
            WorkRow(
                user=user,
                submission=own,
                marked=marked[own.id] if own else None,
                late=own is not None and own.submitted_at > assignment.due_at,
            )
        )
    return rows


def find_overlaps(assignment: Assignment) -> list[Alike]:
    """Works (by submission id) that share much text; two SQL statements."""
    texts = {
        one.id: "\n".join([one.text, *(file.text for file in one.files)])
        for one in _newest(assignment.id).values()
    }
    return find_alike(texts, assignment.text, LEAST_ALIKE)


def judge_work(
    submission: Submission, judgements: Collection[Judgement], author_id: int, at: datetime
) -> int:
    """Append a person's marks; a released mark goes on into the gradebook."""
    with writing():
        assignment = _held(submission.assignment_id)
        count = judge(_work(submission), rubric_of(assignment), judgements, author_id, at)
        if assignment.released_at is not None:
            _post(assignment, at, author_id, [submission.user_id])
        return count


def release(assignment: Assignment, author_id: int, at: datetime) -> int:
    """Show marks to students and put them into the gradebook; returns how many have one."""
    with writing():
        row = _held(assignment.id)
        if at <= row.due_at:
            raise DomainError(_("截止时间还没有到，学生还可以再交。"), status=409)
        # A work without a mark would stand in the gradebook as one that is missing.
        if waiting := sum(one.submission is not None and not one.whole for one in works_of(row)):
            message = _("还有 %(n)s 份没有批完，批完再公布。", n=waiting)
            raise DomainError(message, status=409)
        row.released_at = row.released_at or at
        return _post(row, at, author_id)


def marked_of(submission: Submission, assignment: Assignment) -> Marked:
    return load_marked(KIND, [submission.id], rubric_of(assignment))[submission.id]


def _post(
    assignment: Assignment, at: datetime, author_id: int, user_ids: Collection[int] | None = None
) -> int:
    """Bring the gradebook's column up to date: whole marks only, with the time of submission."""
    newest = _newest(assignment.id)
    rubric = rubric_of(assignment)
    marked = load_marked(KIND, [one.id for one in newest.values()], rubric)
    whole = {
        user_id: one
        for user_id, one in newest.items()
        if marked[one.id].complete and (user_ids is None or user_id in user_ids)
    }
    if assignment.category_id is not None:
        source = (KIND, assignment.id)
        column = ensure_column(
            assignment.class_id, source, assignment.title, rubric.full, assignment.category_id
        )
        column.due_at = assignment.due_at
        column.late_per_day, column.late_cap = assignment.late_per_day, assignment.late_cap
        grades: dict[int, Decimal | None] = {u: marked[one.id].earned for u, one in whole.items()}
        submitted = {u: one.submitted_at for u, one in whole.items()}
        reason = _("作业“%(title)s”", title=assignment.title)
        post_grades(column, grades, reason, at, author_id, submitted=submitted)
    return len(whole)


def _newest(assignment_id: int) -> dict[int, Submission]:
    """The version that counts, by user id, with files; two SQL statements."""
    later = aliased(Submission)
    query = (
        select(Submission)
        .outerjoin(
            later,
            (later.assignment_id == Submission.assignment_id)
            & (later.user_id == Submission.user_id)
            & (later.number == Submission.number + 1),
        )
        .where(Submission.assignment_id == assignment_id, later.id.is_(None))
        .options(selectinload(Submission.files))
    )
    return {one.user_id: one for one in db.session.scalars(query)}


def _held(assignment_id: int) -> Assignment:
    return db.session.get_one(Assignment, assignment_id, with_for_update=True)


def _last_number(assignment_id: int, user_id: int) -> int:
    query = select(func.coalesce(func.max(Submission.number), 0)).where(
        Submission.assignment_id == assignment_id, Submission.user_id == user_id
    )
    return int(db.session.scalar(query) or 0)


def _count_works(assignment_id: int) -> int:
    query = select(func.count()).where(Submission.assignment_id == assignment_id)
    return int(db.session.scalar(query) or 0)


def _work(submission: Submission) -> MarkedWork:
    return MarkedWork(
        kind=KIND, work_id=submission.id, class_id=submission.class_id,
        learner_id=submission.user_id,
    )  # fmt: skip


def mark_text(marked: Marked | None) -> str:
    """86 / 100, or a dash where a mark is missing."""
    if marked is None or not marked.complete:
        return "—"
    return f"{plain(marked.earned)} / {plain(marked.full)}"
