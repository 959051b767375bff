"""The server's clock: read once a request, then passed down as an argument."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, g, has_request_context


def now() -> datetime:
    """The instant of this request, in UTC; the same value each time it is asked."""
    if not has_request_context():
        return _read()
    if "now" not in g:
        g.now = _read()
    return g.now


def _read() -> datetime:
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)
