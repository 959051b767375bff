"""What the pages of cases answer to a saving, alone and in a class."""

from __future__ import annotations

from datetime import datetime

from flask import Response, jsonify
from flask_babel import gettext as _

from app.cases.domain.responses import is_whole
from app.cases.forms import Written
from app.cases.saving import Saved
from app.cases.works import Desk
from app.web.i18n import format_time


def draft_reply(
    written: Written, saved: Saved | None, at: datetime
) -> Response | tuple[Response, int]:
    """Told to the script: revisions by question, what somebody changed meanwhile, what is wrong.

    A question is called saved by the page only after it stands here.
    """
    conflicts = list(saved.conflicts) if saved else []
    kept = {entry.question_id for entry in written.entries} - set(conflicts)
    revisions = saved.revisions if saved else {}
    body = jsonify(
        saved={id_: revisions.get(id_, 0) for id_ in kept},
        at=format_time(at, "HH:mm:ss"),
        conflicts=conflicts,
        problems=written.problems,
        message=_("另一个窗口里改过这一题，这里的没有存。请先看那边写的，再决定留哪一份。")
        if conflicts
        else "",
    )
    if conflicts:
        return body, 409
    return (body, 422) if written.problems else body


def missing_note(desk: Desk, part_id: str, written: Written) -> str:
    """Which questions of a part have no whole answer, in words; "" where all have."""
    numbers = {question.id: n for n, question in enumerate(desk.case.questions, 1)}
    responses = desk.responses() | written.typed
    missing = [
        str(numbers[question.id])
        for question in desk.part(part_id).questions
        if not is_whole(question, responses[question.id])
    ]
    return _("第 %(n)s 题还没有答完。", n="、".join(missing)) if missing else ""
