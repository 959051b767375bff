"""second looks: requests that a person look at one mark again, and for how long exams take them

Revision: 0007; follows: 0006; made: 2026-11-26
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('asked', 'working')")


def upgrade() -> None:
    op.create_table(
        "second_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("work_kind", sa.String(length=16), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'working', 'answered', 'withdrawn')",
            name=op.f("ck_second_look_state"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_second_look_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["user.id"], name=op.f("fk_second_look_learner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
        sa.UniqueConstraint("public_id", name=op.f("uq_second_look_public_id")),
    )
    response = ["work_kind", "work_id", "part_id"]
    with op.batch_alter_table("second_look", schema=None) as batch_op:
        batch_op.create_index("ix_second_look_class_id_state", ["class_id", "state"], unique=False)
        batch_op.create_index("ix_second_look_paper", ["work_kind", "paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_second_look_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index("uq_second_look_number", [*response, "number"], unique=True)
        batch_op.create_index(
            "uq_second_look_open", response, unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )

    op.create_table(
        "second_look_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("old", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("new", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("event_number", sa.Integer(), nullable=True),
        sa.Column("ruling_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('ask', 'say', 'stand', 'change', 'ruling', 'withdraw', 'reopen')",
            name=op.f("ck_second_look_step_act"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_second_look_step_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["look_id"], ["second_look.id"], name=op.f("fk_second_look_step_look_id_second_look")
        ),
        sa.ForeignKeyConstraint(
            ["ruling_id"], ["ruling.id"], name=op.f("fk_second_look_step_ruling_id_ruling")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look_step")),
    )
    with op.batch_alter_table("second_look_step", schema=None) as batch_op:
        batch_op.create_index("uq_second_look_step_number", ["look_id", "number"], unique=True)

    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("look_days", sa.Integer(), nullable=False, server_default="7")
        )
        batch_op.create_check_constraint(batch_op.f("ck_exam_look_days"), "look_days >= 0")


def downgrade() -> None:
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exam_look_days"), type_="check")
        batch_op.drop_column("look_days")

    op.drop_table("second_look_step")
    op.drop_table("second_look")
