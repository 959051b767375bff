"""A real browser against a real server on this machine; skipped where there is no Chromium.

The server answers in threads of this process on a database file of its own, so that tests can look
into the same database and move the same clock.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

from app.accounts.models import User
from app.accounts.sessions import open_session
from app.extensions import db as database
from tests.builders import PASSWORD, Builders
from tests.conftest import Clock

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
)


# What the browser says when it stumbled or was too slow: its fault or the machine's.
STUMBLES = ["Protocol error", r"Timeout \d+ms exceeded", "Target .*closed", "net::ERR_"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test whose browser stumbled runs once more, and is told as rerun; what a test asserts of a
    page is never asked twice."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=STUMBLES))


@dataclass
class Site:
    """The running site: `base` is its address, `make` builds rows, `clock` is its clock."""

    app: Flask
    base: str
    clock: Clock
    make: Builders

    @contextmanager
    def database(self) -> Iterator[Any]:
        """The site's database, for a look or a change from the test."""
        with self.app.app_context():
            try:
                yield database
            finally:
                database.session.remove()


@pytest.fixture
def site(make_app: Callable[..., Flask]) -> Iterator[Site]:
    """A site with an empty database of its own."""
    with serve(make_app("sqlite", WTF_CSRF_ENABLED=True, SERVER_NAME=None)) as served:
        yield served


@contextmanager
def serve(app: Flask) -> Iterator[Site]:
    """Serve an application on a free port of this machine."""
    clock = Clock()
    app.config["CLOCK"] = clock
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.server_port}", clock, Builders(database, clock))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """An installed Chromium, started once."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium is installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    # A busy machine is slow, which is no fault of the page's.
    sync_api.expect.set_options(timeout=15_000)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page of the site in a fresh window (`width`, `dark` …).

    Whatever goes wrong in a page (see `watch`) fails the test.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_(
        width: int = 1440,
        height: int = 900,
        *,
        dark: bool = False,
        language: str = "zh-CN",
        **more: Any,
    ) -> Any:
        context = chromium.new_context(
            base_url=site.base,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=language,
            **more,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, site.base, troubles)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


def watch(page: Any, base: str, troubles: list[str]) -> None:
    """Note what goes wrong: errors of scripts and in the console (what the content security policy
    refuses is told there), and whatever a page asks of any host but ours."""

    def hear(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(f"{page.url}: {message.text}")

    def see(request: Any) -> None:
        if not request.url.startswith((f"{base}/", "data:", "blob:")):
            troubles.append(f"{page.url} asks {request.url}")

    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("console", hear)
    page.on("request", see)


def sign_in(page: Any, user: User) -> None:
    """Sign a person made by the builders in, as a person would."""
    page.goto("/sign-in")
    page.locator("main input[type=text]").first.fill(user.identifiers[0].display)
    page.locator("main input[type=password]").first.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def be(page: Any, site: Site, user: User) -> None:
    """Give the page's window the cookie of a signed-in person: quicker than the form."""
    with site.app.test_request_context():
        token = open_session(user, site.clock()).token
        database.session.remove()
    give_cookie(page.context, site, token)


def give_cookie(context: Any, site: Site, token: str) -> None:
    """Sign a browser's windows in with the token of a sign-in."""
    signer = SecureCookieSessionInterface().get_signing_serializer(site.app)
    assert signer is not None
    value = signer.dumps({"_user_id": token, "_fresh": True})
    name = site.app.config["SESSION_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": value, "url": site.base}])
