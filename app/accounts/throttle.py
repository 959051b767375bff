"""How often one may try to sign in.

A class signs in from one address (a computer room behind one router), so the limit per address is
generous and the limit per name is strict.
"""

from __future__ import annotations

from flask import request
from flask_limiter.util import get_remote_address

from app.accounts.domain import normalise_name
from app.extensions import limiter


def _name() -> str:
    return "name:" + normalise_name(request.form.get("name", ""))[:160]


by_name = limiter.shared_limit(
    "10 per 5 minutes", scope="sign-in-name", key_func=_name, methods=["POST"]
)
by_address = limiter.shared_limit(
    "300 per 5 minutes", scope="sign-in-address", key_func=get_remote_address, methods=["POST"]
)
sign_ups = limiter.shared_limit(
    "100 per hour", scope="sign-up", key_func=get_remote_address, methods=["POST"]
)
