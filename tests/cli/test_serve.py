"""Starting the site: the address, the database, the server."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app
from app.cli import prepare, serve
from tests.cli.conftest import Said

# A run of the tests in the background ignores Ctrl+C, and what it starts would inherit that.
DRIVER = """
import signal, sys
from argparse import Namespace
signal.signal(signal.SIGINT, signal.default_int_handler)
from app.cli.serve import serve
options = Namespace(host="127.0.0.1", port=0, demo=False, reset=False, yes=False, server=sys.argv[1])
serve(options, lambda chinese, english: print(english, flush=True))
"""


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


# --- the server


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that was prepared once: tables made, the course checked and loaded."""
    folder = tmp_path_factory.mktemp("prepared")
    app = create_app({"INSTANCE": str(folder), "DATABASE_URL": "", "SECRET_KEY": "for tests"})
    prepare.prepare(app, "http://127.0.0.1:8000", demo=False, say=Said())
    return folder


# One starts on an empty folder, the others again on a site that has been started before.
@pytest.mark.parametrize(
    ("server", "end", "again"),
    [
        ("gunicorn", "SIGINT", True),
        ("gunicorn", "SIGTERM", True),
        ("waitress", "SIGINT", False),
        ("waitress", "SIGTERM", True),
    ],
)
def test_the_site_answers_when_it_says_so_and_ends_cleanly(
    server: str,
    end: str,
    again: bool,
    tmp_path: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    if sys.platform == "win32" and (server == "gunicorn" or end == "SIGTERM"):
        pytest.skip("gunicorn and SIGTERM do not exist on Windows")
    if again:
        shutil.copytree(request.getfixturevalue("prepared"), tmp_path, dirs_exist_ok=True)
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
