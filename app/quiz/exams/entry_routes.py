"""What candidates need around an exam: the file for Safe Exam Browser, and the way out of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.quiz.domain.access import AccessRules
from app.quiz.domain.seb import to_plist
from app.quiz.exams.sitting import list_sittings
from app.quiz.exams.visiting import seb_settings
from app.quiz.models import Exam
from app.web.downloads import attachment

bp = Blueprint("exam_entry", __name__)
MIMETYPE = "application/seb"


@bp.get("/exams/<exam_id>/exam.seb")
@requires(Permission.EXAM_VIEW)
def seb_file(exam_id: str) -> Response:
    """The configuration file; nobody's own files are asked for where the staff made another."""
    exam = _published(exam_id)
    rules = AccessRules.from_json(exam.access).seb
    if not rules.required or not rules.own_file:
        abort(404)
    name = _("%(title)s.seb", title=exam.title)
    return attachment(to_plist(seb_settings(exam.public_id, rules)), name, MIMETYPE)


@bp.get("/exams/<exam_id>/left")
@requires(Permission.EXAM_VIEW)
def left(exam_id: str) -> str | Response:
    """Where Safe Exam Browser ends; another browser goes on to the receipt.

    Whoever still writes is sent back to the paper by the receipt's page.
    """
    exam = _published(exam_id)
    person = current_user()
    sittings = list_sittings(exam.id, person.id) if person else ()
    if sittings:
        return redirect(url_for("exams.receipt", sitting_id=sittings[-1].public_id))
    return render_template("exams/left.html", exam=exam)


def _published(exam_id: str) -> Exam:
    exam = load_or_404(Exam, public_id=exam_id)
    if exam.state == "draft":
        abort(404)
    return exam
