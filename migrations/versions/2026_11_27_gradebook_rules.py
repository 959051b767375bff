"""rules inside categories and columns, acts that can be undone, imports, attendance, practice goals

Revision: 0012; follows: 0011; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "attendance_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_attendance_session_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attendance_session_public_id")),
    )
    with op.batch_alter_table("attendance_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attendance_session_class_id_held_at", ["class_id", "held_at"], unique=False
        )
    op.create_table(
        "grade_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_grade_batch_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_grade_batch_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["grade_batch.id"], name=op.f("fk_grade_batch_undoes_id_grade_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_grade_batch_public_id")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_grade_batch_undoes_id")),
    )
    with op.batch_alter_table("grade_batch", schema=None) as batch_op:
        batch_op.create_index("ix_grade_batch_class_id_id", ["class_id", "id"], unique=False)
    op.create_table(
        "attendance_mark",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(length=8), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "presence IN ('here', 'late', 'left', 'leave', 'absent')",
            name=op.f("ck_attendance_mark_presence"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_attendance_mark_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["attendance_session.id"],
            name=op.f("fk_attendance_mark_session_id_attendance_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_attendance_mark_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_attendance_mark")),
    )
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.create_index("uq_attendance_mark_device", ["session_id", "device"], unique=True)
    op.create_table(
        "grade_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_grade_import_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["grade_batch.id"], name=op.f("fk_grade_import_batch_id_grade_batch")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_grade_import_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_grade_import_public_id")),
    )
    op.create_table(
        "attendance_rule",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("worth", JSON, nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_attendance_rule_category_id_grade_category"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_attendance_rule_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_attendance_rule")),
    )
    op.create_table(
        "practice_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("chapters", JSON, nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('right', 'mastery')", name=op.f("ck_practice_goal_kind")),
        sa.CheckConstraint("due_at > opens_at", name=op.f("ck_practice_goal_window")),
        sa.CheckConstraint("target > 0", name=op.f("ck_practice_goal_target")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_practice_goal_category_id_grade_category"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_practice_goal_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_goal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_practice_goal_public_id")),
    )
    with op.batch_alter_table("practice_goal", schema=None) as batch_op:
        batch_op.create_index("ix_practice_goal_class_id", ["class_id"], unique=False)
    with op.batch_alter_table("grade_category", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mode", sa.String(length=8), server_default="weights", nullable=False)
        )
        batch_op.add_column(
            sa.Column("drop_lowest", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.create_check_constraint("mode", "mode IN ('weights', 'points')")
        batch_op.create_check_constraint("drop_lowest", "drop_lowest >= 0")
    with op.batch_alter_table("grade_column", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("bonus", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("may_pass", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "late_per_day", sa.Numeric(precision=5, scale=2), server_default="0", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "late_cap", sa.Numeric(precision=5, scale=2), server_default="100", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column("late_grace", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("retake", sa.String(length=8), server_default="best", nullable=False)
        )
        batch_op.create_check_constraint("retake", "retake IN ('best', 'last', 'mean')")
    with op.batch_alter_table("grade_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("attempts", JSON, nullable=True))
        batch_op.add_column(sa.Column("comment", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_grade_event_batch_id"), ["batch_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_grade_event_batch_id_grade_batch"), "grade_batch", ["batch_id"], ["id"]
        )
    with op.batch_alter_table("grade_scheme", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("show_standing", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("cap_total", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("tables", JSON, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("grade_scheme", schema=None) as batch_op:
        batch_op.drop_column("tables")
        batch_op.drop_column("cap_total")
        batch_op.drop_column("show_standing")
    with op.batch_alter_table("grade_event", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_grade_event_batch_id_grade_batch"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_grade_event_batch_id"))
        batch_op.drop_column("batch_id")
        batch_op.drop_column("comment")
        batch_op.drop_column("attempts")
        batch_op.drop_column("submitted_at")
    with op.batch_alter_table("grade_column", schema=None) as batch_op:
        batch_op.drop_constraint("retake", type_="check")
        batch_op.drop_column("retake")
        batch_op.drop_column("late_grace")
        batch_op.drop_column("late_cap")
        batch_op.drop_column("late_per_day")
        batch_op.drop_column("may_pass")
        batch_op.drop_column("bonus")
    with op.batch_alter_table("grade_category", schema=None) as batch_op:
        batch_op.drop_constraint("drop_lowest", type_="check")
        batch_op.drop_constraint("mode", type_="check")
        batch_op.drop_column("drop_lowest")
        batch_op.drop_column("mode")
    with op.batch_alter_table("practice_goal", schema=None) as batch_op:
        batch_op.drop_index("ix_practice_goal_class_id")
    op.drop_table("practice_goal")
    op.drop_table("attendance_rule")
    op.drop_table("grade_import")
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.drop_index("uq_attendance_mark_device")
    op.drop_table("attendance_mark")
    with op.batch_alter_table("grade_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_grade_batch_class_id_id")
    op.drop_table("grade_batch")
    with op.batch_alter_table("attendance_session", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_session_class_id_held_at")
    op.drop_table("attendance_session")
