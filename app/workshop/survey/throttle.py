"""How often one address may ask for and answer surveys: a whole class may stand behind one router."""

from __future__ import annotations

from flask import Response
from flask_limiter.util import get_remote_address

from app.extensions import limiter


def _was_wrong(response: Response) -> bool:
    return response.status_code in (404, 410)


pages = limiter.shared_limit(
    "600 per 5 minutes", scope="survey-page", key_func=get_remote_address, methods=["GET"]
)
answers = limiter.shared_limit(
    "200 per 5 minutes", scope="survey-answer", key_func=get_remote_address, methods=["POST"]
)
# Guessing codes or addresses: codes have 53 bits, so the limit may leave room for a class that reloads a survey
# which has ended.
wrong = limiter.shared_limit(
    "200 per 5 minutes",
    scope="survey-wrong",
    key_func=get_remote_address,
    deduct_when=_was_wrong,
)
