"""The scenario editor: list, text and form views, trying out, versions, sharing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, load_or_404, may, requires
from app.authz.permissions import Permission
from app.content.yaml import YamlError, load_yaml
from app.courses import sharing
from app.courses.models import CourseClass
from app.extensions import db
from app.roleplay import scenario_filling as filling
from app.roleplay import scenario_form as view
from app.roleplay import words
from app.roleplay.checking import Checked
from app.roleplay.domain.graph import BOX, WIDTH, graph_of
from app.roleplay.domain.rubric import Mark
from app.roleplay.models import OwnScenario
from app.roleplay.run_routes import look
from app.roleplay.services import runs, scenarios
from app.roleplay.services.debriefing import Debrief
from app.roleplay.services.scenarios import ScenarioRefused
from app.roleplay.services.scripts import shipped_specs
from app.web.clock import now
from app.web.errors import DomainError
from app.web.numbers import read_int
from app.web.shell import enter_class

Page = Response | str | tuple[str, int]
AT = "/plays/own"


def register(bp: Blueprint) -> None:
    """Put the editor on the blueprint of those who teach with role-play."""
    both, post = ["GET", "POST"], ["POST"]
    bp.before_request(_remember_class)
    bp.url_defaults(_keep_class)
    bp.add_url_rule(AT, "scenarios", shelf)
    bp.add_url_rule(f"{AT}/new", "copy_scenario", copy, methods=post)
    bp.add_url_rule(f"{AT}/<public_id>", "scenario", text, methods=["GET"])
    bp.add_url_rule(f"{AT}/<public_id>", "save_scenario", save, methods=post)
    bp.add_url_rule(f"{AT}/<public_id>/form", "scenario_form", form)
    bp.add_url_rule(f"{AT}/<public_id>/form", "save_form", save_form, methods=post)
    bp.add_url_rule(f"{AT}/<public_id>/graph", "scenario_graph", graph)
    bp.add_url_rule(f"{AT}/<public_id>/try", "try_scenario", try_out, methods=both)
    bp.add_url_rule(f"{AT}/<public_id>/play", "play_scenario", play, methods=post)
    bp.add_url_rule(f"{AT}/<public_id>/versions", "scenario_versions", versions)
    bp.add_url_rule(f"{AT}/<public_id>/versions", "restore_scenario", restore, methods=post)
    bp.add_url_rule(f"{AT}/<public_id>/people", "scenario_people", people)
    bp.add_url_rule(f"{AT}/<public_id>/people", "share_scenario", share, methods=post)
    bp.add_url_rule(f"{AT}/<public_id>/delete", "delete_scenario", delete, methods=post)


@requires(Permission.SCENARIO_VIEW)
def shelf() -> str:
    """One's own scenarios and shared ones, and the shipped ones to begin from."""
    return render_template(
        "plays_manage/scenarios.html",
        own=scenarios.list_own(_me()),
        shipped=shipped_specs(),
        me=_me(),
    )


@requires(Permission.SCENARIO_VIEW)
def copy() -> Response:
    """Begin a scenario as a copy of a shipped one."""
    row = scenarios.duplicate(request.form.get("slug", ""), _me(), now())
    if row is None:
        flash(_("请先选一个情景。"), "warn")
        return redirect(url_for("plays_manage.scenarios"))
    flash(_("已复制成你自己的情景，现在只有你看得到。"), "ok")
    return redirect(url_for("plays_manage.scenario_form", public_id=row.public_id))


@requires(Permission.SCENARIO_VIEW)
def text(public_id: str) -> Page:
    """The YAML view, with what is wrong in it."""
    row = _load(public_id)
    return _text_page(row, scenarios.get_version(row.id, row.number).source)


@requires(Permission.SCENARIO_EDIT)
def save(public_id: str) -> Page:
    """Store the text as a new version, with whatever is wrong in it."""
    row = _load(public_id)
    source = request.form.get("source", "").replace("\r\n", "\n")
    return _saved(row, source, lambda problem: _text_page(row, source, problem))


@requires(Permission.SCENARIO_VIEW)
def form(public_id: str) -> Page:
    """The form view."""
    row = _load(public_id)
    return _form_page(row, _document(row))


@requires(Permission.SCENARIO_EDIT)
def save_form(public_id: str) -> Page:
    """Put what was filled in into the text, and store it."""
    row = _load(public_id)
    if not (document := _document(row)):
        flash(_("这一版读不出来，请先在 YAML 里改好。"), "warn")
        return redirect(url_for("plays_manage.scenario", public_id=public_id))
    filled = filling.fill_in(document, request.form)
    return _saved(row, filling.to_yaml(filled), lambda problem: _form_page(row, filled, problem))


@requires(Permission.SCENARIO_VIEW)
def graph(public_id: str) -> str:
    """Facts, needs and endings as a picture, with the table behind it."""
    row = _load(public_id)
    checked = _checked(row)
    personas = checked.spec.build().personas if checked.spec else ()
    return render_template(
        "plays_manage/scenario_graph.html",
        row=row,
        graphs=[(persona, graph_of(persona)) for persona in personas],
        width=WIDTH,
        box=BOX,
        **_frame(row, "graph"),
    )


@requires(Permission.SCENARIO_VIEW)
def try_out(public_id: str) -> Page:
    """Play lines beside the editor; nothing of it is kept."""
    row = _load(public_id)
    checked = _checked(row)
    spec = checked.spec
    lines = request.form.get("lines") if request.method == "POST" else None
    if lines is None:
        lines = "\n".join(spec.scripts.model) if spec else ""
    lines = lines[:20_000]
    told = Debrief(scenarios.try_out(spec, lines.splitlines())) if spec else None
    return render_template(
        "plays_manage/scenario_try.html",
        row=row,
        lines=lines,
        told=told,
        standard=_standard(checked),
        **_frame(row, "try"),
        **look(spec.sort if spec else None),
    )


@requires(Permission.SCENARIO_VIEW)
def play(public_id: str) -> Response:
    """Play it as a learner would, as one's own practice."""
    row = _load(public_id)
    if row.script is None:
        flash(_("有读不懂的地方，改好才能演。"), "warn")
        return redirect(url_for("plays_manage.scenario", public_id=public_id))
    mode = request.form.get("mode", "text")
    run = runs.start_run(_me(), row.script, mode, secrets.randbelow(2**31), now())
    return redirect(url_for("plays.run", run_id=run.public_id, within=None))


@requires(Permission.SCENARIO_VIEW)
def versions(public_id: str) -> str:
    """All versions, and the text of one of them."""
    row = _load(public_id)
    found = scenarios.list_versions(row.id)
    number = read_int(request.args.get("n", "")) or row.number
    return render_template(
        "plays_manage/scenario_versions.html",
        row=row,
        versions=found,
        one=next((one for one in found if one.number == number), found[0]),
        **_frame(row, "versions"),
    )


@requires(Permission.SCENARIO_EDIT)
def restore(public_id: str) -> Page:
    """Store an earlier text again, as the newest version."""
    row = _load(public_id)
    number = read_int(request.form.get("n", "")) or 0
    old = next((one for one in scenarios.list_versions(row.id) if one.number == number), None)
    if old is None:
        flash(_("没有这一版。"), "warn")
        return redirect(url_for("plays_manage.scenario_versions", public_id=public_id))
    return _saved(row, old.source, lambda problem: _text_page(row, old.source, problem))


@requires(Permission.SCENARIO_MANAGE)
def people(public_id: str) -> str:
    """Whom it is shared with."""
    return _people_page(_load(public_id))


@requires(Permission.SCENARIO_MANAGE)
def share(public_id: str) -> Page:
    """Share with a colleague, set what they may do, or share no more."""
    row = _load(public_id)
    try:
        told = sharing.take_form(
            request.form,
            lambda person, right: scenarios.share(row.id, person, right, now()),
            lambda user_id: scenarios.unshare(row.id, user_id),
        )
    except DomainError as problem:
        db.session.rollback()
        return _people_page(_load(public_id), problem.message, request.form), problem.status
    flash(told, "ok")
    return redirect(url_for("plays_manage.scenario_people", public_id=public_id))


@requires(Permission.SCENARIO_MANAGE)
def delete(public_id: str) -> Response:
    """Take it away; what was set to classes stays."""
    scenarios.remove(_load(public_id).id)
    flash(_("情景已删除；布置给班级的还在。"), "ok")
    return redirect(url_for("plays_manage.scenarios"))


def _saved(row: OwnScenario, source: str, again: Any) -> Page:
    seen = read_int(request.form.get("seen", "")) or 0
    try:
        checked = scenarios.save(row.id, source, seen, _me(), now())
    except ScenarioRefused as problem:
        db.session.rollback()
        return again(problem.message), problem.status
    if checked.problems:
        flash(
            _("已存为新的一版，还有 %(n)s 处要改，改完才能布置。", n=len(checked.problems)), "warn"
        )
    else:
        flash(_("已存为新的一版，检查全部通过。"), "ok")
    place = "scenario_form" if request.endpoint == "plays_manage.save_form" else "scenario"
    return redirect(url_for(f"plays_manage.{place}", public_id=row.public_id))


def _standard(checked: Checked) -> list[tuple[str, Mark, object]]:
    """The runs that are written in the scenario: what each is called, its mark, and how it ends."""
    if checked.spec is None:
        return []
    scripts = checked.spec.scripts
    named = ((_("示范"), scripts.model), (_("一般"), scripts.average), (_("禁忌语"), scripts.taboo))
    tried = [(word, Debrief(scenarios.try_out(checked.spec, lines))) for word, lines in named]
    return [(word, told.marks, words.ENDINGS[told.ending]) for word, told in tried]


def _text_page(row: OwnScenario, source: str, problem: str = "") -> str:
    checked = scenarios.check(source)
    return render_template(
        "plays_manage/scenario.html",
        row=row,
        source=source,
        checked=checked,
        standard=_standard(checked),
        problem=problem,
        **_frame(row, "text"),
    )


def _form_page(row: OwnScenario, document: dict[str, Any], problem: str = "") -> str:
    checked = scenarios.check(filling.to_yaml(document)) if document else _checked(row)
    form = view.form_of(document, checked.problems)
    return render_template(
        "plays_manage/scenario_form.html",
        row=row,
        form=form if document else None,
        placed=view.placed(form, checked.problems),
        standard=_standard(checked),
        checked=checked,
        problem=problem,
        **_frame(row, "form"),
    )


def _people_page(
    row: OwnScenario, problem: str = "", typed: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "plays_manage/scenario_people.html",
        row=row,
        rights=sharing.RIGHTS,
        problem=problem,
        typed=typed or {},
        **_frame(row, "people"),
    )


def _frame(row: OwnScenario, place: str) -> dict[str, Any]:
    """The tabs of a scenario, and what the person may do with it."""
    mine = row.owner_id == _me()
    named = [
        ("form", "scenario_form", _("表单")),
        ("text", "scenario", _("YAML")),
        ("graph", "scenario_graph", _("关系图")),
        ("try", "try_scenario", _("试演")),
        ("versions", "scenario_versions", _("历史版本")),
    ]
    if mine:
        named.append(("people", "scenario_people", _("共享与删除")))
    tabs = [
        {
            "label": label,
            "url": url_for(f"plays_manage.{endpoint}", public_id=row.public_id),
            "active": place == name,
        }
        for name, endpoint, label in named
    ]
    return {"tabs": tabs, "mine": mine, "may_edit": may(Permission.SCENARIO_EDIT, row)}


def _document(row: OwnScenario) -> dict[str, Any]:
    """The newest text as a document; one that is no YAML can only be mended as text."""
    try:
        value = load_yaml(scenarios.get_version(row.id, row.number).source).value
    except YamlError:
        value = None
    if isinstance(value, dict):
        return value
    return {}


def _checked(row: OwnScenario) -> Checked:
    return scenarios.check(scenarios.get_version(row.id, row.number).source)


def _load(public_id: str) -> OwnScenario:
    return load_or_404(
        OwnScenario,
        joinedload(OwnScenario.owner),
        joinedload(OwnScenario.script),
        public_id=public_id,
    )


def _remember_class() -> None:
    """Show the rail of the class one came from (`?within=`), if one has a place in it."""
    if not (within := request.args.get("within")):
        return
    found = db.session.scalar(select(CourseClass).where(CourseClass.public_id == within))
    if found is not None and may(Permission.PLAY_WATCH, found):
        enter_class(found, "plays_manage.home")


def _keep_class(_endpoint: str, values: dict[str, Any]) -> None:
    """Links inside the editor keep `?within=`."""
    within = request.args.get("within") if request else None
    if within and "class_id" not in values and "work_id" not in values:
        values.setdefault("within", within)


def _me() -> int:
    return current_actor().user_id or 0
