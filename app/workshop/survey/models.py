"""Surveys of a class: the coursework, each student's survey, its ways in, what came back.

Who answered is nowhere: a token is deleted in the transaction that stores the response, neither row names
the other, and a response has a random id, a day instead of a time and no address. The tables of tokens and
responses have no running number, so the order of rows tells nothing either (SQLite keeps them by their
random key: `WITHOUT ROWID`).
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.courses.models import CourseClass
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


def new_key() -> str:
    """The part of a respondent's address that cannot be guessed: 72 bits, short enough for a small QR."""
    return secrets.token_urlsafe(9)


class SurveyTask(Base):
    """The coursework as a class has it: until when, what is allowed, how much it is worth."""

    __tablename__ = "survey_task"
    __table_args__ = (CheckConstraint("max_points > 0", name="max_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), unique=True)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    simulated_allowed: Mapped[bool] = mapped_column(default=True)
    max_points: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(10))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id)


class Survey(Base):
    """A student's survey. `revision` grows with every change of the design, so that two windows notice each other."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed', 'handed_in')", name="state"),
        CheckConstraint("way IN ('slips', 'link')", name="way"),
        Index("uq_survey_task_id_owner_id", "task_id", "owner_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    task_id: Mapped[int] = mapped_column(ForeignKey("survey_task.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    thanks: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    # Weights by dimension as typed; empty: from stated importance, else equal.
    weights: Mapped[dict[str, float]] = mapped_column(Json, default=dict)
    crosshair: Mapped[str] = mapped_column(String(8), default="means")
    next_id: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    way: Mapped[str] = mapped_column(String(8), default="slips")
    issued: Mapped[int] = mapped_column(default=0)
    # What the student worked out, kept before the site shows its own figures.
    claims: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    owner: Mapped[User] = relationship()
    task: Mapped[SurveyTask] = relationship()
    course_class: Mapped[CourseClass] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.class_id, owner_id=self.owner_id)


class SurveyDoor(Base):
    """A way in for respondents, open to everybody who has its address."""

    __tablename__ = "survey_door"
    __table_args__ = (
        CheckConstraint("kind IN ('pilot', 'collect')", name="kind"),
        Index("uq_survey_door_survey_id_kind", "survey_id", "kind", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True, default=new_key)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    kind: Mapped[str] = mapped_column(String(8))

    survey: Mapped[Survey] = relationship()

    def authz_facts(self) -> Facts:
        """Nobody's: whoever has the address may answer."""
        return Facts()


class SurveyToken(Base):
    """A one-time code that nobody has used yet, as a hash; using it deletes it."""

    __tablename__ = "survey_token"
    __table_args__ = ({"sqlite_with_rowid": False},)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)


class SurveyResponse(Base):
    """What somebody answered. `seconds` is rounded to five."""

    __tablename__ = "survey_response"
    __table_args__ = (
        CheckConstraint("kind IN ('pilot', 'real', 'simulated')", name="kind"),
        Index("ix_survey_response_survey_id", "survey_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(PublicId, primary_key=True, default=new_public_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    kind: Mapped[str] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(Date)
    seconds: Mapped[int | None] = mapped_column(Integer)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    comment: Mapped[str] = mapped_column(Text, default="")


class SurveyStep(Base):
    """What its student did with a survey and when; only ever added. Never what a respondent did."""

    __tablename__ = "survey_step"
    __table_args__ = (
        CheckConstraint(
            "act IN ('open', 'issue', 'close', 'simulate', 'keep', 'drop', 'clear_pilot', 'claim', "
            "'hand_in', 'return')",
            name="act",
        ),
        Index("uq_survey_step_survey_id_number", "survey_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(12))
    # The response that was kept or dropped, how many tokens were issued, and the like.
    about: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
