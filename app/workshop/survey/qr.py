"""Addresses for respondents, and their QR codes."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno
from flask import url_for
from markupsafe import Markup

from app.web.network import is_local, reachable_url
from app.workshop.survey.models import SurveyDoor


def door_url(door: SurveyDoor, code: str | None = None) -> str:
    """The address to be scanned, as phones on the same network reach it."""
    if code is None:
        return reachable_url(url_for("survey_answer.form", key=door.key, _external=True))
    return reachable_url(
        url_for("survey_answer.form_by_code", key=door.key, code=code, _external=True)
    )


def qr_svg(text: str, label: str) -> Markup:
    """A QR code as SVG: dark on light in every theme, since many readers refuse the reverse."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=4,
        border=3,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="zk-qr",
        lineclass=None,
    )
    head = Markup('<svg role="img" aria-label="{}"').format(label)
    return head + Markup(drawn.removeprefix("<svg"))  # noqa: S704 - drawn by the library, holds no text


def is_shut_in(url: str) -> bool:
    """Whether an address works on this computer alone, so that no phone can open it."""
    return is_local(urlsplit(url).hostname or "")
