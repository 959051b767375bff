"""A candidate's paper as staff may examine it: every save, what counts, what happened around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.items import ItemFace
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.types import ItemType
from app.bank.texts import plain_line
from app.extensions import db
from app.quiz.domain.chain import first_break
from app.quiz.domain.rescue import RESCUED
from app.quiz.exams.answers import answers_of, receipts_of
from app.quiz.exams.board_queries import list_acts
from app.quiz.exams.paper import load_paper
from app.quiz.exams.proof import chain_of, holds_over, record_in
from app.quiz.models import ExamAct, HandIn, Incident, ResponseLog, Sitting


class Standing(StrEnum):
    """How a save stands; the page has the words."""

    COUNTS = "counts"  # the answer that counts
    EARLIER = "earlier"  # counted until a later one came
    LATE = "late"
    SUPERSEDED = "superseded"
    RESCUED = "rescued"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLine:
    """One save in words. `page` counts the pages of the sitting in the order of their first save."""

    save: ResponseLog
    number: int
    stem: str
    page: int
    standing: Standing
    text: str

    @property
    def aside(self) -> bool:
        """Whether it does not count by itself."""
        return self.standing in (Standing.LATE, Standing.SUPERSEDED, Standing.RESCUED) or (
            self.admitted
        )

    @property
    def admitted(self) -> bool:
        return self.save.admitted_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question with saves that were set aside: what counts now beside what does not."""

    number: int
    stem: str
    now: SaveLine | None
    aside: Sequence[SaveLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A receipt, and whether the saves still are those it was written over."""

    receipt: HandIn
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All of one sitting. `broken` is the save at which its chain no longer holds, None if it does."""

    lines: Sequence[SaveLine]
    pairs: Sequence[Pair]
    receipts: Sequence[Proved]
    broken: int | None
    incidents: Sequence[tuple[Incident, str]]
    acts: Sequence[ExamAct]
    answered: int
    questions: int
    admissions: Sequence[ExamAct] = field(default_factory=tuple)

    @property
    def waits(self) -> bool:
        """Whether any save could still be admitted."""
        return any(not line.admitted for pair in self.pairs for line in pair.aside)

    @property
    def pages(self) -> int:
        """How many pages have saved something."""
        return max((line.page for line in self.lines), default=0)


def load_dossier(sitting: Sitting) -> Dossier:
    """Everything about a sitting, its chain worked out anew; seven SQL statements."""
    paper, answers, saves = load_paper(sitting), answers_of(sitting), chain_of(sitting.id)
    numbers = paper.numbers
    faces = {id_: question.shown.face for id_, question in paper.questions.items()}
    counted = {answer.number for answer in answers.values()}
    pages: dict[str, int] = {}
    lines = [
        SaveLine(
            save=save,
            number=numbers.get(save.slot_id, 0),
            stem=plain_line(faces[save.slot_id].stem) if save.slot_id in faces else "",
            page=pages.setdefault(save.client, len(pages) + 1),
            standing=_standing(save, counted),
            text=response_words(faces.get(save.slot_id), save.response),
        )
        for save in saves
    ]
    acts = list_acts(sitting.exam_id, sitting.id, most=None)
    held = {save.admitted_id for save in saves}
    return Dossier(
        lines=lines,
        pairs=_pairs(lines),
        receipts=[
            Proved(receipt=one, holds=holds_over(one, sitting.public_id, saves))
            for one in receipts_of(sitting)
        ],
        broken=first_break((record_in(save), save.link) for save in saves),
        incidents=_incidents(sitting),
        acts=acts,
        answered=sum(not answer.is_blank for answer in answers.values()),
        questions=len(numbers),
        admissions=[act for act in acts if act.id in held],
    )


def response_words(face: ItemFace | None, response: Response) -> str:
    """A stored response as staff read it: options by the letters of the item itself."""
    if is_blank(response):
        return _("（空）")
    if isinstance(response, bool):
        return "√" if response else "×"
    options = {o.id: plain_line(o.text) for o in face.options} if face is not None else {}
    if isinstance(response, list):
        if face is not None and face.type is ItemType.MULTIPLE_RESPONSE:
            return "；".join(f"{id_} {options.get(id_, '')}".strip() for id_ in response)
        return " ｜ ".join(part or _("（空）") for part in response)
    text = str(response)
    return f"{text} {options[text]}" if text in options else text


def _standing(save: ResponseLog, counted: set[int]) -> Standing:
    if save.id in counted:
        return Standing.COUNTS
    if save.client.startswith(RESCUED):
        return Standing.RESCUED
    if save.late:
        return Standing.LATE
    return Standing.SUPERSEDED if save.superseded else Standing.EARLIER


def _pairs(lines: Sequence[SaveLine]) -> list[Pair]:
    """Questions with saves that were set aside, in the order of the paper."""
    now = {line.save.slot_id: line for line in lines if line.standing is Standing.COUNTS}
    aside: dict[int, list[SaveLine]] = {}
    for line in lines:
        if line.aside:
            aside.setdefault(line.save.slot_id, []).append(line)
    pairs = [
        Pair(number=found[0].number, stem=found[0].stem, now=now.get(slot), aside=found)
        for slot, found in aside.items()
    ]
    return sorted(pairs, key=lambda pair: pair.number)


def _incidents(sitting: Sitting) -> list[tuple[Incident, str]]:
    """What happened, in order, with the name of whoever wrote it down."""
    query = (
        select(Incident, User.name)
        .outerjoin(User, User.id == Incident.author_id)
        .where(Incident.exam_id == sitting.exam_id, Incident.sitting_id == sitting.id)
        .order_by(Incident.created_at, Incident.id)
    )
    return [(incident, name or "") for incident, name in db.session.execute(query)]
