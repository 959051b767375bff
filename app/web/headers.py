"""Security headers on every response."""

from __future__ import annotations

import secrets

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; "
    "script-src 'self' 'nonce-{nonce}'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def csp_nonce() -> str:
    """The nonce of this response, for the few scripts that stand in a page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


# The same on every response.
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
# On responses that came by TLS, where the site is reached by nothing else.
_SECURE = ("Strict-Transport-Security", "max-age=31536000")
# For replies that are made without the framework and run no script.
_FIXED = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    *_ALWAYS,
    ("Cache-Control", "no-store"),
    ("Vary", "Cookie"),
)


def fixed_headers(app: Flask, scheme: str) -> list[tuple[str, str]]:
    """The headers of a reply to a request by `scheme` that is made without the framework."""
    secure = scheme == "https" and app.config["SESSION_COOKIE_SECURE"]
    return [*_FIXED, _SECURE] if secure else [*_FIXED]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    for name, value in _ALWAYS:
        headers.setdefault(name, value)
    if request.is_secure and current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault(*_SECURE)
    # Pages and downloads show what one person may see: shared computers must not keep them, whatever
    # a route or the framework thinks of it.
    if not _is_file(request.endpoint or "") or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response


def _is_file(endpoint: str) -> bool:
    """Whether this is a file of ours or of a package, the same for everybody, or a picture, whose
    address cannot be guessed and whose own header keeps it from everybody but this browser."""
    return endpoint in ("assets.send", "pictures.show") or endpoint.endswith("static")
