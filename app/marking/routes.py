"""The marking pages of a class: by question, across students, without names."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS
from app.bank.views import fragment, inline, preview_view
from app.courses.service import get_class
from app.marking import service
from app.marking.answers import Entry, Row, key_points_of, markers_of, rows_of
from app.marking.gone import leave
from app.marking.look_desk import count_open
from app.marking.proposing import add_proposals
from app.marking.works import PartView, find_regradable
from app.web.clock import now
from app.web.pages import Paged, slice_page
from app.web.questionview import QuestionView

bp = Blueprint("marking", __name__, url_prefix="/classes/<class_id>/marking")
PER_PAGE = 20
PARTS_PER_PAGE = 30
# The largest number that a row can have on either engine; larger ones are no such page.
PART = "/<kind>/<int(max=2147483647):part_id>"


@bp.get("")
@requires(Permission.MARKING_DO)
def home(class_id: str) -> str:
    course_class = get_class(class_id)
    every = service.list_parts(course_class.id)
    papers = list(dict.fromkeys(part.work_title for part in every))
    paper = request.args.get("paper", "")
    paper = paper if paper in papers else ""
    parts = [part for part in every if not paper or part.work_title == paper]
    waiting = [part for part in parts if part.waiting]
    everything = request.args.get("show") == "all" or not waiting
    return render_template(
        "marking/home.html",
        course_class=course_class,
        parts=slice_page(parts if everything else waiting, PARTS_PER_PAGE),
        everything=everything,
        papers=papers,
        paper=paper,
        count=len(parts),
        looks=count_open(course_class.id),
        waiting=len(waiting),
        type_labels={type_.value: label for type_, label in TYPE_LABELS.items()},
    )


@bp.get(PART)
@requires(Permission.MARKING_DO)
def question(class_id: str, kind: str, part_id: int) -> str:
    part = _part(class_id, kind, part_id)
    return _page(class_id, part, rows_of(part))


@bp.post(PART)
@requires(Permission.MARKING_DO)
def mark(class_id: str, kind: str, part_id: int) -> Response | str | tuple[str, int]:
    part = _part(class_id, kind, part_id)
    user = current_user() or abort(401)
    rows = rows_of(part)
    waited = sum(not row.is_marked for row in rows)
    entries = _entries(part)
    add_proposals(part, [row for row in rows if row.response.work_id in entries])
    count = service.save_marks(part, rows, entries, user.id, now())
    if any(row.is_refused for row in rows):
        return _page(class_id, part, rows), 409 if any(row.clash for row in rows) else 422
    if count:
        flash(
            ngettext("记下了 %(num)s 份答案的分数。", "记下了 %(num)s 份答案的分数。", count), "ok"
        )
    # While answers wait, the first page holds the next ones; afterwards one stays where one was.
    page = None if waited else request.args.get("page", type=int)
    target = url_for(".question", class_id=class_id, kind=kind, part_id=part_id, page=page)
    return redirect(target)


def _page(class_id: str, part: PartView, rows: Sequence[Row]) -> str:
    """Show the answers of the page that was just sent, or else the first ones that wait."""
    posted = [row for row in rows if row.posted]
    page = Paged(posted, 1, len(posted), len(posted)) if posted else slice_page(rows, PER_PAGE)
    return render_template(
        "marking/question.html",
        class_id=class_id,
        part=part,
        view=_asked(part),
        type_label=TYPE_LABELS[ItemType(part.summary.type)],
        key_points=key_points_of(part),
        fragment=fragment,
        inline=inline,
        rows=page,
        sent=bool(posted),
        marked=sum(row.is_marked for row in rows),
        total=len(rows),
        markers=markers_of(page.items),
        following=service.find_next(part.class_id, part.summary),
        regradable=find_regradable(part.summary.kind) is not None
        and may(Permission.MARKS_REGRADE, Facts(class_id=part.class_id)),
    )


def _asked(part: PartView) -> QuestionView:
    """The question with its key; where everybody has their own numbers, with those of one answer."""
    sample = next((r for r in part.responses if r.face is not None and r.key is not None), None)
    face, key = (sample.face, sample.key) if sample else (part.face, part.key)
    return preview_view(face or part.face, key or part.key, key="asked", points=part.summary.points)


def _entries(part: PartView) -> dict[int, Entry]:
    """What was typed, by work id: inputs are named `p-<work>-<key point>`, `c-…`, `seen-…`."""
    entries = {}
    for response in part.responses:
        work = response.work_id
        seen = request.form.get(f"seen-{work}", type=int)
        if seen is None:
            continue
        points = {
            point.id: request.form.get(f"p-{work}-{point.id}", "")[:20]
            for point in key_points_of(part)
        }
        comment = request.form.get(f"c-{work}", "")[:2000]
        entries[work] = Entry(work_id=work, seen=seen, points=points, comment=comment)
    return entries


def _part(class_id: str, kind: str, part_id: int) -> PartView:
    """The question; where two people mark blindly, others than instructors mark at the desk alone."""
    course_class = get_class(class_id)
    found = service.find_part(course_class.id, kind, part_id)
    part = found or leave(course_class, kind, part_id)
    if part.plan.double and not may(Permission.MARKS_REGRADE, Facts(class_id=course_class.id)):
        abort(redirect(url_for("desk.grade", class_id=class_id, kind=kind, part_id=part_id), 303))
    return part
