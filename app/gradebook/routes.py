"""A student's own marks, with the arithmetic."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.gradebook.sheet import build_sheet, own_classes
from app.web.clock import now

bp = Blueprint("grades", __name__, url_prefix="/grades")


@bp.get("")
@requires(Permission.CLASS_JOIN)
def home() -> str:
    user = current_user() or abort(401)
    books = [
        (one, build_sheet(one.id, [user], now(), published_only=True))
        for one in own_classes(user.id)[:6]
    ]
    return render_template("gradebook/own.html", books=books)
