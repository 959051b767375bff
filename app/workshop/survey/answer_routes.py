"""The respondents' pages: phone first, no account, nothing kept about who answers.

Whoever is signed in answers as a visitor: the door in front of these pages never looks at the sign-in, so that
not even the time of somebody's last visit is written down.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.authz.gate import door, load_or_404, requires
from app.authz.permissions import Permission
from app.authz.policy import Actor
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import clean
from app.web.i18n import local_zone
from app.workshop.survey import throttle
from app.workshop.survey.collecting import seconds_since, sign_start, store_response, token_stands
from app.workshop.survey.domain.answering import field_name, read_answers
from app.workshop.survey.models import Survey, SurveyDoor
from app.workshop.survey.service import questionnaire_of

bp = Blueprint("survey_answer", __name__, url_prefix="/s")
Page = Response | str | tuple[str, int]
GUARD = "zhike_answered"
GUARD_DAYS = 180


def as_visitor(_permission: Permission, **_values: Any) -> bool:
    """Let everybody in as a visitor, without looking who is signed in."""
    g.actor = Actor()
    return True


def _door(key: str) -> SurveyDoor:
    return load_or_404(SurveyDoor, key=key)


def _is_open(found: SurveyDoor) -> bool:
    return found.survey.state == ("draft" if found.kind == "pilot" else "open")


def _wants_code(found: SurveyDoor) -> bool:
    return found.kind == "collect" and found.survey.way == "slips"


@bp.get("/<key>")
@throttle.wrong
@throttle.pages
@door(as_visitor)
@requires(Permission.SURVEY_ANSWER)
def form(key: str) -> Page:
    """The questionnaire of an open link or for testers; with one-time codes: where to type one."""
    found = _door(key)
    if not _is_open(found):
        return _over(found)
    if _wants_code(found):
        if code := request.args.get("code", "").strip()[:40]:
            return redirect(url_for("survey_answer.form_by_code", key=key, code=code))
        return render_template("survey/answer_code.html", survey=found.survey, wrong=False)
    if GUARD in request.cookies and found.kind == "collect":
        return render_template("survey/answer_done.html", survey=found.survey, again=True)
    return _form(found, None)


@bp.get("/<key>/<code>")
@throttle.wrong
@throttle.pages
@door(as_visitor)
@requires(Permission.SURVEY_ANSWER)
def form_by_code(key: str, code: str) -> Page:
    """The questionnaire for the holder of a one-time code."""
    found = _door(key)
    if not _is_open(found):
        return _over(found)
    if not _wants_code(found) or not token_stands(found.survey, code):
        return render_template("survey/answer_code.html", survey=found.survey, wrong=True), 410
    return _form(found, code)


@bp.post("/<key>")
@throttle.wrong
@throttle.answers
@door(as_visitor)
@requires(Permission.SURVEY_ANSWER)
def send(key: str) -> Page:
    return _send(_door(key), None)


@bp.post("/<key>/<code>")
@throttle.wrong
@throttle.answers
@door(as_visitor)
@requires(Permission.SURVEY_ANSWER)
def send_by_code(key: str, code: str) -> Page:
    return _send(_door(key), code)


@bp.get("/<key>/-/thanks")
@throttle.pages
@door(as_visitor)
@requires(Permission.SURVEY_ANSWER)
def thanks(key: str) -> str:
    return render_template("survey/answer_done.html", survey=_door(key).survey, again=False)


def _over(found: SurveyDoor) -> tuple[str, int]:
    return render_template("survey/answer_over.html", survey=found.survey, message=None), 410


def _form(
    found: SurveyDoor,
    code: str | None,
    typed: MultiDict[str, str] | None = None,
    missing: list[str] | None = None,
    blank: bool = False,
) -> str:
    survey: Survey = found.survey
    secret = current_app.config["SECRET_KEY"]
    begun = (typed or {}).get("begun") or sign_start(secret, found.key, now().timestamp())
    return render_template(
        "survey/answer.html",
        survey=survey,
        questionnaire=questionnaire_of(survey),
        pilot=found.kind == "pilot",
        draft=found.key if code is None else f"{found.key}-{code[:4]}",
        begun=begun,
        typed=_typed(typed),
        missing=missing or [],
        blank=blank,
    )


def _typed(form_: MultiDict[str, str] | None) -> dict[str, list[str]]:
    return {name: form_.getlist(name) for name in form_} if form_ else {}


def _send(found: SurveyDoor, code: str | None) -> Page:
    if _wants_code(found) and code is None:
        return render_template("survey/answer_code.html", survey=found.survey, wrong=True), 410
    answers, missing = read_answers(questionnaire_of(found.survey), request.form.getlist)
    # A slip of the thumb must not spend a code on a sheet with nothing on it.
    blank = not answers and not clean(request.form.get("comment", ""))
    if missing or blank:
        names = [field_name(part) for part in missing]
        return _form(found, code, request.form, names, blank), 422
    at = now()
    secret = current_app.config["SECRET_KEY"]
    try:
        store_response(
            found,
            answers,
            code=code,
            seconds=seconds_since(secret, found.key, request.form.get("begun", ""), at.timestamp()),
            day=at.astimezone(local_zone()).date(),
            comment=clean(request.form.get("comment", ""))[:1000],
        )
    except DomainError as refused:
        return render_template(
            "survey/answer_over.html", survey=found.survey, message=refused.message
        ), 410
    response = redirect(url_for("survey_answer.thanks", key=found.key))
    if found.kind == "collect" and found.survey.way == "link":
        # Says that this browser answered this survey, nothing else, and only to this survey's address.
        response.set_cookie(
            GUARD,
            "1",
            max_age=GUARD_DAYS * 24 * 3600,
            path=url_for("survey_answer.form", key=found.key),
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response
