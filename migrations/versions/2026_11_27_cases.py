"""let classes and readers work on cases: frozen texts, opened cases, works, answers, teams

Revision: 0016; follows: 0015; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_text")),
        sa.UniqueConstraint("digest", name=op.f("uq_case_text_digest")),
    )
    op.create_table(
        "case_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("in_teams", sa.Boolean(), nullable=False),
        sa.Column("post_first", sa.Boolean(), nullable=False),
        sa.Column("may_hide_name", sa.Boolean(), nullable=False),
        sa.Column("talk_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talk_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_case_opening_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_case_opening_category_id_grade_category"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_case_opening_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["case_text.id"], name=op.f("fk_case_opening_text_id_case_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_opening")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_opening_public_id")),
    )
    with op.batch_alter_table("case_opening", schema=None) as batch_op:
        batch_op.create_index("ix_case_opening_class_id", ["class_id"], unique=False)

    op.create_table(
        "case_part",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "opens IN ('start', 'answer', 'date', 'staff')", name=op.f("ck_case_part_opens")
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_part_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", "part_id", name=op.f("pk_case_part")),
    )
    op.create_table(
        "case_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_team_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_team")),
    )
    with op.batch_alter_table("case_team", schema=None) as batch_op:
        batch_op.create_index(
            "uq_case_team_opening_id_number", ["opening_id", "number"], unique=True
        )

    op.create_table(
        "case_team_member",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_team_member_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["case_team.id"],
            name=op.f("fk_case_team_member_team_id_case_team"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_case_team_member_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", "user_id", name=op.f("pk_case_team_member")),
    )
    with op.batch_alter_table("case_team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_team_member_team_id"), ["team_id"], unique=False)

    op.create_table(
        "case_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (team_id IS NULL) AND (team_id IS NULL OR opening_id IS NOT NULL)",
            name=op.f("ck_case_work_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["case_opening.id"],
            name=op.f("fk_case_work_opening_id_case_opening"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["case_team.id"],
            name=op.f("fk_case_work_team_id_case_team"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["case_text.id"], name=op.f("fk_case_work_text_id_case_text")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_case_work_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_work")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_work_public_id")),
    )
    with op.batch_alter_table("case_work", schema=None) as batch_op:
        batch_op.create_index(
            "uq_case_work_opening_id_user_id",
            ["opening_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("opening_id IS NOT NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("opening_id IS NOT NULL AND user_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_case_work_own",
            ["user_id", "case_id", "attempt"],
            unique=True,
            sqlite_where=sa.text("opening_id IS NULL"),
            postgresql_where=sa.text("opening_id IS NULL"),
        )
        batch_op.create_index(
            "uq_case_work_team_id",
            ["team_id"],
            unique=True,
            sqlite_where=sa.text("team_id IS NOT NULL"),
            postgresql_where=sa.text("team_id IS NOT NULL"),
        )

    op.create_table(
        "case_answer",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column(
            "response",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_case_answer_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["work_id"],
            ["case_work.id"],
            name=op.f("fk_case_answer_work_id_case_work"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("work_id", "question_id", name=op.f("pk_case_answer")),
    )
    op.create_table(
        "case_commit",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_case_commit_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["work_id"],
            ["case_work.id"],
            name=op.f("fk_case_commit_work_id_case_work"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("work_id", "part_id", name=op.f("pk_case_commit")),
    )


def downgrade() -> None:
    op.drop_table("case_commit")
    op.drop_table("case_answer")
    with op.batch_alter_table("case_work", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_work_team_id",
            sqlite_where=sa.text("team_id IS NOT NULL"),
            postgresql_where=sa.text("team_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_case_work_own",
            sqlite_where=sa.text("opening_id IS NULL"),
            postgresql_where=sa.text("opening_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_case_work_opening_id_user_id",
            sqlite_where=sa.text("opening_id IS NOT NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("opening_id IS NOT NULL AND user_id IS NOT NULL"),
        )

    op.drop_table("case_work")
    with op.batch_alter_table("case_team_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_team_member_team_id"))

    op.drop_table("case_team_member")
    with op.batch_alter_table("case_team", schema=None) as batch_op:
        batch_op.drop_index("uq_case_team_opening_id_number")

    op.drop_table("case_team")
    op.drop_table("case_part")
    with op.batch_alter_table("case_opening", schema=None) as batch_op:
        batch_op.drop_index("ix_case_opening_class_id")

    op.drop_table("case_opening")
    op.drop_table("case_text")
