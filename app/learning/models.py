"""What a learner did outside exams: answers, state per item and knowledge point, reading, notes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class AnswerLog(Base):
    """One answer given in practice; only ever added to."""

    __tablename__ = "answer_log"
    __table_args__ = (
        CheckConstraint(
            "correctness IS NULL OR (correctness >= 0 AND correctness <= 1)", name="correctness"
        ),
        Index("ix_answer_log_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    # Where it was asked: chapter practice, a check in a lesson, the mistakes, a mock paper.
    source: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int] = mapped_column(default=0)
    response: Mapped[Any] = mapped_column(Json)
    # None: a written answer that nobody marked (the learner compared it with the model answer).
    correctness: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    rule: Mapped[str] = mapped_column(String(16), default="")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LearnerItem(Base):
    """Where one learner stands with one item: 错题本, favourite, private note."""

    __tablename__ = "learner_item"
    __table_args__ = (Index("ix_learner_item_user_id_in_mistakes", "user_id", "in_mistakes"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    answers: Mapped[int] = mapped_column(default=0)
    # Right answers in a row on different days; the mistake book's leaving rule counts them.
    streak: Mapped[int] = mapped_column(default=0)
    streak_day: Mapped[date | None] = mapped_column(Date)
    in_mistakes: Mapped[bool] = mapped_column(default=False)
    mistaken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_correctness: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    favourite: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")


class Mastery(Base):
    """A learner's recent results on one knowledge point; the estimate is computed from them."""

    __tablename__ = "mastery"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    knowledge_id: Mapped[str] = mapped_column(ForeignKey("knowledge_point.id"), primary_key=True)
    # Newest last, at most as many as the rule looks at: [[correctness, iso time], …].
    recent: Mapped[list[Any]] = mapped_column(Json)
    answers: Mapped[int] = mapped_column(default=0)
    estimate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReadingPosition(Base):
    """How far a learner has read a chapter, and which sections were finished."""

    __tablename__ = "reading_position"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    chapter_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    anchor: Mapped[str] = mapped_column(String(80))
    finished: Mapped[list[str]] = mapped_column(Json, default=list)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LessonNote(Base):
    """A learner's own note or highlight in a lesson; `quote` is the text it hangs on."""

    __tablename__ = "lesson_note"
    __table_args__ = (Index("ix_lesson_note_user_id_chapter_id", "user_id", "chapter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    chapter_id: Mapped[str] = mapped_column(String(16))
    anchor: Mapped[str] = mapped_column(String(80), default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.user_id)


class PracticeGoal(Base):
    """A goal that a class is set for its practice; reaching it is a column of the gradebook.

    `kind` right: so many different items answered right; mastery: so many percent of the knowledge points
    of the chapters mastered. What counts is what was done from `opens_at` to `due_at`.
    """

    __tablename__ = "practice_goal"
    __table_args__ = (
        CheckConstraint("kind IN ('right', 'mastery')", name="kind"),
        CheckConstraint("target > 0", name="target"),
        CheckConstraint("due_at > opens_at", name="window"),
        Index("ix_practice_goal_class_id", "class_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    chapters: Mapped[list[str]] = mapped_column(Json)
    target: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    category_id: Mapped[int] = mapped_column(ForeignKey("grade_category.id"))
    # When the gradebook was last brought up to date.
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)
