"""Files sent for download."""

from __future__ import annotations

import re
from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

# What one system or another refuses in a file name.
_REFUSED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def attachment(data: bytes, name: str, mime: str) -> Response:
    """`data` as a download called `name` (any script; the header carries both forms)."""
    safe = _REFUSED.sub("_", name).strip(" .") or "download"
    return send_file(BytesIO(data), mimetype=mime, as_attachment=True, download_name=safe)
