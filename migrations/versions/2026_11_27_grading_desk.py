"""keep how written answers are graded: plans of exams, readings of two markers, rubrics, open answers

Revision: 0011; follows: 0010; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written", JSON, nullable=False, server_default="{}"))
    op.create_table(
        "mark_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_kind", sa.String(length=16), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("correctness", sa.Numeric(precision=7, scale=6), nullable=True),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_mark_reading_author_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_reading")),
    )
    op.create_index(
        "uq_mark_reading_number",
        "mark_reading",
        ["work_kind", "part_id", "work_id", "number"],
        unique=True,
    )
    op.create_table(
        "marking_rubric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_kind", sa.String(length=16), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_marking_rubric_author_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_rubric")),
    )
    op.create_index(
        "uq_marking_rubric_number",
        "marking_rubric",
        ["work_kind", "part_id", "number"],
        unique=True,
    )
    op.create_table(
        "marking_claim",
        sa.Column("work_kind", sa.String(length=16), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("works", JSON, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_marking_claim_author_id_user")
        ),
        sa.PrimaryKeyConstraint("work_kind", "part_id", "author_id", name=op.f("pk_marking_claim")),
    )


def downgrade() -> None:
    op.drop_table("marking_claim")
    op.drop_table("marking_rubric")
    op.drop_table("mark_reading")
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_column("written")
