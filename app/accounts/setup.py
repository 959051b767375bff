"""The first administrator: a one-time link, printed on the console of an empty site."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from app.accounts.models import User
from app.database import writing
from app.extensions import db

VALID_SECONDS = 24 * 3600


def first_admin_link(base_url: str) -> str | None:
    """The link to make the first administrator; None when the site has one."""
    if has_admin():
        return None
    return f"{base_url.rstrip('/')}/setup/{_serializer().dumps('first-admin')}"


def is_valid(token: str) -> bool:
    """Whether the link may still be used: signed here, a day at most, and no administrator yet."""
    try:
        _serializer().loads(token, max_age=VALID_SECONDS)
    except BadSignature:
        return False
    return not has_admin()


def has_admin() -> bool:
    return db.session.scalar(select(User.id).where(User.is_admin).limit(1)) is not None


def claim(user: User, _at: datetime) -> bool:
    """Make `user` the administrator unless another was quicker; True on success."""
    with writing():
        if has_admin():
            return False
        db.session.get_one(User, user.id).is_admin = True
    return True


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="first administrator")
