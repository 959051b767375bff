"""The item bank's rows: items, their versions, and the keys kept apart from what students see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base

item_knowledge = Table(
    "item_knowledge",
    Base.metadata,
    Column("item_id", ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
    Column("knowledge_id", ForeignKey("knowledge_point.id"), primary_key=True, index=True),
)


class KnowledgePoint(Base):
    """A knowledge point: one of the course's, as the content names it, or one of the instructors'.

    `is_own` tells the latter. A retired one is offered no more; one that was merged into another says
    into which.
    """

    __tablename__ = "knowledge_point"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    chapter_id: Mapped[str] = mapped_column(String(16), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(8))
    cognitive: Mapped[str] = mapped_column(String(8))
    is_own: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("knowledge_point.id"))

    def authz_facts(self) -> Facts:
        return Facts()  # the bank belongs to the site


class Stimulus(Base):
    """材料: a text that several items share."""

    __tablename__ = "stimulus"

    id: Mapped[int] = mapped_column(primary_key=True)
    content_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)


class Item(Base):
    """An item: one identity over all its versions, with the columns lists filter by.

    `content_id` is the id in the course's text for a shipped item. `pending_version_id` is set when
    an upgrade of the content brought a new version of an item that an instructor had changed: the
    two are shown side by side and a person chooses.
    """

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("use IN ('practice', 'exam', 'reserved')", name="use"),
        CheckConstraint("state IN ('draft', 'in_review', 'published', 'retired')", name="state"),
        Index("ix_item_chapter_id_type_use", "chapter_id", "type", "use"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    content_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    type: Mapped[str] = mapped_column(String(20))
    chapter_id: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(8))
    cognitive: Mapped[str] = mapped_column(String(8))
    difficulty: Mapped[int]
    use: Mapped[str] = mapped_column(String(12), default="practice")
    state: Mapped[str] = mapped_column(String(12), default="published")
    # The stem as one line of plain text, for lists.
    title: Mapped[str] = mapped_column(Text)
    # What staff search (see `texts.search_text`). It holds explanations, so no page that reads items
    # loads it: only conditions name it.
    tokens: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_raiseload=True)
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_version.id", use_alter=True), index=True
    )
    pending_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_version.id", use_alter=True), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Since when the course's text no longer has this shipped item; it comes back if the text does.
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    current_version: Mapped[ItemVersion | None] = relationship(
        foreign_keys=[current_version_id], post_update=True
    )
    pending_version: Mapped[ItemVersion | None] = relationship(
        foreign_keys=[pending_version_id], post_update=True
    )
    knowledge: Mapped[list[KnowledgePoint]] = relationship(secondary=item_knowledge)

    def authz_facts(self) -> Facts:
        return Facts()  # the bank belongs to the site


class ItemVersion(Base):
    """What a candidate sees of an item; a published version never changes."""

    __tablename__ = "item_version"
    __table_args__ = (
        CheckConstraint("origin IN ('content', 'edit')", name="origin"),
        Index("uq_item_version_item_id_number", "item_id", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    number: Mapped[int]
    origin: Mapped[str] = mapped_column(String(8))
    type: Mapped[str] = mapped_column(String(20))
    face: Mapped[dict[str, Any]] = mapped_column(Json)
    # SHA-256 over face, key and labels: tells whether the content changed.
    digest: Mapped[str] = mapped_column(String(64))
    # Level, cognitive level, difficulty, use, knowledge points: as they were in this version.
    labels: Mapped[dict[str, Any]] = mapped_column(Json)
    stimulus_id: Mapped[int | None] = mapped_column(ForeignKey("stimulus.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    item: Mapped[Item] = relationship(foreign_keys=[item_id])
    stimulus: Mapped[Stimulus | None] = relationship()


class ItemKeyRow(Base):
    """The secret half of a version: keys, feedback, explanation, model answer, key points.

    A table of its own, which no page shown to students before release reads.
    """

    __tablename__ = "item_key"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("item_version.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[dict[str, Any]] = mapped_column(Json)


class ContentState(Base):
    """What content is loaded: one row a kind, with the digest it had."""

    __tablename__ = "content_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
