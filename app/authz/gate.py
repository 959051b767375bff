"""The gate in front of every request: CSRF on unsafe methods, refusal of what is not declared.

Routes say what they need with `@requires(Permission.X)` or `@public`; a route that says nothing is
refused. Rows named in addresses come only through `load_or_404`, which asks the policy with the
route's permission, so that another's row looks exactly like an absent one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.wrappers import Response

from app.authz.permissions import Permission
from app.authz.policy import Actor, Facts, Guarded, decide
from app.extensions import csrf, db

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row")
PUBLIC = "public"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a route needs."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare that a route is open to everybody, and needs no actor."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def door(opener: Callable[..., bool]) -> Callable[[View], View]:
    """Give a route a short way in: `opener(permission, **values of the address)`.

    It grants or says nothing: whatever it does not let in goes the usual way, whose refusals are
    the only ones. The route still declares its permission.
    """

    def mark(view: View) -> View:
        view.door = opener  # type: ignore[attr-defined]
        return view

    return mark


def by_door() -> bool:
    """Whether this request was let in by a route's door, which has looked at who asks."""
    return bool(g.get("by_door"))


def declared_permission(app: Flask, endpoint: str | None) -> Permission | str | None:
    """The permission an endpoint declares; None where it declares nothing."""
    if endpoint is None:
        return None
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions.get(endpoint), "permission", None)


def current_actor() -> Actor:
    """Who asks in this request."""
    if "actor" not in g:
        g.actor = current_app.extensions["zhike.load_actor"]()
    return g.actor


def may(permission: Permission, thing: Guarded | Facts | None = None) -> bool:
    """Whether the present actor may use `permission` (on `thing`); for templates and services."""
    if thing is not None and not isinstance(thing, Facts):
        thing = thing.authz_facts()
    return bool(decide(current_actor(), permission, thing))


def load_or_404(model: type[Row], *options: ORMOption, **by: Any) -> Row:
    """Fetch one row by the given columns and authorise it with the route's permission, or 404."""
    return found_or_404(select(model).filter_by(**by).options(*options))


def found_or_404(query: Select[Row], **values: Any) -> Row:
    """The same by a statement that was put together beforehand, for pages that everybody opens at once."""
    permission = declared_permission(current_app, request.endpoint)
    row = db.session.scalars(query, values).unique().one_or_none()
    if row is None or not isinstance(permission, Permission):
        abort(404)
    if not decide(current_actor(), permission, cast(Guarded, row).authz_facts()):
        abort(404)
    return row


def require(permission: Permission, thing: Guarded | Facts) -> None:
    """Refuse with 403 unless the present actor may use a further permission on `thing`."""
    if not may(permission, thing):
        abort(403)


def init_app(app: Flask, load_actor: Callable[[], Actor]) -> None:
    """Put the gate in front of `app`; `load_actor` says who asks."""
    app.extensions["zhike.load_actor"] = load_actor
    # The gate checks CSRF itself, so that no blueprint can be forgotten.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # the router's own 404 or 405 follows
    permission = declared_permission(current_app, request.endpoint)
    if permission is None:
        abort(403)
    if request.method not in SAFE_METHODS and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
    if permission == PUBLIC:
        return None
    opener = getattr(current_app.view_functions[request.endpoint], "door", None)
    if opener is not None and opener(permission, **(request.view_args or {})):
        g.by_door = True
        return None
    actor = current_actor()
    if decide(actor, cast(Permission, permission)):
        return None
    if actor.signed_in or request.method not in SAFE_METHODS:
        abort(403 if actor.signed_in else 401)
    target = request.full_path if request.query_string else request.path
    return cast(Response, redirect(url_for("accounts.sign_in", next=target)))
