"""Starting the site: the address, the database, the server."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app import create_app
from app.cli import serve
from app.extensions import db

DRIVER = """
import sys
from argparse import Namespace
from app.cli.serve import serve
options = Namespace(host="127.0.0.1", port=0, demo=False, reset=False, yes=False, server=sys.argv[1])
serve(options, lambda chinese, english: print(english, flush=True))
"""


class Said(list[tuple[str, str]]):
    """Collects what would be printed."""

    def __call__(self, chinese: str, english: str) -> None:
        self.append((chinese, english))


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """An application on the built-in database of an empty instance folder."""
    site = create_app({"INSTANCE": str(tmp_path), "DATABASE_URL": "", "SECRET_KEY": "for tests"})
    yield site
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


# --- the address


def test_a_taken_port_is_explained_with_another_to_try() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(serve.StartError) as failure:
            serve.open_listener("127.0.0.1", port)
    assert str(port) in failure.value.chinese
    assert f"--port {port + 1}" in failure.value.english


def test_a_refused_port_is_explained() -> None:
    error = serve.explain_bind_error("127.0.0.1", 80, PermissionError(13, "Permission denied"))
    assert "1024" in error.chinese
    assert "1024" in error.english


def test_an_address_of_another_computer_is_explained() -> None:
    with pytest.raises(serve.StartError, match=r"Cannot use the address 192\.0\.2\.1"):
        serve.open_listener("192.0.2.1", 0)


def test_nobody_is_let_in_before_the_server_listens() -> None:
    with closing(serve.open_listener("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=1)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104
        ("localhost", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_address_works_in_a_browser_on_this_computer(host: str, url: str) -> None:
    assert serve.base_url(host, 8000) == url


@pytest.mark.parametrize(("host", "lines"), [("127.0.0.1", 1), ("0.0.0.0", 2)])  # noqa: S104
def test_an_open_address_also_names_the_one_for_others(
    host: str, lines: int, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "find_network_address", lambda: "192.0.2.7")
    serve.announce_addresses(host, 8000, said)
    assert len(said) == lines
    assert ("http://192.0.2.7:8000/" in said[-1][1]) is (lines == 2)


# --- the database


def test_the_demo_class_has_a_database_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIKE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    assert serve.choose_database(demo=True) == {"DATABASE_URL": f"sqlite:///{tmp_path}/demo.db"}
    assert serve.choose_database(demo=False) == {}


def test_an_empty_database_gets_all_tables(site: Flask) -> None:
    with site.app_context():
        serve.migrate_database(site)
        assert "user" in inspect(db.engine).get_table_names()
        serve.migrate_database(site)


def test_a_database_of_a_newer_program_is_left_alone(site: Flask) -> None:
    with site.app_context():
        serve.migrate_database(site)
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        with pytest.raises(serve.StartError) as failure:
            serve.migrate_database(site)
        with db.engine.connect() as connection:
            kept = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert "--reset" in failure.value.chinese
    assert "newer Zhike" in failure.value.english
    assert kept == "from_the_future"


def test_reset_keeps_the_old_database(site: Flask, tmp_path: Path, said: Said) -> None:
    with site.app_context():
        serve.migrate_database(site)
        db.engine.dispose()
    serve.set_aside(site, yes=True, say=said)
    (backup,) = (tmp_path / "backups").glob("zhike-*.db")
    assert str(backup) in said[0][0]
    assert not list(tmp_path.glob("zhike.db*"))
    with closing(serve.sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_reset_refuses_a_database_in_use(site: Flask, tmp_path: Path, said: Said) -> None:
    with site.app_context():
        serve.migrate_database(site)
        with db.engine.connect() as busy:
            busy.execute(text("SELECT count(*) FROM alembic_version"))
            with pytest.raises(serve.StartError, match="in use"):
                serve.set_aside(site, yes=True, say=said)
    assert (tmp_path / "zhike.db").exists()


@pytest.mark.parametrize(("answer", "moved"), [("no", False), ("", False), ("yes", True)])
def test_reset_asks_first(
    site: Flask,
    tmp_path: Path,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    moved: bool,
) -> None:
    with site.app_context():
        serve.migrate_database(site)
        db.engine.dispose()
    monkeypatch.setattr("builtins.input", lambda: answer)
    if moved:
        serve.set_aside(site, yes=False, say=said)
    else:
        with pytest.raises(serve.StartError, match="Nothing was changed"):
            serve.set_aside(site, yes=False, say=said)
    assert (tmp_path / "zhike.db").exists() is not moved


def test_reset_moves_a_broken_database_too(site: Flask, tmp_path: Path, said: Said) -> None:
    (tmp_path / "zhike.db").write_bytes(b"this was never a database" * 100)
    serve.set_aside(site, yes=True, say=said)
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_reset_without_a_database_has_nothing_to_do(site: Flask, said: Said) -> None:
    serve.set_aside(site, yes=True, say=said)
    assert said == []


def test_reset_is_not_for_a_server_database(tmp_path: Path, said: Said) -> None:
    site = create_app(
        {"INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://nowhere/x", "SECRET_KEY": "x"}
    )
    with pytest.raises(serve.StartError, match="built-in database only"):
        serve.set_aside(site, yes=True, say=said)


def test_a_file_that_is_no_database_is_explained(site: Flask, tmp_path: Path, said: Said) -> None:
    (tmp_path / "zhike.db").write_bytes(b"this was never a database" * 100)
    with pytest.raises(serve.StartError, match="not a database"):
        serve.prepare(site, "http://127.0.0.1:8000", demo=False, say=said)


def test_content_with_errors_stops_the_start(site: Flask, tmp_path: Path) -> None:
    site.config["CONTENT"] = str(tmp_path / "no-such-folder")
    with site.app_context():
        serve.migrate_database(site)
        with pytest.raises(serve.StartError) as failure:
            serve.load_course(site)
    assert "no-such-folder" in failure.value.chinese
    assert "flask content check" in failure.value.english


# --- the server


@pytest.mark.parametrize("server", ["gunicorn", "waitress"])
@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM"])
def test_the_site_answers_when_it_says_so_and_ends_cleanly(
    server: str, end: str, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32" and (server == "gunicorn" or end == "SIGTERM"):
        pytest.skip("gunicorn and SIGTERM do not exist on Windows")
    monkeypatch.setenv("ZHIKE_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    command = [sys.executable, "-c", DRIVER, server]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as site:
        try:
            heard: list[str] = []
            for line in site.stdout or ():
                heard.append(line)
                if "Zhike is ready" in line:
                    break
            address = re.search(r"127\.0\.0\.1:(\d+)", heard[-1])
            assert address, heard
            with closing(http.client.HTTPConnection("127.0.0.1", int(address[1]))) as browser:
                browser.request("GET", "/")
                status = browser.getresponse().status
            site.send_signal(signal.Signals[end])
            rest, _ = site.communicate(timeout=30)
        finally:
            site.kill()
    assert any("first" in line and "http://127.0.0.1" in line for line in heard)
    assert status in (200, 302)
    assert (site.returncode, rest) == (0, "")
