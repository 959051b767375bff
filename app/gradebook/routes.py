"""A student's own marks, with the arithmetic."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.gradebook.blueprint import words
from app.gradebook.own import find_standing, find_target, own_book
from app.gradebook.people import own_classes
from app.web.clock import now

bp = Blueprint("grades", __name__, url_prefix="/grades")
bp.context_processor(words)


@bp.get("")
@requires(Permission.CLASS_JOIN)
def home() -> str:
    """The marks in one of the person's classes: the newest, or the one that the address names."""
    user = current_user() or abort(401)
    classes = own_classes(user.id)
    wanted = request.args.get("class")
    chosen = next((one for one in classes if one.public_id == wanted), None)
    if wanted and chosen is None:
        abort(404)
    shown = chosen or next(iter(classes), None)
    at = now()
    book = own_book(shown.id, user, at) if shown else None
    return render_template(
        "gradebook/own.html",
        classes=classes,
        shown=shown,
        book=book,
        target=find_target(book, request.args.get("wish"), at) if book else None,
        band=find_standing(book, shown.id, at) if book and shown else None,
    )
