"""The rows of an import: the batch, its questions one by one, and the pictures of the bank.

A question is a row of its own, so that a page of fifty is read and saved without touching the rest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.authz.policy import Facts
from app.database import Json, PublicId, UtcDateTime, new_public_id
from app.extensions import Base


class ImportBatch(Base):
    """One file or pasted text, read and waiting for its author to look and confirm.

    `rounds` counts how often something was stored out of it or taken back: a form that was opened in
    an earlier round confirms nothing. `source` are the lines that places of problems refer to.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_author_id_id", "author_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=new_public_id)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # Empty for pasted text.
    name: Mapped[str] = mapped_column(String(200), default="")
    format: Mapped[str] = mapped_column(String(16))
    source: Mapped[list[str]] = mapped_column(Json, deferred=True)
    loose: Mapped[list[Any]] = mapped_column(Json, default=list)
    rounds: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts(owner_id=self.author_id)


class ImportQuestion(Base):
    """One question of a batch with its labels and what is to become of it.

    `standing` says in which of the three groups it is, `good` whether the bank would take it as it
    is. `choice` is what its author wants. A near-duplicate names the item of the bank (`twin_item_id`)
    or the earlier question of the batch (`twin_place`) and how much they share, in percent. Once
    stored it knows its item, its version and, where it became a new version, the one before.
    """

    __tablename__ = "import_question"
    __table_args__ = (
        CheckConstraint("standing IN ('ready', 'review', 'draft')", name="standing"),
        CheckConstraint("choice IN ('store', 'leave', 'version')", name="choice"),
        Index("uq_import_question_batch_id_position", "batch_id", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    position: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    labels: Mapped[dict[str, Any]] = mapped_column(Json)
    # Knowledge points its words speak for: [[id, [words]], …], the strongest first.
    suggested: Mapped[list[Any]] = mapped_column(Json, default=list)
    standing: Mapped[str] = mapped_column(String(8))
    good: Mapped[bool] = mapped_column(default=False)
    choice: Mapped[str] = mapped_column(String(8), default="store")
    twin_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    twin_place: Mapped[int | None]
    twin_share: Mapped[int] = mapped_column(default=0)
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_version.id", ondelete="SET NULL"), index=True
    )
    before_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_version.id", ondelete="SET NULL"), index=True
    )


class ColumnMapping(Base):
    """Which column of a foreign sheet means what, remembered for one person by its row of headings."""

    __tablename__ = "column_mapping"

    author_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    # SHA-256 over the headings.
    headings: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemPicture(Base):
    """A picture of an item, re-encoded; its name is the SHA-256 of its bytes, which never change."""

    __tablename__ = "item_picture"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(16))
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def authz_facts(self) -> Facts:
        return Facts()  # whoever may see pictures of items may see each whose name they were given
