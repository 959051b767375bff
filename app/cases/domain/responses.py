"""Answers to the questions of a case, as they are stored: JSON-able, and never more than was asked.

| question | response |
|---|---|
| choice | option id; with `multiple` a sorted list of ids |
| text | the text |
| table | texts by "row.column", counted from 0; only asked cells that hold something |
| decision | {"option": id, "reasons": text} |
| dialogue | by turn id {"phrase", "fault", "rewrite"}; only turns that were marked |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from app.cases.domain.case import Dialogue
from app.cases.domain.faults import Fault
from app.cases.domain.questions import (
    AnyQuestion,
    ChoiceQuestion,
    DecisionQuestion,
    TableQuestion,
    TextQuestion,
)

LONGEST_TEXT = 5000
LONGEST_CELL = 100
LONGEST_REWRITE = 500
Response = Any
Turns = dict[str, dict[str, str]]


class Problem(ValueError):
    """Why something cannot be an answer; the words are chosen where it is shown."""

    def __init__(self, kind: str, most: int = 0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.most = most


def empty(question: AnyQuestion) -> Response:
    """What stands where nothing was answered."""
    if isinstance(question, ChoiceQuestion):
        return [] if question.multiple else ""
    if isinstance(question, TextQuestion):
        return ""
    return {}


def is_blank(response: Response) -> bool:
    """Whether nothing was answered at all."""
    if isinstance(response, Mapping):
        values = cast("Mapping[str, object]", response).values()
        return all(is_blank(value) for value in values)
    return not (response.strip() if isinstance(response, str) else response)


def is_whole(question: AnyQuestion, response: Response) -> bool:
    """Whether everything that was asked has some answer."""
    if is_blank(response):
        return False
    if isinstance(question, TableQuestion):
        return all(response.get(f"{row}.{at}") for row, at, _cell in question.asked())
    if isinstance(question, DecisionQuestion):
        return bool(response.get("option") and response.get("reasons", "").strip())
    return True


def read_choice(question: ChoiceQuestion, ids: list[str]) -> Response:
    """Ticks, of which only one counts in a single choice."""
    known = [option.id for option in question.options]
    if any(id_ not in known for id_ in ids):
        raise Problem("option")
    if question.multiple:
        return [id_ for id_ in known if id_ in ids]
    return ids[0] if ids else ""


def read_text(text: str, most: int = LONGEST_TEXT) -> str:
    """A text as it was typed; line ends of all systems become one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > most:
        raise Problem("long", most)
    return text if text.strip() else ""


def read_table(question: TableQuestion, cells: Mapping[str, str]) -> Response:
    """Texts by "row.column"; what was not asked is left out."""
    read = {
        f"{row}.{at}": read_text(cells.get(f"{row}.{at}", ""), LONGEST_CELL).strip()
        for row, at, _cell in question.asked()
    }
    return {place: text for place, text in read.items() if text}


def read_decision(question: DecisionQuestion, option: str, reasons: str) -> Response:
    """An option and why."""
    if option and option not in {one.id for one in question.options}:
        raise Problem("option")
    read = {"option": option, "reasons": read_text(reasons)}
    return {} if is_blank(read) else read


def read_turns(dialogue: Dialogue, turns: Mapping[str, Mapping[str, str]]) -> Turns:
    """The turns that were marked, each with the words marked in it, its class and a better wording."""
    known = {turn.id: turn for turn in dialogue.turns}
    classes = {fault.value for fault in Fault}
    read: Turns = {}
    for id_, marks in turns.items():
        phrase, fault = marks.get("phrase", "").strip(), marks.get("fault", "")
        if id_ not in known or (fault and fault not in classes):
            raise Problem("option")
        if phrase and phrase not in known[id_].text:
            raise Problem("phrase")
        rewrite = read_text(marks.get("rewrite", ""), LONGEST_REWRITE)
        read[id_] = {"phrase": phrase, "fault": fault, "rewrite": rewrite}
    return read


def sentences(text: str) -> tuple[str, ...]:
    """A turn cut after its sentences, for those who choose one instead of selecting words."""
    found: list[str] = []
    start = 0
    for at, sign in enumerate(text, 1):
        ended = sign in "。！？!?；…" and text[at : at + 1] not in tuple("。！？!?；…”’」")
        if ended or at == len(text):
            found.append(text[start:at])
            start = at
    return tuple(piece for piece in found if piece.strip())


def turns_of(response: Response) -> Turns:
    """The marks of a dialogue's answer; none where nothing was answered."""
    return cast(Turns, response) if isinstance(response, dict) else {}
