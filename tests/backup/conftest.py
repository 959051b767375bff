"""Fixtures: sites with an exam in them, whose data really are committed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from app.cli.prepare import migrate_database
from app.extensions import db as database
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.closing import submit
from app.quiz.exams.saving import save_answers
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Exam
from tests.builders import Builders
from tests.quiz.sitting.builders import ExamBuilders
from tests.shared import let_go

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class Site:
    """A site in a folder of its own; `run` gives it a command."""

    app: Flask
    folder: Path

    def run(self, *words: str) -> Result:
        done = self.app.test_cli_runner().invoke(args=["backup", *map(str, words)])
        let_go(self.app)
        return done

    def scalar(self, sql: str) -> Any:
        with self.app.app_context():
            try:
                return database.session.execute(database.text(sql)).scalar()
            finally:
                database.session.remove()
                let_go(self.app)


@pytest.fixture(scope="session")
def migrated(make_database_url: Callable[..., str], engine: str, tmp_path_factory: Any) -> str:
    """Address of a database with all tables, made by the migrations; to be copied."""
    url = make_database_url(engine)
    app = create_app({"DATABASE_URL": url, "INSTANCE": str(tmp_path_factory.mktemp("migrated"))})
    with app.app_context():
        migrate_database()
        database.session.remove()
    let_go(app)
    return url


@pytest.fixture
def make_site(
    make_database_url: Callable[..., str],
    migrated: str,
    engine: str,
    tmp_path: Path,
    request: Any,
) -> Callable[..., Site]:
    """Return a function that makes an empty site, or one with an exam that two have sat."""
    if engine == "postgresql":
        _find_tools(request)
    made = 0

    def make(*, filled: bool = False, **settings: Any) -> Site:
        nonlocal made
        made += 1
        folder = tmp_path / f"site{made}"
        folder.mkdir()
        url = make_database_url(engine, like=migrated if filled else "")
        if engine == "sqlite":
            file = folder / "zhike.db"
            if filled:
                shutil.copyfile(url.removeprefix("sqlite:///"), file)
            url = f"sqlite:///{file}"
        app = create_app(
            {
                "DATABASE_URL": url,
                "INSTANCE": str(folder),
                "RATE_LIMITS": False,
                "SWEEP_SECONDS": 0,
                "SERVER_NAME": "localhost",
                **settings,
            }
        )
        if filled:
            _fill(app)
        return Site(app, folder)

    return make


def _find_tools(request: Any) -> None:
    """Put the package's own pg_dump first on the PATH: it must not be older than the server."""
    from tests.soak.postgres import programs

    patch = pytest.MonkeyPatch()
    patch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    request.addfinalizer(patch.undo)


def _fill(app: Flask) -> None:
    with app.app_context():
        make = Builders(database, lambda: NOW)
        class_ = make.class_()
        teacher = make.instructor(class_)
        users = [make.student(class_, f"考生{n}") for n in range(2)]
        exam = ExamBuilders(database, lambda: NOW).exam(class_, teacher)
        for n, user in enumerate(users):
            sitting = start_sitting(database.session.get_one(Exam, exam.id), user, NOW, n)
            slot = next(s for s in sitting.form.slots if s.type == "true_false").id
            for seq in (1, 2, 3):
                spec = SaveSpec(client="client-0001", seq=seq, slot_id=slot, response=bool(seq % 2))
                save_answers(sitting, [spec], NOW)
            if n == 0:
                submit(sitting, NOW)
        database.session.remove()
    let_go(app)


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site with two papers, one of them handed in."""
    return make_site(filled=True)
