"""The marking pages of a class: by question, across students."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank.views import preview_view
from app.courses.models import CourseClass
from app.marking import service
from app.marking.ledger import MarkedMeanwhile
from app.marking.works import PartView
from app.web.clock import now
from app.web.shell import enter_class

bp = Blueprint("marking", __name__, url_prefix="/classes/<class_id>/marking")
PER_PAGE = 20


@bp.get("")
@requires(Permission.MARKING_DO)
def home(class_id: str) -> str:
    course_class = _enter(class_id)
    parts = service.list_parts(course_class.id)
    return render_template("marking/home.html", course_class=course_class, parts=parts)


@bp.get("/<kind>/<int:part_id>")
@requires(Permission.MARKING_DO)
def question(class_id: str, kind: str, part_id: int) -> str:
    part = _part(_enter(class_id), kind, part_id)
    return _page(class_id, part, service.rows_of(part))


@bp.post("/<kind>/<int:part_id>")
@requires(Permission.MARKING_DO)
def mark(class_id: str, kind: str, part_id: int) -> Response | str | tuple[str, int]:
    part = _part(_enter(class_id), kind, part_id)
    user = current_user()
    if user is None:
        abort(401)
    rows = service.rows_of(part)
    try:
        count = service.save_marks(part, rows, _entries(part), user.id, now())
    except MarkedMeanwhile as error:
        flash(error.message, "loss")
        return _page(class_id, part, rows), 409
    if any(row.errors for row in rows):
        return _page(class_id, part, rows), 422
    flash(ngettext("记下了 %(num)s 份答案的分数。", "记下了 %(num)s 份答案的分数。", count))
    return redirect(url_for("marking.question", class_id=class_id, kind=kind, part_id=part_id))


def _page(class_id: str, part: PartView, rows: Sequence[service.Row]) -> str:
    """Show the answers that were just typed into, or else the first ones that wait."""
    typed = [row for row in rows if row.typed is not None]
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = typed or rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "marking/question.html",
        class_id=class_id,
        part=part,
        view=preview_view(part.face, part.key, key="asked", points=part.summary.points),
        key_points=service.key_points_of(part),
        rows=shown,
        waiting=sum(not row.is_marked for row in rows),
        total=len(rows),
        page=page,
        pages=pages,
    )


def _entries(part: PartView) -> dict[int, service.Entry]:
    """What was typed, by work id: inputs are named `p-<work>-<key point>`, `c-…`, `seen-…`."""
    entries = {}
    for response in part.responses:
        work = response.work_id
        seen = request.form.get(f"seen-{work}", type=int)
        if seen is None:
            continue
        points = {
            point.id: request.form.get(f"p-{work}-{point.id}", "")
            for point in service.key_points_of(part)
        }
        comment = request.form.get(f"c-{work}", "")[:2000]
        entries[work] = service.Entry(work_id=work, seen=seen, points=points, comment=comment)
    return entries


def _enter(class_id: str) -> CourseClass:
    course_class = load_or_404(CourseClass, public_id=class_id)
    enter_class(course_class)
    return course_class


def _part(course_class: CourseClass, kind: str, part_id: int) -> PartView:
    return service.find_part(course_class.id, kind, part_id) or abort(404)
