"""People, the names they sign in with, and their sign-ins."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authz.policy import Facts
from app.database import PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class User(Base):
    """A person, or a visitor who practised something (`is_guest`).

    A visitor's row is made with the first thing worth keeping; signing up turns the same row into
    an account, so that what they did is theirs without moving anything.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("extra_time >= 1 AND extra_time <= 5", name="extra_time_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(String(80), default="")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    can_teach: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    # Multiplies the time limit of every exam this person sits.
    extra_time: Mapped[Decimal] = mapped_column(Numeric(4, 2), default=Decimal("1.00"))
    locale: Mapped[str | None] = mapped_column(String(16))
    theme: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    identifiers: Mapped[list[Identifier]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Identifier.kind"
    )

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.id)

    def identifier(self, kind: str) -> str | None:
        """The sign-in name of `kind` as it was typed, or None."""
        return next((i.display for i in self.identifiers if i.kind == kind), None)

    @property
    def student_no(self) -> str | None:
        return self.identifier("student_no")


class Identifier(Base):
    """One name a person signs in with: 学号, user name or e-mail.

    All kinds share one namespace (`value` is unique), so that nobody can take another's 学号 as a
    user name. `value` is the normalised form, `display` what was typed; leading zeros stay.
    """

    __tablename__ = "identifier"
    __table_args__ = (
        CheckConstraint("kind IN ('student_no', 'username', 'email')", name="kind"),
        Index("uq_identifier_user_id_kind", "user_id", "kind", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(160), unique=True)
    display: Mapped[str] = mapped_column(String(160))

    user: Mapped[User] = relationship(back_populates="identifiers")


class LoginSession(Base):
    """One sign-in on one device; deleting the cookie is not needed to end it."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 of the token in the cookie: a copy of the database signs nobody in.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.user_id)
