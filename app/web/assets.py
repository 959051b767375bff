"""The site's own style sheet, scripts and pictures, under addresses that change with their content.

All text of `app/static` is read and compressed once. The style sheet is one file, `zhike.css`,
joined from Bootstrap's (out of its Python package) and the parts in `STYLES`. Addresses look like
`/assets/<version>/js/shell.js`: the version stands in the path, so that a module which imports its
neighbour by a relative address gets the neighbour of the same version.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, request, url_for

from app.authz.gate import public

STATIC = Path(__file__).parent.parent / "static"
BOOTSTRAP = "static/bootstrap5/css/bootstrap.min.css"
STYLES = (
    "tokens",
    "base",
    "shell",
    "forms",
    "surfaces",
    "tables",
    "map",
    "lesson",
    "charts",
    "question",
    "review",
    "regrade",
    "exam",
    "desk",
    "sheet",
    "file",
    "board",
    "papers",
    "bank",
    "site",
    "reader",
    "people",
    "survey",
    "cases",
    "play",
    "narrow",
    "print",
)
YEAR = 365 * 24 * 3600
TEXT = frozenset({".css", ".js", ".svg"})

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    packed: bytes
    mimetype: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name, and the version that stands in their addresses."""

    version: str
    by_name: dict[str, Asset]
    stamp: float


def bundle(paths: Iterable[Path]) -> tuple[bytes, str]:
    """Join text files in order; returns the bytes and a digest of them (12 hex digits)."""
    body = b"\n".join(path.read_bytes().strip() for path in paths) + b"\n"
    return body, _digest(body)


def style_paths(folder: Path = STATIC) -> list[Path]:
    """The parts of our style sheet, in the order in which they are joined."""
    return [folder / "css" / f"{name}.css" for name in STYLES]


def bootstrap_layer() -> bytes:
    """Bootstrap's style sheet inside a cascade layer, below every rule of ours."""
    css = files("flask_bootstrap").joinpath(BOOTSTRAP).read_text("utf-8")
    css = css.replace('@charset "UTF-8";', "").split("/*# sourceMappingURL")[0]
    return f"@layer bootstrap{{{css}}}\n".encode()


def read_assets(folder: Path = STATIC) -> Assets:
    """Read, join and compress everything that pages ask for."""
    ours, _ = bundle(style_paths(folder))
    by_name = {"zhike.css": _asset("zhike.css", bootstrap_layer() + ours)}
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT and path.parent.name != "css":
            name = path.relative_to(folder).as_posix()
            by_name[name] = _asset(name, path.read_bytes())
    whole = b"".join(name.encode() + asset.body for name, asset in sorted(by_name.items()))
    return Assets(_digest(whole), by_name, _newest(folder))


@bp.app_template_global()
def static_url(name: str) -> str:
    """The address of a file of `app/static`, such as `js/shell.js`, or of `zhike.css`."""
    if not request:
        return url_for("assets.send", version=_assets().version, name=name)
    # A page names some twenty files: what comes before their names is worked out once.
    asked = request.script_root, _assets().version
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("zhike.asset_roots", {})
    if asked not in known:
        known[asked] = url_for("assets.send", version=asked[1], name=".").removesuffix(".")
    return known[asked] + quote(name)


@bp.app_template_global()
def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where this site has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


@bp.get("/assets/<version>/<path:name>")
@public
def send(version: str, name: str) -> Response:
    """Send one file; for a year where the version is ours, without caching otherwise."""
    assets = _assets()
    asset = assets.by_name.get(name)
    if asset is None:
        abort(404)
    packed = "gzip" in request.accept_encodings
    response = Response(asset.packed if packed else asset.body, mimetype=asset.mimetype)
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if version == assets.version:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _assets() -> Assets:
    known: Assets | None = current_app.extensions.get("zhike.assets")
    if known is None or (current_app.debug and known.stamp != _newest(STATIC)):
        known = read_assets()
        current_app.extensions["zhike.assets"] = known
    return known


def _asset(name: str, body: bytes) -> Asset:
    kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
    return Asset(body, gzip.compress(body, 9, mtime=0), kind or "application/octet-stream")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]


def _newest(folder: Path) -> float:
    return max(path.stat().st_mtime for path in folder.rglob("*"))
