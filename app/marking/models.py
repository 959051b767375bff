"""Marks of responses: an append-only ledger of mark events, of the rulings that changed many at once, and
of the requests to look at one again.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.jobs.models import Job


class MarkEvent(Base):
    """One mark given, changed or taken back; the newest of a response is the mark that holds.

    A response is named by the kind of work it belongs to, the work and its part: for an exam
    ("sitting", sitting id, form slot id), for a work marked by rubric (kind, work id, criterion number). `number` counts the events of one response: its unique
    index makes two people who mark the same response at once notice each other.
    """

    __tablename__ = "mark_event"
    __table_args__ = (
        CheckConstraint("new IS NULL OR (new >= 0 AND new <= max)", name="within_max"),
        Index("uq_mark_event_work", "work_kind", "work_id", "part_id", "number", unique=True),
        Index("ix_mark_event_class_id", "class_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("course_class.id"))
    work_kind: Mapped[str] = mapped_column(String(16))
    work_id: Mapped[int]
    part_id: Mapped[int]
    number: Mapped[int]
    learner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    # None: marked by a rubric, not by an item's key.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("item_version.id"), index=True)
    # None: given by the machine of itself. The author of a ruling stands in what it changed.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    rule: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    old: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    new: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    max: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    correctness: Mapped[Decimal | None] = mapped_column(Numeric(7, 6))
    # Whether a person judged the answer, whoever wrote this number down (a change of what the
    # question is worth, say, only scales their mark).
    by_hand: Mapped[bool] = mapped_column(default=False)
    # The step that changed it, where one did.
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("ruling.id"), index=True)
    # For written answers: points per key point, and the marker's comment.
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Ruling(Base):
    """One step on a question of a frozen paper: its key, what else is right, its marks, or an undoing.

    Steps are only ever added; `number` counts those of one question, and its unique index lets one of
    two people who decide at once know that they come second. `paper_id` is the whole the question is
    part of (for exams the exam): of each paper one step at a time is being applied, which the second
    unique index holds. What it changed is counted while it is applied and stays.
    """

    __tablename__ = "ruling"
    __table_args__ = (
        CheckConstraint("kind IN ('key', 'accept', 'void', 'full', 'points', 'undo')", name="kind"),
        CheckConstraint("state IN ('running', 'done')", name="state"),
        CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name="undoes"),
        CheckConstraint("points IS NULL OR points > 0", name="points_positive"),
        Index("uq_ruling_part", "work_kind", "part_id", "number", unique=True),
        Index(
            "uq_ruling_running",
            "work_kind",
            "paper_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_ruling_paper", "work_kind", "paper_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    work_kind: Mapped[str] = mapped_column(String(16))
    paper_id: Mapped[int]
    part_id: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    undoes: Mapped[int | None]
    # 改答案: the item version whose key marks from now on; its undoing: the one that restored the key
    # in the bank. 改分值: what the question is worth.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("item_version.id"), index=True)
    points: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    # 也算对: what else is right. A table that pages before release never read in full holds it, so the
    # queries for them name the columns they want.
    accept: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    never_lower: Mapped[bool] = mapped_column(default=False)
    hand_too: Mapped[bool] = mapped_column(default=False)
    # Students read the reason; the author's name only where the author chose so.
    reason: Mapped[str] = mapped_column(Text)
    named: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="running")
    # The newest mark event when the step was taken: what is newer was marked under the step.
    after_event: Mapped[int]
    changed: Mapped[int] = mapped_column(default=0)
    raised: Mapped[int] = mapped_column(default=0)
    lowered: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()
    job: Mapped[Job | None] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class SecondLook(Base):
    """A student's request that a person look at one mark again (复核申请).

    What was asked, said and decided are its steps, which are only ever added; `state` says where the
    newest left it. `number` counts the requests about one response. Of each response one request is
    open at a time, which the second unique index holds.
    """

    __tablename__ = "second_look"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'working', 'answered', 'withdrawn')", name="state"),
        Index("uq_second_look_number", "work_kind", "work_id", "part_id", "number", unique=True),
        Index(
            "uq_second_look_open",
            "work_kind",
            "work_id",
            "part_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'working')"),
            postgresql_where=text("state IN ('asked', 'working')"),
        ),
        Index("ix_second_look_class_id_state", "class_id", "state"),
        Index("ix_second_look_paper", "work_kind", "paper_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    work_kind: Mapped[str] = mapped_column(String(16))
    paper_id: Mapped[int]
    work_id: Mapped[int]
    part_id: Mapped[int]
    number: Mapped[int]
    learner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="asked")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    steps: Mapped[list[LookStep]] = relationship(order_by="LookStep.number", viewonly=True)

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.learner_id)


class LookStep(Base):
    """One step of a second look: asked, said, decided, withdrawn, opened again. Never changed.

    `old` and `new` are the mark before and after (on the request itself: the mark it is about);
    `event_number` names the mark event that held then.
    """

    __tablename__ = "second_look_step"
    __table_args__ = (
        CheckConstraint(
            "act IN ('ask', 'say', 'stand', 'change', 'ruling', 'withdraw', 'reopen')", name="act"
        ),
        Index("uq_second_look_step_number", "look_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey("second_look.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_staff: Mapped[bool]
    words: Mapped[str] = mapped_column(Text, default="")
    old: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    new: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    event_number: Mapped[int | None]
    # The step on the question for everybody that a decision points to.
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("ruling.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()
