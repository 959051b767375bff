"""How often one may try join codes.

Only wrong codes count: a whole class may join through one router within a minute.
"""

from __future__ import annotations

from flask import Response
from flask_limiter.util import get_remote_address

from app.accounts.sessions import current_user
from app.extensions import limiter


def _person() -> str:
    user = current_user()
    return f"person:{user.id}" if user else get_remote_address()


def _was_wrong(response: Response) -> bool:
    return response.status_code == 422


by_person = limiter.shared_limit(
    "10 per 5 minutes", scope="join-person", key_func=_person, deduct_when=_was_wrong
)
by_address = limiter.shared_limit(
    "200 per 5 minutes", scope="join-address", key_func=get_remote_address, deduct_when=_was_wrong
)
