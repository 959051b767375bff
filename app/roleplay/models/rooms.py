"""Rooms in which people play a scenario with each other: everything that happens is an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.roleplay.models.runs import PlayScript


class PlayRoom(Base):
    """A room with a code. `host_id` opened it; in a class its staff may lead it as well."""

    __tablename__ = "play_room"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("course_class.id", ondelete="CASCADE"), index=True
    )
    host_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    script_id: Mapped[int] = mapped_column(ForeignKey("play_script.id"))
    seed: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    script: Mapped[PlayScript] = relationship()
    host: Mapped[User] = relationship()

    def authz_facts(self) -> Facts:
        return Facts()  # whoever has a seat may come in; services ask for it


class RoomSeat(Base):
    """Who sits in a room, and in which role now."""

    __tablename__ = "play_room_seat"
    __table_args__ = (
        CheckConstraint("role IN ('agent', 'customer', 'observer', 'leader')", name="role"),
    )

    room_id: Mapped[int] = mapped_column(
        ForeignKey("play_room.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(8))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class RoomEvent(Base):
    """One thing that happened in a room; the room's state follows from all of them.

    `number` counts within the room, and its unique index puts two things that happen at once in an
    order. `key` is made by the page that sent it: what is sent twice happens once.
    """

    __tablename__ = "play_room_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('join', 'say', 'answer', 'mood', 'rate', 'whisper', 'pause', 'resume', "
            "'rotate', 'end', 'reopen')",
            name="kind",
        ),
        Index("uq_play_room_event_number", "room_id", "number", unique=True),
        Index("uq_play_room_event_key", "room_id", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("play_room.id", ondelete="CASCADE"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    # Counts from 1; a new round begins when roles rotate.
    round: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
