"""Rescue files: given out with the hall, taken in by staff, their answers kept and not yet counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from app.bank.domain.responses import Response, ResponseError
from app.bank.texts import plain_line
from app.database import writing
from app.extensions import db
from app.quiz.domain import rescue as files
from app.quiz.domain.rescue import Rescue, RescueError, Wrong, rescued_name
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.answers import Answers, current_answers
from app.quiz.exams.authoring import lock_exam
from app.quiz.exams.dossier import response_words
from app.quiz.exams.log import log_act
from app.quiz.exams.paper import Question, load_paper
from app.quiz.exams.saving import chain_end, record_of, row_of
from app.quiz.models import Exam, ResponseLog, Sitting
from app.web.errors import DomainError


class Held(StrEnum):
    """Whether the server has a save of the file."""

    STORED = "stored"  # it had arrived
    RESCUED = "rescued"  # taken in from a file before
    MISSING = "missing"
    ODD = "odd"  # cannot be an answer of this paper


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One save of a file: what it says, what counts now, and whether the server has it."""

    save: SaveSpec
    number: int
    stem: str
    text: str
    now: str
    held: Held
    response: Response = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of this exam, with its sitting."""

    rescue: Rescue
    sitting: Sitting
    lines: Sequence[FileLine]

    @property
    def missing(self) -> Sequence[FileLine]:
        return [line for line in self.lines if line.held is Held.MISSING]


class RescueRefused(DomainError):
    """The file cannot be used; the message says what is wrong with it."""

    status = 422

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(_words(wrong))
        self.wrong = wrong


def open_file(exam: Exam, text: str | bytes) -> Found:
    """Open a file and hold it against what is stored. Raises RescueRefused."""
    rescue, sitting = _opened(exam, text)
    return Found(rescue=rescue, sitting=sitting, lines=_lines(sitting, rescue.saves))


def _opened(exam: Exam, text: str | bytes) -> tuple[Rescue, Sitting]:
    try:
        rescue = files.open_rescue(text, current_app.config["SECRET_KEY"])
    except RescueError as error:
        raise RescueRefused(error.wrong) from None
    query = select(Sitting).where(
        Sitting.public_id == rescue.sitting, Sitting.exam_id == exam.id
    ).options(joinedload(Sitting.user), joinedload(Sitting.exam))  # fmt: skip
    sitting = db.session.scalars(query).first()
    if sitting is None:
        raise RescueRefused(Wrong.OTHER_EXAM)
    return rescue, sitting


def store(exam: Exam, text: str | bytes, author_id: int, at: datetime) -> tuple[Sitting, int]:
    """Keep the saves of a file that the server lacks, late and not counted; returns whose and how many.

    The same file again stores nothing. Raises RescueRefused.
    """
    with writing():
        row = lock_exam(exam.id)
        rescue, sitting = _opened(row, text)
        db.session.execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
        # Held against what is stored only now that nothing can come in between.
        lines = {(line.save.client, line.save.seq): line for line in _lines(sitting, rescue.saves)}
        rows = _rows(sitting, [x for x in lines.values() if x.held is Held.MISSING], at)
        if rows:
            db.session.execute(insert(ResponseLog), rows)
            detail = {"stored": len(rows), "page": rescue.page}
            log_act(row.id, "rescue", author_id, at, sitting_id=sitting.id, detail=detail)
    return sitting, len(rows)


def _lines(sitting: Sitting, saves: Sequence[SaveSpec]) -> list[FileLine]:
    """Three SQL statements."""
    paper, answers = load_paper(sitting), current_answers([sitting.id])[sitting.id]
    numbers = paper.numbers
    names = select(ResponseLog.client, ResponseLog.seq).where(ResponseLog.sitting_id == sitting.id)
    stored = {(client, seq) for client, seq in db.session.execute(names)}
    lines = [
        _line(save, paper.questions.get(save.slot_id), numbers, answers, stored) for save in saves
    ]
    return sorted(lines, key=lambda line: (line.number, line.save.seq))


def _line(
    save: SaveSpec,
    question: Question | None,
    numbers: dict[int, int],
    answers: Answers,
    stored: set[tuple[str, int]],
) -> FileLine:
    if question is None:
        return FileLine(save=save, number=0, stem="", text="", now="", held=Held.ODD)
    face = question.shown.face
    now = answers.get(save.slot_id)
    common: dict[str, Any] = {
        "save": save,
        "number": numbers[save.slot_id],
        "stem": plain_line(face.stem),
        "now": response_words(face, now.response if now else None),
    }
    try:
        response = question.shown.decode(save.response)
    except ResponseError:
        return FileLine(text="", held=Held.ODD, **common)
    held = Held.MISSING
    if (save.client, save.seq) in stored:
        held = Held.STORED
    elif (rescued_name(save.client), save.seq) in stored:
        held = Held.RESCUED
    return FileLine(text=response_words(face, response), held=held, response=response, **common)


def _rows(sitting: Sitting, lines: Sequence[FileLine], at: datetime) -> list[dict[str, Any]]:
    """The rows to append to the sitting's chain."""
    position, previous = chain_end(sitting.id)
    rows = []
    for line in sorted(lines, key=lambda one: one.save.seq):
        position += 1
        save = SaveSpec(
            client=rescued_name(line.save.client),
            seq=line.save.seq,
            slot_id=line.save.slot_id,
            response=line.save.response,
            flagged=line.save.flagged,
        )
        record = record_of(save, line.response, position, late=True, superseded=False, at=at)
        previous = record.seal(previous)
        rows.append(row_of(sitting.id, record, previous))
    return rows


def _words(wrong: Wrong) -> str:
    return {
        Wrong.UNREADABLE: _(
            "这不是急救文件，或者文件不完整。请选考生页面存下的 zhike-rescue-….json。"
        ),
        Wrong.NOT_OURS: _("这个文件不是这个站点写的，或者站点的密钥在那之后换过，打不开。"),
        Wrong.OTHER_EXAM: _("这个文件属于另一场考试。请到那场考试的考场里收它。"),
        Wrong.CHANGED: _("这个文件在写好以后被改动过，不能收。"),
        Wrong.CONTENT: _("文件是真的，但里面的内容读不成作答，不能收。"),
    }[wrong]
