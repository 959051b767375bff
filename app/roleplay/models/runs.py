"""Conversations: what was said, turn by turn, and what people changed of its labels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class PlayScript(Base):
    """A scenario as it was played: never changed, so that every conversation can be played again.

    `slug` is the id that the scenario has in its file; a changed file makes another row.
    """

    __tablename__ = "play_script"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    slug: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlayRun(Base):
    """One conversation of one learner. Without an assignment it is practice.

    The unique index over (assignment, person, attempt) settles two starts at once. `points` are the
    engine's own, kept for lists; marks that count stand in the ledger of marks.
    """

    __tablename__ = "play_run"
    __table_args__ = (
        CheckConstraint("mode IN ('text', 'choice')", name="mode"),
        CheckConstraint("(assignment_id IS NULL) = (attempt IS NULL)", name="attempt"),
        Index("ix_play_run_user_id_id", "user_id", "id"),
        Index("uq_play_run_attempt", "assignment_id", "user_id", "attempt", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    script_id: Mapped[int] = mapped_column(ForeignKey("play_script.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("play_assignment.id", ondelete="CASCADE")
    )
    attempt: Mapped[int | None]
    mode: Mapped[str] = mapped_column(String(8), default="text")
    seed: Mapped[int]
    # Whether a language model gives the customer's words; what happens is the engine's all the same.
    voiced: Mapped[bool] = mapped_column(default=False)
    # Where this conversation was taken up from: another one, before its turn `from_turn`.
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("play_run.id", ondelete="SET NULL"), index=True
    )
    from_turn: Mapped[int | None]
    points: Mapped[int | None]
    most: Mapped[int | None]
    ending: Mapped[str] = mapped_column(String(12), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When the instructor accepted or gave the marks of an assessed run.
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
    script: Mapped[PlayScript] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.user_id)


class PlayTurn(Base):
    """What the learner said in one turn and what the judge found in it. Rows are only ever added.

    The unique index over (run, number) lets one of two tabs know that the turn was taken.
    """

    __tablename__ = "play_turn"
    __table_args__ = (Index("uq_play_turn_run_id_number", "run_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("play_run.id", ondelete="CASCADE"))
    number: Mapped[int]
    # A persona's id.
    to: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    judgement: Mapped[dict[str, Any]] = mapped_column(Json)
    unsure: Mapped[bool] = mapped_column(default=False, index=True)
    # What the customer had said of substance, and what was answered.
    context: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlayVoice(Base):
    """A customer's reply in a language model's words, in place of the template's. Added once."""

    __tablename__ = "play_voice"

    turn_id: Mapped[int] = mapped_column(
        ForeignKey("play_turn.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)


class PlayLabel(Base):
    """Somebody says that a turn's label is wrong, or decides about it. Rows are only ever added.

    `ask`: the learner proposes; `correct`: an instructor sets the labels; `keep`: an instructor leaves
    them as the judge found them. The newest `correct` of a turn holds, unless a later `keep` took it back.
    """

    __tablename__ = "play_label"
    __table_args__ = (
        CheckConstraint("kind IN ('ask', 'correct', 'keep')", name="kind"),
        Index("uq_play_label_turn_id_number", "turn_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("play_turn.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    acts: Mapped[list[str]] = mapped_column(Json)
    taboo: Mapped[str] = mapped_column(String(8), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    # The engine's mark before and after, where the decision moved it.
    before: Mapped[int | None]
    after: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    turn: Mapped[PlayTurn] = relationship()
    author: Mapped[User] = relationship()
