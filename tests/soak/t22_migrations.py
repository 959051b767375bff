"""Test 22: a grown site goes down each migration and up again, and keeps what both sides can hold."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Column, MetaData, Table, inspect, select

from app.accounts.models import User
from app.cli.prepare import load_course
from app.demo.build import build_demo
from app.extensions import db
from app.quiz.models import Exam, HandIn, Sitting
from benchmarks.past import EARLIER, fill
from tests.soak.bench import Bench, Result
from tests.soak.world import build_hall, migrate, opened

NUMBER, NAME = 22, "migrations"
SMOKE = {"responses": 500, "demo": False}
FULL = {"responses": 1_000_000, "demo": True}
LONGEST = 60.0  # seconds for all steps in one direction
CHUNK = 20_000
Columns = Mapping[str, tuple[str, ...]]


async def run(bench: Bench, *, responses: int, demo: bool) -> Result:
    """`responses`: so many saves are stored, beside the demonstration's data, which has all kinds of
    rows, or else beside a small exam.
    """
    result = Result(NUMBER, NAME, bench.engine)
    place = bench.empty("migrated")
    migrate(place)
    if not demo:
        build_hall(place, students=5, items=20)
    with opened(place) as app:
        if demo:
            load_course(app)
            build_demo()
        stored = fill(_first_exam(), responses, datetime.now(UTC))
        config = config_of(app)
        steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
        took = {"down": 0.0, "up": 0.0}
        changed: list[str] = []
        codes = receipts()
        for revision, before in itertools.pairwise(steps):
            changed += _step(config, revision, before, took)
        command.upgrade(config, "head")
        command.check(config)
        same = receipts() == codes
    result.goals = {
        "rows stay as they were wherever both sides can hold them": not changed,
        "at most a minute in each direction": max(took.values()) <= LONGEST,
        "chains and receipts that were made anew are those that candidates hold": same,
        "there is something to lose": stored >= responses and len(steps) > 1 and bool(codes),
    }
    result.figures = {
        "saves stored": stored,
        "steps": len(steps) - 1,
        "changed": changed[:10],
        **{f"all steps {way}, s": round(seconds, 1) for way, seconds in took.items()},
    }
    return result


def _step(config: Config, revision: str, before: str, took: dict[str, float]) -> Iterator[str]:
    """Go down from `revision` to the one before, up, and down to stay; names tables that changed."""
    there = columns()
    _timed(took, "down", lambda: command.downgrade(config, before))
    both = shared(there, columns())
    below = digests(both)
    _timed(took, "up", lambda: command.upgrade(config, revision))
    above = digests(both)
    command.downgrade(config, before)
    again = digests(both)
    for name in both:
        if not below[name] == above[name] == again[name]:
            yield f"{name} at {revision}"


def _timed(took: dict[str, float], way: str, go: Callable[[], Any]) -> None:
    begun = time.monotonic()
    go()
    took[way] += time.monotonic() - begun


def config_of(app: Flask) -> Config:
    return app.extensions["migrate"].migrate.get_config()


def _first_exam() -> Exam:
    """An exam with a paper: earlier sittings are added to it."""
    query = select(Exam).where(Exam.form_id.is_not(None)).order_by(Exam.id).limit(1)
    return db.session.scalars(query).one()


def receipts() -> dict[str, tuple[str, str]]:
    """Code and head of the chain by sitting, of the earlier candidates: their saves are all plain ones,
    of which a step down loses nothing."""
    query = select(Sitting.public_id, HandIn.code, HandIn.head)
    query = query.join(HandIn, HandIn.sitting_id == Sitting.id).join(
        User, User.id == Sitting.user_id
    )
    rows = db.session.execute(query.where(User.name.startswith(EARLIER))).all()
    db.session.remove()
    return {sitting: (code, head) for sitting, code, head in rows}


def columns() -> dict[str, tuple[str, ...]]:
    """The columns of each table that is there now."""
    db.session.remove()
    found = inspect(db.engine)
    return {
        name: tuple(sorted(column["name"] for column in found.get_columns(name)))
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def shared(one: Columns, other: Columns) -> Columns:
    """The columns that tables have on both sides."""
    return {
        name: tuple(column for column in one[name] if column in other[name])
        for name in sorted(one.keys() & other.keys())
    }


def digests(tables: Columns) -> dict[str, tuple[int, int]]:
    """Of each table how many rows it has, and a sum over the hashes of its rows in whatever order."""
    db.session.remove()
    found = {}
    with db.engine.connect() as connection:
        for name, names in tables.items():
            table = Table(name, MetaData(), *(Column(column) for column in names))
            rows = connection.execution_options(yield_per=CHUNK).execute(select(table))
            count = total = 0
            for row in rows:
                count += 1
                code = hashlib.blake2b(repr(tuple(row)).encode(), digest_size=8).digest()
                total = (total + int.from_bytes(code, "big")) % 2**64
            found[name] = (count, total)
    return found
