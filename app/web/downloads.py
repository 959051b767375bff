"""Files sent for download."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response


def attachment(data: bytes, name: str, mime: str) -> Response:
    """`data` as a download called `name` (any script; the header carries both forms)."""
    return send_file(BytesIO(data), mimetype=mime, as_attachment=True, download_name=name)
