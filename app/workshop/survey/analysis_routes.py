"""A student's own survey: its responses, figures, report, and handing in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.web.clock import now
from app.web.downloads import attachment
from app.web.forms import clean
from app.workshop.survey import claiming, grading, studying
from app.workshop.survey.blueprint import Page, bp, go, my_id
from app.workshop.survey.cautions import cautions, sample_words
from app.workshop.survey.domain.grid import Grid
from app.workshop.survey.domain.plot import Plot, plot
from app.workshop.survey.models import Survey
from app.workshop.survey.reporting import save_report
from app.workshop.survey.service import ChangedMeanwhile, load_survey
from app.workshop.survey.studying import Data, check_closed, load_data
from app.workshop.survey.words import (
    ACTS,
    CHECKS,
    CROSSHAIRS,
    FLAGS,
    QUADRANTS,
    REPORT_HINTS,
    REPORT_PARTS,
    WEIGHT_SOURCES,
)
from app.workshop.survey.workbook import XLSX, write_answers


def figures_context(data: Data) -> dict[str, object]:
    """What the pictures and tables of a survey need, on every page that shows them."""
    return {
        "data": data,
        "survey": data.survey,
        "sample": sample_words(data),
        "cautions": cautions(data),
        "quadrants": QUADRANTS,
        "crosshairs": CROSSHAIRS,
        "weight_sources": WEIGHT_SOURCES,
        "report_parts": REPORT_PARTS,
        "checks": CHECKS,
        "plot_grid": plot_grid,
    }


def plot_grid(grid: Grid, *, derived: bool = False) -> Plot | None:
    """The picture of a grid by stated or by derived importance, whose axis runs from −1 to 1; None where it
    cannot be drawn."""
    up = grid.derived_line if derived else grid.stated_line
    spots = [
        (one.name, one.performance, importance)
        for one in grid.spots
        if (importance := one.derived if derived else one.stated) is not None
    ]
    if not spots or up is None or grid.performance_line is None:
        return None
    whole = (1.0, float(grid.points))
    return plot(spots, (grid.performance_line, up), whole, (-1.0, 1.0) if derived else whole)


def _closed(survey_id: str) -> Survey:
    survey = load_survey(survey_id)
    check_closed(survey)
    return survey


@bp.get("/surveys/<survey_id>/data")
@requires(Permission.PROJECT_WORK)
def data(survey_id: str) -> str:
    """Which responses look careless, for the student to decide on."""
    found = load_data(_closed(survey_id))
    return render_template("survey/data.html", **figures_context(found), flags=FLAGS, acts=ACTS)


@bp.post("/surveys/<survey_id>/data")
@requires(Permission.PROJECT_WORK)
def decide(survey_id: str) -> Response:
    survey = load_survey(survey_id)
    wishes = {
        name.removeprefix("act-"): value
        for name, value in request.form.items()
        if name.startswith("act-") and value
    }
    reason = clean(request.form.get("reason", ""))[:300]
    n = studying.decide(survey, wishes, reason, my_id(), now())
    flash(ngettext("记下了 %(num)s 份的去留。", "记下了 %(num)s 份的去留。", n), "ok")
    return go("data", survey)


@bp.get("/surveys/<survey_id>/answers.xlsx")
@requires(Permission.PROJECT_WORK)
def answers(survey_id: str) -> Response:
    """The responses that count, to work on in a spreadsheet."""
    survey = _closed(survey_id)
    name = _("%(title)s 答卷.xlsx", title=survey.title)
    return attachment(write_answers(load_data(survey)), name, XLSX)


@bp.get("/surveys/<survey_id>/analysis")
@requires(Permission.PROJECT_WORK)
def analysis(survey_id: str) -> str:
    """Counts and means first; the figures to be worked out follow once one's own are in."""
    found = load_data(_closed(survey_id))
    return _analysis(found, claiming.claims_of(found.survey), {})


def _analysis(found: Data, claims: object, errors: dict[str, str]) -> str:
    chosen = found.cross(request.args.get("row", ""), request.args.get("column", ""))
    return render_template(
        "survey/analysis.html",
        **figures_context(found),
        claims=claims,
        typed=request.form,
        errors=errors,
        table=chosen,
        row=request.args.get("row", ""),
        column=request.args.get("column", ""),
        given=grading.give(found) if found.survey.claimed_at else {},
    )


@bp.post("/surveys/<survey_id>/claims")
@requires(Permission.PROJECT_WORK)
def claim(survey_id: str) -> Page:
    survey = _closed(survey_id)
    found = load_data(survey)
    claims, errors = claiming.read_claims(request.form, found.questionnaire)
    if errors:
        return _analysis(found, claims, errors), 422
    claiming.store_claims(survey, claims, my_id(), now())
    flash(_("你算的结果已存下，下面可以对照系统的结果。"), "ok")
    return go("analysis", survey, "figures")


@bp.get("/surveys/<survey_id>/report")
@requires(Permission.PROJECT_WORK)
def report(survey_id: str) -> str:
    survey = _closed(survey_id)
    return _report(survey, survey.report)


def _report(survey: Survey, typed: Mapping[str, str]) -> str:
    context = figures_context(load_data(survey))
    return render_template("survey/report.html", **context, report_hints=REPORT_HINTS, typed=typed)


@bp.post("/surveys/<survey_id>/report")
@requires(Permission.PROJECT_WORK)
def write(survey_id: str) -> Page:
    survey = _closed(survey_id)
    try:
        save_report(survey, request.form)
    except ChangedMeanwhile as changed:
        flash(changed.message, "loss")
        return _report(survey, request.form), 409
    flash(_("报告已存下。"), "ok")
    return go("report", survey)


@bp.get("/surveys/<survey_id>/report/print")
@requires(Permission.PROJECT_WORK)
def report_print(survey_id: str) -> str:
    """The report as one sheet, with its pictures."""
    found = load_data(_closed(survey_id))
    return render_template("survey/report_print.html", **figures_context(found))


@bp.get("/surveys/<survey_id>/report.docx")
@requires(Permission.PROJECT_WORK)
def report_word(survey_id: str) -> Response:
    from app.workshop.survey.word import DOCX, write_report  # what writes Word files is large

    survey = _closed(survey_id)
    name = _("%(title)s 报告.docx", title=survey.title)
    return attachment(write_report(load_data(survey)), name, DOCX)


@bp.post("/surveys/<survey_id>/hand-in")
@requires(Permission.PROJECT_WORK)
def hand_in(survey_id: str) -> Response:
    survey = load_survey(survey_id)
    grading.hand_in(survey, my_id(), now())
    flash(_("作业已提交。老师公布以后，评分会出现在项目首页。"), "ok")
    return go("show", survey)
