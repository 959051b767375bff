"""Pictures of items: made anew from whatever was brought in, kept once, named by their content.

A file from outside is never passed on: it is decoded and written again by Pillow, so that comments,
positions, scripts in odd corners and files that pretend to be pictures stay behind.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, delete, insert, select, update

from app.bank.import_models import ImportQuestion, ItemPicture
from app.bank.models import ItemKeyRow, ItemVersion, Stimulus
from app.extensions import db

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
LONGEST_SIDE = 4000
# A picture of this size is decoded in 160 MB; a bomb asks for more.
MOST_PIXELS = 40_000_000
# `picture:NAME` inside a Markdown picture; names end where the address does.
REFERENCE = re.compile(r"!\[([^\]\n]*)\]\(picture:([^)\s]+)\)")
DIGEST = re.compile(r"picture:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture ready to be kept."""

    digest: str
    media_type: str
    width: int
    height: int
    data: bytes


def encode(data: bytes) -> Encoded | None:
    """The picture written anew: PNG, JPEG or WebP, at most 4,000 pixels a side, without metadata.

    None for anything else: other formats, broken files, bombs.
    """
    from PIL import Image, ImageOps  # only who brings pictures in needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns before it refuses
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
                kind = opened.format or ""
                if kind not in FORMATS or opened.width * opened.height > MOST_PIXELS:
                    return None
                picture = ImageOps.exif_transpose(opened)
                return _written(picture, kind)
    except Exception:
        # Decoders of pictures fail in more ways than their papers tell; none of them is an answer.
        return None


def _written(picture: Image.Image, kind: str) -> Encoded:
    from PIL import Image

    wanted = ("RGB", "L") if kind == "JPEG" else ("RGB", "RGBA")
    if picture.mode not in wanted:
        picture = picture.convert(wanted[0] if kind == "JPEG" else "RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new picture with the same pixels carries no metadata along.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, kind)
    body = out.getvalue()
    digest = hashlib.sha256(body).hexdigest()
    return Encoded(digest, FORMATS[kind], clean.width, clean.height, body)


def keep(pictures: Iterable[Encoded], at: datetime) -> None:
    """Store what is not stored yet, inside the caller's `writing()`; at most three SQL statements.

    What is stored already counts as brought in now, so that `picture_sweeping` leaves it alone.
    """
    by_digest = {one.digest: one for one in pictures}
    if not by_digest:
        return
    query = select(ItemPicture.digest).where(ItemPicture.digest.in_(by_digest))
    known = set(db.session.scalars(query))
    if known:
        again = update(ItemPicture).where(ItemPicture.digest.in_(known)).values(created_at=at)
        db.session.execute(again.execution_options(synchronize_session=False))
    rows = [
        {
            "digest": one.digest,
            "media_type": one.media_type,
            "width": one.width,
            "height": one.height,
            "data": one.data,
            "created_at": at,
        }
        for one in by_digest.values()
        if one.digest not in known
    ]
    if rows:
        db.session.execute(insert(ItemPicture), rows)


def point_to(text: str, digests: Mapping[str, str]) -> tuple[str, list[str]]:
    """Let a text name stored pictures instead of those of its file; returns what it could not find.

    Of a picture that is not there its words stay, in brackets.
    """
    lost: list[str] = []

    def found(match: re.Match[str]) -> str:
        words, name = match[1], match[2]
        if name in digests:
            return f"![{words}](picture:{digests[name]})"
        lost.append(name)
        return f"（图：{words}）" if words else "（图）"

    return REFERENCE.sub(found, text), lost


def used_in(texts: Iterable[str]) -> set[str]:
    """The pictures that these texts name."""
    return {digest for text in texts for digest in DIGEST.findall(text)}


def remove_unused(digests: Collection[str]) -> int:
    """Remove those of the given pictures that nothing in the bank or in a batch names any more.

    Inside the caller's `writing()`; five SQL statements. Returns how many were removed.
    """
    if not digests:
        return 0
    sources = (
        cast(ItemVersion.face, String),
        cast(ItemKeyRow.key, String),
        cast(ImportQuestion.data, String),
        Stimulus.text,
    )
    still = set[str]()
    for text in sources:
        still |= used_in(db.session.scalars(select(text).where(text.contains("picture:"))))
    gone = sorted(set(digests) - still)
    if gone:
        db.session.execute(delete(ItemPicture).where(ItemPicture.digest.in_(gone)))
    return len(gone)
