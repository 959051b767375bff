"""Exams: the paper as it was frozen, who sits it, and every saved answer."""

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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="draft")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    minutes: Mapped[int] = mapped_column(default=90)
    attempts: Mapped[int] = mapped_column(default=1)
    shuffle_items: Mapped[bool] = mapped_column(default=True)
    shuffle_options: Mapped[bool] = mapped_column(default=True)
    rule: Mapped[str] = mapped_column(String(16), default="half")
    # {"during"|"after_submit"|"after_close"|"after_release": [what is shown]}: own, right, marks, key,
    # why.
    review: Mapped[dict[str, list[str]]] = mapped_column(Json, default=dict)
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
    """An item on the paper while its author is still at it; it follows the item's newest version."""

    __tablename__ = "exam_draft_item"
    __table_args__ = (
        Index("uq_exam_draft_item_exam_id_item_id", "exam_id", "item_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    position: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))

    exam: Mapped[Exam] = relationship(back_populates="drafts")
    item: Mapped[Item] = relationship()


class ExamForm(Base):
    """A frozen paper: made at publication, never changed afterwards."""

    __tablename__ = "exam_form"
    __table_args__ = (Index("uq_exam_form_exam_id_number", "exam_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    number: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    slots: Mapped[list[FormSlot]] = relationship(order_by="FormSlot.position")


class FormSlot(Base):
    """One question of a frozen paper: its item's version, marks and section (one per type)."""

    __tablename__ = "form_slot"
    __table_args__ = (
        Index("uq_form_slot_form_id_position", "form_id", "position", unique=True),
        CheckConstraint("points > 0", name="points_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id", ondelete="CASCADE"))
    position: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    points: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    type: Mapped[str] = mapped_column(String(20))

    version: Mapped[ItemVersion] = relationship()


class Sitting(Base):
    """One candidate's attempt at an exam.

    The deadline is stored at the start from the server's clock and never computed again; a sitting
    is closed by exactly one conditional update, whoever comes first (candidate, staff or sweeper).
    """

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'submitted')", name="state"),
        CheckConstraint(
            "closed_by IS NULL OR closed_by IN ('candidate', 'staff', 'time')", name="closed_by"
        ),
        Index("uq_sitting_exam_id_user_id_number", "exam_id", "user_id", "number", unique=True),
        Index("ix_sitting_state_deadline", "state", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="open")
    # Seeds the order of items and options and the numbers of seeded items. 63 bits: with fewer,
    # whoever sees a shuffled paper could try all seeds until one fits.
    seed: Mapped[int] = mapped_column(BigInteger)
    # Slot id -> face, for seeded items only: worked out at the start, so that showing the paper
    # never needs a key.
    faces: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(12))
    # Objective items are marked at the close; the sitting is done when nothing waits for a person.
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    exam: Mapped[Exam] = relationship()
    form: Mapped[ExamForm] = relationship()
    user: Mapped[User] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.user_id)


class ResponseLog(Base):
    """Every save of an answer; the newest of a (sitting, slot) is the answer that counts.

    `client` and `seq` are given by the page that saved: the same save sent twice is kept once, and
    a second tab cannot swallow the first one's.
    """

    __tablename__ = "response_log"
    __table_args__ = (
        Index("uq_response_log_save", "sitting_id", "client", "seq", unique=True),
        Index("ix_response_log_sitting_id_slot_id_id", "sitting_id", "slot_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("form_slot.id"))
    client: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    response: Mapped[Any] = mapped_column(Json)
    flagged: Mapped[bool] = mapped_column(default=False)
    # SHA-256 of the body: the same (client, seq) with another body is refused, not ignored.
    digest: Mapped[str] = mapped_column(String(64))
    # Arrived after the deadline and its grace: kept, not counted.
    late: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExamAct(Base):
    """What staff did to an exam or to one sitting of it, with the reason; never changed.

    `minutes` were given by an "extend": to one sitting, or without a sitting to the whole exam.
    """

    __tablename__ = "exam_act"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('publish', 'unpublish', 'extend', 'close', 'release')", name="kind"
        ),
        Index("ix_exam_act_exam_id_sitting_id", "exam_id", "sitting_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()
    sitting: Mapped[Sitting | None] = relationship()


class AnswerLock(Base):
    """A question whose answer its candidate looked up while writing (看答案): it may not change any more."""

    __tablename__ = "answer_lock"
    __table_args__ = (
        Index("uq_answer_lock_sitting_id_slot_id", "sitting_id", "slot_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("form_slot.id"))
    locked_at: Mapped[datetime] = mapped_column(UtcDateTime)
