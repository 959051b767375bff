"""Scenarios that a class plays for marks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authz.policy import Facts
from app.courses.models import CourseClass
from app.database import PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.roleplay.models.runs import PlayScript


class PlayAssignment(Base):
    """A scenario set to a class: window, attempts, how it may be answered and what it weighs."""

    __tablename__ = "play_assignment"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("attempts >= 1", name="attempts"),
        CheckConstraint("mode IN ('text', 'choice', 'both')", name="mode"),
        CheckConstraint("counts IN ('best', 'last')", name="counts"),
        CheckConstraint("debrief IN ('after_run', 'after_close')", name="debrief"),
        CheckConstraint("weight >= 0", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("course_class.id", ondelete="CASCADE"), index=True
    )
    script_id: Mapped[int] = mapped_column(ForeignKey("play_script.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=1)
    mode: Mapped[str] = mapped_column(String(8), default="text")
    counts: Mapped[str] = mapped_column(String(8), default="best")
    debrief: Mapped[str] = mapped_column(String(12), default="after_run")
    # The weight of its column among those of the category.
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(1))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("grade_category.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    course_class: Mapped[CourseClass] = relationship()
    script: Mapped[PlayScript] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)
