"""Taking in a response, without learning whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, func, select

from app.database import writing
from app.extensions import db
from app.workshop.survey.models import Survey, SurveyDoor, SurveyResponse, SurveyToken
from app.workshop.survey.publishing import MOST_PILOT, digest_of
from app.workshop.survey.service import hold, refuse

ROUNDED_TO = 5
LONGEST = 3600
# More than any class project needs; an open link must not fill the disk.
MOST_RESPONSES = 2000


def token_stands(survey: Survey, code: str) -> bool:
    """Whether a one-time code is good and unused."""
    query = select(SurveyToken.digest).where(
        SurveyToken.digest == digest_of(code), SurveyToken.survey_id == survey.id
    )
    return db.session.scalar(query) is not None


def store_response(
    door: SurveyDoor,
    answers: Mapping[str, Any],
    *,
    code: str | None,
    seconds: int | None,
    day: date,
    comment: str = "",
) -> None:
    """Store answers; a one-time code is deleted in the same transaction, so that it serves once, whoever else
    sends it at the same moment. Raises DomainError where the way in is closed or the code is used."""
    with writing():
        # Held, so that closing comes before or after, and five testers stay five.
        survey = hold(door.survey)
        if door.kind == "pilot":
            _check_pilot(survey)
        else:
            if survey.state != "open":
                raise refuse(_("这份问卷已经停止回收。这次的回答没有存下，谢谢您。"))
            _spend(survey, code)
            if _count(survey, "real") >= MOST_RESPONSES:
                raise refuse(_("这份问卷收到的回答已经够多了。这次的回答没有存下，谢谢您。"))
        response = SurveyResponse(
            survey_id=survey.id,
            kind="pilot" if door.kind == "pilot" else "real",
            day=day,
            seconds=seconds,
            answers=dict(answers),
            comment=comment if door.kind == "pilot" else "",
        )
        db.session.add(response)


def _check_pilot(survey: Survey) -> None:
    if survey.state != "draft":
        raise refuse(_("试填已经结束，谢谢您。"))
    if _count(survey, "pilot") >= MOST_PILOT:
        raise refuse(_("试填的份数已经够了，谢谢您。"))


def _spend(survey: Survey, code: str | None) -> None:
    if survey.way != "slips":
        return
    found = delete(SurveyToken).where(
        SurveyToken.digest == digest_of(code or ""), SurveyToken.survey_id == survey.id
    )
    if db.session.connection().execute(found).rowcount != 1:
        raise refuse(_("这个一次性码已经用过，或者不对。每个码只能交一份。"))


def _count(survey: Survey, kind: str) -> int:
    query = (
        select(func.count())
        .select_from(SurveyResponse)
        .where(SurveyResponse.survey_id == survey.id, SurveyResponse.kind == kind)
    )
    return int(db.session.scalar(query) or 0)


def sign_start(secret: str, key: str, at: float) -> str:
    """When a page was opened, signed, to travel inside the page: the server remembers nothing."""
    return str(URLSafeSerializer(secret, salt=f"survey-start-{key}").dumps(int(at)))


def seconds_since(secret: str, key: str, stamp: str, at: float) -> int | None:
    """How long answering took, rounded to five seconds; None where it is unknown or was longer than an hour
    (the page was put aside)."""
    try:
        begun = URLSafeSerializer(secret, salt=f"survey-start-{key}").loads(stamp)
    except BadSignature:
        return None
    if not isinstance(begun, int) or not 0 <= at - begun <= LONGEST:
        return None
    return round((at - begun) / ROUNDED_TO) * ROUNDED_TO
