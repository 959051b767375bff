"""The grading desk: one question, group by group, by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.courses.service import get_class
from app.marking import claims, opinions, service
from app.marking import desk as desks
from app.marking.answers import Row, key_points_of
from app.marking.desk import Desk, open_desk
from app.marking.desk_page import desk_page
from app.marking.desk_refused import keep_in_sight
from app.marking.gone import leave
from app.marking.undoing import last_act, undo_last
from app.marking.works import PartView
from app.web.clock import now
from app.web.numbers import read_int

bp = Blueprint("desk", __name__, url_prefix="/classes/<class_id>/desk")
PART = "/<kind>/<int(max=2147483647):part_id>"
LONGEST_COMMENT = 2000
Page = str | Response | tuple[str, int]


@bp.get(PART)
@requires(Permission.MARKING_DO)
def grade(class_id: str, kind: str, part_id: int) -> str:
    desk = open_for_me(class_id, kind, part_id)
    return desk_page(class_id, desk, desk.find(read_int(request.args.get("g", ""))))


@bp.post(PART)
@requires(Permission.MARKING_DO)
def give(class_id: str, kind: str, part_id: int) -> Page:
    """Give the same points to the ticked answers of a group, and go on with the next."""
    desk = open_for_me(class_id, kind, part_id)
    works = _ticked()
    rows = [row for row in desk.rows if row.response.work_id in works]
    if not rows:
        flash(_("没有选中答案，什么也没有记。"), "warn")
        return go_on(class_id, desk.part, read_int(request.args.get("g", "")))
    following = _following(desk, rows)
    seen = {
        row.response.work_id: read_int(request.form.get(f"seen-{row.response.work_id}", "")) or 0
        for row in rows
    }
    points, comment = _typed(desk.part), request.form.get("comment", "")[:LONGEST_COMMENT]
    user = current_user() or abort(401)
    count = desks.give(desk, rows, seen, points, comment, user.id, now())
    if any(row.is_refused for row in rows):
        desk, group = keep_in_sight(desk, rows)
        status = 409 if any(row.clash for row in rows) else 422
        page = desk_page(
            class_id, desk, group, refused=rows, points=points, comment=comment, ticked=works
        )
        return page, status
    if not count:
        flash(_("没有要改的，什么也没有记。"), "info")
    return go_on(class_id, desk.part, following)


@bp.post(f"{PART}/undo")
@requires(Permission.MARKING_DO)
def undo(class_id: str, kind: str, part_id: int) -> Response:
    """Take back one's last judgement on this question."""
    desk = open_for_me(class_id, kind, part_id)
    user = current_user() or abort(401)
    act = last_act(desk, user.id)
    count = undo_last(desk, user.id, now(), _("撤销上一次批改"))
    if not count or act is None:
        flash(_("没有可以撤销的批改。"), "info")
        return go_on(class_id, desk.part, None)
    flash(ngettext("撤销了 %(num)s 份的分数。", "撤销了 %(num)s 份的分数。", count), "ok")
    return go_on(class_id, desk.part, act.works[0])


@bp.post(f"{PART}/opinion")
@requires(Permission.MARKING_DO)
def opinion(class_id: str, kind: str, part_id: int) -> Page:
    """Ask the site's language model about the first answer of a group; what was typed stays."""
    number = read_int(request.args.get("g", ""))
    desk = open_for_me(class_id, kind, part_id)
    group = desk.find(number)
    if group is None or not opinions.may_ask(desk.part, group.first):
        return go_on(class_id, desk.part, number)
    points, comment = _typed(desk.part), request.form.get("comment", "")[:LONGEST_COMMENT]
    told = opinions.opinion(desk.part, group.first)
    desk = open_for_me(class_id, kind, part_id)
    group = desk.find(number)
    return desk_page(
        class_id, desk, group, points=points, comment=comment, ticked=_ticked(), opinion=told
    )


@bp.post(f"{PART}/claim")
@requires(Permission.MARKING_DO)
def claim(class_id: str, kind: str, part_id: int) -> Response:
    """Say that one has answers open; tells whether somebody else has any of them open as well."""
    part = find_part_of(class_id, kind, part_id)
    own = {response.work_id for response in part.responses}
    works = {number for one in request.form.getlist("work") if (number := read_int(one)) in own}
    user = current_user() or abort(401)
    clash = claims.claim(part, {one for one in works if one}, user.id, now())
    return jsonify(taken=bool(clash))


def desk_again(class_id: str, desk: Desk, why: str) -> str:
    """The desk after a wording that cannot be taken, with all that was typed."""
    flash(why, "warn")
    group = desk.find(read_int(request.args.get("g", "")))
    typed = _typed(desk.part)
    # The page of the preview has the wording alone: the desk then starts from the proposal.
    points, ticked = (typed, _ticked()) if any(typed.values()) else (None, None)
    comment = request.form.get("comment", "")[:LONGEST_COMMENT]
    return desk_page(class_id, desk, group, points=points, comment=comment, ticked=ticked)


def _typed(part: PartView) -> dict[str, str]:
    """Points by key point: another number where one was typed, else the level that was chosen."""
    return {
        point.id: (
            request.form.get(f"px-{point.id}", "").strip()
            or request.form.get(f"pt-{point.id}", "").strip()
        )[:20]
        for point in key_points_of(part)
    }


def _ticked() -> set[int]:
    """The answers that the judgement is for, by work id."""
    return {number for work in request.form.getlist("work") if (number := read_int(work))}


def _following(desk: Desk, rows: Sequence[Row]) -> int | None:
    """Where to go on: what is left of the group, else the next one."""
    chosen = {row.response.work_id for row in rows}
    group = desk.find(rows[0].response.work_id)
    if group is None:
        return None
    left = [row for row in group.rows if row.response.work_id not in chosen]
    if left:
        return left[0].response.work_id
    following = desk.after(group)
    return following.id if following else None


def go_on(class_id: str, part: PartView, group: int | None) -> Response:
    """Back to the desk, at the group that holds this answer."""
    names = request.args.get("names") or None
    target = url_for(
        "desk.grade",
        class_id=class_id,
        kind=part.summary.kind,
        part_id=part.summary.part_id,
        g=group,
        names=names,
    )
    return redirect(target, 303)


def open_for_me(class_id: str, kind: str, part_id: int) -> Desk:
    """The question as the present person finds it."""
    part = find_part_of(class_id, kind, part_id)
    user = current_user() or abort(401)
    decides = may(Permission.MARKS_REGRADE, Facts(class_id=part.class_id))
    taken = claims.taken_by_others(part, user.id, now())
    return open_desk(part, user.id, decides=decides, taken=taken)


def find_part_of(class_id: str, kind: str, part_id: int) -> PartView:
    """The question of this class, or a page that is not there."""
    course_class = get_class(class_id, "marking.home")
    found = service.find_part(course_class.id, kind, part_id)
    return found or leave(course_class, kind, part_id)
