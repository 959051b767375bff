"""The first administrator: a one-time link, printed on the console of an empty site."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select, text

from app.accounts.models import User
from app.accounts.service import sign_up
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


def make_first_admin(name: str, names: dict[str, str], password: str, at: datetime) -> User | None:
    """Make the administrator's account and sign in; None when another was quicker.

    Raises NameTaken.
    """
    with writing():
        _wait_for_others()
        if has_admin():
            return None
        user = sign_up(name, names, password, at)
        user.is_admin = True
    return user


def _wait_for_others() -> None:
    """One at a time: SQLite has one writer anyway, PostgreSQL locks the table for this moment."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text('LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE'))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="first administrator")
