"""Handing in, the receipt, and the marks after their release."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.marking.rubrics import load_marked
from app.web.clock import now
from app.web.numbers import read_int
from app.workshop.customer_file.arriving import load_file, open_page
from app.workshop.customer_file.blueprint import bp
from app.workshop.customer_file.grading import grade_of
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.report import build_report
from app.workshop.customer_file.service import KIND, hand_in
from app.workshop.customer_file.views import progress
from app.workshop.customer_file.words import KINDS, make_rubric


@bp.get("/customer-files/<file_id>/hand-in")
@requires(Permission.PROJECT_WORK)
def check(file_id: str) -> str | Response:
    """What is empty still, before it is handed in for good; afterwards the receipt."""
    loaded = load(load_file(file_id))
    template = "receipt" if loaded.file.handed_at else "hand_in"
    late = loaded.file.project.late
    at = loaded.file.handed_at or now()
    return open_page(
        f"customer_file/{template}.html",
        loaded,
        steps=progress(loaded),
        days_late=late.days_late(at),
        taken_off=late.taken_off(at),
    )


@bp.post("/customer-files/<file_id>/hand-in")
@requires(Permission.PROJECT_WORK)
def submit(file_id: str) -> Response:
    file = load_file(file_id)
    if request.form.get("sure") != "1":
        flash(_("请先勾选“我知道上交以后不能再改”。还没有上交。"), "warn")
        return redirect(url_for(".check", file_id=file_id))
    hand_in(file, read_int(request.form.get("seen", "")) or 0, now())
    flash(_("已上交。"), "ok")
    return redirect(url_for(".check", file_id=file_id))


@bp.get("/customer-files/<file_id>/marks")
@requires(Permission.PROJECT_WORK)
def marks(file_id: str) -> str:
    """Own value, expected value, tolerance; only after the release."""
    file = load_file(file_id)
    if file.handed_at is None or file.project.released_at is None:
        abort(404)
    loaded = load(file)
    marked = load_marked(KIND, [file.id], make_rubric())[file.id]
    return open_page(
        "customer_file/marks.html",
        loaded,
        marked=marked,
        grade=grade_of(file.project, file, marked),
        taken_off=file.project.late.taken_off(file.handed_at),
        report=build_report(loaded),
        kinds=KINDS,
    )
