"""A student's own survey: trying it out, sending it out, collecting."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.web.clock import now
from app.web.i18n import local_zone
from app.workshop.survey import publishing
from app.workshop.survey.blueprint import Page, bp, go, my_id
from app.workshop.survey.domain.lint import find_faults
from app.workshop.survey.domain.marks import FEWEST_PILOT
from app.workshop.survey.domain.simulating import MOST as MOST_SIMULATED
from app.workshop.survey.forms import CountForm, OpenForm
from app.workshop.survey.models import Survey
from app.workshop.survey.qr import door_url, is_shut_in, qr_svg
from app.workshop.survey.service import (
    count_responses,
    load_survey,
    questionnaire_of,
    refuse,
)


@bp.get("/surveys/<survey_id>/pilot")
@requires(Permission.PROJECT_WORK)
def pilot(survey_id: str) -> str:
    """The way in for testers, and what they answered and said."""
    survey = load_survey(survey_id)
    door = publishing.open_pilot(survey)
    url = door_url(door)
    return render_template(
        "survey/pilot.html",
        survey=survey,
        questionnaire=questionnaire_of(survey),
        answers=publishing.pilot_answers(survey),
        url=url,
        shut_in=is_shut_in(url),
        qr=qr_svg(url, _("试填的二维码")),
        most=publishing.MOST_PILOT,
        fewest=FEWEST_PILOT,
    )


@bp.post("/surveys/<survey_id>/pilot")
@requires(Permission.PROJECT_WORK)
def clear_pilot(survey_id: str) -> Response:
    survey = load_survey(survey_id)
    publishing.clear_pilot(survey, my_id(), now())
    flash(_("试填的答卷已清空，可以再试一轮。"), "ok")
    return go("pilot", survey)


@bp.get("/surveys/<survey_id>/collect")
@requires(Permission.PROJECT_WORK)
def collect(survey_id: str) -> str:
    return _collect(load_survey(survey_id))


def _collect(survey: Survey, form: OpenForm | None = None) -> str:
    questionnaire = questionnaire_of(survey)
    door = publishing.find_door(survey, "collect")
    url = door_url(door) if door else ""
    return render_template(
        "survey/collect.html",
        survey=survey,
        questionnaire=questionnaire,
        grave=[one for one in find_faults(questionnaire) if one.grave],
        form=form or OpenForm(formdata=None),
        url=url,
        shut_in=is_shut_in(url),
        qr=qr_svg(url, _("问卷的二维码")) if door and survey.way == "link" else None,
        counts=count_responses([survey.id])[survey.id],
        unused=publishing.count_unused(survey),
        most=publishing.MOST_AT_ONCE,
        most_simulated=MOST_SIMULATED,
    )


@bp.post("/surveys/<survey_id>/open")
@requires(Permission.PROJECT_WORK)
def open_(survey_id: str) -> Page:
    survey = load_survey(survey_id)
    form = OpenForm()
    if not form.validate_on_submit():
        return _collect(survey, form), 422
    publishing.open_survey(survey, form.way.data, my_id(), now())
    flash(_("问卷已发出。从现在起题目不再变。"), "ok")
    return go("collect", survey)


@bp.post("/surveys/<survey_id>/slips")
@requires(Permission.PROJECT_WORK)
def slips(survey_id: str) -> str:
    """Make one-time codes and show them, ready for print: this once, and never again."""
    survey = load_survey(survey_id)
    form = CountForm()
    if not form.validate_on_submit():
        raise refuse(_("请填 1 到 %(n)s 的张数。", n=publishing.MOST_AT_ONCE))
    codes = publishing.issue_codes(survey, form.count.data or 0, my_id(), now())
    door = publishing.find_door(survey, "collect")
    made = []
    for code in codes:
        url = door_url(door, code) if door else ""
        spaced = "-".join(code[n : n + 4] for n in range(0, len(code), 4))
        made.append((spaced, qr_svg(url, _("问卷的二维码"))))
    return render_template(
        "survey/slips.html", survey=survey, slips=made, url=door_url(door) if door else ""
    )


@bp.post("/surveys/<survey_id>/simulate")
@requires(Permission.PROJECT_WORK)
def simulate(survey_id: str) -> Response:
    survey = load_survey(survey_id)
    form = CountForm()
    if not form.validate_on_submit():
        raise refuse(_("请填 1 到 %(n)s 的份数。", n=MOST_SIMULATED))
    at = now()
    day = at.astimezone(local_zone()).date()
    n = publishing.add_simulated(survey, form.count.data or 0, my_id(), at, day)
    flash(ngettext("加入了 %(num)s 份模拟答卷。", "加入了 %(num)s 份模拟答卷。", n), "ok")
    return go("collect", survey)


@bp.post("/surveys/<survey_id>/close")
@requires(Permission.PROJECT_WORK)
def close(survey_id: str) -> Response:
    survey = load_survey(survey_id)
    publishing.close_survey(survey, my_id(), now())
    flash(_("已停止回收，可以看答卷了。"), "ok")
    return go("data", survey)
