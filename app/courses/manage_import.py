"""Importing a roster: file or pasted text → preview, row by row → all stored, or nothing.

Between preview and storing the rows live in the form itself; nothing is kept on the server, and what
comes back is checked again like any other input.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, requires
from app.authz.permissions import Permission
from app.courses.blueprint import bp
from app.courses.domain.roster import (
    MAX_ROWS,
    Doubt,
    Roster,
    RosterRow,
    clean_name,
    clean_number,
    pad_numbers,
    read_roster,
)
from app.courses.forms import AddStudentForm, UploadForm
from app.courses.labels import (
    CHOICE_LABELS,
    DOUBT_LABELS,
    FILE_LABELS,
    PROBLEM_LABELS,
    STATE_LABELS,
)
from app.courses.manage_people import PLACE, slips_page
from app.courses.members import known_to
from app.courses.models import CourseClass
from app.courses.roster_files import MAX_BYTES, FileProblem, UnreadableError, read_file, read_text
from app.courses.roster_import import (
    Choice,
    Imported,
    ImportRefusedError,
    Plan,
    State,
    import_roster,
    plan_import,
)
from app.courses.service import get_class
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import add_error

Page = Response | str | tuple[str, int]
Asked = list[tuple[RosterRow, Choice]]


@bp.get("/<class_id>/people/import")
@requires(Permission.ROSTER_MANAGE)
def import_people(class_id: str) -> Page:
    return _upload_page(get_class(class_id, PLACE), UploadForm(formdata=None))


@bp.post("/<class_id>/people/import")
@requires(Permission.ROSTER_MANAGE)
def import_upload(class_id: str) -> Page:
    """Read the file or the text and show what it would do."""
    course_class = get_class(class_id, PLACE)
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(course_class, form), 422
    try:
        found = _read(form)
    except UnreadableError as unreadable:
        add_error(form.file if form.file.data else form.text, FILE_LABELS[unreadable.problem])
        return _upload_page(course_class, form), 422
    if found.too_many:
        message = _("名单超过 %(max)s 人，一次装不下。请分成几份导入。", max=MAX_ROWS)
        add_error(form.file if form.file.data else form.text, message)
        return _upload_page(course_class, form), 422
    asked = [(row, Choice.TAKE) for row in found.rows]
    plan = plan_import(course_class.id, asked)
    return _preview(course_class, plan, numeric=found.numeric and not _keeps_zeros(found))


@bp.get("/<class_id>/people/import/rows")
@requires(Permission.ROSTER_MANAGE)
def import_again(class_id: str) -> Page:
    """Whoever comes back to the preview by its address begins anew: the rows were in the form."""
    get_class(class_id, PLACE)
    return redirect(url_for("classes.import_people", class_id=class_id))


@bp.post("/<class_id>/people/import/rows")
@requires(Permission.ROSTER_MANAGE)
def import_rows(class_id: str) -> Page:
    """Check the edited rows again, or store them all."""
    course_class = get_class(class_id, PLACE)
    asked = _posted_rows()
    if request.form.get("action") != "store":
        return _preview(course_class, plan_import(course_class.id, _padded(asked)))
    return _store(course_class, asked)


@bp.route("/<class_id>/people/add", methods=["GET", "POST"])
@requires(Permission.ROSTER_MANAGE)
def add_student(class_id: str) -> Page:
    """One student by hand: a roster of one row."""
    course_class = get_class(class_id, PLACE)
    form = AddStudentForm()
    if not form.validate_on_submit():
        page = render_template("courses/add_student.html", course_class=course_class, form=form)
        return (page, 422) if form.errors else page
    row = RosterRow(
        1, clean_number(form.student_no.data or ""), clean_name(form.full_name.data or "")
    )
    return _store(course_class, [(row, Choice.TAKE)])


def _store(course_class: CourseClass, asked: Asked) -> Page:
    if not asked:
        raise DomainError(_("名单是空的。请回去重新选一个文件。"))
    try:
        done = import_roster(course_class, asked, current_actor(), now())
    except ImportRefusedError as refused:
        return _preview(course_class, refused.plan, refused=True), 422
    if done.slips:
        return slips_page(course_class, done.slips, _summary(done))
    flash(_summary(done), "ok")
    return redirect(url_for(PLACE, class_id=course_class.public_id))


def _summary(done: Imported) -> str:
    """What was done, in words."""
    new = len(done.slips)
    parts = [
        ngettext("新建 %(num)s 个账号", "新建 %(num)s 个账号", new) if new else "",
        ngettext("%(num)s 人用已有的账号加入", "%(num)s 人用已有的账号加入", done.joined)
        if done.joined
        else "",
        ngettext("%(num)s 行没有改动", "%(num)s 行没有改动", done.unchanged)
        if done.unchanged
        else "",
        ngettext(
            "%(num)s 人的学号要请管理员登记", "%(num)s 人的学号要请管理员登记", done.unnumbered
        )
        if done.unnumbered
        else "",
    ]
    return _("名单已导入：%(what)s。", what=_("，").join(part for part in parts if part))


def _read(form: UploadForm) -> Roster:
    """The roster in the form. Raises UnreadableError."""
    if form.file.data:
        found = read_roster(read_file(form.file.data.read(MAX_BYTES + 1)))
    else:
        text = form.text.data or ""
        if not text.strip():
            raise UnreadableError(FileProblem.EMPTY)
        found = read_roster(read_text(text))
    if not found.rows:
        raise UnreadableError(FileProblem.EMPTY)
    return found


def _keeps_zeros(found: Roster) -> bool:
    """Whether rows that lost their zeros are told apart anyway, each with its own warning."""
    return any(Doubt.SHORT_NUMBER in row.doubts for row in found.rows)


def _posted_rows() -> Asked:
    """The rows of the preview as they came back; anything that does not fit together is refused."""
    columns = [request.form.getlist(name) for name in ("line", "student_no", "name", "choice")]
    groups = request.form.getlist("group")
    lengths = {len(column) for column in columns}
    if len(lengths) != 1 or len(columns[0]) > MAX_ROWS or len(groups) != len(columns[0]):
        raise DomainError(_("名单没有传全。请回到上一页再试，或重新选文件。"))
    asked = []
    for line, number, name, choice, group in zip(*columns, groups, strict=True):
        if choice not in set(Choice) or not (line.isascii() and line.isdigit() and len(line) < 7):
            raise DomainError(_("名单没有传全。请回到上一页再试，或重新选文件。"))
        row = RosterRow(int(line), clean_number(number), clean_name(name), clean_name(group))
        asked.append((row, Choice(choice)))
    return asked


def _padded(asked: Asked) -> Asked:
    """The rows with leading zeros put back, where that was asked for."""
    width = request.form.get("width", 0, type=int)
    if request.form.get("action") != "pad" or width < 1:
        return asked
    rows = pad_numbers([row for row, _choice in asked], width)
    return [(row, choice) for row, (_old, choice) in zip(rows, asked, strict=True)]


def _upload_page(course_class: CourseClass, form: UploadForm) -> str:
    return render_template("courses/import.html", course_class=course_class, form=form)


def _preview(
    course_class: CourseClass, plan: Plan, *, refused: bool = False, numeric: bool = False
) -> str:
    return render_template(
        "courses/import_rows.html",
        course_class=course_class,
        plan=plan,
        refused=refused,
        numeric=numeric,
        width=_usual_width([row.row for row in plan.rows]),
        groups={row.row.group for row in plan.rows if row.row.group},
        known=known_to([r.account.id for r in plan.rows if r.account], current_actor()),
        State=State,
        state_labels=STATE_LABELS,
        choice_labels=CHOICE_LABELS,
        problem_labels=PROBLEM_LABELS,
        doubt_labels=DOUBT_LABELS,
    )


def _usual_width(rows: Sequence[RosterRow]) -> int | None:
    """The length to which shorter 学号 could be filled up; None where none is shorter."""
    short = any(Doubt.SHORT_NUMBER in row.doubts for row in rows)
    return (
        max((len(r.student_no) for r in rows if r.student_no.isdigit()), default=0)
        if short
        else None
    )
