"""How often one may try an exam's password and seat code.

Only wrong tries count: a whole room comes in through one address within a minute.
"""

from __future__ import annotations

from flask import Response, request
from flask_limiter.util import get_remote_address

from app.accounts.sessions import current_user
from app.extensions import limiter
from app.quiz.exams.quick_start import starter


def _person_here() -> str:
    exam = (request.view_args or {}).get("exam_id", "")
    found = starter()
    if found is not None:
        return f"{found.user_id} at {exam}"
    user = current_user()
    return f"{user.id if user else get_remote_address()} at {exam}"


def _was_wrong(response: Response) -> bool:
    return response.status_code == 422


by_person = limiter.shared_limit(
    "10 per 5 minutes", scope="exam-entry-person", key_func=_person_here, deduct_when=_was_wrong
)
by_address = limiter.shared_limit(
    "300 per 5 minutes",
    scope="exam-entry-address",
    key_func=get_remote_address,
    deduct_when=_was_wrong,
)
