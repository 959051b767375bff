"""Classes (教学班) and who is in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.permissions import Role
from app.authz.policy import Facts
from app.database import PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class CourseClass(Base):
    """A class (教学班) that takes the course in one term."""

    __tablename__ = "course_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    # The course is content; the class only names it.
    course_id: Mapped[str] = mapped_column(String(40), default="crm")
    name: Mapped[str] = mapped_column(String(80))
    term: Mapped[str] = mapped_column(String(40), default="")
    join_code: Mapped[str] = mapped_column(String(12), unique=True)
    join_open: Mapped[bool] = mapped_column(default=True)
    # Default marking rule of multiple-response items in this class's exams.
    rule: Mapped[str] = mapped_column(String(16), default="half")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    enrolments: Mapped[list[Enrolment]] = relationship(back_populates="course_class")

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.id)


class Enrolment(Base):
    """A person's place in a class; leaving keeps the row, so marks stay explained."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("role IN ('student', 'assistant', 'instructor')", name="role"),
        Index("uq_enrolment_class_id_user_id", "class_id", "user_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(String(16), default=Role.STUDENT)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    course_class: Mapped[CourseClass] = relationship(back_populates="enrolments")
    user: Mapped[User] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.user_id)
