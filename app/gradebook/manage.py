"""The gradebook of a class, for those who teach it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass, Enrolment
from app.courses.service import list_students
from app.extensions import db
from app.gradebook import editing
from app.gradebook.forms import ColumnForm, SchemeForm
from app.gradebook.models import GradeColumn
from app.gradebook.service import get_scheme
from app.gradebook.sheet import build_sheet
from app.gradebook.workbook import MIME, write_workbook
from app.web.clock import now
from app.web.downloads import attachment
from app.web.i18n import local_zone
from app.web.shell import enter_class

bp = Blueprint("gradebook", __name__)
PER_PAGE = 100


@bp.get("/classes/<class_id>/grades")
@requires(Permission.GRADES_VIEW_ALL)
def home(class_id: str) -> str:
    course_class = _enter(class_id)
    students = list_students(course_class.id)
    pages = max(1, -(-len(students) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = students[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "gradebook/sheet.html",
        course_class=course_class,
        sheet=build_sheet(course_class.id, shown, now()),
        total=len(students),
        page=page,
        pages=pages,
    )


@bp.get("/classes/<class_id>/grades.xlsx")
@requires(Permission.GRADES_VIEW_ALL)
def export(class_id: str) -> Response:
    course_class = _enter(class_id)
    sheet = build_sheet(course_class.id, list_students(course_class.id), now())
    day = now().astimezone(local_zone()).strftime("%Y%m%d")
    name = _("成绩册 %(name)s %(day)s", name=course_class.name, day=day)
    return attachment(write_workbook(sheet, course_class.name), f"{name}.xlsx", MIME)


@bp.route("/classes/<class_id>/grades/scheme", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def scheme(class_id: str) -> Response | str | tuple[str, int]:
    course_class = _enter(class_id)
    scheme = get_scheme(course_class.id)
    form = SchemeForm(obj=scheme)
    rows, wrong = None, None
    if request.method == "POST":
        rows, wrong = _category_inputs()
        if form.validate() and wrong is None:
            wrong = editing.save_scheme(scheme, form.data, rows)
            if wrong is None:
                flash(_("方案已存下，总评按新方案重新算过。"))
                return redirect(url_for("gradebook.scheme", class_id=class_id))
    page = render_template(
        "gradebook/scheme.html",
        course_class=course_class,
        scheme=scheme,
        form=form,
        rows=rows,
        wrong=wrong,
    )
    return (page, 422) if wrong or form.errors else page


@bp.post("/classes/<class_id>/grades/preset")
@requires(Permission.GRADES_MANAGE)
def preset(class_id: str) -> Response:
    name = request.form.get("name", "")
    if name not in editing.PRESETS:
        abort(400)
    editing.apply_preset(_enter(class_id).id, name)
    flash(_("方案已换好。"))
    return redirect(url_for("gradebook.scheme", class_id=class_id))


@bp.route("/classes/<class_id>/grades/columns/new", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def new_column(class_id: str) -> Response | str:
    course_class = _enter(class_id)
    form = ColumnForm().offer(get_scheme(course_class.id).categories)
    if form.validate_on_submit():
        column = editing.make_column(course_class.id, _column_values(form))
        return redirect(url_for("gradebook.column", column_id=column.public_id))
    return render_template("gradebook/column_form.html", course_class=course_class, form=form)


@bp.route("/grade-columns/<column_id>/settings", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def edit_column(column_id: str) -> Response | str:
    column, course_class = _column(column_id)
    due = column.due_at.astimezone(local_zone()) if column.due_at else None
    form = ColumnForm(obj=column, due_at=due, category=column.category_id)
    form.offer(get_scheme(course_class.id).categories)
    if form.validate_on_submit():
        values = _column_values(form)
        if column.source_kind:  # an exam's title and maximum follow the exam
            values = {k: v for k, v in values.items() if k not in ("title", "max")}
        editing.change_column(column, values)
        flash(_("已存下。"))
        return redirect(url_for("gradebook.home", class_id=course_class.public_id))
    return render_template(
        "gradebook/column_form.html", course_class=course_class, form=form, column=column
    )


@bp.post("/grade-columns/<column_id>/remove")
@requires(Permission.GRADES_MANAGE)
def remove_column(column_id: str) -> Response:
    column, course_class = _column(column_id)
    editing.remove_column(column)
    flash(_("这一列已删掉。"))
    return redirect(url_for("gradebook.home", class_id=course_class.public_id))


@bp.route("/grade-columns/<column_id>", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def column(column_id: str) -> Response | str | tuple[str, int]:
    """Type the marks of one column."""
    column, course_class = _column(column_id)
    students = list_students(course_class.id)
    if request.method == "GET":
        return _column_page(column, course_class, students, editing.typed_now(column, students))
    me = current_user() or abort(401)
    typed = {u.id: request.form.get(f"m-{u.public_id}", "")[:20] for u in students}
    reason = request.form.get("reason", "").strip()[:500] or _("录入")
    count, wrong = editing.save_marks(column, typed, students, reason, me.id, now())
    if wrong:
        return _column_page(column, course_class, students, typed, wrong), 422
    flash(ngettext("存下了 %(num)s 个成绩。", "存下了 %(num)s 个成绩。", count))
    return redirect(url_for("gradebook.home", class_id=course_class.public_id))


@bp.get("/grade-columns/<column_id>/people/<user_id>")
@requires(Permission.GRADES_VIEW_ALL)
def cell(column_id: str, user_id: str) -> str:
    """The ledger of one cell."""
    column, course_class = _column(column_id)
    student = db.session.scalar(
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(User.public_id == user_id, Enrolment.class_id == course_class.id)
    )
    if student is None:
        abort(404)
    events = editing.history(column, student.id)
    authors = {e.author_id for e in events if e.author_id}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(authors))).all())
    return render_template(
        "gradebook/cell.html",
        course_class=course_class,
        column=column,
        student=student,
        events=events,
        names=names,
    )


def _column_page(
    column: GradeColumn,
    course_class: CourseClass,
    students: list[User],
    typed: dict[int, str],
    wrong: dict[int, str] | None = None,
) -> str:
    return render_template(
        "gradebook/column.html",
        course_class=course_class,
        column=column,
        students=students,
        typed=typed,
        wrong=wrong or {},
    )


def _enter(class_id: str) -> CourseClass:
    course_class = load_or_404(CourseClass, public_id=class_id)
    enter_class(course_class)
    return course_class


def _column(column_id: str) -> tuple[GradeColumn, CourseClass]:
    column = load_or_404(GradeColumn, public_id=column_id)
    course_class = db.session.get_one(CourseClass, column.class_id)
    enter_class(course_class)
    return column, course_class


def _column_values(form: ColumnForm) -> dict[str, object]:
    return {
        "title": form.title.data,
        "category_id": form.category.data,
        "max": form.max.data,
        "weight": form.weight.data,
        "due_at": form.due_at.data,
        "published": form.published.data,
    }


def _category_inputs() -> tuple[list[editing.CategoryInput], str | None]:
    """The rows of categories as posted: `name-1`, `weight-1`, `id-1`, and `final` = a number."""
    rows: list[editing.CategoryInput] = []
    final = request.form.get("final", "")
    for n in range(1, 13):
        name = request.form.get(f"name-{n}", "").strip()[:40]
        text = request.form.get(f"weight-{n}", "").strip()
        if not name and not text:
            continue
        try:
            weight = Decimal(text)
        except InvalidOperation:
            return rows, _("第 %(n)s 类的权重请写数字。", n=n)
        if not weight.is_finite() or weight != round(weight, 2):
            return rows, _("第 %(n)s 类的权重最多两位小数。", n=n)
        rows.append(
            editing.CategoryInput(
                id=request.form.get(f"id-{n}", type=int),
                name=name,
                weight=weight,
                is_final=final == str(n),
            )
        )
    return rows, None
