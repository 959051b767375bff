"""What students see: columns published or not, and one cell with its comment."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.gradebook import editing
from app.gradebook.blueprint import bp
from app.gradebook.cells import CellInput, save_cell
from app.gradebook.models import GradeColumn
from app.gradebook.people import find_students
from app.gradebook.service import get_scheme
from app.web.clock import now
from app.web.forms import clean
from app.web.i18n import local_zone
from app.web.numbers import read_int

LONGEST_COMMENT = 1000
LONGEST_REASON = 500


@bp.route("/classes/<class_id>/grades/publish", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def publish(class_id: str) -> Response | str:
    """Choose the columns that students see."""
    course_class = get_class(class_id)
    if request.method == "POST":
        changed = editing.publish_columns(course_class.id, request.form.getlist("column"))
        flash(_("已存下，改了 %(n)s 列。", n=changed), "ok")
        return redirect(url_for(".home", class_id=class_id))
    scheme = get_scheme(course_class.id)
    return render_template("gradebook/publish.html", course_class=course_class, scheme=scheme)


@bp.post("/grade-columns/<column_id>/people/<user_id>")
@requires(Permission.GRADES_MANAGE)
def change_cell(column_id: str, user_id: str) -> Response:
    """Change one cell with all that belongs to it: mark, time of submission, comment."""
    column = load_or_404(GradeColumn, public_id=column_id)
    course_class = db.session.get_one(CourseClass, column.class_id)
    me, student = current_user() or abort(401), _student(course_class, user_id)
    typed = CellInput(
        text=request.form.get("text", "")[:20],
        comment=clean(request.form.get("comment", ""))[:LONGEST_COMMENT],
        submitted_at=_read_time(request.form.get("submitted_at", "")),
        seen=read_int(request.form.get("seen", "0")) or 0,
        reason=request.form.get("reason", "").strip()[:LONGEST_REASON],
    )
    save_cell(column, student.id, typed, me.id, now())
    flash(_("已存下。"), "ok")
    return redirect(url_for(".cell", column_id=column_id, user_id=user_id))


def _student(course_class: CourseClass, public_id: str) -> User:
    found = find_students(course_class.id, [public_id])
    return found[0] if found else abort(404)


def _read_time(text: str) -> datetime | None:
    """A local time as a field of the browser sends it; None where there is none."""
    try:
        typed = datetime.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        abort(400)
    if typed is None or not 2000 <= typed.year <= 2100:
        return None
    return typed.replace(tzinfo=local_zone()).astimezone(UTC)
