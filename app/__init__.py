"""Zhike 知客: the factory, which wires and does nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.collecting import without_collecting
from app.config import ROOT, load_settings
from app.extensions import bootstrap, csrf, db, limiter, login, migrate
from app.web.commands import LazyGroups

__version__ = "0.1.0"

# Modules that hold a blueprint called `bp`.
BLUEPRINTS = (
    "app.web.assets",
    "app.web.health",
    "app.accounts.routes",
    "app.accounts.admin",
    "app.courses.routes",
    "app.courses.manage",
    "app.bank.manage",
    "app.bank.import_routes",
    "app.bank.picture_routes",
    "app.bank.export_routes",
    "app.reader.routes",
    "app.reader.notes_routes",
    "app.review.routes",
    "app.quiz.practice.routes",
    "app.quiz.exams.routes",
    "app.quiz.exams.marks_routes",
    "app.quiz.exams.look_routes",
    "app.quiz.exams.look_up_routes",
    "app.quiz.exams.entry_routes",
    "app.quiz.exams.room",
    "app.quiz.exams.manage",
    "app.marking.routes",
    "app.marking.desk_routes",
    "app.marking.desk_change_routes",
    "app.marking.word_routes",
    "app.marking.regrade_routes",
    "app.marking.look_routes",
    "app.marking.look_desk_routes",
    "app.gradebook.routes",
    "app.gradebook.manage",
    "app.gradebook.attendance.manage",
    "app.gradebook.attendance.routes",
    "app.learning.goal_routes",
    "app.workshop.routes",
    "app.workshop.manage",
    "app.workshop.homework.routes",
    "app.workshop.homework.manage",
    "app.workshop.customer_file.routes",
    "app.workshop.customer_file.manage",
    "app.workshop.survey.routes",
    "app.workshop.survey.answer_routes",
    "app.workshop.survey.manage",
    "app.cases.routes",
    "app.cases.manage",
    "app.cases.editor",
    "app.roleplay.routes",
    "app.roleplay.manage",
)
# Modules that hold models; named here so that migrations see all tables.
MODELS = (
    "app.accounts.models",
    "app.jobs.models",
    "app.courses.models",
    "app.bank.models",
    "app.bank.import_models",
    "app.bank.team_models",
    "app.learning.models",
    "app.marking.models",
    "app.marking.desk_models",
    "app.gradebook.models",
    "app.gradebook.attendance.models",
    "app.workshop.homework.models",
    "app.quiz.models",
    "app.quiz.practice.models",
    "app.workshop.customer_file.models",
    "app.workshop.survey.models",
    "app.cases.models",
    "app.cases.talk_models",
    "app.roleplay.models",
)
# Command groups: name -> (module, variable). A web process imports none of them.
COMMANDS = {
    "answers": ("app.cli.answers", "answers_cli"),
    "backup": ("app.cli.backup", "backup_cli"),
    "content": ("app.cli.content", "content_cli"),
    "exams": ("app.cli.exams", "exams_cli"),
    "items": ("app.cli.items", "items_cli"),
    "jobs": ("app.cli.jobs", "jobs_cli"),
    "roleplay": ("app.cli.roleplay", "roleplay_cli"),
    "users": ("app.cli.users", "users_cli"),
}
# (module, function that makes the kind of content file)
KINDS = (
    ("app.cases.content", "case_kind"),
    ("app.roleplay.content", "scenario_kind"),
    ("app.workshop.survey.content", "questions_kind"),
    ("app.workshop.survey.content", "themes_kind"),
)
# Kinds of coursework: modules whose `register()` makes one known to the place where all are listed.
PROJECTS = (
    "app.workshop.customer_file.project",
    "app.workshop.survey.project",
    "app.workshop.homework.project",
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the application; `overrides` replace settings by name (tests)."""
    settings = load_settings(os.environ, overrides)
    app = Flask("app", root_path=str(Path(__file__).parent), static_folder="static")
    app.config.update(settings)
    app.config.update(_flask_settings(settings))
    app.config.update({k: v for k, v in (overrides or {}).items() if k not in settings})
    app.cli = LazyGroups(app.name, COMMANDS)
    with without_collecting():
        _bind_extensions(app)
        _wire_web(app)
        _wire_features()
        for module in BLUEPRINTS:
            app.register_blueprint(import_module(module).bp)
    _shorten_ways(app)
    if settings["TRUSTED_PROXIES"]:
        n = settings["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    return app


def _flask_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of Flask and its extensions that follow from ours."""
    url = settings["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    # What people wrote, and password hashes, stay out of logs and error messages.
    engine: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        # A connection to a file costs nothing, and is never lost: none is asked whether it lives. A
        # ceiling would let those who wait for their turn to write hold all connections, while whoever
        # has the turn waits for one. The one that was used last is taken first: it still holds the
        # pages that the others would have to read again.
        engine |= {"pool_size": 20, "max_overflow": -1, "pool_use_lifo": True}
    else:
        from app.database import CONNECT

        engine |= {"pool_pre_ping": True, "pool_size": settings["POOL_SIZE"], "max_overflow": 4}
        engine |= {"connect_args": CONNECT}
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "MAX_CONTENT_LENGTH": settings["MAX_UPLOAD_MB"] * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings["SECURE_COOKIES"],
        "SESSION_COOKIE_NAME": "zhike_session",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        # A sign-in ends where its row says; a fresh cookie with every reply would not prolong it.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "BOOTSTRAP_SERVE_LOCAL": True,
        # Flask-WTF's default of an hour would end the saving of longer exams.
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_ENABLED": settings["RATE_LIMITS"],
        "RATELIMIT_STORAGE_URI": settings["RATE_STORE"],
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }


def _bind_extensions(app: Flask) -> None:
    from app.database import configure_engine

    Path(app.config["INSTANCE"]).mkdir(parents=True, exist_ok=True)
    for module in MODELS:
        import_module(module)
    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    # Its context processor would ask who is signed in for every page; the shell asks when needed.
    login.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    bootstrap.init_app(app)
    limiter.init_app(app)


def _wire_web(app: Flask) -> None:
    from app.accounts.sessions import current_user
    from app.authz import gate
    from app.courses.actor import load_actor, memberships
    from app.direct import database_time
    from app.web import (
        clock,
        compression,
        errors,
        headers,
        i18n,
        numbers,
        once,
        pages,
        posted_json,
        shell,
    )

    several = not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    clock.init_app(app, database_time if several else None)
    compression.init_app(app)
    i18n.init_app(app)
    gate.init_app(app, load_actor)
    headers.init_app(app)
    errors.init_app(app)
    numbers.init_app(app)
    once.init_app(app)
    pages.init_app(app)
    posted_json.init_app(app)
    shell.init_app(app, current_user, memberships)
    app.jinja_env.globals["version"] = __version__
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _wire_features() -> None:
    """Tell lower layers what the upper ones bring: kinds of content, long work, work to be marked."""
    from app.bank.content import register_kind
    from app.learning import goals
    from app.learning import usage as practice_usage
    from app.marking import applying, waiting
    from app.quiz.exams import notices, works
    from app.quiz.exams import usage as exam_usage
    from app.quiz.practice import holding
    from app.web import shell

    for module, name in KINDS:
        register_kind(getattr(import_module(module), name)())
    applying.register()
    shell.register_count("marking.home", waiting.in_rail)
    works.register()
    notices.register()
    holding.register()
    practice_usage.register()
    goals.register()
    exam_usage.register()
    for module in PROJECTS:
        import_module(module).register()


def _shorten_ways(app: Flask) -> None:
    """Put what must be quick in front of everything that is general."""
    from app.quiz.exams import lane

    lane.init_app(app)
