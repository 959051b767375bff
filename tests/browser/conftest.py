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
from flask import Flask, session
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
    """A site with an empty database of its own, served on a free port of this machine."""
    app = make_app("sqlite", WTF_CSRF_ENABLED=True, SERVER_NAME=None)
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
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page of the site in a fresh window (`width`, `dark` …).

    Whatever a page's script throws or the console reports as an error fails the test.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_(width: int = 1440, height: int = 900, *, dark: bool = False, **more: Any) -> Any:
        context = chromium.new_context(
            base_url=site.base,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            **more,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: (
                troubles.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


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
        open_session(user, site.clock())
        signer = SecureCookieSessionInterface().get_signing_serializer(site.app)
        assert signer is not None
        value = signer.dumps(dict(session))
        database.session.remove()
    name = site.app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": value, "url": site.base}])
