"""Where a request comes from and with what: the facts that access rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.quiz.domain import seb
from app.quiz.domain.access import AccessRules, SebRules, Typed, plain_address
from app.quiz.models import Exam
from app.web.downloads import attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request to an exam. The default is nobody from nowhere, whom every rule keeps out."""

    address: str = ""
    from_seb: bool = False
    typed: Typed | None = None


NOWHERE = Visit()
MIMETYPE = "application/seb"


def here() -> str:
    """The address that this request comes from, as access rules write it."""
    return plain_address(request.remote_addr or "")


def read_visit(access: Mapping[str, Any], exam_id: str, typed: Typed | None = None) -> Visit:
    """The present request to the exam with these stored rules and public id; no SQL statement."""
    rules = AccessRules.from_json(access).seb
    return Visit(
        address=here(),
        from_seb=rules.required and proves_seb(exam_id, rules),
        typed=typed,
    )


def seb_settings(exam_id: str, rules: SebRules) -> dict[str, Any]:
    """The settings of the exam's configuration file, for the name by which the site was called."""
    return seb.settings_for(
        rules,
        start_url=url_for("exams.intro", exam_id=exam_id, _external=True),
        quit_url=url_for("exam_entry.left", exam_id=exam_id, _external=True),
    )


def own_seb_settings(exam: Exam) -> dict[str, Any] | None:
    """The settings of the file that the site makes for this exam; None where it makes none."""
    rules = AccessRules.from_json(exam.access).seb
    made = rules.required and rules.own_file
    return seb_settings(exam.public_id, rules) if made else None


def send_seb_file(exam: Exam) -> Response:
    """The exam's own configuration file, or 404 where the staff made another or asks for none."""
    settings = own_seb_settings(exam)
    if settings is None:
        abort(404)
    return attachment(seb.to_plist(settings), _("%(title)s.seb", title=exam.title), MIMETYPE)


def proves_seb(exam_id: str, rules: SebRules) -> bool:
    """Whether the request carries the proof of an accepted key."""
    own = rules.own_file
    config = [seb.config_key(seb_settings(exam_id, rules))] if own else rules.config_keys
    url = _url()
    return seb.matches(url, config, request.headers.get(seb.CONFIG_KEY_HEADER, "")) or seb.matches(
        url, rules.exam_keys, request.headers.get(seb.EXAM_KEY_HEADER, "")
    )


def _url() -> str:
    """The address as the browser asked for it."""
    query = request.query_string.decode("ascii", "replace")
    return f"{request.base_url}?{query}" if query else request.base_url
