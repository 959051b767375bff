"""Tasks and files: setting a task, beginning a file, handing it in."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.service import get_scheme
from app.marking.rubrics import MarkedWork, propose
from app.web.errors import DomainError
from app.workshop.customer_file.domain.marks import mark
from app.workshop.customer_file.loading import Loaded, load
from app.workshop.customer_file.models import CustomerFile, FileChange, FileProject
from app.workshop.customer_file.saving import hold, require_open
from app.workshop.customer_file.words import make_rubric
from app.workshop.projects import Counts

KIND = "file"


def list_projects(class_id: int) -> Sequence[FileProject]:
    """The tasks of a class, newest first."""
    query = select(FileProject).where(FileProject.class_id == class_id)
    return db.session.scalars(query.order_by(FileProject.id.desc())).all()


def own_files(project_ids: Collection[int], user_id: int) -> dict[int, CustomerFile]:
    """A student's files by task."""
    query = select(CustomerFile).where(
        CustomerFile.project_id.in_(project_ids), CustomerFile.user_id == user_id
    )
    return {row.project_id: row for row in db.session.scalars(query)}


def make_project(course_class: CourseClass, values: Mapping[str, Any], at: datetime) -> FileProject:
    """Set the task for a class; `values` by name of attribute."""
    with writing():
        project = FileProject(class_id=course_class.id, created_at=at, **values)
        db.session.add(project)
    return project


def change_project(project: FileProject, values: Mapping[str, Any]) -> None:
    """Change a task; what marks are worked out from stays as it is once somebody has handed in."""
    with writing():
        fresh = hold_project(project.id)
        handed = select(CustomerFile.id).where(
            CustomerFile.project_id == fresh.id, CustomerFile.handed_at.is_not(None)
        )
        changed = {name for name, value in values.items() if getattr(fresh, name) != value}
        fixed = {"cut_a", "cut_b", "basis", "ties"}
        if changed & fixed and db.session.scalar(handed.limit(1)) is not None:
            raise DomainError(_("已经有人上交，划线、依据和同值规则不能再改。其他设置也没有存。"))
        for name, value in values.items():
            setattr(fresh, name, value)


def hold_project(project_id: int) -> FileProject:
    """The task's row, read again and held until the transaction ends."""
    query: Select[FileProject] = select(FileProject).where(FileProject.id == project_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def default_category(class_id: int) -> int | None:
    """The gradebook's category for customer files: the one named so, else the first that is no final."""
    parts = [one for one in get_scheme(class_id).categories if not one.is_final]
    named = [one for one in parts if "客户档案" in one.name]
    return (named or parts)[0].id if parts else None


def begin(project: FileProject, user: User, at: datetime) -> CustomerFile:
    """The student's file of this task, made with a seed of its own where there is none."""
    found = own_files([project.id], user.id).get(project.id)
    if found is not None:
        return found
    if project.late.closed(at):
        raise DomainError(_("上交时间已过，不能再开始。"))
    try:
        with writing():
            file = CustomerFile(
                project_id=project.id,
                user_id=user.id,
                class_id=project.class_id,
                seed=secrets.randbelow(2**31),
                created_at=at,
            )
            db.session.add(file)
        return file
    except IntegrityError:
        return own_files([project.id], user.id)[project.id]  # begun in another window just now


def hand_in(file: CustomerFile, seen: int, at: datetime) -> CustomerFile:
    """Hand the file in for good and let the machine propose its marks.

    `seen` is the newest entry of the log that the student knew of: what another window saved since is
    looked at first.
    """
    with writing():
        held = hold(file)
        if held.handed_at is not None:
            return held
        require_open(held, at)
        loaded = load(held)
        if seen != loaded.seen:
            raise DomainError(
                _("这份档案在另一个窗口改过，还没有上交。请再看一眼再交。"), status=409
            )
        held.handed_at = at
        held.receipt = receipt_of(loaded)
        db.session.flush()
        propose_marks(loaded, at)
    return held


def propose_marks(loaded: Loaded, at: datetime) -> None:
    """What the machine gives for a file that was handed in; belongs inside `writing()`."""
    found = mark(loaded.files, loaded.state, loaded.file.project.rules)
    propose(marked_work(loaded.file), make_rubric(), found, at)


def marked_work(file: CustomerFile) -> MarkedWork:
    return MarkedWork(kind=KIND, work_id=file.id, class_id=file.class_id, learner_id=file.user_id)


def receipt_of(loaded: Loaded) -> str:
    """Twelve signs that follow from the set and the whole log, so that any change would show."""
    entries = [
        [row.number, row.act, row.ops, row.created_at.isoformat()] for row in loaded.digest_of
    ]
    whole = json.dumps([loaded.file.seed, entries], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:12].upper()


def count_entries(file: CustomerFile) -> int:
    """How many times something was saved."""
    query = select(func.count()).where(FileChange.file_id == file.id)
    return int(db.session.scalar(query) or 0)


def count_own(class_ids: Collection[int], user_id: int, at: datetime) -> dict[int, Counts]:
    """A student's tasks by class: how many, how many not handed in, the next deadline; one statement."""
    query = (
        select(FileProject.class_id, FileProject.due_at, CustomerFile.handed_at)
        .outerjoin(
            CustomerFile,
            (CustomerFile.project_id == FileProject.id) & (CustomerFile.user_id == user_id),
        )
        .where(FileProject.class_id.in_(class_ids))
    )
    rows: dict[int, list[tuple[datetime | None, datetime | None]]] = {}
    for class_id, due_at, handed_at in db.session.execute(query):
        rows.setdefault(class_id, []).append((due_at, handed_at))
    return {
        class_id: Counts(
            waiting=sum(handed is None for _due, handed in found),
            total=len(found),
            due_at=min(
                (due for due, handed in found if due and handed is None and due > at), default=None
            ),
        )
        for class_id, found in rows.items()
    }


def count_students(class_id: int) -> int:
    query = select(func.count()).where(
        Enrolment.class_id == class_id, Enrolment.role == "student", Enrolment.left_at.is_(None)
    )
    return int(db.session.scalar(query) or 0)
