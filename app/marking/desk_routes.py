"""The grading desk: one question, group by group, by keyboard."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS, any_words
from app.bank.views import inline, preview_view
from app.courses.service import get_class
from app.marking import claims, opinions, service
from app.marking import desk as desks
from app.marking.answers import Row, key_points_of, shown
from app.marking.desk import Desk, Group, open_desk
from app.marking.desk_refused import keep_in_sight
from app.marking.desk_words import (
    CERTAINTY_LABELS,
    apart_words,
    evidence_words,
    excerpt,
    lesson_words,
    one_text,
    own_words,
    reason_words,
)
from app.marking.domain.plans import Help
from app.marking.doubt_words import doubtful_words, point_doubts
from app.marking.highlight import highlight, sign
from app.marking.works import PartView, find_regradable
from app.web.clock import now
from app.web.numbers import plain, read_int
from app.web.questionview import QuestionView

bp = Blueprint("desk", __name__, url_prefix="/classes/<class_id>/desk")
PART = "/<kind>/<int(max=2147483647):part_id>"
LONGEST_COMMENT = 2000
Page = str | Response | tuple[str, int]


@bp.get(PART)
@requires(Permission.MARKING_DO)
def grade(class_id: str, kind: str, part_id: int) -> str:
    desk = open_for_me(class_id, kind, part_id)
    return _page(class_id, desk, desk.find(read_int(request.args.get("g", ""))))


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
        page = _page(
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
    act = desks.last_act(desk, user.id)
    count = desks.undo(desk, user.id, now(), _("撤销上一次批改"))
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
    return _page(
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
    return _page(class_id, desk, group, points=points, comment=comment, ticked=ticked)


def _page(
    class_id: str,
    desk: Desk,
    group: Group | None,
    *,
    refused: Sequence[Row] = (),
    points: Mapping[str, str] | None = None,
    comment: str = "",
    ticked: Collection[int] | None = None,
    opinion: str = "",
) -> str:
    part = desk.part
    key_points = key_points_of(part)
    numbers = {point.id: number for number, point in enumerate(key_points, 1)}
    user = current_user()
    facts = Facts(class_id=part.class_id)
    return render_template(
        "marking/desk.html",
        class_id=class_id,
        desk=desk,
        part=part,
        group=group,
        place=desk.groups.index(group) + 1 if group in desk.groups else 0,
        following=desk.after(group) if group else None,
        act=desks.last_act(desk, user.id) if user else None,
        minutes=desk.minutes_left(user.id) if user else None,
        key_points=key_points,
        levels={point.id: _levels(point.points) for point in key_points},
        given=points if points is not None else _suggested(part, group),
        comment=comment,
        refused=refused,
        faults={id_: fault for row in refused for id_, fault in row.errors.items()},
        ticked=ticked,
        opinion=opinion,
        may_ask=group is not None and opinions.may_ask(part, group.first),
        me=user.id if user else 0,
        found=evidence_words(group.first) if group else {},
        numbers=numbers,
        scale=_scale(part),
        any_of=any_words(part.key) if part.most is not None else "",
        names=request.args.get("names") == "1" and may(Permission.MARKS_REGRADE, facts),
        may_lift=may(Permission.MARKS_REGRADE, facts),
        may_accept=may(Permission.MARKS_REGRADE, facts)
        and find_regradable(part.summary.kind) is not None
        and bool(part.key.key_points),
        type_label=TYPE_LABELS[ItemType(part.summary.type)],
        view=_asked(part, group),
        shown_text=lambda row: highlight(
            row.text,
            row.proposal.spans if row.proposal else (),
            numbers,
            row.proposal.halves if row.proposal else (),
            row.proposal.near if row.proposal else (),
        ),
        doubts=point_doubts(group.rows) if group else {},
        doubtful_words=doubtful_words,
        apart_words=apart_words,
        own_words=own_words,
        proposes=any(row.proposal for row in desk.rows),
        certainty_labels=CERTAINTY_LABELS,
        excerpt=excerpt,
        inline=inline,
        reason_words=reason_words,
        one_text=one_text,
        lesson_words=lesson_words,
        sign=sign,
        next_part=service.find_next(part.class_id, part.summary) if group is None else None,
    )


def _asked(part: PartView, group: Group | None) -> QuestionView:
    """The question with its key; where everybody has their own numbers, with those of the first answer."""
    first = group.first.response if group else None
    face, key = (first.face, first.key) if first else (None, None)
    points = part.summary.points
    return preview_view(face or part.face, key or part.key, key="asked", points=points)


def _levels(points: Decimal) -> list[tuple[str, str]]:
    """The three usual judgements of a key point: value and word."""
    half = (points / 2).quantize(Decimal("0.01"))
    return [("0", _("没写到")), (plain(half), _("一半")), (plain(points), _("写全"))]


def _scale(part: PartView) -> Decimal | None:
    """What the key points come to, where the question is worth something else on this paper."""
    available = sum((point.points for point in key_points_of(part)), Decimal(0))
    if part.most is not None:
        available = part.most
    return available if available != part.summary.points else None


def _suggested(part: PartView, group: Group | None) -> dict[str, str]:
    """What the inputs start with: the mark that holds, else the proposal of the first answer.

    Where two markers are apart it is what they agree on, so that nobody decides with one key.
    """
    if group is None:
        return {}
    if group.readings:
        one, other = (reading.points for reading in group.readings[:2])
        return {id_: plain(points) for id_, points in one.items() if other.get(id_) == points}
    if part.plan.help is Help.PROPOSE:
        return {}
    row = group.first
    if row.is_marked:
        return dict(shown(row.event).points)
    return {id_: plain(n) for id_, n in row.proposal.points.items()} if row.proposal else {}


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
    return service.find_part(course_class.id, kind, part_id) or abort(404)
