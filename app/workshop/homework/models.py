"""Assignments, and what was handed in for them, version by version."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class Assignment(Base):
    """A piece of homework that a class is set."""

    __tablename__ = "homework_assignment"
    __table_args__ = (
        CheckConstraint("closes_at >= due_at", name="closes_after_due"),
        Index("ix_homework_assignment_class_id", "class_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    # None: it does not count.
    category_id: Mapped[int | None] = mapped_column(ForeignKey("grade_category.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Until here late work is taken.
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # What lateness costs in the gradebook: percent of the maximum a day, and at most.
    late_per_day: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))
    late_cap: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(100))
    file_types: Mapped[list[str]] = mapped_column(Json)
    most_files: Mapped[int]
    # See app.marking.domain.rubric: [[name, points, hint], …].
    rubric: Mapped[list[Any]] = mapped_column(Json)
    open: Mapped[bool] = mapped_column(default=False)
    # Marks show to students, and stand in the gradebook, from here.
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class Submission(Base):
    """One version of a student's work; the newest counts, all are kept."""

    __tablename__ = "homework_submission"
    __table_args__ = (
        Index("uq_homework_submission_version", "assignment_id", "user_id", "number", unique=True),
        Index("ix_homework_submission_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("homework_assignment.id", ondelete="CASCADE")
    )
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    assignment: Mapped[Assignment] = relationship()
    files: Mapped[list[HomeworkFile]] = relationship(
        back_populates="submission", order_by="HomeworkFile.id"
    )

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.user_id)


class HomeworkFile(Base):
    """A file of a version; its bytes are read when somebody downloads it, and not before."""

    __tablename__ = "homework_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("homework_submission.id", ondelete="CASCADE"), index=True
    )
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # What could be read of it, for comparing; empty where nothing could.
    text: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship(back_populates="files")

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.user_id)
