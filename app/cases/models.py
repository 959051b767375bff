"""Cases in use: texts that are frozen, classes that work on them, and what people answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class CaseText(Base):
    """The text of a case file as somebody began to work on it. It never changes, so that numbers of
    its questions and criteria stand for ever, whatever becomes of the file.
    """

    __tablename__ = "case_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseOpening(Base):
    """A case that a class works on. `closes_at` ends answering; `released_at` shows keys and marks."""

    __tablename__ = "case_opening"
    __table_args__ = (Index("ix_case_opening_class_id", "class_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(ForeignKey("case_text.id"))
    case_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(80))
    # Where its marks go in the gradebook; None: nowhere.
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("grade_category.id", ondelete="SET NULL")
    )
    in_teams: Mapped[bool] = mapped_column(default=False)
    # Discussion: whether one sees others only after writing something oneself, and whether one may
    # stay unnamed before classmates.
    post_first: Mapped[bool] = mapped_column(default=True)
    may_hide_name: Mapped[bool] = mapped_column(default=True)
    talk_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    talk_closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    text: Mapped[CaseText] = relationship()
    parts: Mapped[list[CasePart]] = relationship(order_by="CasePart.position")

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class CasePart(Base):
    """When a part of an opened case shows: see `app.cases.domain.reveal.Rule`."""

    __tablename__ = "case_part"
    __table_args__ = (
        CheckConstraint("opens IN ('start', 'answer', 'date', 'staff')", name="opens"),
    )

    opening_id: Mapped[int] = mapped_column(
        ForeignKey("case_opening.id", ondelete="CASCADE"), primary_key=True
    )
    part_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    opens: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseTeam(Base):
    """Students who hand in one answer."""

    __tablename__ = "case_team"
    __table_args__ = (Index("uq_case_team_opening_id_number", "opening_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("case_opening.id", ondelete="CASCADE"))
    number: Mapped[int]

    members: Mapped[list[CaseTeamMember]] = relationship(order_by="CaseTeamMember.user_id")


class CaseTeamMember(Base):
    """A student's place in a team; nobody is in two teams of one opened case."""

    __tablename__ = "case_team_member"

    opening_id: Mapped[int] = mapped_column(
        ForeignKey("case_opening.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    team_id: Mapped[int] = mapped_column(ForeignKey("case_team.id", ondelete="CASCADE"), index=True)

    user: Mapped[User] = relationship()


class CaseWork(Base):
    """One answer to a case: of a student or a team in a class, or of somebody on their own.

    Who works on their own may begin again: `attempt` counts. Three unique indexes settle who begins
    twice at once.
    """

    __tablename__ = "case_work"
    __table_args__ = (
        CheckConstraint(
            "(user_id IS NULL) <> (team_id IS NULL) AND (team_id IS NULL OR opening_id IS NOT NULL)",
            name="owner",
        ),
        Index(
            "uq_case_work_opening_id_user_id", "opening_id", "user_id", unique=True,
            sqlite_where=text("opening_id IS NOT NULL AND user_id IS NOT NULL"),
            postgresql_where=text("opening_id IS NOT NULL AND user_id IS NOT NULL"),
        ),
        Index(
            "uq_case_work_team_id", "team_id", unique=True,
            sqlite_where=text("team_id IS NOT NULL"),
            postgresql_where=text("team_id IS NOT NULL"),
        ),
        Index(
            "uq_case_work_own", "user_id", "case_id", "attempt", unique=True,
            sqlite_where=text("opening_id IS NULL"),
            postgresql_where=text("opening_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    opening_id: Mapped[int | None] = mapped_column(
        ForeignKey("case_opening.id", ondelete="CASCADE")
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("case_team.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(ForeignKey("case_text.id"))
    case_id: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    opening: Mapped[CaseOpening | None] = relationship()
    text: Mapped[CaseText] = relationship()
    user: Mapped[User | None] = relationship()
    team: Mapped[CaseTeam | None] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(
            class_id=self.opening.class_id if self.opening else None, owner_id=self.user_id
        )


class CaseAnswer(Base):
    """What stands in the place of one question. `revision` counts the savings that changed it, so that
    a second window which shows something older cannot write over it unseen.
    """

    __tablename__ = "case_answer"

    work_id: Mapped[int] = mapped_column(
        ForeignKey("case_work.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    response: Mapped[Any] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseCommit(Base):
    """That the answers to a part are final. Without an author time or the instructor ended them."""

    __tablename__ = "case_commit"

    work_id: Mapped[int] = mapped_column(
        ForeignKey("case_work.id", ondelete="CASCADE"), primary_key=True
    )
    part_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    committed_at: Mapped[datetime] = mapped_column(UtcDateTime)
