"""homework: assignments, versions, files

Revision: 0013; follows: 0012; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "homework_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_per_day", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("late_cap", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("file_types", JSON, nullable=False),
        sa.Column("most_files", sa.Integer(), nullable=False),
        sa.Column("rubric", JSON, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "closes_at >= due_at", name=op.f("ck_homework_assignment_closes_after_due")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_homework_assignment_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_homework_assignment_category_id_grade_category"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_homework_assignment_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homework_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_homework_assignment_public_id")),
    )
    with op.batch_alter_table("homework_assignment", schema=None) as batch_op:
        batch_op.create_index("ix_homework_assignment_class_id", ["class_id"], unique=False)
    op.create_table(
        "homework_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["homework_assignment.id"],
            name=op.f("fk_homework_submission_assignment_id_homework_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_homework_submission_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_homework_submission_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homework_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_homework_submission_public_id")),
    )
    with op.batch_alter_table("homework_submission", schema=None) as batch_op:
        batch_op.create_index("ix_homework_submission_user_id", ["user_id"], unique=False)
        batch_op.create_index(
            "uq_homework_submission_version", ["assignment_id", "user_id", "number"], unique=True
        )
    op.create_table(
        "homework_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_homework_file_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["homework_submission.id"],
            name=op.f("fk_homework_file_submission_id_homework_submission"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_homework_file_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homework_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_homework_file_public_id")),
    )
    with op.batch_alter_table("homework_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homework_file_submission_id"), ["submission_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("homework_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_homework_file_submission_id"))
    op.drop_table("homework_file")
    with op.batch_alter_table("homework_submission", schema=None) as batch_op:
        batch_op.drop_index("uq_homework_submission_version")
        batch_op.drop_index("ix_homework_submission_user_id")
    op.drop_table("homework_submission")
    with op.batch_alter_table("homework_assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_homework_assignment_class_id")
    op.drop_table("homework_assignment")
