"""Pages are compressed for those who accept it, unless another site asked for them."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response, jsonify
from flask.testing import FlaskClient

from app.web import compression

LONG = "知客 " * 1000
GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture(scope="module")
def small_site() -> Flask:
    app = Flask("small")
    compression.init_app(app)
    app.add_url_rule("/long", "long", lambda: LONG)
    app.add_url_rule("/short", "short", lambda: "短")
    app.add_url_rule("/json", "json", lambda: jsonify([LONG]))
    app.add_url_rule("/text", "text", lambda: Response(LONG, mimetype="text/plain"))
    app.add_url_rule("/stream", "stream", lambda: Response(iter([LONG]), mimetype="text/html"))
    app.add_url_rule(
        "/packed", "packed", lambda: Response(LONG, headers={"Content-Encoding": "br"})
    )
    return app


@pytest.fixture
def asker(small_site: Flask) -> FlaskClient:
    return small_site.test_client()


def test_a_page_is_compressed(asker: FlaskClient) -> None:
    answer = asker.get("/long", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(LONG.encode()) / 10
    assert gzip.decompress(answer.data).decode() == LONG


def test_json_is_compressed(asker: FlaskClient) -> None:
    assert asker.get("/json", headers=GZIP).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/short", "/text", "/stream"])
def test_what_would_not_gain_is_left_alone(asker: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in asker.get(path, headers=GZIP).headers


def test_what_is_encoded_already_is_left_alone(asker: FlaskClient) -> None:
    assert asker.get("/packed", headers=GZIP).headers["Content-Encoding"] == "br"


def test_whoever_does_not_accept_it_gets_it_plain(asker: FlaskClient) -> None:
    answer = asker.get("/long")
    assert answer.text == LONG
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_head_has_no_body_to_compress(asker: FlaskClient) -> None:
    answer = asker.head("/long", headers=GZIP)
    assert answer.status_code == 200
    assert answer.data == b""


@pytest.mark.parametrize(
    ("site", "packed"),
    [("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False)],
)
def test_nothing_is_compressed_that_another_site_asked_for(
    asker: FlaskClient, site: str, packed: bool
) -> None:
    answer = asker.get("/long", headers=GZIP | {"Sec-Fetch-Site": site})
    assert ("Content-Encoding" in answer.headers) is packed


def test_equal_pages_differ_in_length() -> None:
    assert len({len(compression.pack(LONG.encode())) for _ in range(60)}) > 10


def test_the_site_compresses_its_pages(client: FlaskClient) -> None:
    answer = client.get("/sign-in", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "name=" in gzip.decompress(answer.data).decode()
