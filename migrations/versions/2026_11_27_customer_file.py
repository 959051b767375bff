"""let students build customer files: tasks, files and their logs

Revision: 0014; follows: 0013; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "file_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_percent", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("cut_a", sa.Integer(), nullable=False),
        sa.Column("cut_b", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=8), nullable=False),
        sa.Column("ties", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "0 < cut_a AND cut_a < cut_b AND cut_b < 100", name=op.f("ck_file_project_cuts")
        ),
        sa.CheckConstraint("basis IN ('amount', 'margin')", name=op.f("ck_file_project_basis")),
        sa.CheckConstraint("ties IN ('low', 'high')", name=op.f("ck_file_project_ties")),
        sa.CheckConstraint(
            "late_percent >= 0 AND late_percent <= 100",
            name=op.f("ck_file_project_late_percent"),
        ),
        sa.CheckConstraint("late_days >= 0", name=op.f("ck_file_project_late_days")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_file_project_category_id_grade_category"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_file_project_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_project")),
        sa.UniqueConstraint("public_id", name=op.f("uq_file_project_public_id")),
    )
    op.create_index(op.f("ix_file_project_class_id"), "file_project", ["class_id"])
    op.create_table(
        "customer_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_customer_file_class_id_course_class"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["file_project.id"],
            name=op.f("fk_customer_file_project_id_file_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_customer_file_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_customer_file_public_id")),
    )
    op.create_index(
        "uq_customer_file_project_id_user_id",
        "customer_file",
        ["project_id", "user_id"],
        unique=True,
    )
    op.create_index(op.f("ix_customer_file_user_id"), "customer_file", ["user_id"])
    op.create_table(
        "file_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("ops", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('edit', 'undo', 'redo')", name=op.f("ck_file_change_act")),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["customer_file.id"],
            name=op.f("fk_file_change_file_id_customer_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_change")),
    )
    op.create_index("uq_file_change_number", "file_change", ["file_id", "number"], unique=True)


def downgrade() -> None:
    op.drop_table("file_change")
    op.drop_table("customer_file")
    op.drop_table("file_project")
