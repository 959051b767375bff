"""bank together: review, notes, steps over many items, filters, collections, own knowledge points

Revision: 0009; follows: 0008; made: 2026-11-26
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)
POINT = "fk_knowledge_point_merged_into_id_knowledge_point"


def _key(table: str, column: str, target: str, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}_{target}"),
        ondelete="CASCADE" if cascade else None,
    )


def upgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_item_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_item_state"), "state IN ('draft', 'in_review', 'published', 'retired')"
        )
    with op.batch_alter_table("knowledge_point", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_own", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("retired_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.String(length=80), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(POINT), "knowledge_point", ["merged_into_id"], ["id"]
        )
    _notes()
    _steps()
    _filters()
    _collections()


def _notes() -> None:
    op.create_table(
        "item_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "act IN ('say', 'settle', 'unsettle', 'submit', 'withdraw', 'approve', 'return', "
            "'publish', 'retire', 'reopen', 'recheck', 'undo')",
            name=op.f("ck_item_note_act"),
        ),
        _key("item_note", "item_id", "item", cascade=True),
        _key("item_note", "author_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_note")),
    )
    with op.batch_alter_table("item_note", schema=None) as batch_op:
        batch_op.create_index("uq_item_note_item_id_number", ["item_id", "number"], unique=True)

    op.create_table(
        "knowledge_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("change", JSON, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "act IN ('create', 'change', 'move', 'merge', 'split', 'retire', 'restore')",
            name=op.f("ck_knowledge_note_act"),
        ),
        _key("knowledge_note", "point_id", "knowledge_point"),
        _key("knowledge_note", "author_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_note")),
    )
    with op.batch_alter_table("knowledge_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_note_point_id"), ["point_id"], unique=False)


def _steps() -> None:
    op.create_table(
        "bank_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("change", JSON, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('bulk', 'merge')", name=op.f("ck_bank_step_kind")),
        _key("bank_step", "author_id", "user"),
        _key("bank_step", "undone_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_step")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_step_public_id")),
    )
    with op.batch_alter_table("bank_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_step_created_at"), ["created_at"], unique=False)

    op.create_table(
        "bank_step_item",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("state_before", sa.String(length=12), nullable=False),
        sa.Column("state_after", sa.String(length=12), nullable=False),
        _key("bank_step_item", "step_id", "bank_step", cascade=True),
        _key("bank_step_item", "item_id", "item", cascade=True),
        _key("bank_step_item", "before_id", "item_version", cascade=True),
        _key("bank_step_item", "after_id", "item_version", cascade=True),
        sa.PrimaryKeyConstraint("step_id", "item_id", name=op.f("pk_bank_step_item")),
    )
    with op.batch_alter_table("bank_step_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_step_item_item_id"), ["item_id"], unique=False)


def _filters() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", JSON, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _key("saved_filter", "user_id", "user", cascade=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_filter_public_id")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index("uq_saved_filter_user_id_name", ["user_id", "name"], unique=True)


def _collections() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        _key("collection", "owner_id", "user", cascade=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_collection_public_id")),
    )
    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collection_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "collection_member",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(length=8), nullable=False),
        sa.CheckConstraint("\"right\" IN ('see', 'edit')", name=op.f("ck_collection_member_right")),
        _key("collection_member", "collection_id", "collection", cascade=True),
        _key("collection_member", "user_id", "user", cascade=True),
        sa.PrimaryKeyConstraint("collection_id", "user_id", name=op.f("pk_collection_member")),
    )
    with op.batch_alter_table("collection_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collection_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "collection_item",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        _key("collection_item", "collection_id", "collection", cascade=True),
        _key("collection_item", "item_id", "item", cascade=True),
        _key("collection_item", "added_by_id", "user"),
        sa.PrimaryKeyConstraint("collection_id", "item_id", name=op.f("pk_collection_item")),
    )
    with op.batch_alter_table("collection_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collection_item_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    for table in (
        "collection_item",
        "collection_member",
        "collection",
        "saved_filter",
        "bank_step_item",
        "bank_step",
        "knowledge_note",
        "item_note",
    ):
        op.drop_table(table)
    # The earlier program knows no review, and no points of the instructors' own: items in review are
    # drafts to it; own points stay, as items hang on them.
    op.execute("UPDATE item SET state = 'draft' WHERE state = 'in_review'")
    with op.batch_alter_table("knowledge_point", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(POINT), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("retired_at")
        batch_op.drop_column("is_own")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_item_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_item_state"), "state IN ('draft', 'published', 'retired')"
        )
