"""The page's own sealing of rescue files, in a browser without WebCrypto, against Python's."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.quiz.domain.rescue import make_envelope, open_rescue, seal_file

pytestmark = pytest.mark.browser
SECRET = "the server's key, long enough for anybody"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
# A plain address in a room's network: to a browser no safe place, so that it has no WebCrypto.
ROOM = "http://192.168.31.5:8190"


@pytest.fixture
def page(chromium: Any, root: Path) -> Iterator[Any]:
    script = (root / "app/static/js/exam-seal.js").read_text(encoding="utf-8")
    context = chromium.new_context()
    opened = context.new_page()
    opened.route(
        f"{ROOM}/**",
        lambda route: route.fulfill(
            body=script if route.request.url.endswith(".js") else "<!doctype html><title>x</title>",
            content_type=("text/javascript" if route.request.url.endswith(".js") else "text/html"),
        ),
    )
    opened.goto(f"{ROOM}/")
    yield opened
    context.close()


def call(page: Any, body: str, *values: Any) -> Any:
    return page.evaluate(
        "async (values) => { const m = await import('/exam-seal.js'); " + body + " }", list(values)
    )


def test_the_room_has_no_webcrypto(page: Any) -> None:
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]


def test_hashes_are_pythons(page: Any) -> None:
    texts = ["", "abc", "客户", *("x" * n for n in (54, 55, 56, 63, 64, 65, 119, 120, 1000, 70000))]
    found = call(
        page,
        "const e = new TextEncoder(); return values[0].map((t) => [m.toHex(m.sha256(e.encode(t))),"
        " m.toHex(m.hmac(e.encode(t), e.encode('m')))]);",
        texts,
    )
    assert found == [
        [
            hashlib.sha256(text.encode()).hexdigest(),
            hmac.new(text.encode(), b"m", hashlib.sha256).hexdigest(),
        ]
        for text in texts
    ]


def test_a_sealed_file_is_the_same_and_opens(page: Any) -> None:
    given = make_envelope("a" * 32, SECRET, AT, page="page-1")
    saves = [
        {
            "client": "client-0001",
            "seq": n,
            "slot": n,
            "response": f"作答“{n}”😀" * n,
            "flagged": n > 2,
        }
        for n in range(1, 60)
    ]
    content = {"client": "client-0001", "at": int(AT.timestamp() * 1000), "saves": saves}
    nonce = bytes(range(16))
    sealed = call(
        page,
        "return m.seal(values[0], values[1], Uint8Array.from(values[2]));",
        {"key": given.key, "envelope": given.envelope}, content, list(nonce),
    )  # fmt: skip
    assert sealed == seal_file(given, content, nonce)
    assert [save.response for save in open_rescue(sealed, SECRET).saves] == [
        save["response"] for save in saves
    ]


def test_the_file_is_downloaded_with_a_nonce_of_its_own(page: Any, tmp_path: Path) -> None:
    given = make_envelope("a" * 32, SECRET, AT)
    content = {"client": "client-0001", "at": 0, "saves": []}
    texts = []
    for n in range(2):
        with page.expect_download() as caught:
            call(
                page,
                "return m.downloadRescue(values[0], values[1]);",
                {"key": given.key, "envelope": given.envelope}, content,
            )  # fmt: skip
        assert caught.value.suggested_filename.startswith("zhike-rescue-")
        caught.value.save_as(tmp_path / f"{n}.json")
        texts.append((tmp_path / f"{n}.json").read_text())
    assert texts[0] != texts[1]
    assert all(open_rescue(text, SECRET).saves == () for text in texts)
