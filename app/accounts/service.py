"""Accounts: making them, signing in, changing what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.accounts.domain import normalise_name, weakness
from app.accounts.models import Identifier, LoginSession, User
from app.accounts.passwords import hash_password, verify_password
from app.accounts.sessions import current_user, open_session, revoke_all
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

# A guest who was not here for so long has no sign-in left that leads back to the row.
FORGET_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows a tidying took away."""

    guests: int
    sign_ins: int


class NameTaken(DomainError):
    """Somebody else signs in with this name."""

    status = 409

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(_("这个登录名已经有人用了，请换一个。"))


def find_user(name: str) -> User | None:
    """The person who signs in with `name` (学号, user name or e-mail)."""
    query = (
        select(User)
        .join(User.identifiers)
        .where(Identifier.value == normalise_name(name))
        .options(selectinload(User.identifiers))
    )
    return db.session.scalar(query)


def sign_in(name: str, password: str, at: datetime) -> User | None:
    """Sign the person in; None when name and password do not belong together.

    What a guest practised on this device before is left with the guest: on a shared computer it may
    have been somebody else.
    """
    user = find_user(name)
    matches = verify_password(user.password_hash if user else None, password)
    if user is None or not matches or not user.is_active:
        return None
    open_session(user, at)
    return user


def sign_up(name: str, names: dict[str, str], password: str, at: datetime) -> User:
    """Make an account and sign in; a guest's row becomes the account and keeps what they did.

    `names` maps kinds ("username", "email", "student_no") to what was typed.
    Raises NameTaken.
    """
    guest = current_user()
    hashed = hash_password(password)
    with writing():
        user = guest if guest is not None and guest.is_guest else None
        if user is None:
            user = User(created_at=at, last_seen_at=at)
            db.session.add(user)
        user.name = name.strip()
        user.is_guest = False
        user.password_hash = hashed
        db.session.flush()
        _add_names(user, names)
    revoke_all(user.id, at)
    open_session(user, at)
    return user


def make_user(
    name: str, names: dict[str, str], password: str, at: datetime, **values: object
) -> User:
    """Add an account without signing in (the command line, the demo class). Raises NameTaken.

    Many at once, with passwords to print: `app.accounts.slips.make_people`.
    """
    hashed = hash_password(password)
    with writing():
        user = User(
            name=name.strip(),
            password_hash=hashed,
            created_at=at,
            last_seen_at=at,
            **values,
        )
        db.session.add(user)
        db.session.flush()
        _add_names(user, names)
    return user


def ensure_user(at: datetime) -> User:
    """The present person, or a guest row made now: called when there is something to keep."""
    user = current_user()
    if user is not None:
        return user
    with writing():
        guest = User(is_guest=True, created_at=at, last_seen_at=at)
        db.session.add(guest)
    open_session(guest, at, keep_forms=True)
    g.made_guest = True
    return guest


def change_password(user: User, password: str, at: datetime, keep_session: int | None) -> None:
    """Set a new password and end all other sign-ins."""
    hashed = hash_password(password)
    with writing():
        row = db.session.get_one(User, user.id)
        row.password_hash = hashed
        row.must_change_password = False
        revoke_all(user.id, at, keep_id=keep_session)


def rename(user: User, name: str, names: dict[str, str]) -> None:
    """Change the person's own name and sign-in names ("" takes one away). Raises NameTaken."""
    with writing():
        row = db.session.get_one(User, user.id, options=[selectinload(User.identifiers)])
        row.name = name.strip()
        row.identifiers = [i for i in row.identifiers if i.kind not in names]
        db.session.flush()
        _add_names(row, {k: t for k, t in names.items() if t.strip()})


def set_standing(
    user: User, at: datetime, *, can_teach: bool, is_admin: bool, is_active: bool
) -> None:
    """Set what a person may do on this site; closing an account ends its sign-ins."""
    with writing():
        row = db.session.get_one(User, user.id)
        row.can_teach, row.is_admin, row.is_active = can_teach, is_admin, is_active
        if not is_active:
            revoke_all(user.id, at)


def set_extra_time(user: User, multiplier: Decimal) -> None:
    """Set the multiplier (1.00 to 5.00) of every time limit of this person; lasts until changed."""
    with writing():
        db.session.get_one(User, user.id).extra_time = multiplier


def tidy(at: datetime, answered: Select[int]) -> Tidied:
    """Take away sign-ins that are over, and guests not seen for 30 days who left no answer.

    `answered` selects the ids of people whose answers are kept; those are none of this layer's.
    """
    over = LoginSession.expires_at < at
    idle = (
        User.is_guest.is_(True),
        User.last_seen_at < at - FORGET_AFTER,
        User.id.not_in(answered),
    )
    with writing():
        sign_ins = db.session.scalar(select(func.count()).select_from(LoginSession).where(over))
        guests = db.session.scalar(select(func.count()).select_from(User).where(*idle))
        for statement in (delete(LoginSession).where(over), delete(User).where(*idle)):
            db.session.execute(statement.execution_options(synchronize_session=False))
    return Tidied(guests or 0, sign_ins or 0)


def password_message(password: str, names: tuple[str, ...]) -> str | None:
    """Why this password is refused, in the user's language."""
    return {
        None: None,
        "short": _("密码至少 8 位。"),
        "long": _("密码最多 128 位。"),
        "common": _("这个密码太常见，别人第一个就会试它。"),
        "name": _("密码不能和登录名一样。"),
    }[weakness(password, names)]


def _add_names(user: User, names: dict[str, str]) -> None:
    """Attach sign-in names; the unique index decides who was first."""
    for kind, text in names.items():
        value = normalise_name(text)
        try:
            with db.session.begin_nested():
                db.session.add(
                    Identifier(user_id=user.id, kind=kind, value=value, display=text.strip())
                )
        except IntegrityError:
            raise NameTaken(kind) from None
    db.session.expire(user, ["identifiers"])
