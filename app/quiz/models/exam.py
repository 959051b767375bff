"""Exams as they are planned: their rules, their frozen forms, and each candidate's own paper."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.bank.models import Item, ItemVersion
from app.courses.models import CourseClass
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class Exam(Base):
    """An exam of a class: its window, its rules and what is shown when."""

    __tablename__ = "exam"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'released')", name="state"),
        CheckConstraint("attempts >= 1", name="attempts"),
        CheckConstraint("minutes >= 1", name="minutes"),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("kind IN ('exam', 'rehearsal')", name="kind"),
        CheckConstraint("form_rule IN ('single', 'random', 'seat')", name="form_rule"),
        CheckConstraint("look_days >= 0", name="look_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    # A rehearsal tries a room and its machines: it counts nowhere.
    kind: Mapped[str] = mapped_column(String(12), default="exam", server_default="exam")
    state: Mapped[str] = mapped_column(String(12), default="draft")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    minutes: Mapped[int] = mapped_column(default=90)
    attempts: Mapped[int] = mapped_column(default=1)
    shuffle_items: Mapped[bool] = mapped_column(default=True)
    shuffle_options: Mapped[bool] = mapped_column(default=True)
    rule: Mapped[str] = mapped_column(String(16), default="half")
    # How candidates come to one of several forms (A, B): one for all, by lot, or by seat.
    form_rule: Mapped[str] = mapped_column(String(8), default="single", server_default="single")
    # The paper's own sections in order; "" is the place of the questions that stand by their types.
    sections: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    # Who may come in and how, see `app.quiz.domain.access.AccessRules`.
    access: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    # {"during"|"after_submit"|"after_close"|"after_release": [what is shown]}: own, right, marks, key,
    # why.
    review: Mapped[dict[str, list[str]]] = mapped_column(Json, default=dict)
    # For how many days after the release students may ask for a second look (复核); 0: not at all.
    look_days: Mapped[int] = mapped_column(default=7, server_default="7")
    # How written answers are graded, see `app.marking.domain.plans.GradingPlan`.
    written: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("grade_category.id"))
    # 平时合格线 is asked for at the start.
    needs_eligibility: Mapped[bool] = mapped_column(default=False)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id", use_alter=True))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    course_class: Mapped[CourseClass] = relationship()
    form: Mapped[ExamForm | None] = relationship(foreign_keys=[form_id], post_update=True)
    drafts: Mapped[list[DraftItem]] = relationship(
        back_populates="exam", order_by="DraftItem.position", cascade="all, delete-orphan"
    )

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class DraftItem(Base):
    """An item on the paper while its author is still at it; it follows the item's newest version.

    `form` names the parallel form it belongs to. Items that name the same `pool` are drawn from:
    each candidate gets `take` of them.
    """

    __tablename__ = "exam_draft_item"
    __table_args__ = (
        Index("uq_exam_draft_item_exam_id_item_id", "exam_id", "form", "item_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    position: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    form: Mapped[str] = mapped_column(String(4), default="A", server_default="A")
    section: Mapped[str] = mapped_column(String(60), default="", server_default="")
    pool: Mapped[str] = mapped_column(String(20), default="", server_default="")
    take: Mapped[int] = mapped_column(default=0, server_default="0")

    exam: Mapped[Exam] = relationship(back_populates="drafts")
    item: Mapped[Item] = relationship()


class ExamForm(Base):
    """A frozen paper: made at publication, never changed afterwards.

    Parallel forms (A, B) of one publication have its `number` and differ in their `label`.
    """

    __tablename__ = "exam_form"
    __table_args__ = (
        Index("uq_exam_form_exam_id_number", "exam_id", "number", "label", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(4), default="A", server_default="A")
    points: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    slots: Mapped[list[FormSlot]] = relationship(order_by="FormSlot.position")


class FormSlot(Base):
    """One question of a frozen paper: its item's version, marks and section.

    Without a `section` of its own it stands in the section of its type. Of the slots that name the
    same `pool` each candidate gets `take`.
    """

    __tablename__ = "form_slot"
    __table_args__ = (
        Index("uq_form_slot_form_id_position", "form_id", "position", unique=True),
        CheckConstraint("points > 0", name="points_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id", ondelete="CASCADE"))
    position: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    type: Mapped[str] = mapped_column(String(20))
    section: Mapped[str] = mapped_column(String(60), default="", server_default="")
    pool: Mapped[str] = mapped_column(String(20), default="", server_default="")
    take: Mapped[int] = mapped_column(default=0, server_default="0")

    version: Mapped[ItemVersion] = relationship()


class CandidatePaper(Base):
    """The paper of one candidate, prepared before the opening: a start only turns it into a sitting.

    Everything that chance decides is decided here: the form, the seed of orders, names and drawn
    numbers, and the questions in the order in which they are shown.
    """

    __tablename__ = "candidate_paper"
    __table_args__ = (
        Index(
            "uq_candidate_paper_exam_id_user_id_number", "exam_id", "user_id", "number", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    number: Mapped[int]
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id", ondelete="CASCADE"))
    seed: Mapped[int] = mapped_column(BigInteger)
    slots: Mapped[list[int]] = mapped_column(Json, default=list)
    faces: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Seat(Base):
    """Where a candidate sits, and the code that lies there and nowhere else."""

    __tablename__ = "exam_seat"
    __table_args__ = (
        Index("uq_exam_seat_exam_id_user_id", "exam_id", "user_id", unique=True),
        Index("uq_exam_seat_exam_id_seat", "exam_id", "seat", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    seat: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(12))


class Accommodation(Base):
    """What holds for one person instead of the exam's own rules: a make-up, more time, a way round.

    Null means: as for everybody.
    """

    __tablename__ = "exam_accommodation"
    __table_args__ = (
        Index("uq_exam_accommodation_exam_id_user_id", "exam_id", "user_id", unique=True),
        CheckConstraint("minutes IS NULL OR minutes >= 1", name="minutes"),
        CheckConstraint("attempts IS NULL OR attempts >= 1", name="attempts"),
        CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="window"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int | None]
    attempts: Mapped[int | None]
    # Names of the rules that do not bind this person: "line", "password", "network", "seat", "seb".
    waives: Mapped[list[str]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
