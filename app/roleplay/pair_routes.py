"""Rooms in which two or three people play with each other, on their own phones."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.actor import memberships
from app.extensions import db
from app.roleplay import words
from app.roleplay.domain.room import MOODS, STEPS, Seat, compare
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.models import PlayRoom, PlayScript
from app.roleplay.services import rooms, scenarios
from app.roleplay.services.rooms import Here, RoomProblem
from app.web.clock import now
from app.web.errors import wants_json
from app.web.numbers import read_int

Page = Response | str | tuple[str, int] | tuple[Response, int]


def register(bp: Blueprint) -> None:
    """Put rooms on the blueprint of role-play."""
    post = ["POST"]
    bp.add_url_rule("/rooms", "rooms", lobby)
    bp.add_url_rule("/rooms/open", "open_room", open_, methods=post)
    bp.add_url_rule("/rooms/enter", "enter_room", enter, methods=post)
    bp.add_url_rule("/rooms/<room_id>", "room", show)
    bp.add_url_rule("/rooms/<room_id>", "send", send, methods=post)
    bp.add_url_rule("/rooms/<room_id>/events", "events", events)


@requires(Permission.CLASS_JOIN)
def lobby() -> Page:
    """Come in by a code, or open a room."""
    return _lobby_page()


@requires(Permission.CLASS_JOIN)
def open_() -> Page:
    """Open a room for a scenario, in a class or without one."""
    form = request.form
    script = scenarios.script_of(form.get("scenario", ""), _me().id, now())
    if script is None:
        return _lobby_page(_("请先选一个情景。"))
    inside = next(
        (e.class_id for e in memberships() if e.course_class.public_id == form.get("class", "")),
        None,
    )
    try:
        row = rooms.open_room(_me(), script, inside, form.get("seat", ""), now())
    except RoomProblem as problem:
        return _lobby_page(problem.message)
    return redirect(url_for("plays.room", room_id=row.public_id))


@requires(Permission.CLASS_JOIN)
def enter() -> Page:
    """Come in by the code of a room."""
    try:
        row = rooms.enter(_me(), request.form.get("code", ""), now())
    except RoomProblem as problem:
        return _lobby_page(problem.message, request.form.get("code", "")[:20])
    return redirect(url_for("plays.room", room_id=row.public_id))


@requires(Permission.CLASS_JOIN)
def show(room_id: str) -> Page:
    return render_template("plays/room.html", **_values(_here(room_id)))


@requires(Permission.CLASS_JOIN)
def events(room_id: str) -> Response:
    """What is new since event `since`: the changed parts of the page, or only that nothing is."""
    row = _row(room_id)
    if not rooms.may_look(row, _me()):
        abort(404)
    since = read_int(request.args.get("since", "")) or 0
    last = rooms.last_number(row.id)
    if last <= since:
        return jsonify(last=last)
    here = rooms.look_in(row, _me()) or abort(404)
    html = render_template("plays/_room.html", **_values(here))
    return jsonify(last=here.state.last, html=html)


@requires(Permission.CLASS_JOIN)
def send(room_id: str) -> Page:
    """Let something happen in the room."""
    row = _here(room_id).row
    form = request.form.to_dict()
    kind, key = form.get("kind", ""), form.get("key", "")
    try:
        rooms.send(row, _me(), kind, key, form, now())
    except RoomProblem as problem:
        db.session.rollback()
        if wants_json():
            return jsonify(error=problem.message, again=problem.status == 409), problem.status
        flash(problem.message, "warn")
        here = _here(room_id)
        return render_template(
            "plays/room.html", **_values(here, form.get("text", ""))
        ), problem.status
    if wants_json():
        return jsonify(ok=True)
    return redirect(url_for("plays.room", room_id=room_id))


def _values(here: Here, typed: str = "") -> dict[str, object]:
    """What the page of a room shows to this person, and nothing that their seat may not see."""
    sees_brief = here.seat in (Seat.CUSTOMER, Seat.LEADER)
    rates = here.seat in (Seat.OBSERVER, Seat.LEADER)
    scenario = here.script.scenario
    over = here.state.ended
    names, system = here.names, _("系统")
    return {
        "here": here,
        "room": here.row,
        "state": here.state,
        "spec": here.script.spec,
        "persona": scenario.personas[0],
        "seat_words": words.SEATS,
        "mood_words": {**words.MOODS, "anger": words.hot_word(scenario.sort)},
        "moods": MOODS,
        "steps": STEPS,
        "brief": sees_brief,
        "checks": checks_of(scenario) if rates else (),
        "own": here.state.ratings.get(here.me.id, {}),
        "compared": compare(scenario, here.state, names, system) if over else None,
        "past": [
            (one.round, names.get(one.agent or 0, ""), compare(scenario, one, names, system))
            for one in here.past
            if one.agent is not None
        ],
        "fresh_key": secrets.token_hex(12),
        "typed": typed,
    }


def _here(room_id: str) -> Here:
    """The room as the present person sees it; 404 for whoever has no business there."""
    return rooms.look_in(_row(room_id), _me()) or abort(404)


def _row(room_id: str) -> PlayRoom:
    return load_or_404(
        PlayRoom, joinedload(PlayRoom.script).defer(PlayScript.source), public_id=room_id
    )


def _lobby_page(problem: str = "", code: str = "") -> Page:
    user = _me()
    options = scenarios.playable(user.id)
    page = render_template(
        "plays/rooms.html",
        own=rooms.list_rooms(user, now()),
        options=[one for one in options if len(one.spec.personas) == 1],
        alone=[one.spec.title for one in options if len(one.spec.personas) > 1],
        classes=[(e.course_class.public_id, e.course_class.name) for e in memberships()],
        seats=[(seat.value, words.SEATS[seat]) for seat in Seat],
        problem=problem,
        code=code,
    )
    return (page, 422) if problem else page


def _me() -> User:
    user = current_user()
    return user if user is not None else abort(404)
