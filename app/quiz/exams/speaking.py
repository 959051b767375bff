"""Words of the staff during an exam: to the room, to single candidates, and into the record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select

from app.database import writing
from app.extensions import db
from app.quiz.domain.saves import clean
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.log import log_acts
from app.quiz.models import Exam, Incident, RoomMessage, Sitting

LONGEST_WORDS = 300


def send_message(
    exam: Exam, public_ids: Collection[str] | None, text: str, author_id: int, at: datetime
) -> int:
    """Say something to the picked candidates (None: to the whole room); returns to how many.

    Open pages show it with their next beat. Who has handed in is told nothing.
    """
    with writing():
        row = lock_exam(exam.id)
        if row.state != "published":
            raise SettledError(_("这场考试没有在进行，通知没有发出。"))
        if public_ids is None:
            to: Sequence[int | None] = [None]
        else:
            to = _ids(row, public_ids, Sitting.state == "open")
        rows = [_message(row, sitting_id, text, author_id, at) for sitting_id in to]
        if rows:
            db.session.execute(insert(RoomMessage), rows)
        _log(row, "message", to, text, author_id, at)
    return len(to)


def write_note(
    exam: Exam, public_ids: Collection[str], text: str, author_id: int, at: datetime
) -> int:
    """Write down what happened around the picked candidates (nobody picked: in the room).

    Notes may be written after the exam as well; returns how many were.
    """
    with writing():
        row = lock_exam(exam.id)
        about: Sequence[int | None] = _ids(row, public_ids) if public_ids else [None]
        rows = [
            {
                "exam_id": row.id,
                "sitting_id": sitting_id,
                "kind": "note",
                "text": clean(text),
                "seconds": None,
                "author_id": author_id,
                "created_at": at,
            }
            for sitting_id in about
        ]
        if rows:
            db.session.execute(insert(Incident), rows)
        _log(row, "note", about, text, author_id, at)
    return len(about)


def _ids(exam: Exam, public_ids: Collection[str], *where: Any) -> list[int]:
    query = select(Sitting.id).where(
        Sitting.exam_id == exam.id, Sitting.public_id.in_(public_ids), *where
    )
    return list(db.session.scalars(query.order_by(Sitting.id)))


def _message(
    exam: Exam, sitting_id: int | None, text: str, author_id: int, at: datetime
) -> dict[str, Any]:
    return {
        "exam_id": exam.id,
        "sitting_id": sitting_id,
        "author_id": author_id,
        "text": clean(text),
        "created_at": at,
    }


def _log(
    exam: Exam, kind: str, about: Sequence[int | None], text: str, author_id: int, at: datetime
) -> None:
    acts = [{"sitting_id": id_, "detail": {"text": clean(text)}} for id_ in about]
    log_acts(exam.id, kind, author_id, at, acts)
