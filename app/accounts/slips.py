"""Passwords that staff hand out on printed slips: for new accounts, and after a reset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.accounts.domain import normalise_name
from app.accounts.models import Identifier, LoginSession, User
from app.accounts.passwords import hash_slip_passwords, make_slip_password
from app.accounts.service import NameTaken
from app.database import new_public_id, writing
from app.extensions import db

# Below SQLite's limit of parameters in one statement on every build.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Secret:
    """A password and its hash, made before the transaction that stores the hash."""

    password: str = field(repr=False)
    hashed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to be made; `names` maps kinds ("student_no", …) to what was typed."""

    name: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed: the person and the password, which stands nowhere else."""

    user: User
    password: str = field(repr=False)


def make_secrets(count: int) -> list[Secret]:
    """Draw `count` passwords and hash them; costs processor time, so outside of `writing()`."""
    passwords = [make_slip_password() for _ in range(count)]
    hashes = hash_slip_passwords(passwords)
    return [Secret(p, h) for p, h in zip(passwords, hashes, strict=True)]


def make_people(
    people: Sequence[NewPerson], given: Sequence[Secret], at: datetime, *, can_teach: bool = False
) -> list[Slip]:
    """Add accounts, each with its password to be changed at the first sign-in; all or none.

    Raises NameTaken when a sign-in name belongs to somebody already.
    """
    if not people:
        return []
    public_ids = [new_public_id() for _ in people]
    with writing():
        db.session.execute(
            insert(User),
            [
                {
                    "public_id": public_id,
                    "name": person.name.strip(),
                    "password_hash": secret.hashed,
                    "must_change_password": True,
                    "can_teach": can_teach,
                    "created_at": at,
                    "last_seen_at": at,
                }
                for public_id, person, secret in zip(public_ids, people, given, strict=True)
            ],
        )
        ids = _ids(public_ids)
        rows = [
            {
                "user_id": ids[public_id],
                "kind": kind,
                "value": normalise_name(text),
                "display": text.strip(),
            }
            for public_id, person in zip(public_ids, people, strict=True)
            for kind, text in person.names.items()
        ]
        try:
            with db.session.begin_nested():
                db.session.execute(insert(Identifier), rows)
        except IntegrityError:
            raise NameTaken(next(iter(people[0].names))) from None
        users = _load(list(ids.values()))
    by_public_id = {user.public_id: user for user in users}
    return [
        Slip(by_public_id[public_id], secret.password)
        for public_id, secret in zip(public_ids, given, strict=True)
    ]


def reset_passwords(users: Sequence[User], at: datetime) -> list[Slip]:
    """Give each person a new password to print, and end all their sign-ins; in order.

    They are asked for one of their own at the next sign-in.
    """
    given = make_secrets(len(users))
    with writing():
        if users:
            db.session.execute(
                update(User),
                [
                    {"id": user.id, "password_hash": one.hashed, "must_change_password": True}
                    for user, one in zip(users, given, strict=True)
                ],
            )
        for ids in _chunks([user.id for user in users]):
            db.session.execute(
                update(LoginSession)
                .where(LoginSession.user_id.in_(ids), LoginSession.revoked_at.is_(None))
                .values(revoked_at=at)
            )
    return [Slip(user, one.password) for user, one in zip(users, given, strict=True)]


def _ids(public_ids: Sequence[str]) -> dict[str, int]:
    """Row ids by public id, in the order given."""
    found: dict[str, int] = {}
    for some in _chunks(public_ids):
        query = select(User.public_id, User.id).where(User.public_id.in_(some))
        found.update(iter(db.session.execute(query)))
    return {public_id: found[public_id] for public_id in public_ids}


def _load(ids: Sequence[int]) -> list[User]:
    users: list[User] = []
    for some in _chunks(ids):
        query = select(User).where(User.id.in_(some)).options(selectinload(User.identifiers))
        users += db.session.scalars(query.execution_options(populate_existing=True))
    return users


def _chunks(values: Sequence[int] | Sequence[str]) -> list[Sequence[int] | Sequence[str]]:
    return [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
