"""Pieces of the frame that are the same on many pages: rendered once for each language, then kept.

The bar, the menus and the footer stand on every page and would cost half of what an ordinary page
costs. A template says `{{ once(a_macro, value, …) }}` where the macro makes the same of the same
values for everybody: it may use the language, addresses of this site and of its files, and nothing
else of a request: no token, no cookie, no path, nobody's name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache

from flask import Flask, has_request_context
from flask_babel import get_locale
from markupsafe import Markup

from app.web.assets import static_url

MOST = 1024  # pieces kept per process, each some kilobytes at most
Macro = Callable[..., Markup]


def init_app(app: Flask) -> None:
    """Give the templates of `app` their `once`."""

    @lru_cache(maxsize=MOST)
    def made(macro: Macro, _language: str, _place: str, values: tuple[Hashable, ...]) -> Markup:
        return macro(*values)

    def once(macro: Macro, *values: Hashable) -> Markup:
        """What `macro` makes of `values` in this request's language."""
        if not has_request_context():
            return macro(*values)
        # Where the site lies and which version its files have stands in their addresses.
        return made(macro, str(get_locale()), static_url(""), values)

    app.jinja_env.globals["once"] = once
