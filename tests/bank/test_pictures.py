"""Pictures: what comes in, what is kept of it, who sees it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from app.bank.pictures import LONGEST_SIDE, Encoded, encode, keep, point_to
from app.content.markdown import render_fragment
from tests.bank.imports import picture

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(("kind", "media"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp")])
def test_three_kinds_are_written_anew(kind: str, media: str) -> None:
    made = encode(picture(40, 30, kind))
    assert made is not None
    assert (made.media_type, made.width, made.height) == (f"image/{media}", 40, 30)
    with Image.open(io.BytesIO(made.data)) as opened:
        assert (opened.format, opened.size) == (kind, (40, 30))


MODES = [
    *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
    *(("JPEG", mode) for mode in ("1", "L", "RGB", "CMYK")),
    *(("WEBP", mode) for mode in ("RGB", "RGBA")),
]


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_mode_is_read(kind: str, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (9, 7)).save(out, kind)
    made = encode(out.getvalue())
    assert made is not None
    assert (made.width, made.height) == (9, 7)


def test_metadata_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    marked = picture(20, 20, "JPEG", exif=exif, comment=b"secret comment")
    assert b"taken at home" in marked
    made = encode(marked)
    assert made is not None
    assert b"taken at home" not in made.data
    assert b"secret comment" not in made.data


def test_what_follows_the_picture_stays_behind() -> None:
    made = encode(picture() + b"<script>alert(1)</script>")
    assert made is not None
    assert b"script" not in made.data


def test_a_large_picture_is_made_smaller() -> None:
    made = encode(picture(LONGEST_SIDE * 2, 10))
    assert made is not None
    assert made.width == LONGEST_SIDE


def _bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        picture(8, 8, "GIF"),
        picture(8, 8, "BMP"),
        picture(8, 8, "TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture()[:60],
        _bomb(),
        picture(7000, 7000),
    ],
    ids=["nothing", "head", "gif", "bmp", "tiff", "svg", "cut", "bomb", "huge"],
)
def test_anything_else_is_refused(data: bytes) -> None:
    assert encode(data) is None


def test_the_same_picture_has_the_same_name() -> None:
    assert encode(picture()) == encode(picture())
    assert encode(picture()) != encode(picture(41))


def test_texts_point_to_stored_pictures() -> None:
    text, lost = point_to("甲![图](picture:a)乙![](picture:b)", {"a": DIGEST})
    assert text == f"甲![图](picture:{DIGEST})乙（图）"
    assert lost == ["b"]


def test_markdown_shows_stored_pictures_and_no_others() -> None:
    shown = render_fragment(f'![三"条<线](picture:{DIGEST})')
    assert f'src="/pictures/{DIGEST}"' in shown
    assert 'alt="三&quot;条&lt;线"' in shown
    assert 'alt="图"' in render_fragment(f"![](picture:{DIGEST})")
    for source in ("picture:../x", f"picture:{DIGEST[:-1]}", "picture:a", "http://x/y.png"):
        assert "<img" not in render_fragment(f"![图]({source})")


@pytest.fixture
def stored(db: Any, clock: Any) -> Encoded:
    made = encode(picture())
    assert made is not None
    keep([made, made], clock())
    db.session.commit()
    keep([made], clock())
    return made


def test_it_is_sent_for_long_and_to_this_browser_only(
    stored: Encoded, make: Any, as_user: Callable[..., Any]
) -> None:
    answer = as_user(make.user()).get(f"/pictures/{stored.digest}")
    assert (answer.status_code, answer.data) == (200, stored.data)
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_who_practises_as_a_visitor_sees_it_and_other_names_are_nothing(
    stored: Encoded, client: Any, make: Any, as_user: Callable[..., Any]
) -> None:
    assert client.get(f"/pictures/{stored.digest}").data == stored.data
    someone = as_user(make.user())
    for name in ("0" * 64, stored.digest[:-1], "x"):
        answer = someone.get(f"/pictures/{name}")
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"
