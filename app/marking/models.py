"""Marks of responses: an append-only ledger of mark events."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Json, UtcDateTime
from app.extensions import Base


class MarkEvent(Base):
    """One mark given, changed or taken back; the newest of a response is the mark that holds.

    A response is named by the kind of work it belongs to, the work and its part: for an exam
    ("sitting", sitting id, form slot id). `number` counts the events of one response: its unique
    index makes two people who mark the same response at once notice each other.
    """

    __tablename__ = "mark_event"
    __table_args__ = (
        CheckConstraint("new IS NULL OR (new >= 0 AND new <= max)", name="within_max"),
        Index("uq_mark_event_work", "work_kind", "work_id", "part_id", "number", unique=True),
        Index("ix_mark_event_class_id", "class_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("course_class.id"))
    work_kind: Mapped[str] = mapped_column(String(16))
    work_id: Mapped[int]
    part_id: Mapped[int]
    number: Mapped[int]
    learner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    # None: given by the machine.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    rule: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    old: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    new: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    max: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    correctness: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    # For written answers: points per key point, and the marker's comment.
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
