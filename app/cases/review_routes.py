"""Peer review as a student does it: two samples first, then other people's works, without names."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.views import fragment
from app.cases import reviewing, rounds
from app.cases.blueprint import bp
from app.cases.class_routes import get_opening, me
from app.cases.marks import list_works, people_of
from app.cases.models import CaseOpening, CaseWork
from app.cases.talk_models import CaseReview, CaseRound
from app.cases.views import case_page
from app.cases.works import work_desk
from app.courses.models import CourseClass
from app.extensions import db
from app.web.clock import now
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]


@bp.get("/class-cases/<opening_id>/reviews")
@requires(Permission.CASE_WORK)
def reviews(opening_id: str) -> str:
    opening = get_opening(opening_id)
    round_ = rounds.find_round(opening.id)
    rows = reviewing.reviews_of(opening.id, me().id) if round_ else []
    return render_template(
        "cases/reviews.html",
        opening=opening,
        course_class=db.session.get_one(CourseClass, opening.class_id),
        round=round_,
        rows=rows,
        following=reviewing.next_review(rows),
        received=_received(opening),
        highest=rounds.HIGHEST,
        now=now(),
    )


@bp.get("/class-cases/<opening_id>/reviews/<review_id>")
@requires(Permission.CASE_WORK)
def review(opening_id: str, review_id: str) -> Page:
    opening = get_opening(opening_id)
    row, round_ = _own(opening, review_id)
    return _page(opening, row, round_)


@bp.post("/class-cases/<opening_id>/reviews/<review_id>")
@requires(Permission.CASE_WORK)
def write_review(opening_id: str, review_id: str) -> Page:
    opening = get_opening(opening_id)
    row, round_ = _own(opening, review_id)
    points = [
        read_int(request.form.get(f"p-{n}", "x"), rounds.HIGHEST)
        for n in range(len(round_.criteria))
    ]
    comment = request.form.get("comment", "")
    try:
        reviewing.write_review(opening, row, points, comment, now())
    except rounds.ReviewRefused as refused:
        return _page(opening, row, round_, points, comment, refused.message), refused.status
    flash(_("评完了，谢谢。"), "ok")
    if row.sample is not None:
        return redirect(url_for(".review", opening_id=opening_id, review_id=review_id))
    return redirect(url_for(".reviews", opening_id=opening_id))


def _own(opening: CaseOpening, review_id: str) -> tuple[CaseReview, CaseRound]:
    """One's own review, whose turn has come."""
    rows = reviewing.reviews_of(opening.id, me().id)
    row = next((one for one in rows if one.public_id == review_id), None)
    round_ = rounds.find_round(opening.id)
    if row is None or round_ is None:
        abort(404)
    first = reviewing.next_review(rows)
    if row.written_at is None and row.sample is None and first and first.sample is not None:
        abort(404)  # the samples come first
    return row, round_


def _page(
    opening: CaseOpening,
    row: CaseReview,
    round_: CaseRound,
    points: list[int | None] | None = None,
    comment: str = "",
    problem: str = "",
) -> str:
    sample = next((one for one in round_.samples if one.number == row.sample), None)
    page = None
    if row.work_id is not None:
        work = db.session.get_one(CaseWork, row.work_id)
        page = case_page(work_desk(work, opening, now()), for_reviewer=True)
    return render_template(
        "cases/review.html",
        opening=opening,
        course_class=db.session.get_one(CourseClass, opening.class_id),
        round=round_,
        review=row,
        sample=sample,
        sample_html=fragment(sample.text) if sample else "",
        page=page,
        points=points or row.points or [],
        comment=comment or row.comment,
        problem=problem,
        highest=rounds.HIGHEST,
    )


def _received(opening: CaseOpening) -> list[CaseReview]:
    """What others wrote about one's own work, without names; after release."""
    if opening.released_at is None:
        return []
    said = reviewing.outcome(opening, list_works(opening, now()))
    own = [one for one in said.works if me().id in people_of(one.row.work)]
    return [review for one in own for review in one.reviews]
