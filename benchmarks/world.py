"""The world that is measured: a class of candidates who are signed in, and one open exam."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.load import Client
from benchmarks.past import fill

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a key for benchmarks only, on this machine"
QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class World:
    """The exam's public id, and a signed cookie for each candidate."""

    exam: str
    cookies: list[str]


def make_app(url: str, folder: Path) -> Flask:
    """The application in this process, on the database that is measured."""
    from app import create_app

    return create_app(
        {"DATABASE_URL": url, "INSTANCE": str(folder), "SECRET_KEY": SECRET, "SWEEP_SECONDS": 0}
    )


def build(app: Flask, candidates: int, stored: int = 0) -> World:
    """Make tables, class, candidates and an exam of twenty questions; papers are prepared.

    `stored` saves of earlier candidates are there already.
    """
    from app.extensions import db
    from app.quiz.exams.preparing import prepare_all

    with app.test_request_context():
        db.create_all()
        at = datetime.now(UTC) - timedelta(minutes=5)
        class_id, teacher_id, people = _people(candidates, at)
        exam = _exam(class_id, teacher_id, at)
        prepare_all(exam, at)
        if stored:
            print(f"{fill(exam, stored, at)} stored saves of earlier sittings")
        cookies = _sign_in(app, people, at)
        world = World(exam.public_id, cookies)
        db.session.remove()
    return world


def _people(candidates: int, at: datetime) -> tuple[int, int, list[int]]:
    from sqlalchemy import insert

    from app.accounts.models import User
    from app.authz.permissions import Role
    from app.courses.models import CourseClass, Enrolment
    from app.database import new_public_id, writing
    from app.extensions import db

    with writing():
        teacher = User(name="周老师", can_teach=True, created_at=at, last_seen_at=at)
        class_ = CourseClass(name="测量班", join_code="BENCH0001", created_at=at)
        db.session.add_all([teacher, class_])
        db.session.flush()
        rows = [
            {"name": f"考生{n}", "public_id": new_public_id(), "created_at": at, "last_seen_at": at}
            for n in range(candidates)
        ]
        people = list(db.session.scalars(insert(User).returning(User.id), rows))
        db.session.execute(
            insert(Enrolment),
            [
                {"class_id": class_.id, "user_id": id_, "role": Role.STUDENT, "joined_at": at}
                for id_ in people
            ],
        )
        return class_.id, teacher.id, people


def _exam(class_id: int, teacher_id: int, at: datetime) -> Any:
    """Twenty questions of one choice in four, as the yardstick's form has them."""
    from app.accounts.models import User
    from app.bank.domain.types import ItemType
    from app.courses.models import CourseClass
    from app.database import writing
    from app.extensions import db
    from tests.quiz.sitting.builders import ExamBuilders, sample

    with writing():
        return ExamBuilders(db, lambda: at).exam(
            db.session.get_one(CourseClass, class_id),
            db.session.get_one(User, teacher_id),
            [_longer(*sample(ItemType.SINGLE_CHOICE, n)) for n in range(QUESTIONS)],
            closes_at=at + timedelta(hours=6),
            minutes=120,
        )


def _longer(face: Any, key: Any) -> Any:
    """The test's sample question with a stem and options of a usual length."""
    from benchmarks.yardstick import OPTIONS, STEM

    options = tuple(
        replace(option, text=words) for option, words in zip(face.options, OPTIONS, strict=True)
    )
    return replace(face, stem=f"{face.stem}：{STEM}", options=options), key


def _sign_in(app: Flask, people: list[int], at: datetime) -> list[str]:
    """Sign-ins as rows and cookies: signing in itself is measured elsewhere."""
    from sqlalchemy import insert

    from app.accounts.models import LoginSession
    from app.accounts.sessions import _hash
    from app.database import writing
    from app.extensions import db

    signer = app.session_interface.get_signing_serializer(app)
    assert signer is not None
    now = datetime.now(UTC)
    tokens = [secrets.token_urlsafe(32) for _ in people]
    with writing():
        db.session.execute(
            insert(LoginSession),
            [
                {
                    "token_hash": _hash(token), "user_id": id_, "created_at": at,
                    "last_seen_at": now, "expires_at": at + timedelta(days=1), "address": "",
                    "agent": "",
                }
                for token, id_ in zip(tokens, people, strict=True)
            ],
        )  # fmt: skip
    return [
        str(signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))
        for token in tokens
    ]


@contextmanager
def served(name: str, port: int, workers: int, environ: Mapping[str, str]) -> Iterator[list[int]]:
    """Serve an application with gunicorn; yields the pids of its workers, ends it by its own pid."""
    command = [
        sys.executable, "-m", "gunicorn", name, "--bind", f"127.0.0.1:{port}", "--workers",
        str(workers), "--worker-class", "gthread", "--threads", "16", "--keep-alive", "60",
        "--log-level", "error", "--config", os.devnull, "--no-control-socket",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ})
    try:
        _wait(port)
        yield children(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_pair() -> int:
    """A port of this machine that nobody listens on, nor on the one above it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            Client(port).get("/health")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


def children(pid: int) -> list[int]:
    """Pids of a process's children (Linux)."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that processes have used so far, in user and kernel."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / ticks


def memory(pids: list[int]) -> float:
    """Resident memory of processes in megabytes."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
