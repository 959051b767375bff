"""JSON that scripts post: what cannot be read is bad input, however it is malformed."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider


class PostedJson(DefaultJSONProvider):
    """Flask's own, but brackets nested without end are malformed like any other rubbish."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


def init_app(app: Flask) -> None:
    """Let `app` read posted JSON this way."""
    app.json = PostedJson(app)
