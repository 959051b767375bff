"""Rounds of practice and the answers given in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class PracticeRun(Base):
    """One round of practice: the items drawn for it and how far it has come."""

    __tablename__ = "practice_run"
    __table_args__ = (Index("ix_practice_run_user_id_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(16))
    # What was asked for (chapter, knowledge points, types …) as the form gave it.
    query: Mapped[dict[str, Any]] = mapped_column(Json)
    # [[item id, version id, seed], …] in the order they are asked.
    items: Mapped[list[Any]] = mapped_column(Json)
    # A mock paper shows results at its end only.
    mock: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.user_id)


class PracticeAnswer(Base):
    """The answer to one place of a practice run."""

    __tablename__ = "practice_answer"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("practice_run.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[Any] = mapped_column(Json)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer_log.id"))
    flagged: Mapped[bool] = mapped_column(default=False)
