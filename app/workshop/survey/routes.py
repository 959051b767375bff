"""A student's own survey: where it stands, and its design."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.web.clock import now
from app.web.forms import clean
from app.web.numbers import read_int
from app.workshop.survey import designing
from app.workshop.survey.blueprint import Page, bp, go, my_id, seen_revision
from app.workshop.survey.content import question_bank
from app.workshop.survey.domain.grid import Crosshair
from app.workshop.survey.domain.lint import check_question, estimate_minutes, find_faults
from app.workshop.survey.forms import QuestionForm, TextsForm
from app.workshop.survey.grading import marks_of
from app.workshop.survey.models import Survey
from app.workshop.survey.service import (
    ChangedMeanwhile,
    count_responses,
    find_own,
    find_task,
    last_return,
    load_survey,
    questionnaire_of,
    refuse,
    start_survey,
)
from app.workshop.survey.words import CROSSHAIRS, KINDS, MEASURES, MENDING, STATES, fault_words

# Registering further routes of the same blueprint.
from app.workshop.survey import analysis_routes, collect_routes  # noqa: F401  # isort: skip


@bp.get("/classes/<class_id>/projects/survey")
@requires(Permission.PROJECT_WORK)
def home(class_id: str) -> str:
    """The steps from the design to the marks, and where one's survey stands."""
    course_class = load_or_404(CourseClass, public_id=class_id)
    task = find_task(course_class.id)
    survey = find_own(task, my_id()) if task else None
    counts = count_responses([survey.id])[survey.id] if survey else {}
    shown = survey is not None and task is not None and task.released_at is not None
    return render_template(
        "survey/home.html",
        course_class=course_class,
        task=task,
        survey=survey,
        counts=counts,
        states=STATES,
        marked=marks_of([survey.id])[survey.id] if survey and shown else None,
        faults=find_faults(questionnaire_of(survey)) if survey else [],
        returned=last_return(survey) if survey else None,
    )


@bp.post("/classes/<class_id>/projects/survey")
@requires(Permission.PROJECT_WORK)
def start(class_id: str) -> Response:
    """Begin one's survey."""
    course_class = load_or_404(CourseClass, public_id=class_id)
    task = find_task(course_class.id)
    if task is None:
        raise refuse(_("老师还没有布置这个项目。"))
    return go("design", start_survey(task, course_class, my_id(), now()))


@bp.get("/surveys/<survey_id>/design")
@requires(Permission.PROJECT_WORK)
def design(survey_id: str) -> str:
    return _design(load_survey(survey_id))


def _design(survey: Survey, texts: TextsForm | None = None) -> str:
    questionnaire = questionnaire_of(survey)
    findings = find_faults(questionnaire)
    return render_template(
        "survey/design.html",
        survey=survey,
        questionnaire=questionnaire,
        texts=texts or TextsForm(formdata=None, obj=survey),
        by_question=_by_question(findings),
        findings=findings,
        fault_words=fault_words,
        mending=MENDING,
        minutes=estimate_minutes(questionnaire),
        bank=_bank_by_dimension(),
        there={one.text for one in questionnaire.questions},
        kinds=KINDS,
        measures=MEASURES,
        crosshairs=CROSSHAIRS,
    )


def _by_question(findings: list) -> dict[str, list]:
    found: dict[str, list] = {}
    for one in findings:
        found.setdefault(one.question, []).append(one)
    return found


def _bank_by_dimension() -> dict[str, list]:
    groups: dict[str, list] = {}
    for spec in question_bank():
        name = _("重要性") if spec.measures == "importance" else spec.dimension
        groups.setdefault(name, []).append(spec)
    return groups


@bp.post("/surveys/<survey_id>/texts")
@requires(Permission.PROJECT_WORK)
def texts(survey_id: str) -> Page:
    survey = load_survey(survey_id)
    form = TextsForm()
    if not form.validate_on_submit():
        return _design(survey, form), 422
    words = {name: form[name].data or "" for name in ("title", "purpose", "intro", "thanks")}
    try:
        designing.change_texts(survey, seen_revision(), words)
    except ChangedMeanwhile as changed:
        flash(changed.message, "loss")
        return _design(survey, form), 409
    flash(_("问卷的标题和文字已存下。"), "ok")
    return go("design", survey)


@bp.post("/surveys/<survey_id>/weights")
@requires(Permission.PROJECT_WORK)
def weights(survey_id: str) -> Page:
    """The weights as typed, by dimension; empty ones leave them to stated importance."""
    survey = load_survey(survey_id)
    typed: dict[str, float] = {}
    for n, name in enumerate(questionnaire_of(survey).dimensions):
        text = request.form.get(f"weight-{n}", "").strip()[:10]
        try:
            value = float(text) if text else 0.0
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1000:
            raise refuse(_("“%(name)s”的权重请填 0 到 1000 的数，什么也没有改。", name=name))
        if value:
            typed[name] = value
    crosshair = request.form.get("crosshair", "")
    designing.change_weights(
        survey, seen_revision(), typed, crosshair if crosshair in CROSSHAIRS else Crosshair.MEANS
    )
    flash(_("权重和四分图的划线已存下。"), "ok")
    return go("design", survey, "weights")


@bp.post("/surveys/<survey_id>/bank")
@requires(Permission.PROJECT_WORK)
def from_bank(survey_id: str) -> Response:
    survey = load_survey(survey_id)
    n = designing.add_from_bank(survey, seen_revision(), request.form.getlist("question"))
    flash(ngettext("加了 %(num)s 题。", "加了 %(num)s 题。", n), "ok" if n else "info")
    return go("design", survey, "questions")


@bp.route("/surveys/<survey_id>/questions/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_WORK)
def new_question(survey_id: str) -> Page:
    survey = load_survey(survey_id)
    form = QuestionForm()
    if not form.validate_on_submit():
        return _question(survey, form, ""), 422 if request.method == "POST" else 200
    try:
        designing.add_question(survey, seen_revision(), form.question("new"))
    except ChangedMeanwhile as changed:
        flash(changed.message, "loss")
        return _question(survey, form, ""), 409
    flash(_("题目已加在最后。"), "ok")
    return go("design", survey, "questions")


@bp.route("/surveys/<survey_id>/questions/<question_id>", methods=["GET", "POST"])
@requires(Permission.PROJECT_WORK)
def edit_question(survey_id: str, question_id: str) -> Page:
    survey = load_survey(survey_id)
    found = questionnaire_of(survey).find(question_id) or abort(404)
    if request.method == "GET":
        return _question(survey, QuestionForm.of(found), question_id)
    form = QuestionForm()
    if not form.validate_on_submit():
        return _question(survey, form, question_id), 422
    try:
        designing.replace_question(survey, seen_revision(), form.question(question_id))
    except ChangedMeanwhile as changed:
        flash(changed.message, "loss")
        return _question(survey, form, question_id), 409
    flash(_("题目已存下。"), "ok")
    return go("design", survey, question_id)


def _question(survey: Survey, form: QuestionForm, question_id: str) -> str:
    number = 0
    typed = form.question(question_id or "new")
    return render_template(
        "survey/question.html",
        survey=survey,
        form=form,
        question_id=question_id,
        dimensions=questionnaire_of(survey).dimensions,
        findings=check_question(typed, number) if typed.text else [],
        fault_words=fault_words,
        mending=MENDING,
    )


@bp.post("/surveys/<survey_id>/check")
@requires(Permission.PROJECT_WORK)
def check(survey_id: str) -> str:
    """What is wrong with a question as it is being typed: a fragment for the page."""
    load_survey(survey_id)
    question = QuestionForm().question("new")
    return render_template(
        "survey/_faults.html",
        findings=check_question(question) if clean(question.text) else [],
        fault_words=fault_words,
        mending=MENDING,
    )


@bp.post("/surveys/<survey_id>/questions/<question_id>/move")
@requires(Permission.PROJECT_WORK)
def move(survey_id: str, question_id: str) -> Response:
    """Put a question one place up or down, or at a place by number."""
    survey = load_survey(survey_id)
    ids = [one.id for one in questionnaire_of(survey).questions]
    if question_id not in ids:
        abort(404)
    at = ids.index(question_id)
    wish = request.form.get("to", "")
    typed = read_int(wish)
    place = {"up": at - 1, "down": at + 1}.get(wish, at if typed is None else typed - 1)
    designing.move_question(survey, seen_revision(), question_id, place)
    return go("design", survey, question_id)


@bp.post("/surveys/<survey_id>/questions/<question_id>/remove")
@requires(Permission.PROJECT_WORK)
def remove(survey_id: str, question_id: str) -> Response:
    survey = load_survey(survey_id)
    designing.remove_question(survey, seen_revision(), question_id)
    flash(_("题目已删去。"), "ok")
    return go("design", survey, "questions")


@bp.get("/surveys/<survey_id>/preview")
@requires(Permission.PROJECT_WORK)
def preview(survey_id: str) -> str:
    """The questionnaire as a phone shows it."""
    survey = load_survey(survey_id)
    return render_template(
        "survey/preview.html", survey=survey, questionnaire=questionnaire_of(survey), typed={}
    )


@bp.get("/surveys/<survey_id>")
@requires(Permission.PROJECT_WORK)
def show(survey_id: str) -> Response:
    """The survey's home, for links that know only the survey."""
    survey = load_survey(survey_id)
    return redirect(url_for("survey.home", class_id=survey.course_class.public_id))
