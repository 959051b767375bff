"""Importing outside marks: file → what each column is → preview, row by row → stored as one act."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.labels import FILE_LABELS
from app.courses.models import CourseClass
from app.courses.roster_files import MAX_BYTES, FileProblem, UnreadableError, read_file
from app.courses.service import get_class
from app.database import writing
from app.extensions import db
from app.gradebook import outside
from app.gradebook.blueprint import bp
from app.gradebook.models import GradeImport, GradeScheme
from app.gradebook.outside import Target
from app.gradebook.people import all_students
from app.gradebook.service import get_scheme
from app.web.clock import now
from app.web.forms import clean
from app.web.numbers import read_number
from app.web.shell import enter_class

Page = Response | str | tuple[str, int]
SHOWN = 300


@bp.get("/classes/<class_id>/grades/import")
@requires(Permission.GRADES_MANAGE)
def import_new(class_id: str) -> str:
    return _upload(get_class(class_id))


@bp.post("/classes/<class_id>/grades/import")
@requires(Permission.GRADES_MANAGE)
def import_upload(class_id: str) -> Page:
    """Read the file and keep what it holds until somebody confirms it."""
    course_class = get_class(class_id)
    me, file = current_user() or abort(401), request.files.get("file")
    try:
        if file is None or not file.filename:
            raise UnreadableError(FileProblem.EMPTY)
        rows = outside.tidy(read_file(file.read(MAX_BYTES + 1)))
    except UnreadableError as unreadable:
        return _upload(course_class, str(FILE_LABELS[unreadable.problem])), 422
    if outside.find_head(rows) is None:
        wrong = _("没有找到“学号”一列。请在表里写上标题“学号”再导入。")
        return _upload(course_class, wrong), 422
    with writing():
        draft = GradeImport(
            class_id=course_class.id,
            author_id=me.id,
            file_name=clean(file.filename)[-120:] or _("导入的成绩"),
            rows=rows,
            created_at=now(),
        )
        db.session.add(draft)
    return redirect(url_for(".import_preview", import_id=draft.public_id))


@bp.get("/grade-imports/<import_id>")
@requires(Permission.GRADES_MANAGE)
def import_preview(import_id: str) -> str:
    """What each row would do, for the choice of columns that the address holds."""
    draft, course_class = _draft(import_id)
    return _preview(draft, course_class)


@bp.post("/grade-imports/<import_id>")
@requires(Permission.GRADES_MANAGE)
def import_confirm(import_id: str) -> Page:
    draft, course_class = _draft(import_id)
    me = current_user() or abort(401)
    targets, wrong = _targets(draft, get_scheme(course_class.id))
    if wrong or not targets:
        return _preview(draft, course_class, wrong or _("还没有选要导入的列。")), 422
    lines = outside.look_at(draft.rows, targets, all_students(course_class.id))
    count = outside.store(draft, targets, lines, me.id, now())
    flash(ngettext("导入了 %(num)s 个成绩。", "导入了 %(num)s 个成绩。", count), "ok")
    return redirect(url_for(".home", class_id=course_class.public_id))


def _upload(course_class: CourseClass, wrong: str = "") -> str:
    return render_template("gradebook/import.html", course_class=course_class, wrong=wrong)


def _draft(import_id: str) -> tuple[GradeImport, CourseClass]:
    draft = load_or_404(GradeImport, public_id=import_id)
    course_class = db.session.get_one(CourseClass, draft.class_id)
    enter_class(course_class)
    return draft, course_class


def _preview(draft: GradeImport, course_class: CourseClass, wrong: str = "") -> str:
    scheme = get_scheme(course_class.id)
    targets, unread = _targets(draft, scheme)
    lines = outside.look_at(draft.rows, targets, all_students(course_class.id))
    head = outside.find_head(draft.rows)
    top, number_at, name_at = head or (0, 0, None)
    columns = [
        (at, title)
        for at, title in enumerate(draft.rows[top])
        if at not in (number_at, name_at) and any(row[at] for row in draft.rows[top:])
    ]
    return render_template(
        "gradebook/import_preview.html",
        course_class=course_class,
        draft=draft,
        scheme=scheme,
        columns=columns,
        chosen={at: request.values.get(f"to-{at}", "") for at, _title in columns},
        maxima={at: request.values.get(f"max-{at}", "100") for at, _title in columns},
        targets={at: outside.target_label(target) for at, target in targets.items()},
        lines=sorted(lines, key=lambda line: (line.counts and not line.wrong, line.number))[:SHOWN],
        counts={
            "good": sum(line.counts and not line.wrong for line in lines),
            "partly": sum(line.counts and bool(line.wrong) for line in lines),
            "out": sum(not line.counts for line in lines),
        },
        wrong=wrong or unread,
    )


def _targets(draft: GradeImport, scheme: GradeScheme) -> tuple[dict[int, Target], str]:
    """Where the file's columns go, as the form or the address says; and what is wrong with that."""
    columns = {c.public_id: c for category in scheme.categories for c in category.columns}
    categories = {f"new-{category.id}": category for category in scheme.categories}
    targets: dict[int, Target] = {}
    for at in range(len(draft.rows[0])):
        wanted = request.values.get(f"to-{at}", "")
        if wanted in columns:
            targets[at] = Target(column=columns[wanted])
        elif wanted in categories:
            full = read_number(request.values.get(f"max-{at}", "100"))
            if full is None or not 1 <= full <= 1000:
                return targets, _("新列的满分请填 1 到 1000。")
            targets[at] = Target(category=categories[wanted], max=full)
    used = [target.column.id for target in targets.values() if target.column is not None]
    if len(set(used)) < len(used):
        return targets, _("有两列要进同一列，请改一个。")
    return targets, ""
