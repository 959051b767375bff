"""Sessions of a class and who was there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class Presence(StrEnum):
    """到, 迟到, 早退, 请假, 缺."""

    HERE = "here"
    LATE = "late"
    LEFT = "left"
    LEAVE = "leave"
    ABSENT = "absent"


class AttendanceRule(Base):
    """What attendance is worth in a class, and where it counts."""

    __tablename__ = "attendance_rule"

    class_id: Mapped[int] = mapped_column(
        ForeignKey("course_class.id", ondelete="CASCADE"), primary_key=True
    )
    # Percent of a session by presence; one that is not there does not count (请假).
    worth: Mapped[dict[str, Any]] = mapped_column(Json)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("grade_category.id"))


class AttendanceSession(Base):
    """One session of a class. A sign-in code is valid until `code_until`."""

    __tablename__ = "attendance_session"
    __table_args__ = (Index("ix_attendance_session_class_id_held_at", "class_id", "held_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(80), default="")
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str | None] = mapped_column(String(6))
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class AttendanceMark(Base):
    """Whether one person was at a session. `device` where they signed in by themselves."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        CheckConstraint("presence IN ('here', 'late', 'left', 'leave', 'absent')", name="presence"),
        Index("uq_attendance_mark_device", "session_id", "device", unique=True),
    )

    session_id: Mapped[int] = mapped_column(
        ForeignKey("attendance_session.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    presence: Mapped[Presence] = mapped_column(String(8))
    device: Mapped[str | None] = mapped_column(String(32))
    # None: the person signed in by the code.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
