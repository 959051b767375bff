"""The pictures of items, each at an address that tells its content and so never changes."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy.orm import undefer

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank.import_models import ItemPicture
from app.bank.picture_adding import PictureRefused, add_picture
from app.web.clock import now

bp = Blueprint("pictures", __name__, url_prefix="/pictures")
A_YEAR = 365 * 24 * 3600


@bp.get("/<digest>")
@requires(Permission.PICTURE_VIEW)
def show(digest: str) -> Response:
    """One picture, for whoever has its name: that comes from its bytes and stands only in texts that
    one may see, so it cannot be guessed. The browser keeps it, and nobody on the way does."""
    picture = load_or_404(ItemPicture, undefer(ItemPicture.data), digest=digest)
    response = Response(picture.data, mimetype=picture.media_type)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Content-Disposition"] = "inline"
    return response


@bp.post("")
@requires(Permission.BANK_EDIT)
def add() -> tuple[dict[str, str], int]:
    """Keep a picture of the editor's; says its Markdown, or what is wrong with it."""
    try:
        markdown = add_picture(request.files.get("picture"), request.form.get("words", ""), now())
    except PictureRefused as refused:
        return {"problem": refused.message}, refused.status
    return {"markdown": markdown}, 201
