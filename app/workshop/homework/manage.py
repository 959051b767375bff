"""Homework for those who teach: setting it, the works, marking, releasing."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
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
from app.gradebook.service import get_scheme
from app.marking.rubric_form import read_judgements
from app.marking.rubrics import Judgement, JudgementError
from app.web.clock import now
from app.web.shell import enter_class
from app.workshop.homework import service
from app.workshop.homework.forms import AssignmentForm
from app.workshop.homework.models import Assignment, HomeworkFile, Submission
from app.workshop.homework.routes import send

bp = Blueprint("homework_manage", __name__)
PLACE = "workshop_manage.home"
Page = Response | str | tuple[str, int]


@bp.get("/classes/<class_id>/homework/manage")
@requires(Permission.PROJECT_WATCH)
def home(class_id: str) -> str:
    course_class = get_class(class_id, PLACE)
    return render_template(
        "homework/manage.html",
        course_class=course_class,
        assignments=service.list_assignments(course_class.id),
    )


@bp.route("/classes/<class_id>/homework/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_MANAGE)
def new(class_id: str) -> Page:
    course_class = get_class(class_id, PLACE)
    return _form(course_class, None)


@bp.route("/homework/<assignment_id>/edit", methods=["GET", "POST"])
@requires(Permission.PROJECT_MANAGE)
def edit(assignment_id: str) -> Page:
    row, course_class = _assignment(assignment_id)
    return _form(course_class, row)


@bp.get("/homework/<assignment_id>/works")
@requires(Permission.PROJECT_WATCH)
def works(assignment_id: str) -> str:
    row, course_class = _assignment(assignment_id)
    found = service.works_of(row)
    return render_template(
        "homework/works.html", course_class=course_class, assignment=row, works=found, at=now()
    )


@bp.get("/homework/<assignment_id>/alike")
@requires(Permission.PROJECT_WATCH)
def alike(assignment_id: str) -> str:
    """Works that share much text: a hint for people who compare them."""
    row, course_class = _assignment(assignment_id)
    found = {one.submission.id: one for one in service.works_of(row) if one.submission}
    many = len(found) > service.MOST_COMPARED
    return render_template(
        "homework/alike.html",
        course_class=course_class,
        assignment=row,
        works=found,
        many=many,
        pairs=[]
        if many
        else [p for p in service.find_overlaps(row) if {p.one, p.other} <= set(found)],
    )


@bp.get("/homework-works/<submission_id>")
@requires(Permission.MARKING_DO)
def work(submission_id: str) -> str:
    return _work_page(*_submission(submission_id))


@bp.post("/homework-works/<submission_id>")
@requires(Permission.MARKING_DO)
def judge(submission_id: str) -> Page:
    submission, row, _course_class = _submission(submission_id)
    me = current_user() or abort(401)
    typed = read_judgements(request.form, service.rubric_of(row))
    try:
        count = service.judge_work(submission, list(typed.values()), me.id, now())
    except JudgementError as error:
        db.session.rollback()
        page = _work_page(*_submission(submission_id), typed=typed, errors=error.errors)
        return page, error.status
    flash(ngettext("记下了 %(num)s 项。", "记下了 %(num)s 项。", count), "ok")
    following = _next_waiting(row, submission)
    if following:
        return redirect(url_for(".work", submission_id=following))
    return redirect(url_for(".works", assignment_id=row.public_id))


@bp.post("/homework/<assignment_id>/release")
@requires(Permission.PROJECT_MANAGE)
def release(assignment_id: str) -> Response:
    row, _course_class = _assignment(assignment_id)
    me = current_user() or abort(401)
    count = service.release(row, me.id, now())
    flash(ngettext("公布了 %(num)s 份的成绩。", "公布了 %(num)s 份的成绩。", count), "ok")
    return redirect(url_for(".works", assignment_id=assignment_id))


@bp.get("/homework-files/<file_id>/for-marking")
@requires(Permission.PROJECT_WATCH)
def file(file_id: str) -> Response:
    """A student's file, as a download."""
    return send(load_or_404(HomeworkFile, public_id=file_id))


def _form(course_class: CourseClass, row: Assignment | None) -> Page:
    form = AssignmentForm.of(row, get_scheme(course_class.id).categories)
    if form.is_sound():
        me = current_user() or abort(401)
        saved = service.save_assignment(row, course_class.id, form.values(), me.id, now())
        flash(_("作业已存下。"), "ok")
        return redirect(url_for(".works", assignment_id=saved.public_id))
    page = render_template(
        "homework/form.html", course_class=course_class, form=form, assignment=row
    )
    return (page, 422) if form.errors else page


def _work_page(
    submission: Submission,
    row: Assignment,
    course_class: CourseClass,
    typed: Mapping[int, Judgement] | None = None,
    errors: Mapping[int, str] | None = None,
) -> str:
    versions = service.versions_of(row, submission.user_id)
    return render_template(
        "homework/work.html",
        course_class=course_class,
        assignment=row,
        submission=submission,
        versions=versions,
        student=db.session.get_one(User, submission.user_id),
        marked=service.marked_of(submission, row),
        typed=typed or {},
        errors=errors or {},
    )


def _assignment(public_id: str) -> tuple[Assignment, CourseClass]:
    row = load_or_404(Assignment, public_id=public_id)
    course_class = db.session.get_one(CourseClass, row.class_id)
    enter_class(course_class, PLACE)
    return row, course_class


def _submission(public_id: str) -> tuple[Submission, Assignment, CourseClass]:
    submission = load_or_404(Submission, public_id=public_id)
    row = db.session.get_one(Assignment, submission.assignment_id)
    course_class = db.session.get_one(CourseClass, submission.class_id)
    enter_class(course_class, PLACE)
    return submission, row, course_class


def _next_waiting(row: Assignment, after: Submission) -> str | None:
    """The next work that has not all its marks, after this one in the list and round again."""
    found = [one for one in service.works_of(row) if one.submission is not None]
    at = next((i for i, one in enumerate(found) if one.user.id == after.user_id), 0)
    for one in found[at + 1 :] + found[:at]:
        if one.submission is not None and not one.whole:
            return one.submission.public_id
    return None
