"""Columns of a gradebook: their settings, and the marks typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
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
from app.gradebook.editing import Saved, TypedMark
from app.gradebook.forms import ColumnForm
from app.gradebook.models import GradeColumn
from app.gradebook.people import find_students, students_query
from app.gradebook.service import get_scheme
from app.web.clock import now
from app.web.forms import add_error
from app.web.numbers import plain
from app.web.pages import Paged, paginate
from app.web.shell import enter_class

# Two inputs a student: a page of these stays far below what a form may hold.
PER_PAGE = 100
LONGEST_MARK = 20
LONGEST_REASON = 500


@bp.route("/classes/<class_id>/grades/columns/new", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def new_column(class_id: str) -> Response | str | tuple[str, int]:
    course_class = get_class(class_id)
    form = ColumnForm.of(None, get_scheme(course_class.id).categories)
    if form.validate_on_submit():
        column = editing.make_column(course_class.id, form.values())
        return redirect(url_for(".column", column_id=column.public_id))
    page = render_template(
        "gradebook/column_form.html", course_class=course_class, form=form, column=None
    )
    return (page, 422) if form.errors else page


@bp.route("/grade-columns/<column_id>/settings", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def edit_column(column_id: str) -> Response | str | tuple[str, int]:
    column, course_class = _column(column_id)
    form = ColumnForm.of(column, get_scheme(course_class.id).categories)
    if form.validate_on_submit() and _holds_all_marks(form, column):
        editing.change_column(column, form.values())
        flash(_("设置已存下，总评按它重新算过。"), "ok")
        return redirect(url_for(".home", class_id=course_class.public_id))
    page = render_template(
        "gradebook/column_form.html", course_class=course_class, form=form, column=column
    )
    return (page, 422) if form.errors else page


@bp.post("/grade-columns/<column_id>/remove")
@requires(Permission.GRADES_MANAGE)
def remove_column(column_id: str) -> Response:
    column, course_class = _column(column_id)
    editing.remove_column(column)
    flash(_("这一列已删掉。"), "ok")
    return redirect(url_for(".home", class_id=course_class.public_id))


@bp.get("/grade-columns/<column_id>")
@requires(Permission.GRADES_MANAGE)
def column(column_id: str) -> str:
    """The marks of one column, to be typed."""
    column, course_class = _column(column_id)
    places = paginate(students_query(course_class.id), PER_PAGE)
    students = [place.user for place in places.items]
    was = editing.typed_now(column, [user.id for user in students])
    page = Paged(students, places.page, places.per_page, places.total)
    late = {p.user_id for p in places.items if column.due_at and column.due_at < p.joined_at}
    return _page(column, course_class, page, was, was, late=late)


@bp.post("/grade-columns/<column_id>")
@requires(Permission.GRADES_MANAGE)
def save_column(column_id: str) -> Response | tuple[str, int]:
    column, course_class = _column(column_id)
    me = current_user() or abort(401)
    # Whoever left the class while the page was open still gets the mark that was typed.
    students = _posted_students(course_class)
    typed = [_typed(user) for user in students]
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    saved = editing.save_marks(column, typed, reason or _("录入"), me.id, now())
    if saved.is_refused:
        texts = {one.user_id: one.text for one in typed}
        was = {one.user_id: one.was for one in typed} | dict(saved.clashes)
        page = Paged(students, 1, max(1, len(students)), len(students))
        shown = _page(column, course_class, page, texts, was, saved=saved, reason=reason)
        return shown, 409 if saved.clashes else 422
    if saved.count:
        flash(ngettext("存下了 %(num)s 个成绩。", "存下了 %(num)s 个成绩。", saved.count), "ok")
    else:
        flash(_("没有改动，什么都没有存。"))
    return redirect(request.full_path.rstrip("?"))


def _page(
    column: GradeColumn,
    course_class: CourseClass,
    page: Paged[User],
    texts: Mapping[int, str],
    was: Mapping[int, str],
    **more: Any,
) -> str:
    return render_template(
        "gradebook/column.html",
        course_class=course_class,
        column=column,
        page=page,
        texts=texts,
        was=was,
        **({"saved": Saved(), "reason": "", "late": frozenset()} | more),
    )


def _column(column_id: str) -> tuple[GradeColumn, CourseClass]:
    column = load_or_404(GradeColumn, public_id=column_id)
    course_class = db.session.get_one(CourseClass, column.class_id)
    enter_class(course_class)
    return column, course_class


def _posted_students(course_class: CourseClass) -> list[User]:
    """The students whose inputs were sent, in the order of the page."""
    named = [name[2:] for name in request.form if name.startswith("m-")][: 2 * PER_PAGE]
    found = {user.public_id: user for user in find_students(course_class.id, named)}
    return [found[name] for name in named if name in found]


def _typed(user: User) -> TypedMark:
    return TypedMark(
        user_id=user.id,
        text=request.form.get(f"m-{user.public_id}", "")[:LONGEST_MARK],
        was=request.form.get(f"w-{user.public_id}", "")[:LONGEST_MARK],
    )


def _holds_all_marks(form: ColumnForm, column: GradeColumn) -> bool:
    """Whether the new maximum is not below a mark that stands in the column."""
    highest = editing.highest_mark(column)
    if form.max is None or highest is None or form.max.data is None or form.max.data >= highest:
        return True
    add_error(form.max, _("这一列里有 %(mark)s 分，满分不能比它小。", mark=plain(highest)))
    return False
