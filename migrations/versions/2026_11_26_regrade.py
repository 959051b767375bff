"""regrade: jobs, rulings on questions, and which marks people gave; locks of answers looked up

Revision: 0003; follows: 0002; made: 2026-11-26
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column(
            "payload",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column(
            "cursor",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state")
        ),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_job_counts")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_job_author_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state_not_before", ["state", "not_before"], unique=False)

    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("work_kind", sa.String(length=16), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("points", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column(
            "accept",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("never_lower", sa.Boolean(), nullable=False),
        sa.Column("hand_too", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("after_event", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("lowered", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name=op.f("ck_ruling_undoes")),
        sa.CheckConstraint(
            "kind IN ('key', 'accept', 'void', 'full', 'points', 'undo')",
            name=op.f("ck_ruling_kind"),
        ),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_ruling_state")),
        sa.CheckConstraint("points IS NULL OR points > 0", name=op.f("ck_ruling_points_positive")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_ruling_author_id_user")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_ruling_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_ruling_job_id_job")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_ruling_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
    )
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruling_class_id"), ["class_id"], unique=False)
        batch_op.create_index("ix_ruling_paper", ["work_kind", "paper_id"], unique=False)
        batch_op.create_index("uq_ruling_part", ["work_kind", "part_id", "number"], unique=True)
        batch_op.create_index(
            "uq_ruling_running",
            ["work_kind", "paper_id"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "answer_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_answer_lock_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["form_slot.id"], name=op.f("fk_answer_lock_slot_id_form_slot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_lock")),
    )
    with op.batch_alter_table("answer_lock", schema=None) as batch_op:
        batch_op.create_index(
            "uq_answer_lock_sitting_id_slot_id", ["sitting_id", "slot_id"], unique=True
        )

    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_hand", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("ruling_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_mark_event_ruling_id"), ["ruling_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_mark_event_ruling_id_ruling"), "ruling", ["ruling_id"], ["id"]
        )
    # Until now a mark with an author was always a person's.
    op.execute("UPDATE mark_event SET by_hand = (author_id IS NOT NULL)")
    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.alter_column("by_hand", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_mark_event_ruling_id_ruling"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_mark_event_ruling_id"))
        batch_op.drop_column("ruling_id")
        batch_op.drop_column("by_hand")

    with op.batch_alter_table("answer_lock", schema=None) as batch_op:
        batch_op.drop_index("uq_answer_lock_sitting_id_slot_id")

    op.drop_table("answer_lock")
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ruling_running",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index("uq_ruling_part")
        batch_op.drop_index("ix_ruling_paper")
        batch_op.drop_index(batch_op.f("ix_ruling_class_id"))

    op.drop_table("ruling")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state_not_before")

    op.drop_table("job")
