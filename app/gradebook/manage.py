"""The gradebook of a class, for those who teach it: the sheet, one person, one cell, the file."""

from __future__ import annotations

from flask import abort, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.gradebook import (  # noqa: F401 (most of them hang their routes on bp)
    acts,
    editing,
    manage_columns,
    manage_grid,
    manage_import,
    manage_publish,
    manage_scheme,
)
from app.gradebook.blueprint import bp
from app.gradebook.grid import SHOWN, Show, after_for, columns_for, pick
from app.gradebook.ledger import current_grades
from app.gradebook.manage_grid import read_show
from app.gradebook.models import GradeColumn
from app.gradebook.people import all_students, count_by_presence, find_students, students_query
from app.gradebook.sheet import build_sheet
from app.gradebook.typed import text_of
from app.gradebook.workbook import MIME, write_registry, write_workbook
from app.web.clock import now
from app.web.downloads import attachment
from app.web.i18n import local_zone
from app.web.pages import Paged, paginate, slice_page
from app.web.shell import enter_class

PER_PAGE = 50


@bp.get("/classes/<class_id>/grades")
@requires(Permission.GRADES_VIEW_ALL)
def home(class_id: str) -> str:
    """The sheet: a page of it as a table, which the script replaces by the whole."""
    course_class = get_class(class_id)
    at, show = now(), read_show()
    wanted = request.args.get("q", "").strip()[:80]
    left, two = request.args.get("left") == "1", request.args.get("view") == "two"
    if show is not Show.ALL and not left:
        found = pick(course_class.id, all_students(course_class.id, wanted), show, at)
        page, joined = slice_page(found, PER_PAGE), {}
    else:
        places = paginate(students_query(course_class.id, wanted, left=left), PER_PAGE)
        joined = {place.user_id: place.joined_at for place in places.items}
        people = [place.user for place in places.items]
        page = Paged(people, places.page, places.per_page, places.total)
    sheet = build_sheet(course_class.id, page.items, at, joined=joined)
    return render_template(
        "gradebook/sheet.html",
        course_class=course_class,
        sheet=sheet,
        page=page,
        counts=count_by_presence(course_class.id),
        wanted=wanted,
        left=left,
        two=two,
        show=show.value,
        shows={one.value: label for one, label in SHOWN.items()},
        grid=None if left or two else {"columns": columns_for(sheet), "after": after_for(sheet)},
        changes=acts.recent(course_class.id),
    )


@bp.get("/classes/<class_id>/grades.xlsx")
@requires(Permission.GRADES_VIEW_ALL)
def export(class_id: str) -> Response:
    course_class = get_class(class_id)
    sheet = build_sheet(course_class.id, all_students(course_class.id), now())
    day = now().astimezone(local_zone()).strftime("%Y%m%d")
    name = _("成绩册 %(name)s %(day)s", name=course_class.name, day=day)
    return attachment(write_workbook(sheet, course_class.name), f"{name}.xlsx", MIME)


@bp.get("/classes/<class_id>/grades/registry.xlsx")
@requires(Permission.GRADES_VIEW_ALL)
def export_registry(class_id: str) -> Response:
    """The list for the registry (教务)."""
    course_class = get_class(class_id)
    sheet = build_sheet(course_class.id, all_students(course_class.id), now())
    day = now().astimezone(local_zone()).strftime("%Y%m%d")
    name = _("成绩单 %(name)s %(day)s", name=course_class.name, day=day)
    return attachment(write_registry(sheet, course_class.name), f"{name}.xlsx", MIME)


@bp.get("/classes/<class_id>/grades/people/<user_id>")
@requires(Permission.GRADES_VIEW_ALL)
def person(class_id: str, user_id: str) -> str:
    """All marks of one student with the arithmetic, as they see it themselves and more."""
    course_class = get_class(class_id)
    student = _student(course_class, user_id)
    sheet = build_sheet(course_class.id, [student], now())
    return render_template(
        "gradebook/person.html", course_class=course_class, student=student, book=sheet
    )


@bp.get("/grade-columns/<column_id>/people/<user_id>")
@requires(Permission.GRADES_VIEW_ALL)
def cell(column_id: str, user_id: str) -> str:
    """The ledger of one cell."""
    column = load_or_404(GradeColumn, public_id=column_id)
    course_class = db.session.get_one(CourseClass, column.class_id)
    enter_class(course_class)
    student = _student(course_class, user_id)
    events = editing.history(column, student.id)
    authors = {event.author_id for event in events if event.author_id}
    query = select(User.id, User.name).where(User.id.in_(authors))
    last = events[0] if events else None
    submitted = last.submitted_at.astimezone(local_zone()) if last and last.submitted_at else None
    return render_template(
        "gradebook/cell.html",
        course_class=course_class,
        column=column,
        student=student,
        events=events,
        text=text_of(current_grades([column.id], [student.id]).get((column.id, student.id))),
        submitted=submitted.strftime("%Y-%m-%dT%H:%M") if submitted else "",
        names={row.id: row.name for row in db.session.execute(query)},
    )


def _student(course_class: CourseClass, public_id: str) -> User:
    found = find_students(course_class.id, [public_id])
    return found[0] if found else abort(404)
