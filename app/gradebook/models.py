"""The gradebook of a class: scheme, columns, and an append-only ledger of grades."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authz.policy import Facts
from app.database import PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class GradeScheme(Base):
    """How the marks of a class make its final mark."""

    __tablename__ = "grade_scheme"

    class_id: Mapped[int] = mapped_column(
        ForeignKey("course_class.id", ondelete="CASCADE"), primary_key=True
    )
    # 平时合格线, in percent of the coursework's weight: below it the final may not be sat.
    eligibility_line: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal("60"))
    pass_line: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal("60"))
    decimals: Mapped[int] = mapped_column(default=1)
    # Whether students see their total before the end of term.
    show_total: Mapped[bool] = mapped_column(default=True)

    categories: Mapped[list[GradeCategory]] = relationship(
        back_populates="scheme", order_by="GradeCategory.position", cascade="all, delete-orphan"
    )

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class GradeCategory(Base):
    """A weighted part of the final mark: 技巧训练, 建立客户档案, 满意度调查, 期末考试."""

    __tablename__ = "grade_category"
    __table_args__ = (CheckConstraint("weight >= 0 AND weight <= 100", name="weight"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("grade_scheme.class_id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    weight: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    # The final stands apart from coursework (平时) when eligibility is computed.
    is_final: Mapped[bool] = mapped_column(default=False)

    scheme: Mapped[GradeScheme] = relationship(back_populates="categories")
    columns: Mapped[list[GradeColumn]] = relationship(
        back_populates="category", order_by="GradeColumn.position"
    )


class GradeColumn(Base):
    """One column of the gradebook: an exam, or marks that are typed in."""

    __tablename__ = "grade_column"
    __table_args__ = (
        CheckConstraint("max > 0", name="max_positive"),
        Index("uq_grade_column_source", "source_kind", "source_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("course_class.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[int] = mapped_column(ForeignKey("grade_category.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    max: Mapped[Decimal] = mapped_column(Numeric(8, 2), default=Decimal("100"))
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal("1"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published: Mapped[bool] = mapped_column(default=True)
    # ("exam", exam id) where the marks flow in by themselves; typed marks have neither.
    source_kind: Mapped[str | None] = mapped_column(String(16))
    source_id: Mapped[int | None]

    category: Mapped[GradeCategory] = relationship(back_populates="columns")

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class GradeEvent(Base):
    """One grade entered, changed, excused or cleared; the newest of a cell holds."""

    __tablename__ = "grade_event"
    __table_args__ = (
        Index("uq_grade_event_cell", "column_id", "user_id", "number", unique=True),
        Index("ix_grade_event_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    column_id: Mapped[int] = mapped_column(ForeignKey("grade_column.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    number: Mapped[int]
    old: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    new: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    excused: Mapped[bool] = mapped_column(default=False)
    # None: it came from marks (an exam's release or a regrade).
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
