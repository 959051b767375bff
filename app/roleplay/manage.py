"""Role-play in a class: what is set, everybody's runs, accepting marks, lines that wait for a look."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, load_or_404, may, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.gradebook.service import get_scheme
from app.marking.ledger import MarkedMeanwhile
from app.marking.rubric_form import read_judgements
from app.marking.rubrics import JudgementError
from app.roleplay import editor_routes, words
from app.roleplay.blueprint import manage_bp as bp
from app.roleplay.forms import AssignmentForm
from app.roleplay.label_form import read_labels
from app.roleplay.models import PlayAssignment, PlayRun, PlayScript
from app.roleplay.run_routes import look
from app.roleplay.services import assigning, labels, marks, rooms, runs, scenarios
from app.roleplay.services.debriefing import Debrief
from app.roleplay.services.played import load_played
from app.web.clock import now
from app.web.downloads import attachment
from app.web.shell import enter_class

__all__ = ["bp"]
Page = Response | str | tuple[str, int]
IN_CLASS = "/classes/<class_id>/plays"
editor_routes.register(bp)


@bp.get(IN_CLASS)
@requires(Permission.PLAY_WATCH)
def home(class_id: str) -> str:
    """What was set to this class, and what waits."""
    here = get_class(class_id)
    return render_template(
        "plays_manage/home.html",
        course_class=here,
        listed=assigning.list_assignments(here.id),
        waiting=labels.count_waiting(here.id),
        rooms=rooms.list_class_rooms(here.id, now()),
        at=now(),
    )


@bp.get(f"{IN_CLASS}/new")
@requires(Permission.PLAY_MANAGE)
def choose(class_id: str) -> str:
    """Which scenario to set."""
    here = get_class(class_id)
    return render_template(
        "plays_manage/choose.html",
        course_class=here,
        options=scenarios.playable(_me()),
        sorts=words.SORTS,
        plays=words.PLAYS,
    )


@bp.route(f"{IN_CLASS}/set/<scenario>", methods=["GET", "POST"])
@requires(Permission.PLAY_MANAGE)
def new(class_id: str, scenario: str) -> Page:
    """Set a scenario, by its id in the course or its own id, to this class."""
    here = get_class(class_id)
    script = scenarios.script_of(scenario, _me(), now()) or abort(404)
    form = _form(here)
    if request.method == "GET":
        form.title.data = script.title[:80]
        opens = (now() + timedelta(minutes=5)).replace(second=0, microsecond=0)
        usual = PlayAssignment(
            title=script.title[:80],
            note="",
            opens_at=opens,
            closes_at=opens + timedelta(days=7),
            attempts=2,
            mode="text",
            counts="best",
            debrief="after_run",
            weight=assigning.usual_weight(script),
            category_id=assigning.usual_category(here.id),
        )
        return _form_page(here, form.fill(usual), script)
    return _save(here, None, script, form)


@bp.route("/plays/assignments/<work_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLAY_MANAGE)
def edit(work_id: str) -> Page:
    """Change what was set; the scenario stays."""
    row = _assignment(work_id)
    form = _form(row.course_class)
    if request.method == "GET":
        return _form_page(row.course_class, form.fill(row), row.script, row)
    return _save(row.course_class, row, row.script, form)


@bp.post("/plays/assignments/<work_id>/delete")
@requires(Permission.PLAY_MANAGE)
def delete(work_id: str) -> Response:
    """Take away what nobody has begun."""
    row = _assignment(work_id)
    class_id = row.course_class.public_id
    try:
        assigning.remove(row)
        flash(_("已删除。"), "ok")
    except assigning.AssignmentProblem as problem:
        flash(problem.message, "warn")
    return redirect(url_for("plays_manage.home", class_id=class_id))


@bp.get("/plays/assignments/<work_id>")
@requires(Permission.PLAY_WATCH)
def assignment(work_id: str) -> str:
    """Everybody's runs and marks."""
    row = _assignment(work_id)
    runs.close_late(row, now())
    return render_template(
        "plays_manage/assignment.html",
        work=row,
        rows=assigning.list_rows(row),
        endings={one.value: word for one, word in words.ENDINGS.items()},
        at=now(),
    )


@bp.get("/plays/assignments/<work_id>/runs/<run_id>")
@requires(Permission.PLAY_WATCH)
def run(work_id: str, run_id: str) -> Page:
    """One run: its debrief, and the rubric to be accepted or changed."""
    return _run_page(*_run(work_id, run_id))


@bp.post("/plays/assignments/<work_id>/runs/<run_id>")
@requires(Permission.PLAY_MANAGE)
def accept(work_id: str, run_id: str) -> Page:
    """Take the engine's proposals over, or give other points with a reason."""
    row, played_run = _run(work_id, run_id)
    played = load_played(played_run)
    if played_run.ended_at is None:
        flash(_("学生还在演，演完再评。"), "warn")
        return redirect(url_for("plays_manage.run", work_id=work_id, run_id=run_id))
    typed = read_judgements(request.form, marks.rubric_of(played.script))
    try:
        marked = marks.accept(row, played, typed.values(), _me(), now())
    except JudgementError as problem:
        db.session.rollback()
        return _run_page(*_run(work_id, run_id), typed, problem.errors), problem.status
    except MarkedMeanwhile as problem:
        db.session.rollback()
        flash(problem.message, "warn")
        return redirect(url_for("plays_manage.run", work_id=work_id, run_id=run_id))
    if marked.provisional:
        flash(_("已存下；还有要你评的项，评完才计入成绩。"), "info")
        return redirect(url_for("plays_manage.run", work_id=work_id, run_id=run_id))
    flash(_("已评定，计入成绩册。"), "ok")
    return redirect(url_for("plays_manage.assignment", work_id=work_id))


@bp.post("/plays/assignments/<work_id>/accept")
@requires(Permission.PLAY_MANAGE)
def accept_all(work_id: str) -> Response:
    """Take over the engine's proposals for every ended run that waits and leaves nothing open."""
    count = marks.accept_all(_assignment(work_id), _me(), now())
    flash(_("按系统给的分评定了 %(n)s 次。", n=count), "ok" if count else "info")
    return redirect(url_for("plays_manage.assignment", work_id=work_id))


@bp.get(f"{IN_CLASS}/lines")
@requires(Permission.PLAY_WATCH)
def lines(class_id: str) -> str:
    """Lines that learners asked about, and lines that the judge was unsure of."""
    here = get_class(class_id)
    return render_template(
        "plays_manage/lines.html",
        course_class=here,
        waiting=labels.queue(here.id),
        corrected=labels.count_corrected(here.id),
        **look(),
    )


@bp.get(f"{IN_CLASS}/lines/export")
@requires(Permission.PLAY_MANAGE)
def export_lines(class_id: str) -> Response:
    """The corrections that hold in this class, a JSON object a line, as the example bank has them."""
    found = labels.accepted_corrections(get_class(class_id).id)
    data = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
    return attachment(data.encode(), _("改定的标签.jsonl"), "application/jsonl")


@bp.get(f"{IN_CLASS}/lines/<int:line_id>")
@requires(Permission.PLAY_WATCH)
def line(class_id: str, line_id: int) -> str:
    """One line: what the judge found, what was asked, what was decided."""
    return _line_page(get_class(class_id), line_id)


@bp.post(f"{IN_CLASS}/lines/<int:line_id>")
@requires(Permission.PLAY_MANAGE)
def decide(class_id: str, line_id: int) -> Page:
    """Set a line's labels, or leave them as they are; its conversation is reckoned again."""
    here = get_class(class_id)
    found = labels.find_line(here.id, line_id) or abort(404)
    given = None if request.form.get("do") == "keep" else read_labels(request.form)
    try:
        label = labels.decide(found.turn.id, given, _me(), now())
    except labels.LabelProblem as problem:
        return _line_page(here, line_id, problem.message), problem.status
    if label.before != label.after:
        flash(
            _("标签已定，这段对话从 %(a)s 分重算为 %(b)s 分。", a=label.before, b=label.after), "ok"
        )
    else:
        flash(_("标签已定，得分没有变。"), "ok")
    return redirect(url_for("plays_manage.lines", class_id=class_id))


def _form(here: CourseClass) -> AssignmentForm:
    parts = get_scheme(here.id).categories
    return AssignmentForm().offer([(part.id, part.name) for part in parts])


def _save(
    here: CourseClass, row: PlayAssignment | None, script: PlayScript, form: AssignmentForm
) -> Page:
    if not form.validate():
        return _form_page(here, form, script, row), 422
    try:
        saved = assigning.save(here, row, script, form.settings(), _me(), now())
    except assigning.AssignmentProblem as problem:
        db.session.rollback()
        form.form_errors = [problem.message]
        return _form_page(here, form, script, row), problem.status
    flash(_("已存下。"), "ok")
    return redirect(url_for("plays_manage.assignment", work_id=saved.public_id))


def _form_page(
    here: CourseClass, form: AssignmentForm, script: PlayScript, row: PlayAssignment | None = None
) -> str:
    return render_template(
        "plays_manage/edit.html", course_class=here, form=form, script=script, work=row
    )


def _run_page(row: PlayAssignment, played_run: PlayRun, typed=None, errors=None) -> str:
    played = load_played(played_run)
    return render_template(
        "plays_manage/run.html",
        work=row,
        run=played_run,
        told=Debrief(played),
        marked=marks.load_marks(played),
        asked=labels.latest_by_turn(played_run.id),
        typed=typed or {},
        errors=errors or {},
        may_mark=may(Permission.PLAY_MANAGE, row),
        **look(played.script.scenario.sort),
    )


def _line_page(here: CourseClass, line_id: int, problem: str = "") -> str:
    found = labels.find_line(here.id, line_id) or abort(404)
    return render_template(
        "plays_manage/line.html",
        course_class=here,
        one=found,
        steps=labels.history(found.turn.id),
        problem=problem,
        help=words.ACT_HELP,
        act_of=lambda name: words.label_of(name),
        may_decide=may(Permission.PLAY_MANAGE, here),
        **look(),
    )


def _assignment(work_id: str) -> PlayAssignment:
    row = load_or_404(
        PlayAssignment,
        joinedload(PlayAssignment.script).defer(PlayScript.source),
        joinedload(PlayAssignment.course_class),
        public_id=work_id,
    )
    enter_class(row.course_class, "plays_manage.home")
    return row


def _run(work_id: str, run_id: str) -> tuple[PlayAssignment, PlayRun]:
    """An assignment that the person may see, and one of its runs."""
    row = _assignment(work_id)
    found = load_or_404(
        PlayRun,
        joinedload(PlayRun.script).defer(PlayScript.source),
        joinedload(PlayRun.user),
        public_id=run_id,
        assignment_id=row.id,
    )
    return row, found


def _me() -> int:
    return current_actor().user_id or 0
