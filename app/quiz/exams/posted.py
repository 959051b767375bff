"""The hall's form as a browser without script posts it."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.bank.domain.responses import ResponseError
from app.bank.inputs import read_posted
from app.quiz.domain.saves import SaveSpec, clean
from app.quiz.exams.answers import answers_of
from app.quiz.exams.hall import input_name
from app.quiz.exams.paper import load_questions
from app.quiz.exams.saving import SaveRefused
from app.quiz.models import Sitting
from app.web.numbers import read_int


def read_posted_saves(sitting: Sitting, form: MultiDict[str, str]) -> list[SaveSpec]:
    """The saves in a posted form: of the questions it held, those that differ from what is stored.

    Each post is a client of its own, so that a form that is sent again from the browser's history
    is a new save. Raises SaveRefused. Two SQL statements.
    """
    posted = (read_int(slot) for slot in form.get("slots", "").split(","))
    held = {slot for slot in posted if slot is not None}
    questions = load_questions(sitting)
    answers = answers_of(sitting)
    flags = set(form.getlist("flag"))
    client = f"form-{secrets.token_hex(8)}"
    saves: list[SaveSpec] = []
    for slot_id in sorted(held & questions.keys()):
        shown = questions[slot_id].shown
        name = input_name(slot_id)
        try:
            raw = _clean(read_posted(shown.own, form, name))
            response = shown.decode(raw)
        except ResponseError as error:
            raise SaveRefused(_("作答没有存上：%(why)s。", why=str(error))) from None
        flagged = name in flags
        known = answers.get(slot_id)
        before = (known.response, known.flagged) if known else (shown.decode(None), False)
        if (response, flagged) == before:
            continue
        saves.append(
            SaveSpec(
                client=client, seq=len(saves) + 1, slot_id=slot_id, response=raw, flagged=flagged
            )
        )
    return saves


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return [clean(part) for part in value] if isinstance(value, list) else value
