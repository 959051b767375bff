"""What the sheet's script asks for: rows by the block, edits of cells, undoing; and the list of acts."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.gradebook import acts
from app.gradebook.acts import Edit, Outcome
from app.gradebook.blueprint import bp
from app.gradebook.grid import PER_BLOCK, Show, pick, rows_of
from app.gradebook.models import GradeBatch, GradeColumn
from app.gradebook.people import all_students, find_students
from app.gradebook.sheet import build_sheet
from app.gradebook.typed import text_of
from app.web.clock import now
from app.web.errors import DomainError
from app.web.numbers import read_int

# A whole column of the largest class, and some more.
MOST_EDITS = 3000
LONGEST_MARK = 20
LONGEST_REASON = 500
# Rows sent back with an edit; of longer ones the script asks again.
MOST_ROWS = 200


@bp.get("/classes/<class_id>/grades/rows")
@requires(Permission.GRADES_VIEW_ALL)
def rows(class_id: str) -> Response:
    """Rows `from` … of the students that `q` and `show` ask for, and how many those are."""
    course_class = get_class(class_id)
    at, first = now(), read_int(request.args.get("from", "0")) or 0
    wanted = request.args.get("q", "").strip()[:80]
    students = all_students(course_class.id, wanted)
    students = pick(course_class.id, students, read_show(), at)
    block = students[first : first + PER_BLOCK]
    sheet = build_sheet(course_class.id, block, at)
    return jsonify(total=len(students), first=first, rows=rows_of(course_class, sheet))


@bp.post("/classes/<class_id>/grades/edits")
@requires(Permission.GRADES_MANAGE)
def edit(class_id: str) -> Response | tuple[Response, int]:
    """Store edits of cells; answers with the rows as they are then, and with the act to be undone."""
    course_class = get_class(class_id)
    me, at = current_user() or abort(401), now()
    posted: Any = request.get_json(silent=True)
    edits, people, columns = _edits(course_class, posted)
    kind = "paste" if len(edits) > 1 else "edit"
    reason = str(posted.get("reason", "")).strip()[:LONGEST_REASON] or _("录入")
    outcome = acts.apply_edits(course_class.id, edits, kind, reason, me.id, at)
    body = _told(outcome, people, columns)
    if outcome.wrong:
        return jsonify(body), 422
    if len(people) <= MOST_ROWS:
        users = find_students(course_class.id, list(people.values()))
        body["rows"] = rows_of(course_class, build_sheet(course_class.id, users, at))
    return jsonify(body)


@bp.post("/grade-batches/<batch_id>/undo")
@requires(Permission.GRADES_MANAGE)
def undo(batch_id: str) -> Response:
    """Undo an act; a script gets the act that did so, which undone does it again."""
    batch = load_or_404(GradeBatch, public_id=batch_id)
    course_class = db.session.get_one(CourseClass, batch.class_id)
    me = current_user() or abort(401)
    made, kept = acts.undo(batch, me.id, now())
    if request.is_json:
        return jsonify(batch=made.public_id, kept=kept)
    flash(_("已撤销。"), "ok")
    if kept:
        flash(
            ngettext("%(num)s 格后来又改过，没有动。", "%(num)s 格后来又改过，没有动。", kept),
            "warn",
        )
    return redirect(url_for(".home", class_id=course_class.public_id))


def read_show() -> Show:
    wanted = request.args.get("show", Show.ALL.value)
    return Show(wanted) if wanted in set(Show) else Show.ALL


def _edits(
    course_class: CourseClass, posted: Any
) -> tuple[list[Edit], dict[int, str], dict[int, str]]:
    """The edits as posted, with the people and columns of the class that they name."""
    cells = posted.get("edits") if isinstance(posted, dict) else None
    if not isinstance(cells, list) or not 0 < len(cells) <= MOST_EDITS:
        raise DomainError(_("一次最多改 %(n)s 格。", n=MOST_EDITS), status=422)
    if not all(isinstance(cell, dict) for cell in cells):
        abort(400)
    users = {
        user.public_id: user.id
        for user in find_students(course_class.id, {str(c.get("user")) for c in cells})
    }
    query = select(GradeColumn.public_id, GradeColumn.id).where(
        GradeColumn.class_id == course_class.id,
        GradeColumn.public_id.in_({str(c.get("column")) for c in cells}),
    )
    columns: dict[str, int] = dict(iter(db.session.execute(query)))
    edits: dict[tuple[int, int], Edit] = {}
    for cell in cells:
        user, column = users.get(str(cell.get("user"))), columns.get(str(cell.get("column")))
        if user is None or column is None:
            raise DomainError(
                _("有一格的学生或列不在这个班里了。什么都没有存，请刷新后再试。"), status=409
            )
        seen = cell.get("seen")
        one = Edit(
            column_id=column,
            user_id=user,
            text=str(cell.get("text", ""))[:LONGEST_MARK],
            seen=seen if isinstance(seen, int) else 0,
        )
        edits[one.place] = one
    named = {user_id: public_id for public_id, user_id in users.items()}
    return list(edits.values()), named, {row: public for public, row in columns.items()}


def _told(outcome: Outcome, people: dict[int, str], columns: dict[int, str]) -> dict[str, Any]:
    def name(place: tuple[int, int]) -> dict[str, Any]:
        return {"column": columns[place[0]], "user": people[place[1]]}

    return {
        "batch": outcome.batch.public_id if outcome.batch else None,
        "count": outcome.count,
        "wrong": [name(place) | {"message": text} for place, text in outcome.wrong.items()],
        "clashes": [
            name(place) | {"now": text_of(held), "seen": held.number}
            for place, held in outcome.clashes.items()
        ],
    }
