"""Homework as a student meets it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.extensions import db
from app.web.clock import now
from app.web.downloads import attachment
from app.web.errors import DomainError
from app.web.forms import clean
from app.workshop.homework import files, service
from app.workshop.homework.domain.deadlines import find_door
from app.workshop.homework.files import MAX_BYTES, Checked
from app.workshop.homework.models import Assignment, HomeworkFile
from app.workshop.homework.project import own_versions

bp = Blueprint("homework", __name__)


@bp.get("/classes/<class_id>/homework")
@requires(Permission.PROJECT_WORK)
def home(class_id: str) -> str:
    course_class = load_or_404(CourseClass, public_id=class_id)
    me = _me()
    return render_template(
        "homework/home.html",
        course_class=course_class,
        assignments=service.list_assignments(course_class.id, open_only=True),
        handed_in=own_versions([course_class.id], me.id),
        at=now(),
    )


@bp.get("/homework/<assignment_id>")
@requires(Permission.PROJECT_WORK)
def assignment(assignment_id: str) -> str:
    return _page(_open_assignment(assignment_id))


@bp.post("/homework/<assignment_id>")
@requires(Permission.PROJECT_WORK)
def hand_in(assignment_id: str) -> Response | tuple[str, int]:
    row, me = _open_assignment(assignment_id), _me()
    text = clean(request.form.get("text", ""))
    try:
        made = service.hand_in(row, me.id, text, _sent(row), now())
    except DomainError as error:
        db.session.rollback()
        return _page(_open_assignment(assignment_id), text, error.message), error.status
    flash(_("收到了，这是第 %(n)s 版。", n=made.number), "ok")
    return redirect(url_for(".assignment", assignment_id=assignment_id))


@bp.get("/homework-files/<file_id>")
@requires(Permission.PROJECT_WORK)
def own_file(file_id: str) -> Response:
    """One's own file, as a download."""
    return send(load_or_404(HomeworkFile, public_id=file_id))


def send(file: HomeworkFile) -> Response:
    """A file as a download: never shown in the page, whatever it holds."""
    return attachment(file.data, file.name, "application/octet-stream")


def _page(row: Assignment, text: str | None = None, wrong: str = "") -> str:
    me = _me()
    versions = service.versions_of(row, me.id)
    newest = versions[0] if versions else None
    return render_template(
        "homework/assignment.html",
        course_class=db.session.get_one(CourseClass, row.class_id),
        assignment=row,
        versions=versions,
        marked=service.marked_of(newest, row) if newest and row.released_at else None,
        rubric=service.rubric_of(row),
        door=find_door(row.due_at, row.closes_at, len(versions), now()),
        text=text if text is not None else (newest.text if newest else ""),
        wrong=wrong,
    )


def _open_assignment(public_id: str) -> Assignment:
    row = load_or_404(Assignment, public_id=public_id)
    return row if row.open else abort(404)


def _sent(row: Assignment) -> list[Checked]:
    sent = [file for file in request.files.getlist("files") if file.filename]
    if len(sent) > row.most_files:
        raise DomainError(_("最多交 %(n)s 个文件。", n=row.most_files), status=422)
    return [
        files.check(file.filename or "", file.read(MAX_BYTES + 1), row.file_types) for file in sent
    ]


def _me() -> User:
    return current_user() or abort(401)
