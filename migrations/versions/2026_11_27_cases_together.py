"""let a class talk about a case, review each other's work, and let teachers write cases

Revision: 0017; follows: 0016; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_own_case_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_case_public_id")),
    )
    with op.batch_alter_table("own_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_case_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "own_case_version",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_own_case_version_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["own_case.id"],
            name=op.f("fk_own_case_version_case_id_own_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_own_case_version")),
    )
    op.create_table(
        "case_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("pasture", sa.String(length=80), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("hides_name", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_case_post_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_post_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["case_post.id"],
            name=op.f("fk_case_post_parent_id_case_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_post")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_post_public_id")),
    )
    with op.batch_alter_table("case_post", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_post_opening_id_pasture", ["opening_id", "pasture"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_post_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "case_round",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column(
            "criteria",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("peers_weight", sa.Integer(), nullable=False),
        sa.Column("reviewing_weight", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allotted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "peers_weight >= 0 AND reviewing_weight >= 0 AND peers_weight + reviewing_weight <= 100",
            name=op.f("ck_case_round_weights"),
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_round_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", name=op.f("pk_case_round")),
    )
    op.create_table(
        "case_sample",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "points",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_case_sample_number")),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_round.opening_id"],
            name=op.f("fk_case_sample_opening_id_case_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", "number", name=op.f("pk_case_sample")),
    )
    op.create_table(
        "case_share",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("given >= 0 AND given <= 10", name=op.f("ck_case_share_given")),
        sa.CheckConstraint("rater_id <> member_id", name=op.f("ck_case_share_others")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["user.id"],
            name=op.f("fk_case_share_member_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["user.id"], name=op.f("fk_case_share_rater_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["case_team.id"],
            name=op.f("fk_case_share_team_id_case_team"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team_id", "rater_id", "member_id", name=op.f("pk_case_share")),
    )
    op.create_table(
        "case_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=True),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column(
            "points",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(work_id IS NULL) <> (sample IS NULL)", name=op.f("ck_case_review_of_what")
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_review_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_case_review_reviewer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"],
            ["case_work.id"],
            name=op.f("fk_case_review_work_id_case_work"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_review_public_id")),
    )
    with op.batch_alter_table("case_review", schema=None) as batch_op:
        batch_op.create_index("ix_case_review_work_id", ["work_id"], unique=False)
        batch_op.create_index(
            "uq_case_review_sample",
            ["opening_id", "reviewer_id", "sample"],
            unique=True,
            sqlite_where=sa.text("sample IS NOT NULL"),
            postgresql_where=sa.text("sample IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_case_review_work",
            ["opening_id", "reviewer_id", "work_id"],
            unique=True,
            sqlite_where=sa.text("work_id IS NOT NULL AND NOT by_staff"),
            postgresql_where=sa.text("work_id IS NOT NULL AND NOT by_staff"),
        )


def downgrade() -> None:
    with op.batch_alter_table("case_review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_review_work",
            sqlite_where=sa.text("work_id IS NOT NULL AND NOT by_staff"),
            postgresql_where=sa.text("work_id IS NOT NULL AND NOT by_staff"),
        )
        batch_op.drop_index(
            "uq_case_review_sample",
            sqlite_where=sa.text("sample IS NOT NULL"),
            postgresql_where=sa.text("sample IS NOT NULL"),
        )
        batch_op.drop_index("ix_case_review_work_id")

    op.drop_table("case_review")
    op.drop_table("case_share")
    op.drop_table("case_sample")
    op.drop_table("case_round")
    with op.batch_alter_table("case_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_post_parent_id"))
        batch_op.drop_index("ix_case_post_opening_id_pasture")

    op.drop_table("case_post")
    op.drop_table("own_case_version")
    with op.batch_alter_table("own_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_case_owner_id"))

    op.drop_table("own_case")
