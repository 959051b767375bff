"""The gradebook of a class: scheme, columns, and an append-only ledger of grades."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.gradebook.domain.marks import Column, Late, Retake
from app.gradebook.domain.totals import Mode

# Nearly every event has none: it is then no value at all, and not the JSON text “null” to be parsed.
Results = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


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
    # Whether students see in which part of the class their total stands (前 10%, 前 25% …).
    show_standing: Mapped[bool] = mapped_column(default=False)
    # Whether a total that extra credit lifts above 100 is written as 100.
    cap_total: Mapped[bool] = mapped_column(default=True)
    # 等级 and 绩点 by name of the table: {"level": [["90", "优秀"], …]}; None: those of levels.py.
    tables: Mapped[dict[str, Any] | None] = mapped_column(Json)

    categories: Mapped[list[GradeCategory]] = relationship(
        back_populates="scheme", order_by="GradeCategory.position", cascade="all, delete-orphan"
    )

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class GradeCategory(Base):
    """A weighted part of the final mark: 技巧训练, 建立客户档案, 满意度调查, 期末考试."""

    __tablename__ = "grade_category"
    __table_args__ = (
        CheckConstraint("weight >= 0 AND weight <= 100", name="weight"),
        CheckConstraint("mode IN ('weights', 'points')", name="mode"),
        CheckConstraint("drop_lowest >= 0", name="drop_lowest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("grade_scheme.class_id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    weight: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    # The final stands apart from coursework (平时) when eligibility is computed.
    is_final: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[Mode] = mapped_column(String(8), default=Mode.WEIGHTS)
    drop_lowest: Mapped[int] = mapped_column(default=0)

    scheme: Mapped[GradeScheme] = relationship(back_populates="categories")
    columns: Mapped[list[GradeColumn]] = relationship(
        back_populates="category", order_by="GradeColumn.position"
    )


class GradeColumn(Base):
    """One column of the gradebook: an exam, or marks that are typed in."""

    __tablename__ = "grade_column"
    __table_args__ = (
        CheckConstraint("max > 0", name="max_positive"),
        CheckConstraint("retake IN ('best', 'last', 'mean')", name="retake"),
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
    # A bonus column only ever adds; in one that may be passed marks above the maximum may be typed.
    bonus: Mapped[bool] = mapped_column(default=False)
    may_pass: Mapped[bool] = mapped_column(default=False)
    # Lateness costs percent of the maximum for each day begun; grace in minutes.
    late_per_day: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))
    late_cap: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(100))
    late_grace: Mapped[int] = mapped_column(default=0)
    retake: Mapped[Retake] = mapped_column(String(8), default=Retake.BEST)
    # ("exam", exam id) where the marks flow in by themselves; typed marks have neither.
    source_kind: Mapped[str | None] = mapped_column(String(16))
    source_id: Mapped[int | None]

    category: Mapped[GradeCategory] = relationship(back_populates="columns")

    @property
    def rules(self) -> Column:
        """The column as the arithmetic needs it."""
        late = None
        if self.late_per_day:
            grace = timedelta(minutes=self.late_grace)
            late = Late(per_day=self.late_per_day, cap=self.late_cap, grace=grace)
        return Column(
            title=self.title,
            max=self.max,
            weight=self.weight,
            bonus=self.bonus,
            due_at=self.due_at,
            late=late,
            retake=Retake(self.retake),
        )

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class GradeBatch(Base):
    """One act that changed grades: typed, pasted, imported, or the undoing of another."""

    __tablename__ = "grade_batch"
    __table_args__ = (Index("ix_grade_batch_class_id_id", "class_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Unique: of two who undo the same act at once, one does.
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("grade_batch.id"), unique=True)

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
    # When the work behind the mark was handed in; lateness counts from it.
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where the source gives several results: [["80.5", iso time or null], …], in their order.
    attempts: Mapped[list[Any] | None] = mapped_column(Results)
    # What the student reads beside the mark, once the column is published.
    comment: Mapped[str] = mapped_column(Text, default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("grade_batch.id"), index=True)
    # None: it came from marks (an exam's release or a regrade).
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GradeImport(Base):
    """A file of outside marks that was read and not stored yet, or stored as a batch."""

    __tablename__ = "grade_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    # The table as read: rows of texts, the first being the titles.
    rows: Mapped[list[list[str]]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("grade_batch.id"))

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)
