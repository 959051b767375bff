"""Pages and JSON compressed for whoever accepts it; files of the site come compressed from `assets`.

Compressing a page that holds a secret beside text of an attacker's choosing tells the secret by its
length (BREACH). The attack needs another site's page to make the victim's browser ask for ours, over
and over. So a request that another site caused is answered uncompressed: browsers say which those
are in `Sec-Fetch-Site`, to every address over HTTPS. What is left are browsers too old to say it, and
for them: the session cookie is SameSite=Lax, so that only whole pages opened in a window of their own
carry it; the anti-forgery token is signed anew every second; and every compressed body carries a name
of random length in its head, which blurs the lengths (Heal the Breach, as in Django).
A reverse proxy must therefore not compress pages itself.
"""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

KINDS = frozenset({"text/html", "application/json"})
SMALLEST = 1024  # bytes; below this a packet is a packet
LEVEL = 6
LONGEST_NAME = 100  # bytes of random length in the head of the body
OWN = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    """Register before whatever else changes responses: what is registered first runs last."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _can_be_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.accept_encodings or not _is_asked_by_us():
        return response
    body = response.get_data()
    if len(body) < SMALLEST:
        return response
    response.set_data(pack(body))
    response.headers["Content-Encoding"] = "gzip"
    if (tag := response.get_etag()[0]) is not None:
        response.set_etag(tag, weak=True)
    return response


def pack(body: bytes) -> bytes:
    """The body compressed, some bytes longer by chance."""
    name = "z" * secrets.randbelow(LONGEST_NAME + 1)
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", LEVEL, out, mtime=0) as packer:
        packer.write(body)
    return out.getvalue()


def _can_be_packed(response: Response) -> bool:
    return (
        response.mimetype in KINDS
        and response.status_code not in (204, 206, 304)
        and "Content-Encoding" not in response.headers
        and not response.is_streamed
        and not response.direct_passthrough
    )


def _is_asked_by_us() -> bool:
    """Whether the request came from a page of this site or from the person; unknown counts as yes."""
    return request.headers.get("Sec-Fetch-Site", "none") in OWN
