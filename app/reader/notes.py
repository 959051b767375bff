"""A learner's own notes and highlights; nobody else ever sees them."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.database import writing
from app.extensions import db
from app.learning.models import LessonNote
from app.web.errors import DomainError

MOST_IN_SECTION = 200
LONGEST_QUOTE = 500
LONGEST_TEXT = 2000


class TooManyNotes(DomainError):
    """A section holds as many notes as it may."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("这一节已经有 %(n)s 条笔记，存不下更多。删去几条再写。", n=MOST_IN_SECTION)
        )


def list_notes(user_id: int, chapter_id: str, anchor: str) -> list[LessonNote]:
    """One's own notes on a section, oldest first; one SQL statement."""
    query = (
        select(LessonNote)
        .where(
            LessonNote.user_id == user_id,
            LessonNote.chapter_id == chapter_id,
            LessonNote.anchor == anchor,
        )
        .order_by(LessonNote.id)
    )
    return list(db.session.scalars(query))


def add_note(
    user_id: int, chapter_id: str, anchor: str, quote: str, text: str, at: datetime
) -> LessonNote:
    """Keep a note (`text`), a highlight (`quote`), or both. Raises TooManyNotes."""
    with writing():
        count = select(func.count()).where(
            LessonNote.user_id == user_id,
            LessonNote.chapter_id == chapter_id,
            LessonNote.anchor == anchor,
        )
        if (db.session.scalar(count) or 0) >= MOST_IN_SECTION:
            raise TooManyNotes
        note = LessonNote(
            user_id=user_id,
            chapter_id=chapter_id,
            anchor=anchor,
            quote=quote,
            text=text,
            created_at=at,
            updated_at=at,
        )
        db.session.add(note)
    return note


def change_note(note: LessonNote, text: str, at: datetime) -> None:
    """Write a note anew; what it hangs on stays."""
    with writing():
        row = db.session.get_one(LessonNote, note.id)
        if row.text != text:
            row.text, row.updated_at = text, at


def delete_note(note: LessonNote) -> None:
    with writing():
        row = db.session.get(LessonNote, note.id)
        if row is not None:
            db.session.delete(row)
