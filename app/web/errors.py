"""Errors become pages here and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, current_app, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.extensions import db

PAGES = {400, 401, 403, 404, 405, 409, 413, 429, 500}


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` says why, in their language."""

    status = 400

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(DomainError, _domain_error)
    if not app.debug and not app.testing:
        app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether the caller is a script: it asked for JSON or sent it."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def came_from() -> str | None:
    """The page of this site that led here, path and query; never another site's, nor this page itself."""
    parts = urlsplit(request.referrer or "")
    if not parts.path or parts.netloc != request.host:
        return None
    back = urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, ""))
    return None if request.method == "GET" and parts.path == request.path else back


def _page(status: int, message: str | None = None) -> tuple[Response | str, int]:
    if wants_json():
        return jsonify(error=message or str(status)), status
    name = status if status in PAGES else (500 if status >= 500 else 400)
    return render_template(f"errors/{name}.html", message=message, back=came_from()), status


def _http_error(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error  # a redirect
    return _page(error.code)


def _csrf_error(_error: CSRFError) -> tuple[Response | str, int]:
    from flask_babel import gettext as _

    return _page(400, _("这个页面放得太久了，请回到上一页刷新后再试。你填写的内容还在上一页。"))


def _domain_error(error: DomainError) -> tuple[Response | str, int]:
    db.session.rollback()
    return _page(error.status, error.message)


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    """The last resort: the page is rendered without the shell, which would read the database."""
    db.session.rollback()
    current_app.logger.exception("unexpected error", exc_info=error)
    if wants_json():
        return jsonify(error="500"), 500
    return current_app.jinja_env.get_template("errors/500.html").render(), 500
