"""Rows of 建立客户档案: the task of a class, a student's file, and the log of changes to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.courses.models import CourseClass
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.workshop.customer_file.domain.cases import Rules
from app.workshop.customer_file.domain.late import LateRule
from app.workshop.customer_file.domain.rfm import Ties


class FileProject(Base):
    """The task as an instructor set it for a class."""

    __tablename__ = "file_project"
    __table_args__ = (
        CheckConstraint("0 < cut_a AND cut_a < cut_b AND cut_b < 100", name="cuts"),
        CheckConstraint("basis IN ('amount', 'margin')", name="basis"),
        CheckConstraint("ties IN ('low', 'high')", name="ties"),
        CheckConstraint("late_percent >= 0 AND late_percent <= 100", name="late_percent"),
        CheckConstraint("late_days >= 0", name="late_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("course_class.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(80))
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("grade_category.id", ondelete="SET NULL")
    )
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late_percent: Mapped[int] = mapped_column(default=10)
    late_days: Mapped[int] = mapped_column(default=7)
    cut_a: Mapped[int] = mapped_column(default=80)
    cut_b: Mapped[int] = mapped_column(default=95)
    basis: Mapped[str] = mapped_column(String(8), default="amount")
    ties: Mapped[str] = mapped_column(String(8), default="low")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    course_class: Mapped[CourseClass] = relationship()

    @property
    def rules(self) -> Rules:
        return Rules(cut_a=self.cut_a, cut_b=self.cut_b, basis=self.basis, ties=Ties(self.ties))

    @property
    def late(self) -> LateRule:
        return LateRule(due_at=self.due_at, percent=self.late_percent, days=self.late_days)

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class CustomerFile(Base):
    """A student's file: the seed of its set, and when it was handed in (for good)."""

    __tablename__ = "customer_file"
    __table_args__ = (
        Index("uq_customer_file_project_id_user_id", "project_id", "user_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    project_id: Mapped[int] = mapped_column(ForeignKey("file_project.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    seed: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the receipt shows: a digest of the log as it was handed in.
    receipt: Mapped[str] = mapped_column(String(16), default="")

    project: Mapped[FileProject] = relationship()
    user: Mapped[User] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.user_id)


class FileChange(Base):
    """One entry of a file's log: an edit with its ops, an undo, a redo. Never changed.

    The unique number settles two windows that save at once: the second is refused and asks again.
    """

    __tablename__ = "file_change"
    __table_args__ = (
        CheckConstraint("act IN ('edit', 'undo', 'redo')", name="act"),
        Index("uq_file_change_number", "file_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("customer_file.id", ondelete="CASCADE"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(8))
    ops: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
