"""Sign-ins: rows on the server that a cookie names, so that each can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import g, request, session
from flask_login import UserMixin, login_user, logout_user
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import LoginSession, User
from app.database import writing
from app.extensions import db, login
from app.web.clock import now

LIFETIME = timedelta(days=30)
# A sign-in's last use is written at most this often: reading a page must not cost a write.
TOUCH_AFTER = timedelta(minutes=10)
# Where Flask-WTF keeps what the tokens of forms are signed over.
FORMS = "csrf_token"


class SignedIn(UserMixin):
    """What Flask-Login keeps: the user, and the token of this sign-in."""

    def __init__(self, user: User, token: str, row: LoginSession) -> None:
        self.user = user
        self.token = token
        self.row = row

    def get_id(self) -> str:
        return self.token


def open_session(user: User, at: datetime, *, keep_forms: bool = False) -> SignedIn:
    """Sign `user` in on this device: a new row and a fresh cookie (against fixation).

    `keep_forms`: the forms that are open in the browser stay valid. Only for a visitor who becomes a
    guest by answering in the middle of a page; whoever gets an account gets new tokens.
    """
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        token_hash=_hash(token),
        user_id=user.id,
        created_at=at,
        last_seen_at=at,
        expires_at=at + LIFETIME,
        address=(request.remote_addr or "")[:64],
        agent=request.user_agent.string[:200],
    )
    with writing():
        db.session.add(row)
        db.session.execute(update(User).where(User.id == user.id).values(last_seen_at=at))
    signed_in = SignedIn(user, token, row)
    kept = {FORMS: session[FORMS]} if keep_forms and FORMS in session else {}
    session.clear()
    session.update(kept)
    login_user(signed_in)
    session.permanent = True
    g.pop("actor", None)
    g.pop("memberships", None)
    return signed_in


def close_session(at: datetime) -> None:
    """Sign out on this device."""
    signed_in = current_sign_in()
    if signed_in is not None:
        revoke(signed_in.row, at)
    logout_user()
    session.clear()
    g.pop("actor", None)
    g.pop("memberships", None)


def revoke(row: LoginSession, at: datetime) -> None:
    with writing():
        db.session.execute(
            update(LoginSession).where(LoginSession.id == row.id).values(revoked_at=at)
        )


def revoke_all(user_id: int, at: datetime, *, keep_id: int | None = None) -> None:
    """End all sign-ins of a person (but `keep_id`): after a new password, or by staff."""
    with writing():
        db.session.execute(
            update(LoginSession)
            .where(
                LoginSession.user_id == user_id,
                LoginSession.revoked_at.is_(None),
                LoginSession.id != (keep_id or 0),
            )
            .values(revoked_at=at)
        )


# Every page asks this: it is put together once.
_SIGN_IN = (
    select(LoginSession)
    .where(
        LoginSession.token_hash == bindparam("token"),
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > bindparam("at"),
    )
    .options(joinedload(LoginSession.user).joinedload(User.identifiers))
)


@login.user_loader
def find_sign_in(token: str) -> SignedIn | None:
    """The sign-in that a cookie names, if it still holds; one SQL statement."""
    at = now()
    found = db.session.scalars(_SIGN_IN, {"token": _hash(token), "at": at})
    row = found.unique().one_or_none()
    if row is None or not row.user.is_active:
        return None
    if at - row.last_seen_at > TOUCH_AFTER:
        _touch(row, at)
    return SignedIn(row.user, token, row)


def sign_in_names() -> tuple[str, datetime] | None:
    """What finds this request's sign-in in a query of one's own, without asking the database here:
    the hash of its token, and since when it must have been used for that to need no writing down.
    """
    token = session.get("_user_id")
    return (_hash(token), now() - TOUCH_AFTER) if isinstance(token, str) else None


# What a query of one's own asks of the sign-in and its person, by the names "token", "since" and "at":
# valid, used lately, and nobody whom the usual way would send somewhere else first.
USUAL_SIGN_IN = (
    LoginSession.token_hash == bindparam("token"),
    LoginSession.revoked_at.is_(None),
    LoginSession.expires_at > bindparam("at"),
    # One that was not used for a while has its use written down: the usual way does it.
    LoginSession.last_seen_at >= bindparam("since"),
    User.is_active,
    User.is_guest.is_(False),
    User.must_change_password.is_(False),
)


def current_sign_in() -> SignedIn | None:
    """The sign-in of this request, guest or account; None for a visitor who kept nothing."""
    from flask_login import current_user

    found = current_user._get_current_object()  # type: ignore[attr-defined]
    return found if isinstance(found, SignedIn) else None


def current_user() -> User | None:
    """The person (or guest) of this request."""
    signed_in = current_sign_in()
    return signed_in.user if signed_in else None


def _touch(row: LoginSession, at: datetime) -> None:
    with writing():
        db.session.execute(
            update(LoginSession).where(LoginSession.id == row.id).values(last_seen_at=at)
        )
        db.session.execute(update(User).where(User.id == row.user_id).values(last_seen_at=at))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
