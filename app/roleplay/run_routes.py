"""A conversation and its debrief: saying, ending, looking back, going on from an earlier turn."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.extensions import db
from app.roleplay import words
from app.roleplay.domain.curve import HEIGHT, WIDTH, curves_of
from app.roleplay.domain.manner import is_tired, manner_of
from app.roleplay.domain.scenario import Sort
from app.roleplay.label_form import read_labels
from app.roleplay.models import PlayAssignment, PlayRun, PlayScript
from app.roleplay.services import labels, library, runs, voice
from app.roleplay.services.debriefing import Debrief
from app.roleplay.services.marks import load_marks
from app.roleplay.services.played import Played, load_played
from app.roleplay.services.runs import CannotSay, Saying
from app.roleplay.services.scripts import find_shipped, open_script
from app.web.clock import now
from app.web.errors import wants_json
from app.web.numbers import read_int

Page = Response | str | tuple[str, int] | tuple[Response, int]


def register(bp: Blueprint) -> None:
    """Put conversations on the blueprint of role-play."""
    post = ["POST"]
    bp.add_url_rule("/runs/<run_id>", "run", show)
    bp.add_url_rule("/runs/<run_id>", "say", say, methods=post)
    bp.add_url_rule("/runs/<run_id>/end", "end", end, methods=post)
    bp.add_url_rule("/runs/<run_id>/debrief", "debrief", debrief)
    bp.add_url_rule("/runs/<run_id>/compare", "compare", compare)
    bp.add_url_rule("/runs/<run_id>/again", "again", again, methods=post)
    bp.add_url_rule("/runs/<run_id>/turns/<int:number>/label", "label", label)
    bp.add_url_rule("/runs/<run_id>/turns/<int:number>/label", "ask_label", ask_label, methods=post)


@requires(Permission.ITEM_PRACTISE)
def show(run_id: str) -> Page:
    """The conversation; one that has ended is looked back upon."""
    run = _own(run_id)
    if runs.is_late(run, now()):
        runs.finish(run, now())
    if run.ended_at is not None:
        return redirect(url_for("plays.debrief", run_id=run_id))
    return _page(load_played(run))


@requires(Permission.ITEM_PRACTISE)
def say(run_id: str) -> Page:
    """Take what was said; scripts get the changed part of the page."""
    run = _own(run_id)
    typed = request.form.get("text", "")
    try:
        played = runs.say(run, _saying(), now())
    except CannotSay as problem:
        db.session.rollback()
        return _page(load_played(_own(run_id)), typed, problem.message, problem.status)
    voice.speak(played)
    if wants_json():
        return _page(load_played(_own(run_id)))
    return redirect(url_for("plays.run", run_id=run_id, _anchor="say"))


@requires(Permission.ITEM_PRACTISE)
def end(run_id: str) -> Response:
    """Stop here and look back."""
    runs.finish(_own(run_id), now())
    return redirect(url_for("plays.debrief", run_id=run_id))


@requires(Permission.ITEM_PRACTISE)
def debrief(run_id: str) -> Page:
    """What each turn did, where it turned, what was missed, the mark and why."""
    run = _own(run_id)
    if run.ended_at is None:
        return redirect(url_for("plays.run", run_id=run_id))
    work = _work(run)
    if work and work.debrief == "after_close" and now() < work.closes_at:
        return render_template("plays/sealed.html", run=run, work=work)
    played = load_played(run)
    told = Debrief(played)
    user = current_user()
    best = runs.best_marks(user.id, now()) if user else {}
    following = find_shipped(library.next_slug(best, told.weak, but=run.script.slug) or "")
    trained = library.axes_of(following) if following else {}
    return render_template(
        "plays/debrief.html",
        run=run,
        told=told,
        work=work,
        marked=load_marks(played) if work else None,
        asked=labels.latest_by_turn(run.id),
        earlier=runs.earlier_runs(run),
        following=following,
        shipped=find_shipped(run.script.slug) is not None,
        trains=[axis for axis in told.weak if axis in trained],
        **look(told.scenario.sort),
    )


@requires(Permission.ITEM_PRACTISE)
def compare(run_id: str) -> Page:
    """Two conversations in one scenario side by side."""
    run = _own(run_id)
    others = runs.earlier_runs(run)
    wanted = request.args.get("with", "")
    other = next((one for one in others if one.public_id == wanted), None) or next(
        iter(others), None
    )
    if run.ended_at is None or other is None or _sealed(run) or _sealed(other):
        flash(_("还没有可以对照的另一次。再演一次，就能两次对着看。"), "info")
        return redirect(url_for("plays.debrief", run_id=run_id))
    pair = [Debrief(load_played(one)) for one in (other, run)]
    pair.sort(key=lambda told: told.played.run.id)
    return render_template(
        "plays/compare.html",
        run=run,
        other=other,
        others=others,
        pair=pair,
        **look(pair[0].scenario.sort),
    )


@requires(Permission.ITEM_PRACTISE)
def again(run_id: str) -> Response:
    """Go on from before one turn, or from the beginning, in a new practice conversation."""
    run = _own(run_id)
    if run.ended_at is None or _sealed(run):
        abort(404)
    turn = read_int(request.form.get("turn", "1")) or 1
    mode = request.form.get("mode", run.mode)
    fresh = runs.branch(run, turn, now(), mode)
    return redirect(url_for("plays.run", run_id=fresh.public_id, _anchor="say"))


@requires(Permission.ITEM_PRACTISE)
def label(run_id: str, number: int) -> str:
    """The form on which a learner says that a label is wrong."""
    return _label_page(*_turn(run_id, number))


@requires(Permission.ITEM_PRACTISE)
def ask_label(run_id: str, number: int) -> Page:
    """Put the question to the instructor; nothing is changed by it."""
    run, told = _turn(run_id, number)
    given = read_labels(request.form)
    try:
        labels.ask(told.line.row.id, given, run.user_id, now())
    except labels.LabelProblem as problem:
        return _label_page(run, told, problem.message, given), problem.status
    flash(_("已经转给老师。老师改定以后，这段对话会按新的标签重算。"), "ok")
    return redirect(url_for("plays.debrief", run_id=run_id, _anchor=f"turn-{number}"))


def look(sort: Sort | None = None) -> dict[str, object]:
    """What templates of conversations and debriefs need by name; `sort` is the scenario's."""
    return {
        "hot": words.hot_word(sort or Sort.COMPLAINT),
        "acts": words.ACTS,
        "taboos": words.TABOOS,
        "endings": words.ENDINGS,
        "heads": words.HEADS,
        "rules": words.RULES,
        "label_of": words.label_of,
        "box": (WIDTH, HEIGHT),
    }


def weak_axes(latest: Sequence[PlayRun]) -> Sequence[str]:
    """What the newest ended conversation showed to be weak; three SQL statements at most."""
    done = next((run for run in latest if run.ended_at is not None), None)
    return Debrief(load_played(done)).weak if done and not _sealed(done) else ()


def _page(played: Played, typed: str = "", problem: str = "", status: int = 200) -> Page:
    over = played.run.ended_at is not None
    if over and wants_json():
        return jsonify(over=url_for("plays.debrief", run_id=played.run.public_id))
    if over:
        return redirect(url_for("plays.debrief", run_id=played.run.public_id))
    values = {
        "run": played.run,
        "played": played,
        "spec": played.script.spec,
        "personas": played.script.scenario.personas,
        "curves": curves_of(played.script.scenario.personas, played.scene),
        "options": [choice.say for choice in runs.offer_now(played)],
        "typed": typed,
        "problem": problem,
        "number": played.last + 1,
        "manner_of": manner_of,
        "is_tired": is_tired,
        "minutes": int((now() - played.run.created_at).total_seconds() // 60),
        **look(played.script.scenario.sort),
    }
    if wants_json():
        return jsonify(html=render_template("plays/_play.html", **values), ok=not problem), status
    return render_template("plays/run.html", **values), status


def _saying() -> Saying:
    form = request.form
    return Saying(
        number=read_int(form.get("number", "")) or 0,
        text=form.get("text", ""),
        to=form.get("to", "")[:64],
        option=read_int(form.get("option", "")),
    )


def _own(run_id: str) -> PlayRun:
    """The run, if it is the present person's (a visitor's belongs to their guest row)."""
    run = load_or_404(
        PlayRun, joinedload(PlayRun.script).defer(PlayScript.source), public_id=run_id
    )
    user = current_user()
    if user is None or run.user_id != user.id:
        abort(404)
    return run


def _work(run: PlayRun) -> PlayAssignment | None:
    if run.assignment_id is None:
        return None
    return db.session.get(PlayAssignment, run.assignment_id)


def _sealed(run: PlayRun) -> bool:
    """Whether the debrief of class work waits for the end of its window."""
    work = _work(run)
    return work is not None and work.debrief == "after_close" and now() < work.closes_at


def _turn(run_id: str, number: int):
    run = _own(run_id)
    if run.ended_at is None or _sealed(run):
        abort(404)
    told = next((t for t in Debrief(load_played(run)).turns if t.number == number), None)
    return run, told or abort(404)


def _label_page(run, told, problem: str = "", given=None) -> str:
    open_script(run.script)
    return render_template(
        "plays/label.html",
        run=run,
        told=told,
        problem=problem,
        given=given,
        help=words.ACT_HELP,
        **look(),
    )
