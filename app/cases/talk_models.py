"""What a class says about a case, and what its members say of each other's work and share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.policy import Facts
from app.cases.models import CaseOpening, CaseWork
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base

# Without an answer there is no value, rather than the JSON word for none.
NullableJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class CasePost(Base):
    """A contribution to a discussion, or an annotation of a paragraph.

    `topic` is "talk:2" for the third question for discussion and "a:3" for the fourth paragraph of part
    a; `pasture` is what one has to contribute to before seeing others: "talk:2", "a". Nothing is deleted:
    what staff hide they can show again.
    """

    __tablename__ = "case_post"
    __table_args__ = (Index("ix_case_post_opening_id_pasture", "opening_id", "pasture"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    opening_id: Mapped[int] = mapped_column(ForeignKey("case_opening.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("case_post.id", ondelete="CASCADE"), index=True
    )
    topic: Mapped[str] = mapped_column(String(80))
    pasture: Mapped[str] = mapped_column(String(80))
    by_staff: Mapped[bool] = mapped_column(default=False)
    # Unnamed before classmates; staff always see who it is.
    hides_name: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()
    opening: Mapped[CaseOpening] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(class_id=self.opening.class_id)


class CaseShare(Base):
    """What one member of a team says of another's share, 0 to 10; may be changed until release."""

    __tablename__ = "case_share"
    __table_args__ = (
        CheckConstraint("given >= 0 AND given <= 10", name="given"),
        CheckConstraint("rater_id <> member_id", name="others"),
    )

    team_id: Mapped[int] = mapped_column(
        ForeignKey("case_team.id", ondelete="CASCADE"), primary_key=True
    )
    rater_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    given: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseRound(Base):
    """A round of peer review: what is judged, and how much of the mark it makes.

    `criteria` are names; each is marked 0 to 5. `allotted_at` says that works were handed out to reviewers,
    after which neither criteria nor samples change.
    """

    __tablename__ = "case_round"
    __table_args__ = (
        CheckConstraint(
            "peers_weight >= 0 AND reviewing_weight >= 0 AND peers_weight + reviewing_weight <= 100",
            name="weights",
        ),
    )

    opening_id: Mapped[int] = mapped_column(
        ForeignKey("case_opening.id", ondelete="CASCADE"), primary_key=True
    )
    criteria: Mapped[list[str]] = mapped_column(Json)
    peers_weight: Mapped[int] = mapped_column(default=0)
    reviewing_weight: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The order of works and reviewers is drawn from it, and can be drawn again to be checked.
    seed: Mapped[str] = mapped_column(String(32), default=new_public_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    allotted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    samples: Mapped[list[CaseSample]] = relationship(order_by="CaseSample.number")


class CaseSample(Base):
    """An answer that the instructor has marked, by which reviewers are calibrated."""

    __tablename__ = "case_sample"
    __table_args__ = (CheckConstraint("number IN (1, 2)", name="number"),)

    opening_id: Mapped[int] = mapped_column(
        ForeignKey("case_round.opening_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    points: Mapped[list[int]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text, default="")


class CaseReview(Base):
    """A review of a work or a sample; without `points` it has still to be written.

    `by_staff`: the instructor's own word on a work, which goes before any median; the newest holds.
    """

    __tablename__ = "case_review"
    __table_args__ = (
        CheckConstraint("(work_id IS NULL) <> (sample IS NULL)", name="of_what"),
        Index(
            "uq_case_review_work", "opening_id", "reviewer_id", "work_id", unique=True,
            sqlite_where=text("work_id IS NOT NULL AND NOT by_staff"),
            postgresql_where=text("work_id IS NOT NULL AND NOT by_staff"),
        ),
        Index(
            "uq_case_review_sample", "opening_id", "reviewer_id", "sample", unique=True,
            sqlite_where=text("sample IS NOT NULL"), postgresql_where=text("sample IS NOT NULL"),
        ),
        Index("ix_case_review_work_id", "work_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    opening_id: Mapped[int] = mapped_column(ForeignKey("case_opening.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey("case_work.id", ondelete="CASCADE"))
    sample: Mapped[int | None]
    by_staff: Mapped[bool] = mapped_column(default=False)
    points: Mapped[list[int] | None] = mapped_column(NullableJson)
    comment: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[CaseWork | None] = relationship()
    reviewer: Mapped[User] = relationship()


class OwnCase(Base):
    """A case that an instructor writes. Its text stands in its versions."""

    __tablename__ = "own_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.owner_id)


class OwnCaseVersion(Base):
    """A text of an own case as it was stored; only a `sound` one can be given to a class."""

    __tablename__ = "own_case_version"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("own_case.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sound: Mapped[bool]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
