"""Peer review as the instructor sets it up and follows it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.cases import reviewing, rounds
from app.cases.blueprint import manage as bp
from app.cases.marks import list_works
from app.cases.models import CaseWork
from app.cases.opening_form import read_local, show_local
from app.cases.rounds import RoundSettings, SampleText
from app.cases.staff import get_opening, me
from app.cases.talk_models import CaseRound
from app.web.clock import now
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
USUAL = ("事实用得准", "分析抓住要害", "办法做得到", "说得清楚")
EMPTY: dict[str, Any] = {
    "criteria": "\n".join(USUAL), "peers": "20", "reviewing": "10", "closes_at": "",
    "text-1": "", "text-2": "", "points-1": "", "points-2": "", "reason-1": "", "reason-2": "",
}  # fmt: skip


@bp.get("/class-cases/<opening_id>/reviews/manage")
@requires(Permission.CASE_WATCH)
def reviews(opening_id: str) -> str:
    return _page(opening_id)


@bp.post("/class-cases/<opening_id>/reviews/manage")
@requires(Permission.CASE_MANAGE)
def set_round(opening_id: str) -> Page:
    opening, _class = get_opening(opening_id)
    typed = {name: request.form.get(name, "")[:9000] for name in EMPTY}
    try:
        rounds.set_round(opening, _settings(typed, rounds.find_round(opening.id)), now())
    except rounds.ReviewRefused as refused:
        return _page(opening_id, typed, refused.message), refused.status
    flash(_("已存下。"), "ok")
    return redirect(url_for(".reviews", opening_id=opening_id))


@bp.post("/class-cases/<opening_id>/reviews/allot")
@requires(Permission.CASE_MANAGE)
def allot(opening_id: str) -> Page:
    """Hand works out to reviewers."""
    opening, _class = get_opening(opening_id)
    try:
        count = rounds.allot_reviews(opening, now())
    except rounds.ReviewRefused as refused:
        return _page(opening_id, None, refused.message), refused.status
    flash(ngettext("分好了，一共 %(num)s 份评审。", "分好了，一共 %(num)s 份评审。", count), "ok")
    return redirect(url_for(".reviews", opening_id=opening_id))


@bp.post("/case-works/<work_id>/peer-mark")
@requires(Permission.CASE_MANAGE)
def decide(work_id: str) -> Page:
    """The instructor's own word where reviews are too few or too far apart."""
    work = load_or_404(CaseWork, public_id=work_id)
    if work.opening is None:
        abort(404)
    opening, _class = get_opening(work.opening.public_id)
    round_ = rounds.find_round(opening.id)
    wanted = len(round_.criteria) if round_ else 0
    points = [read_int(request.form.get(f"p-{n}", "x"), rounds.HIGHEST) for n in range(wanted)]
    try:
        reason = request.form.get("reason", "")
        reviewing.decide(opening, work.id, points, reason, me().id, now())
    except rounds.ReviewRefused as refused:
        return _page(opening.public_id, None, refused.message), refused.status
    flash(_("已记下。"), "ok")
    return redirect(url_for(".reviews", opening_id=opening.public_id))


def _page(opening_id: str, typed: dict[str, str] | None = None, problem: str = "") -> str:
    opening, course_class = get_opening(opening_id)
    round_ = rounds.find_round(opening.id)
    rows = list_works(opening, now())
    ended = opening.released_at is not None or (
        round_ is not None and round_.closes_at is not None and round_.closes_at <= now()
    )
    return render_template(
        "cases_manage/reviews.html",
        opening=opening,
        course_class=course_class,
        round=round_,
        typed=typed or _typed(round_),
        problem=problem,
        said=reviewing.outcome(opening, rows),
        ended=ended,
        ready=sum(row.over for row in rows),
        highest=rounds.HIGHEST,
    )


def _settings(typed: dict[str, str], held: CaseRound | None) -> RoundSettings:
    """What was typed; after allotment criteria and samples are those that stand."""
    if held is not None and held.allotted_at is not None:
        criteria = list(held.criteria)
        samples = [SampleText(text=s.text, points=s.points, reason=s.reason) for s in held.samples]
    else:
        criteria = [line.strip()[:60] for line in typed["criteria"].splitlines() if line.strip()]
        samples = [_sample(typed, n) for n in rounds.SAMPLES]
    closes_at, ok = read_local(typed["closes_at"])
    if not ok:
        raise rounds.ReviewRefused(_("没有读懂截止时间。"))
    peers, own = read_int(typed["peers"], 100), read_int(typed["reviewing"], 100)
    if peers is None or own is None:
        raise rounds.ReviewRefused(_("比重填 0 到 100 的整数。"))
    return RoundSettings(
        criteria=criteria,
        samples=samples,
        peers_weight=peers,
        reviewing_weight=own,
        closes_at=closes_at,
    )


def _sample(typed: dict[str, str], n: int) -> SampleText:
    given = typed[f"points-{n}"].replace("，", " ").replace(",", " ").split()
    points = [read_int(one, rounds.HIGHEST) for one in given]
    if any(one is None for one in points):
        raise rounds.ReviewRefused(
            _(
                "样例 %(n)s 的分写成几个 0 到 %(most)s 的数，用空格隔开。",
                n=n,
                most=rounds.HIGHEST,
            )
        )
    return SampleText(
        text=typed[f"text-{n}"],
        points=[one for one in points if one is not None],
        reason=typed[f"reason-{n}"][: rounds.LONGEST],
    )


def _typed(round_: CaseRound | None) -> dict[str, str]:
    if round_ is None:
        return EMPTY
    values = {
        "criteria": "\n".join(round_.criteria),
        "peers": str(round_.peers_weight),
        "reviewing": str(round_.reviewing_weight),
        "closes_at": show_local(round_.closes_at),
    }
    for sample in round_.samples:
        values |= {
            f"text-{sample.number}": sample.text,
            f"points-{sample.number}": " ".join(str(one) for one in sample.points),
            f"reason-{sample.number}": sample.reason,
        }
    return EMPTY | values
