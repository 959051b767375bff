"""How often one may try to sign in, sign up, and be a new visitor.

A class signs in from one address (a computer room behind one router), so the limit per address is
generous and the limit per name is strict. It counts per name and address, and only what failed, so
that nobody is kept out by what others try under their name; the limit per name from everywhere is
there against guessing from many addresses.
"""

from __future__ import annotations

from flask import Response, g, request
from flask_limiter.util import get_remote_address

from app.accounts.domain import normalise_name
from app.accounts.sessions import current_user
from app.extensions import limiter


def _name() -> str:
    return "name:" + normalise_name(request.form.get("name", ""))[:160]


def _name_here() -> str:
    return f"{_name()} at {get_remote_address()}"


def _person() -> str:
    user = current_user()
    return f"person:{user.id}" if user else get_remote_address()


def _stayed(response: Response) -> bool:
    """Whether the form was shown again: a success leads on to another page."""
    return response.status_code in (200, 422)


def _has_row() -> bool:
    return current_user() is not None


def _made_guest(_response: Response) -> bool:
    return "made_guest" in g


def _was_wrong(response: Response) -> bool:
    return response.status_code == 422


by_name_here = limiter.shared_limit(
    "10 per 5 minutes",
    scope="sign-in-name-here",
    key_func=_name_here,
    methods=["POST"],
    deduct_when=_stayed,
)
by_name = limiter.shared_limit(
    "100 per hour", scope="sign-in-name", key_func=_name, methods=["POST"], deduct_when=_stayed
)
by_address = limiter.shared_limit(
    "300 per 5 minutes", scope="sign-in-address", key_func=get_remote_address, methods=["POST"]
)
sign_ups = limiter.shared_limit(
    "100 per hour", scope="sign-up", key_func=get_remote_address, methods=["POST"]
)
# For routes that call `ensure_user`; whoever has a row already is not counted and never refused.
new_guests = limiter.shared_limit(
    "100 per hour",
    scope="new-guest",
    key_func=get_remote_address,
    methods=["POST"],
    exempt_when=_has_row,
    deduct_when=_made_guest,
)
# Guessing the present password on a device somebody left signed in.
own_password = limiter.shared_limit(
    "10 per 10 minutes",
    scope="own-password",
    key_func=_person,
    methods=["POST"],
    deduct_when=_was_wrong,
)
