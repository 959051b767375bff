"""The staff's pages: the class's surveys, one of them with its marks, releasing."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.courses.service import get_class, list_students
from app.marking.rubric_form import read_judgements
from app.marking.rubrics import JudgementError
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import clean
from app.web.i18n import local_zone
from app.web.shell import enter_class
from app.workshop.survey import grading
from app.workshop.survey.analysis_routes import figures_context
from app.workshop.survey.domain.lint import find_faults
from app.workshop.survey.forms import TaskForm
from app.workshop.survey.models import Survey
from app.workshop.survey.service import (
    count_responses,
    find_task,
    load_survey,
    refuse,
    steps_of,
    surveys_of,
)
from app.workshop.survey.studying import load_data
from app.workshop.survey.words import ACTS, FLAGS, KINDS, MENDING, STATES, fault_words, rubric

bp = Blueprint("survey_manage", __name__)
PLACE = "workshop_manage.home"
Page = Response | str | tuple[str, int]


def _my_id() -> int:
    user = current_user()
    if user is None:
        abort(401)
    return user.id


def _load(survey_id: str) -> Survey:
    survey = load_survey(survey_id)
    enter_class(survey.course_class, PLACE)
    return survey


@bp.get("/classes/<class_id>/surveys")
@requires(Permission.PROJECT_WATCH)
def home(class_id: str) -> str:
    """The coursework as it was set, and where each student stands; a constant number of SQL statements."""
    return _home(class_id, None)


def _home(class_id: str, form: TaskForm | None) -> str:
    course_class = get_class(class_id, PLACE)
    task = find_task(course_class.id)
    surveys = {one.owner_id: one for one in surveys_of(task)} if task else {}
    ids = [one.id for one in surveys.values()]
    if form is None:
        due = (
            task.due_at.astimezone(local_zone()).replace(tzinfo=None)
            if task and task.due_at
            else None
        )
        form = TaskForm(
            formdata=None,
            due_at=due,
            max_points=task.max_points if task else Decimal(10),
            simulated_allowed=task.simulated_allowed if task else True,
        )
    return render_template(
        "survey_manage/home.html",
        course_class=course_class,
        task=task,
        form=form,
        students=list_students(course_class.id),
        surveys=surveys,
        counts=count_responses(ids) if ids else {},
        marked=grading.marks_of(ids) if ids else {},
        states=STATES,
    )


@bp.post("/classes/<class_id>/surveys")
@requires(Permission.PROJECT_MANAGE)
def set_task(class_id: str) -> Page:
    course_class = get_class(class_id, PLACE)
    form = TaskForm()
    if not form.validate_on_submit():
        return _home(class_id, form), 422
    due = form.due_at.data.replace(tzinfo=local_zone()) if form.due_at.data else None
    grading.set_task(
        course_class,
        due_at=due,
        simulated_allowed=bool(form.simulated_allowed.data),
        max_points=form.max_points.data or Decimal(10),
        at=now(),
    )
    flash(_("项目的设置已存下。"), "ok")
    return redirect(url_for("survey_manage.home", class_id=class_id))


@bp.post("/classes/<class_id>/surveys/release")
@requires(Permission.PROJECT_MANAGE)
def release(class_id: str) -> Response:
    """Show the marks to the students and post them to the gradebook."""
    course_class = get_class(class_id, PLACE)
    task = find_task(course_class.id)
    if task is None:
        raise refuse(_("这个班还没有布置满意度调查。"))
    done = grading.release(task, _my_id(), now())
    flash(ngettext("公布了 %(num)s 份的成绩。", "公布了 %(num)s 份的成绩。", done.posted), "ok")
    if done.waiting:
        flash(
            ngettext(
                "还有 %(num)s 份没有评完，评完会自动进成绩册。",
                "还有 %(num)s 份没有评完，评完会自动进成绩册。",
                done.waiting,
            ),
            "warn",
        )
    return redirect(url_for("survey_manage.home", class_id=class_id))


@bp.get("/surveys/<survey_id>/review")
@requires(Permission.PROJECT_WATCH)
def review(survey_id: str) -> str:
    """One survey: its questionnaire with what the rules find, its figures, its report, its marks."""
    return _review(_load(survey_id))


def _review(survey: Survey, typed: dict | None = None, errors: dict[int, str] | None = None) -> str:
    data = load_data(survey)
    shown = survey.state in ("closed", "handed_in")
    return render_template(
        "survey_manage/review.html",
        **figures_context(data),
        shown=shown,
        course_class=survey.course_class,
        findings=find_faults(data.questionnaire),
        fault_words=fault_words,
        mending=MENDING,
        kinds=KINDS,
        states=STATES,
        flags=FLAGS,
        acts=ACTS,
        steps=steps_of(survey.id),
        marked=grading.marks_of([survey.id])[survey.id],
        typed=typed or {},
        errors=errors or {},
    )


@bp.post("/surveys/<survey_id>/marks")
@requires(Permission.PROJECT_MANAGE)
def judge(survey_id: str) -> Page:
    survey = _load(survey_id)
    typed = read_judgements(request.form, rubric())
    try:
        n = grading.judge_survey(survey, list(typed.values()), _my_id(), now())
    except JudgementError as refused:
        flash(refused.message, "loss")
        return _review(survey, typed, refused.errors), 422
    flash(ngettext("存下了 %(num)s 项评分。", "存下了 %(num)s 项评分。", n), "ok")
    return redirect(url_for("survey_manage.review", survey_id=survey_id, _anchor="marks"))


@bp.post("/surveys/<survey_id>/confirm")
@requires(Permission.PROJECT_MANAGE)
def confirm(survey_id: str) -> Response:
    """Take over what the machine proposed."""
    survey = _load(survey_id)
    n = grading.confirm_survey(survey, _my_id(), now())
    flash(ngettext("确认了 %(num)s 项。", "确认了 %(num)s 项。", n), "ok")
    return redirect(url_for("survey_manage.review", survey_id=survey_id, _anchor="marks"))


@bp.post("/surveys/<survey_id>/return")
@requires(Permission.PROJECT_MANAGE)
def return_(survey_id: str) -> Response:
    """Give the work back to its student, with a reason."""
    survey = _load(survey_id)
    reason = clean(request.form.get("reason", ""))[:500]
    if not reason:
        raise DomainError(_("请写明退回的理由，学生会看到。"), status=422)
    grading.return_work(survey, reason, _my_id(), now())
    flash(_("已退回给学生。"), "ok")
    return redirect(url_for("survey_manage.review", survey_id=survey_id))
