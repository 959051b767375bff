"""Rows of working on the bank together: notes, steps over many items, filters, collections, the log
of the knowledge points."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.authz.permissions import Permission
from app.authz.policy import Facts
from app.bank.models import Item, ItemVersion
from app.courses.sharing import shared_facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class ItemNote(Base):
    """What somebody said about an item or did to its state. Rows are only ever added: that a comment
    is settled is a later row that names it."""

    __tablename__ = "item_note"
    __table_args__ = (
        CheckConstraint(
            "act IN ('say', 'settle', 'unsettle', 'submit', 'withdraw', 'approve', 'return', "
            "'publish', 'retire', 'reopen', 'recheck', 'undo')",
            name="act",
        ),
        Index("uq_item_note_item_id_number", "item_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    # Counts from 1 within the item.
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    # The number of the version that was on the screen.
    version: Mapped[int]
    # The number of the comment that this row settles or opens again.
    about: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()


class BankStep(Base):
    """One step over many items, which can be taken back as one: a bulk edit, or two knowledge points
    made one. `change` says what was asked for."""

    __tablename__ = "bank_step"
    __table_args__ = (CheckConstraint("kind IN ('bulk', 'merge')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    kind: Mapped[str] = mapped_column(String(8))
    change: Mapped[dict[str, Any]] = mapped_column(Json)
    count: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])

    def authz_facts(self) -> Facts:
        return Facts()  # the bank belongs to the site


class BankStepItem(Base):
    """What a step did to one item: version and state before and after."""

    __tablename__ = "bank_step_item"

    step_id: Mapped[int] = mapped_column(
        ForeignKey("bank_step.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before_id: Mapped[int] = mapped_column(
        ForeignKey("item_version.id", ondelete="CASCADE"), index=True
    )
    after_id: Mapped[int] = mapped_column(
        ForeignKey("item_version.id", ondelete="CASCADE"), index=True
    )
    state_before: Mapped[str] = mapped_column(String(12))
    state_after: Mapped[str] = mapped_column(String(12))

    item: Mapped[Item] = relationship()
    before: Mapped[ItemVersion] = relationship(foreign_keys=[before_id])


class SavedFilter(Base):
    """A filter of the list that a person named. `query` is what stands behind the ? of its address."""

    __tablename__ = "saved_filter"
    __table_args__ = (Index("uq_saved_filter_user_id_name", "user_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[dict[str, str]] = mapped_column(Json)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.user_id)


class Collection(Base):
    """题集: a named list of items in an order, its owner's and of those it is shared with."""

    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    owner: Mapped[User] = relationship()
    members: Mapped[list[CollectionMember]] = relationship(
        back_populates="collection", lazy="selectin", cascade="all, delete-orphan"
    )

    def authz_facts(self) -> Facts:
        return shared_facts(self, Permission.COLLECTION_VIEW, Permission.COLLECTION_EDIT)


class CollectionMember(Base):
    """A colleague who may see a collection, or change what is in it."""

    __tablename__ = "collection_member"
    __table_args__ = (CheckConstraint("\"right\" IN ('see', 'edit')", name="right"),)

    collection_id: Mapped[int] = mapped_column(
        ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    right: Mapped[str] = mapped_column(String(8))

    collection: Mapped[Collection] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class CollectionItem(Base):
    """An item in a collection, at its place."""

    __tablename__ = "collection_item"

    collection_id: Mapped[int] = mapped_column(
        ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KnowledgeNote(Base):
    """Who changed a knowledge point of the instructors' own, when and how; rows are only added."""

    __tablename__ = "knowledge_note"
    __table_args__ = (
        CheckConstraint(
            "act IN ('create', 'change', 'move', 'merge', 'split', 'retire', 'restore')",
            name="act",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[str] = mapped_column(ForeignKey("knowledge_point.id"), index=True)
    act: Mapped[str] = mapped_column(String(8))
    # What it was before and became, field by field: {"title": ["旧", "新"]}.
    change: Mapped[dict[str, Any]] = mapped_column(Json)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship()
