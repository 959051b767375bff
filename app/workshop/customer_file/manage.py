"""The staff's pages: setting the task, the class, one file with what was planted, release."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.service import get_class
from app.marking.rubric_form import read_judgements
from app.marking.rubrics import JudgementError, load_marked
from app.web.clock import now
from app.web.errors import DomainError
from app.web.shell import enter_class
from app.workshop.customer_file.arriving import the_person
from app.workshop.customer_file.forms import ProjectForm
from app.workshop.customer_file.grading import (
    confirm_all,
    confirm_file,
    grade_of,
    judge_file,
    list_places,
    release,
)
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.report import build_report
from app.workshop.customer_file.service import (
    KIND,
    change_project,
    list_projects,
    make_project,
)
from app.workshop.customer_file.words import (
    BASES,
    KINDS,
    TIES,
    field_label,
    make_rubric,
    row_label,
)
from app.workshop.customer_file.words import TABLES as LABELS

bp = Blueprint("customer_file_manage", __name__)
PLACE = "workshop_manage.home"
Page = Response | str | tuple[str, int]


@bp.get("/classes/<class_id>/projects/customer-file")
@requires(Permission.PROJECT_WATCH)
def home(class_id: str) -> str:
    """The tasks of a class."""
    course_class = get_class(class_id, PLACE)
    return render_template(
        "customer_file/manage_home.html",
        course_class=course_class,
        projects=list_projects(course_class.id),
        bases=BASES,
        ties=TIES,
    )


@bp.route("/classes/<class_id>/projects/customer-file/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_MANAGE)
def new(class_id: str) -> Page:
    course_class = get_class(class_id, PLACE)
    form = ProjectForm.of(course_class.id, None)
    if form.validate_on_submit():
        project = make_project(course_class, form.values(), now())
        flash(_("已布置。学生在“项目”里看得到。"), "ok")
        return redirect(url_for(".project", project_id=project.public_id))
    return _form_page(course_class, form, None)


@bp.route("/customer-file-tasks/<project_id>/settings", methods=["GET", "POST"])
@requires(Permission.PROJECT_MANAGE)
def edit(project_id: str) -> Page:
    task = _project(project_id)
    form = ProjectForm.of(task.class_id, task)
    if form.validate_on_submit():
        change_project(task, form.values())
        flash(_("设置已存下。"), "ok")
        return redirect(url_for(".project", project_id=project_id))
    return _form_page(task.course_class, form, task)


def _form_page(course_class: Any, form: ProjectForm, project: FileProject | None) -> Page:
    page = render_template(
        "customer_file/manage_form.html", course_class=course_class, form=form, project=project
    )
    return (page, 422) if form.errors else page


@bp.get("/customer-file-tasks/<project_id>")
@requires(Permission.PROJECT_WATCH)
def project(project_id: str) -> str:
    """The class with the state of each file."""
    task = _project(project_id)
    return render_template(
        "customer_file/manage_project.html",
        project=task,
        course_class=task.course_class,
        places=list_places(task),
        full=make_rubric().full,
        bases=BASES,
        ties=TIES,
    )


@bp.get("/customer-files/<file_id>/marking")
@requires(Permission.PROJECT_WATCH)
def file(file_id: str) -> str:
    """One student's file: marks, what was planted, mended and spoilt."""
    return _file_page(_file(file_id))


def _file_page(row: CustomerFile, **values: Any) -> str:
    task = row.project
    loaded = load(row)
    marked = load_marked(KIND, [row.id], make_rubric())[row.id] if row.handed_at else None
    return render_template(
        "customer_file/manage_file.html",
        file=row,
        project=task,
        course_class=task.course_class,
        loaded=loaded,
        marked=marked,
        grade=grade_of(task, row, marked) if marked else None,
        taken_off=task.late.taken_off(row.handed_at) if row.handed_at else 0,
        report=build_report(loaded),
        texts=loaded.state.tables["texts"],
        kinds=KINDS,
        labels=LABELS,
        field_label=field_label,
        row_label=row_label,
        **values,
    )


@bp.post("/customer-files/<file_id>/marking")
@requires(Permission.PROJECT_MANAGE)
def judge(file_id: str) -> Page:
    """Store judgements; other points than the machine's need a reason."""
    row = _file(file_id)
    typed = read_judgements(request.form, make_rubric())
    try:
        count = judge_file(row, typed.values(), the_person(), now())
    except JudgementError as error:
        return _file_page(row, typed=typed, errors=error.errors), error.status
    flash(ngettext("存下了 %(num)s 项评分。", "存下了 %(num)s 项评分。", count), "ok")
    return redirect(url_for(".file", file_id=file_id))


@bp.post("/customer-files/<file_id>/marking/confirm")
@requires(Permission.PROJECT_MANAGE)
def confirm_one(file_id: str) -> Response:
    count = confirm_file(_file(file_id), the_person(), now())
    flash(ngettext("确认了 %(num)s 项评分。", "确认了 %(num)s 项评分。", count), "ok")
    return redirect(url_for(".file", file_id=file_id))


@bp.post("/customer-file-tasks/<project_id>/confirm")
@requires(Permission.PROJECT_MANAGE)
def confirm_everything(project_id: str) -> Response:
    count = confirm_all(_project(project_id), the_person(), now())
    flash(ngettext("确认了 %(num)s 份的系统评分。", "确认了 %(num)s 份的系统评分。", count), "ok")
    return redirect(url_for(".project", project_id=project_id))


@bp.post("/customer-file-tasks/<project_id>/release")
@requires(Permission.PROJECT_MANAGE)
def publish(project_id: str) -> Response:
    task = _project(project_id)
    try:
        count = release(task, the_person(), now())
    except DomainError as refused:
        flash(refused.message, "warn")
        return redirect(url_for(".project", project_id=project_id))
    flash(
        ngettext("成绩已公布，%(num)s 份进了成绩册。", "成绩已公布，%(num)s 份进了成绩册。", count),
        "ok",
    )
    return redirect(url_for(".project", project_id=project_id))


def _project(public_id: str) -> FileProject:
    row = load_or_404(FileProject, joinedload(FileProject.course_class), public_id=public_id)
    enter_class(row.course_class, PLACE)
    return row


def _file(public_id: str) -> CustomerFile:
    task = joinedload(CustomerFile.project).joinedload(FileProject.course_class)
    row = load_or_404(CustomerFile, task, joinedload(CustomerFile.user), public_id=public_id)
    enter_class(row.project.course_class, PLACE)
    return row
