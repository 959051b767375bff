"""The blueprint of a student's pages; three modules hang their routes on it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.web.numbers import read_int
from app.workshop.survey.models import Survey

bp = Blueprint("survey", __name__)
Page = Response | str | tuple[str, int]


def my_id() -> int:
    """Who asks."""
    user = current_user()
    if user is None:
        abort(401)
    return user.id


def seen_revision() -> int:
    """The revision of the design that the form was made from."""
    return read_int(request.form.get("seen", "")) or 0


def go(endpoint: str, survey: Survey, anchor: str | None = None) -> Response:
    """On to another page of the survey."""
    return redirect(url_for(f"survey.{endpoint}", survey_id=survey.public_id, _anchor=anchor))
