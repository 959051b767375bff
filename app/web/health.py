"""Two addresses for a load balancer: whether this process lives, and whether it can do its work.

`/health` touches nothing. `/ready` asks the database once: whether it answers, and whether its tables
are those of this program. Both tell nothing that a stranger could use.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.authz.gate import public
from app.database import UnsafeDatabase
from app.extensions import db
from app.revisions import newest_revisions

bp = Blueprint("health", __name__)
_REVISIONS = text("SELECT version_num FROM alembic_version")


@bp.get("/health")
@public
def live() -> Response:
    """This process answers; no SQL statement."""
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """200 where requests may be sent here, else 503 with one word; one SQL statement."""
    fault = find_fault()
    if fault is None:
        return jsonify(status="ok"), 200
    return jsonify(status="unavailable", why=fault), 503


def find_fault() -> str | None:
    """What keeps this process from working: `database`, `unsafe`, `migrations`; None if nothing."""
    try:
        with db.engine.connect() as connection:
            present = set(connection.execute(_REVISIONS).scalars())
    except UnsafeDatabase:
        current_app.logger.exception("the database would not keep what it acknowledges")
        return "unsafe"
    except SQLAlchemyError as error:
        current_app.logger.warning("not ready: %s", type(error).__name__)
        return "database"
    return None if present == newest_revisions() else "migrations"
