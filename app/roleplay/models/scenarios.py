"""Scenarios that instructors write themselves, version by version, and share with colleagues."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.courses.sharing import shared_facts
from app.database import PublicId, UtcDateTime, new_public_id
from app.extensions import Base
from app.roleplay.models.runs import PlayScript


class OwnScenario(Base):
    """An instructor's scenario: its owner's and of those it is shared with."""

    __tablename__ = "own_scenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    # The newest version: its number, how many problems it has, and what may be played of it (None while
    # it cannot be read at all). Without problems it may be set to a class.
    number: Mapped[int] = mapped_column(default=1)
    problems: Mapped[int] = mapped_column(default=0)
    script_id: Mapped[int | None] = mapped_column(ForeignKey("play_script.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    owner: Mapped[User] = relationship()
    script: Mapped[PlayScript | None] = relationship()
    members: Mapped[list[OwnScenarioMember]] = relationship(
        back_populates="scenario", lazy="selectin", cascade="all, delete-orphan"
    )

    def authz_facts(self) -> Facts:
        return shared_facts(self, Permission.SCENARIO_VIEW, Permission.SCENARIO_EDIT)


class OwnScenarioVersion(Base):
    """The text of a scenario as it was stored once. Rows are only ever added."""

    __tablename__ = "own_scenario_version"
    __table_args__ = (
        Index("uq_own_scenario_version_number", "scenario_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("own_scenario.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    # How many problems it had when it was stored.
    problems: Mapped[int]
    script_id: Mapped[int | None] = mapped_column(ForeignKey("play_script.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()


class OwnScenarioMember(Base):
    """A colleague who may see a scenario, or change it."""

    __tablename__ = "own_scenario_member"
    __table_args__ = (CheckConstraint("\"right\" IN ('see', 'edit')", name="right"),)

    scenario_id: Mapped[int] = mapped_column(
        ForeignKey("own_scenario.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    right: Mapped[str] = mapped_column(String(8))

    scenario: Mapped[OwnScenario] = relationship(back_populates="members")
    user: Mapped[User] = relationship()
