"""The library of scenarios, a scenario's briefing, and starting a conversation."""

from __future__ import annotations

import secrets

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import throttle
from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.roleplay import pair_routes, run_routes, words, work_routes
from app.roleplay.blueprint import bp
from app.roleplay.domain.scenario import Sort
from app.roleplay.services import library, runs
from app.roleplay.services.assigning import list_open_work
from app.roleplay.services.scripts import ensure_script, find_shipped
from app.roleplay.services.voice import is_on
from app.roleplay.specs import ScenarioSpec
from app.web.clock import now
from app.web.numbers import read_int

__all__ = ["bp"]
pair_routes.register(bp)
run_routes.register(bp)
work_routes.register(bp)


@bp.get("")
@requires(Permission.LESSON_READ)
def home() -> str:
    """All scenarios, the own best marks, what is set by a class, what was played last."""
    user = current_user()
    best = runs.best_marks(user.id, now()) if user else {}
    latest = runs.list_runs(user.id) if user else []
    wanted = _wanted()
    cards = library.list_cards(wanted, best, run_routes.weak_axes(latest))
    return render_template(
        "plays/home.html",
        cards=cards,
        wanted=wanted,
        plays=[(name, words.PLAYS[name]) for name in library.PLAYS],
        kinds=[(sort.value, words.SORTS[sort]) for sort in Sort],
        chapters=library.chapter_choices(),
        sorts=words.SORTS,
        latest=latest,
        work=list_open_work(user, now()) if user and not user.is_guest else [],
        at=now(),
        endings=words.ENDINGS,
    )


@bp.get("/scenarios/<slug>")
@requires(Permission.LESSON_READ)
def brief(slug: str) -> str:
    """What one should know before the conversation; nothing of what the customer keeps back."""
    spec = _shipped(slug)
    user = current_user()
    return render_template(
        "plays/brief.html",
        spec=spec,
        chapters=[library.chapter_titles().get(one, one) for one in spec.chapters],
        best=runs.best_marks(user.id, now()).get(slug) if user else None,
        sorts=words.SORTS,
        voice=is_on() and user is not None and not user.is_guest,
    )


@bp.post("/scenarios/<slug>/start")
@throttle.new_guests
@requires(Permission.LESSON_READ)
def start(slug: str) -> Response:
    """Begin a practice conversation; a visitor gets a guest row that keeps it."""
    spec = _shipped(slug)
    user = ensure_user(now())
    script = ensure_script(spec, now())
    voiced = is_on() and not user.is_guest and "voiced" in request.form
    run = runs.start_run(
        user.id,
        script,
        request.form.get("mode", ""),
        secrets.randbelow(2**31),
        now(),
        voiced=voiced,
    )
    return redirect(url_for("plays.run", run_id=run.public_id))


def _shipped(slug: str) -> ScenarioSpec:
    return find_shipped(slug) or abort(404)


def _wanted() -> library.Wanted:
    asked = request.args
    return library.Wanted(
        play=asked.get("play", ""),
        kind=asked.get("kind", ""),
        chapter=asked.get("chapter", ""),
        minutes=read_int(asked.get("minutes", "")) or 0,
    )
