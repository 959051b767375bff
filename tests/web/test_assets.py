"""The style sheet, scripts and pictures: joined, compressed, cached for as long as they are valid."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web import assets


def test_bundle_joins_in_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a.css", tmp_path / "b.css"
    first.write_text("a{}\n\n", "utf-8")
    second.write_text("b{}", "utf-8")
    body, digest = assets.bundle([first, second])
    assert body == b"a{}\nb{}\n"
    assert re.fullmatch(r"[0-9a-f]{12}", digest)
    assert assets.bundle([second, first])[1] != digest


def test_every_part_is_joined() -> None:
    parts = {path.name for path in (assets.STATIC / "css").glob("*.css")}
    assert {path.name for path in assets.style_paths()} == parts


def test_bootstrap_lies_below_our_rules() -> None:
    css = assets.read_assets().by_name["zhike.css"].body.decode()
    assert css.startswith("@layer bootstrap{")
    assert css.index("--zk-paper") > css.index("--bs-body-color")
    assert "sourceMappingURL" not in css
    assert "@charset" not in css


def test_styles_ask_for_nothing_outside() -> None:
    for path in assets.style_paths():
        css = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        css = css.replace("xmlns='http://www.w3.org/2000/svg'", "")
        assert "http" not in css, path.name
        assert "@import" not in css, path.name


def test_braces_of_styles_are_balanced() -> None:
    for path in assets.style_paths():
        css = re.sub(r'"[^"]*"|/\*.*?\*/', "", path.read_text("utf-8"), flags=re.DOTALL)
        assert css.count("{") == css.count("}"), path.name


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return assets.static_url(name).replace("http://localhost", "")


def test_current_version_is_cached_for_a_year(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, "zhike.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.data) == assets.read_assets().by_name["zhike.css"].body


def test_plain_where_the_browser_cannot_unpack(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, "js/shell.js"))
    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "text/javascript"
    assert b"data-menu" in answer.data


def test_another_version_is_sent_but_not_kept(client: FlaskClient) -> None:
    answer = client.get("/assets/0123456789ab/icons.svg")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.css", "css/tokens.css", "../config.py", "%2e%2e/config.py"]
)
def test_only_known_files_are_sent(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/0123456789ab/{name}").status_code == 404


def test_url_if_is_none_without_a_page(app: Flask) -> None:
    with app.test_request_context():
        assert assets.url_if("no.such_page") is None
        assert assets.url_if("assets.send", version="v", name="a.js") == "/assets/v/a.js"


def test_addresses_of_files_stand_below_the_site_wherever_it_lies(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://localhost/crm"):
        below = assets.static_url("js/shell.js")
    with app.test_request_context("/"):
        above = assets.static_url("js/shell.js")
    assert below == f"/crm{above}"
    assert above.endswith("/js/shell.js")
