"""What the pages of cases post: answers to the questions of a part, and the settings of an opened case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.cases.domain.case import Dialogue, Part
from app.cases.domain.questions import (
    AnyQuestion,
    ChoiceQuestion,
    DecisionQuestion,
    TableQuestion,
    TextQuestion,
)
from app.cases.domain.responses import (
    Problem,
    Response,
    empty,
    read_choice,
    read_decision,
    read_table,
    read_text,
    read_turns,
)
from app.cases.saving import Entry
from app.web.numbers import read_int

Posted = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """The answers of a form: what can be kept, what cannot and why, and what was typed there."""

    entries: list[Entry] = field(default_factory=list[Entry])
    problems: dict[str, str] = field(default_factory=dict[str, str])
    typed: dict[str, Response] = field(default_factory=dict[str, Response])


def read_written(part: Part, form: Posted) -> Written:
    """The answers that a form holds to the questions of a part; absent questions are left alone."""
    written = Written()
    for question in part.questions:
        if f"seen-{question.id}" not in form:
            continue
        try:
            response = read_posted(question, part.dialogue, form)
        except Problem as problem:
            written.problems[question.id] = _why(problem)
            written.typed[question.id] = _as_typed(question, part.dialogue, form)
            continue
        written.typed[question.id] = response
        seen = read_int(form[f"seen-{question.id}"]) or 0
        written.entries.append(Entry(question_id=question.id, response=response, seen=seen))
    return written


def read_posted(question: AnyQuestion, dialogue: Dialogue | None, form: Posted) -> Response:
    """One answer; raises Problem."""
    name = f"q-{question.id}"
    if isinstance(question, ChoiceQuestion):
        return read_choice(question, form.getlist(name))
    if isinstance(question, TextQuestion):
        return read_text(form.get(name, ""))
    if isinstance(question, TableQuestion):
        return read_table(question, _cells(question, form))
    if isinstance(question, DecisionQuestion):
        return read_decision(question, form.get(name, ""), form.get(f"{name}-reasons", ""))
    return read_turns(dialogue, _turns(name, dialogue, form)) if dialogue else {}


def _cells(question: TableQuestion, form: Posted) -> dict[str, str]:
    name = f"q-{question.id}"
    return {
        f"{row}.{at}": form.get(f"{name}-{row}-{at}", "") for row, at, _cell in question.asked()
    }


def _turns(name: str, dialogue: Dialogue, form: Posted) -> dict[str, Mapping[str, str]]:
    """Turns that were flagged. Words that were selected go before the sentence that was chosen."""
    found: dict[str, Mapping[str, str]] = {}
    for turn in dialogue.turns:
        if f"{name}-{turn.id}" in form:
            phrase = form.get(f"{name}-{turn.id}-phrase", "").strip()
            found[turn.id] = {
                "phrase": phrase or form.get(f"{name}-{turn.id}-sentence", ""),
                "fault": form.get(f"{name}-{turn.id}-fault", ""),
                "rewrite": form.get(f"{name}-{turn.id}-rewrite", ""),
            }
    return found


def _as_typed(question: AnyQuestion, dialogue: Dialogue | None, form: Posted) -> Response:
    """What was typed and cannot be kept, so that the page can show it again."""
    name = f"q-{question.id}"
    if isinstance(question, TextQuestion):
        return form.get(name, "")
    if isinstance(question, TableQuestion):
        return _cells(question, form)
    if isinstance(question, DecisionQuestion):
        return {"option": form.get(name, ""), "reasons": form.get(f"{name}-reasons", "")}
    if isinstance(question, ChoiceQuestion):
        return empty(question)
    return _turns(name, dialogue, form) if dialogue else {}


def _why(problem: Problem) -> str:
    if problem.kind == "long":
        return _("太长了，最多 %(n)s 个字。", n=problem.most)
    if problem.kind == "phrase":
        return _("标出的话要和这一轮的原文一字不差。")
    return _("请从列出的几项里选。")
