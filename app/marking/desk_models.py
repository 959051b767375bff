"""Rows of the grading desk: readings of blind double marking, rubrics, a class's own synonyms, and who has
which answers open.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.database import Json, UtcDateTime
from app.extensions import Base


class MarkReading(Base):
    """What one of two markers gave an answer before anybody saw both (双评).

    Readings are only ever added; of each marker the newest counts, and one without a mark takes back
    what they gave. They are no marks: the ledger gets one when two readings agree, or when a third
    person decides. `number` counts the readings of one answer: its unique index makes two markers who
    read at the same moment come one after the other.
    """

    __tablename__ = "mark_reading"
    __table_args__ = (
        Index("uq_mark_reading_number", "work_kind", "part_id", "work_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_kind: Mapped[str] = mapped_column(String(16))
    part_id: Mapped[int]
    work_id: Mapped[int]
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    mark: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    correctness: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarkingRubric(Base):
    """The lines that answers to one question are marked by, in place of the item's key points.

    Versions are only ever added; the newest holds. `lines` are [{"id", "text", "points"}]; empty goes back
    to the item's own key points.
    """

    __tablename__ = "marking_rubric"
    __table_args__ = (
        Index("uq_marking_rubric_number", "work_kind", "part_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_kind: Mapped[str] = mapped_column(String(16))
    part_id: Mapped[int]
    number: Mapped[int]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarkingClaim(Base):
    """Which answers a marker has open, so that others are led to other ones. It refuses nobody."""

    __tablename__ = "marking_claim"

    work_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    part_id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    works: Mapped[list[int]] = mapped_column(Json)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class WordGroup(Base):
    """A step in the list of a class's own synonyms: wordings that mean the same, or the taking back of
    such a group (`undoes`, its number; it has no words).

    Steps are only ever added, `number` counts those of one class: who adds and who takes back at the same
    moment come one after the other, and nobody takes back what another has.
    """

    __tablename__ = "word_group"
    __table_args__ = (
        Index("uq_word_group_number", "class_id", "number", unique=True),
        Index("uq_word_group_undoes", "class_id", "undoes", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    number: Mapped[int]
    undoes: Mapped[int | None]
    words: Mapped[list[str]] = mapped_column(Json)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()
