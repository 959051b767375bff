"""What a run needs in the database: a class, its students, an exam with prepared papers.

The rows are made through the application's own models; everything afterwards goes over HTTP, and
what became of it is read back without the application (`check.py`).
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert

from app import create_app
from app.accounts.models import Identifier, LoginSession, User
from app.accounts.passwords import hash_password
from app.authz.permissions import Role
from app.bank.domain.types import ItemType
from app.cli.prepare import migrate_database
from app.courses.models import Enrolment
from app.extensions import db
from app.quiz.exams.preparing import prepare_all
from app.quiz.models import Exam
from tests.builders import PASSWORD, Builders
from tests.quiz.sitting.builders import ExamBuilders, sample

SECRET = "a key for the soak programme only, of no use elsewhere"
KINDS = (
    ItemType.SINGLE_CHOICE,
    ItemType.MULTIPLE_RESPONSE,
    ItemType.TRUE_FALSE,
    ItemType.FILL_BLANK,
)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Student:
    """A candidate; `cookie` is that of a sign-in made beforehand, where one was asked for."""

    user_id: int
    student_no: str
    cookie: str | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """One exam and those who sit it."""

    exam_id: int
    exam: str
    items: int
    students: tuple[Student, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site keeps its data; the environment of its processes follows from it."""

    url: str
    instance: Path

    @property
    def engine(self) -> str:
        return "sqlite" if self.url.startswith("sqlite") else "postgresql"

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIKE_", "GUNICORN_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return kept | {
            "DATABASE_URL": self.url,
            "ZHIKE_INSTANCE": str(self.instance),
            "ZHIKE_SECRET_KEY": SECRET,
            # Each candidate names an address of its own, as rooms behind a proxy do.
            "ZHIKE_TRUSTED_PROXIES": "1",
            **more,
        }


@contextmanager
def opened(place: Place) -> Iterator[Flask]:
    """An application on the place's database, in this process, for making rows."""
    app = create_app(
        {
            "DATABASE_URL": place.url,
            "INSTANCE": str(place.instance),
            "SECRET_KEY": SECRET,
            "RATE_LIMITS": False,
            "SWEEP_SECONDS": 0,
        }
    )
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def migrate(place: Place) -> None:
    """Make the tables, by the migrations."""
    with opened(place):
        migrate_database()


def build_hall(
    place: Place,
    *,
    students: int,
    items: int,
    signed_in: bool = True,
    minutes: int = 120,
    attempts: int = 1,
    closes_in: timedelta = timedelta(hours=6),
    extra_time: Sequence[Any] = (),
) -> Hall:
    """Add a class with an open exam whose papers are prepared."""
    with opened(place) as app:
        return _build(app, students, items, signed_in, minutes, attempts, closes_in, extra_time)


def _build(
    app: Flask,
    students: int,
    items: int,
    signed_in: bool,
    minutes: int,
    attempts: int,
    closes_in: timedelta,
    extra_time: Sequence[Any],
) -> Hall:
    at = datetime.now(UTC)
    make = Builders(db, lambda: at)
    tag = f"{os.getpid()}{next(_numbers):03d}"
    class_ = make.class_(f"班{tag}", join_code=f"S{tag}"[:12])
    teacher = make.teacher(username=f"teacher{tag}")
    make.enrol(teacher, class_, Role.INSTRUCTOR)
    people = _students(class_.id, tag, students, at, extra_time)
    questions = [sample(KINDS[n % len(KINDS)], n) for n in range(items)]
    exam = ExamBuilders(db, lambda: at).exam(
        class_, teacher, questions, minutes=minutes, attempts=attempts, closes_at=at + closes_in
    )
    prepare_all(db.session.get_one(Exam, exam.id), at)
    cookies = _sign_in(app, people, at) if signed_in else [None] * len(people)
    return Hall(
        exam_id=exam.id,
        exam=exam.public_id,
        items=items,
        students=tuple(
            Student(user_id, no, cookie)
            for (user_id, no), cookie in zip(people, cookies, strict=True)
        ),
    )


def _students(
    class_id: int, tag: str, count: int, at: datetime, extra_time: Sequence[Any]
) -> list[tuple[int, str]]:
    """Add students with one password; (user id, 学号) of each."""
    hashed = hash_password(PASSWORD)
    rows = [
        {
            "name": f"考生{n}",
            "password_hash": hashed,
            "created_at": at,
            "last_seen_at": at,
            **({"extra_time": extra_time[n % len(extra_time)]} if extra_time else {}),
        }
        for n in range(count)
    ]
    ids = list(db.session.scalars(insert(User).returning(User.id), rows))
    ids.sort()
    numbers = [f"9{tag}{n:04d}" for n in range(count)]
    db.session.execute(
        insert(Identifier),
        [
            {"user_id": id_, "kind": "student_no", "value": no, "display": no}
            for id_, no in zip(ids, numbers, strict=True)
        ],
    )
    db.session.execute(
        insert(Enrolment),
        [
            {"user_id": id_, "class_id": class_id, "role": Role.STUDENT, "joined_at": at}
            for id_ in ids
        ],
    )
    db.session.commit()
    return list(zip(ids, numbers, strict=True))


def _sign_in(app: Flask, people: Sequence[tuple[int, str]], at: datetime) -> list[str]:
    """Rows of sign-ins and the cookies that name them."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    tokens = [f"soak-{no}-{user_id}" for user_id, no in people]
    db.session.execute(
        insert(LoginSession),
        [
            {
                "token_hash": hashlib.sha256(token.encode()).hexdigest(),
                "user_id": user_id,
                "created_at": at,
                "last_seen_at": at,
                "expires_at": at + timedelta(days=2),
                "address": "127.0.0.1",
                "agent": "soak",
            }
            for (user_id, _no), token in zip(people, tokens, strict=True)
        ],
    )
    db.session.commit()
    return [str(signer.dumps({"_user_id": token, "_fresh": True})) for token in tokens]
