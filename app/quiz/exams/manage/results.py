"""The results of an exam, their release, and their spreadsheet."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import __version__
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.quiz.domain.outcomes import BINS
from app.quiz.exams import grading
from app.quiz.exams.archiving import make_archive
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.export import MIMETYPE, export_results, paper_state, question_name
from app.quiz.exams.grading import NotReleasableError
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.wording import facility_words, form_words, spread_words
from app.quiz.exams.results import ORDERS, Results, load_results
from app.quiz.models import Exam
from app.web.clock import now
from app.web.downloads import attachment
from app.web.pages import page_url, slice_page

PER_PAGE = 50
Page = Response | str | tuple[str, int]


@bp.get("/exams/<exam_id>/results")
@requires(Permission.EXAM_WATCH)
def results(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    if exam.state == "draft":
        return redirect(url_for("exams_manage.home", class_id=exam.course_class.public_id), 303)
    return _results_page(exam)


@bp.get("/exams/<exam_id>/results.xlsx")
@requires(Permission.EXAM_WATCH)
def export(exam_id: str) -> Response:
    exam = open_exam(exam_id)
    data = export_results(exam, load_results(exam, now()))
    return attachment(data, _("%(title)s 成绩.xlsx", title=exam.title), MIMETYPE)


@bp.get("/exams/<exam_id>/archive.zip")
@requires(Permission.EXAM_MANAGE)
def archive(exam_id: str) -> Response:
    """The whole exam as one file, with keys, names and answers; after the release only."""
    exam = open_exam(exam_id)
    data = make_archive(exam.id, now(), __version__)
    name = _("%(title)s 存档.zip", title=exam.title)
    return attachment(data, name, "application/zip")


@bp.post("/exams/<exam_id>/release")
@requires(Permission.EXAM_RELEASE)
def release(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    try:
        count = grading.release(exam, me(), now())
    except NotReleasableError as error:
        return _results_page(exam, refused=error.message), 409
    told = _("成绩已公布，%(n)s 人的成绩进了成绩册。", n=count)
    if exam.category_id is None:
        told = _("成绩已公布。这场考试不计入总评，成绩册里没有它。")
    flash(told, "ok")
    return redirect(url_for("exams_manage.results", exam_id=exam_id), 303)


def _bins(found: Results) -> list[dict[str, object]]:
    """The distribution in tenths of full marks, for the chart."""
    counts = found.spread.bins if found.spread else ()
    width = 100 // BINS
    return [
        {"label": f"{n * width}–{(n + 1) * width}", "count": count}
        for n, count in enumerate(counts)
    ]


def _results_page(exam: Exam, refused: str = "") -> str:
    order = request.args.get("sort", "")
    found = load_results(exam, now(), order if order in ORDERS else ORDERS[0])
    return render_template(
        "exams_manage/results.html",
        exam=exam,
        stage=stage_of(exam, now()),
        results=found,
        page=slice_page(found.rows, PER_PAGE),
        sort=order if order in ORDERS else ORDERS[0],
        refused=refused,
        spread_words=spread_words,
        facility_words=facility_words,
        form_words=form_words,
        question_name=question_name,
        paper_state=paper_state,
        bins=_bins(found),
        sort_url=lambda key: page_url(sort=key),
    )
