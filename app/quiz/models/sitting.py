"""Exams as they are held: sittings, every saved answer, receipts, and what happened around them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.quiz.models.exam import Exam, ExamForm


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
    # Slot ids in the order in which this candidate sees them, and no others.
    slots: Mapped[list[int]] = mapped_column(Json, default=list, server_default="[]")
    # The page that may write: each page that takes the paper up ends the turn of the one before.
    writer: Mapped[str | None] = mapped_column(String(32))
    epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    # When the candidate's page was last heard of, and from where.
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64), default="", server_default="")
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
    a second tab cannot swallow the first one's. The saves of a sitting are a chain: `position`
    counts them, and `link` is a hash over the save and the link before it, so that none can be
    changed, moved or taken out unnoticed.
    """

    __tablename__ = "response_log"
    __table_args__ = (
        Index("uq_response_log_save", "sitting_id", "client", "seq", unique=True),
        Index("uq_response_log_position", "sitting_id", "position", unique=True),
        # Saves that do not count are few: the board of a hall finds them without reading the rest.
        Index(
            "ix_response_log_set_aside",
            "sitting_id",
            postgresql_where=text("late OR superseded"),
            sqlite_where=text("late = 1 OR superseded = 1"),
        ),
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
    # Arrived after the deadline and its grace (补传): kept, and counted only if staff admit it.
    late: Mapped[bool] = mapped_column(default=False)
    # Came from a page whose turn was over: kept for staff to see, not counted.
    superseded: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The staff act that lets a save count which otherwise would not.
    admitted_id: Mapped[int | None] = mapped_column(ForeignKey("exam_act.id"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    position: Mapped[int]
    link: Mapped[str] = mapped_column(String(64))


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


class HandIn(Base):
    """The receipt of a paper that was handed in or taken in; a paper opened again gets a new one.

    `head` is the last link of the chain of its saves at that moment.
    """

    __tablename__ = "hand_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(
        ForeignKey("sitting.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(String(20), unique=True)
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(12))
    saves: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))

    sitting: Mapped[Sitting] = relationship()


class RoomMessage(Base):
    """Words of the staff to the room, or without it to one candidate."""

    __tablename__ = "room_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"), index=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Incident(Base):
    """Something that happened around a sitting, as evidence for people: no machine judges by it.

    What the page saw by itself (the window was left, another page took over) has no author; what
    staff wrote down has one.
    """

    __tablename__ = "exam_incident"
    __table_args__ = (Index("ix_exam_incident_exam_id_sitting_id", "exam_id", "sitting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(300), default="")
    seconds: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExamAct(Base):
    """What staff did to an exam or to one sitting of it, with the reason; never changed.

    `minutes` were given by an "extend": to one sitting, or without a sitting to the whole exam.
    The acts of an exam are a chain as the saves of a sitting are; a "seal" puts the receipts
    written since the last one into it.
    """

    __tablename__ = "exam_act"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('publish', 'unpublish', 'extend', 'close', 'release', 'reopen', 'admit', "
            "'grant', 'bypass', 'message', 'note', 'rescue', 'seal', 'settings', 'regrade')",
            name="kind",
        ),
        Index("ix_exam_act_exam_id_sitting_id", "exam_id", "sitting_id"),
        Index("uq_exam_act_position", "exam_id", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id", ondelete="CASCADE"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    # What the act is about, where it is not one sitting: a person, saves, receipts.
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    position: Mapped[int]
    link: Mapped[str] = mapped_column(String(64))

    author: Mapped[User] = relationship()
    sitting: Mapped[Sitting | None] = relationship()
