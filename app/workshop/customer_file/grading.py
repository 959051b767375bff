"""The staff's side: the class with its states, judging, confirming, release into the gradebook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.accounts.models import User
from app.database import writing
from app.extensions import db
from app.gradebook.people import all_students
from app.gradebook.service import ensure_column, post_grades
from app.marking.domain.rubric import Marked
from app.marking.models import MarkEvent
from app.marking.rubrics import Judgement, confirm, judge, load_marked
from app.web.errors import DomainError
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.service import (
    KIND,
    default_category,
    hold_project,
    marked_work,
)
from app.workshop.customer_file.words import make_rubric
from app.workshop.projects import Counts

# Names in a sentence: more are a list nobody reads.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One student of the class: their file and marks, where there are any; `grade` after the late rule."""

    user: User
    file: CustomerFile | None
    marked: Marked | None
    grade: Decimal | None
    taken_off: int

    @property
    def state(self) -> str:
        if self.file is None:
            return "none"
        if self.file.handed_at is None:
            return "open"
        if self.marked is None or not self.marked.complete:
            return "waiting"
        return "proposed" if self.marked.provisional else "done"


def list_places(project: FileProject) -> list[Place]:
    """Everybody who studies in the class, and whoever left after handing in; four SQL statements."""
    query = select(CustomerFile).where(CustomerFile.project_id == project.id)
    files = {row.user_id: row for row in db.session.scalars(query)}
    people = all_students(project.class_id)
    gone = set(files) - {user.id for user in people}
    if gone:
        people += db.session.scalars(select(User).where(User.id.in_(gone))).all()
    handed = [row.id for row in files.values() if row.handed_at]
    marks = load_marked(KIND, handed, make_rubric())
    return [_place(project, user, files.get(user.id), marks) for user in people]


def _place(
    project: FileProject, user: User, file: CustomerFile | None, marks: dict[int, Marked]
) -> Place:
    marked = marks.get(file.id) if file else None
    if file is None or marked is None or file.handed_at is None:
        return Place(user=user, file=file, marked=marked, grade=None, taken_off=0)
    return Place(
        user=user,
        file=file,
        marked=marked,
        grade=grade_of(project, file, marked),
        taken_off=project.late.taken_off(file.handed_at),
    )


def grade_of(project: FileProject, file: CustomerFile, marked: Marked) -> Decimal | None:
    """The grade after the late rule; None while a criterion waits."""
    if not marked.complete or file.handed_at is None:
        return None
    return project.late.grade(marked.earned, file.handed_at)


def judge_file(
    file: CustomerFile, judgements: Collection[Judgement], author: User, at: datetime
) -> int:
    """Store a person's judgements; after release the grade follows at once."""
    _require_handed(file)
    with writing():
        project = hold_project(file.project_id)
        count = judge(marked_work(file), make_rubric(), judgements, author.id, at)
        _post_if_released(project, [file], author.id, at)
    return count


def confirm_file(file: CustomerFile, author: User, at: datetime) -> int:
    """Take over what the machine proposed for one file."""
    _require_handed(file)
    with writing():
        return confirm(marked_work(file), make_rubric(), author.id, at)


def confirm_all(project: FileProject, author: User, at: datetime) -> int:
    """Take over what the machine proposed for every file that was handed in; returns how many files."""
    with writing():
        hold_project(project.id)
        return sum(
            bool(confirm(marked_work(file), make_rubric(), author.id, at))
            for file in _handed(project.id)
        )


def release(project: FileProject, author: User, at: datetime) -> int:
    """Show the marks to the students and post them to the gradebook; returns how many.

    Refuses while a file that was handed in waits for a person.
    """
    with writing():
        held = hold_project(project.id)
        files = _handed(held.id)
        if not files:
            raise DomainError(_("还没有人上交，没有成绩可以公布。"))
        marks = load_marked(KIND, [one.id for one in files], make_rubric())
        waiting = [one.user.name for one in files if not marks[one.id].complete]
        if waiting:
            names = _("、").join(waiting[:MOST_NAMED])
            raise DomainError(
                _("还有 %(n)s 份没有批完：%(names)s。批完再公布。", n=len(waiting), names=names)
            )
        held.released_at = held.released_at or at
        return _post(held, files, marks, author.id, at)


def _post_if_released(
    project: FileProject, files: Sequence[CustomerFile], author_id: int, at: datetime
) -> None:
    if project.released_at is not None:
        marks = load_marked(KIND, [one.id for one in files], make_rubric())
        _post(project, files, marks, author_id, at)


def _post(
    project: FileProject,
    files: Sequence[CustomerFile],
    marks: dict[int, Marked],
    author_id: int,
    at: datetime,
) -> int:
    category = project.category_id or default_category(project.class_id)
    full = make_rubric().full
    column = ensure_column(project.class_id, (KIND, project.id), project.title, full, category)
    column.due_at = project.due_at
    grades = {one.user_id: grade_of(project, one, marks[one.id]) for one in files}
    return post_grades(column, grades, _("客户档案"), at, author_id)


def _handed(project_id: int) -> Sequence[CustomerFile]:
    query = (
        select(CustomerFile)
        .where(CustomerFile.project_id == project_id, CustomerFile.handed_at.is_not(None))
        .order_by(CustomerFile.id)
    )
    return db.session.scalars(query).all()


def _require_handed(file: CustomerFile) -> None:
    if file.handed_at is None:
        raise DomainError(_("这份档案还没有上交，不能批改。"))


def count_all(class_id: int, at: datetime) -> Counts:
    """Files handed in in a class, and those of them that no person has judged yet; two statements."""
    query = (
        select(FileProject.due_at, CustomerFile.id)
        .outerjoin(
            CustomerFile,
            (CustomerFile.project_id == FileProject.id) & CustomerFile.handed_at.is_not(None),
        )
        .where(FileProject.class_id == class_id)
    )
    rows = db.session.execute(query).all()
    handed = {file_id for _due, file_id in rows if file_id is not None}
    judged = select(func.count(func.distinct(MarkEvent.work_id))).where(
        MarkEvent.work_kind == KIND, MarkEvent.work_id.in_(handed), MarkEvent.by_hand
    )
    done = int(db.session.scalar(judged) or 0) if handed else 0
    due = min((due for due, _file in rows if due and due > at), default=None)
    return Counts(waiting=len(handed) - done, total=len(handed), due_at=due)
