"""surveys: the coursework of a class, surveys, ways in, tokens, responses, steps

Revision: 0015; follows: 0014; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    _task()
    _survey()
    _ways_in()
    _answers()


def _task() -> None:
    op.create_table(
        "survey_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("simulated_allowed", sa.Boolean(), nullable=False),
        sa.Column("max_points", sa.Numeric(6, 2), nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("max_points > 0", name=op.f("ck_survey_task_max_positive")),
        _key("survey_task", "class_id", "course_class"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_task")),
        sa.UniqueConstraint("class_id", name=op.f("uq_survey_task_class_id")),
    )


def _survey() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("questions", JSON, nullable=False),
        sa.Column("weights", JSON, nullable=False),
        sa.Column("crosshair", sa.String(8), nullable=False),
        sa.Column("next_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("claims", JSON, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("report", JSON, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("handed_in_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'handed_in')", name=op.f("ck_survey_state")
        ),
        sa.CheckConstraint("way IN ('slips', 'link')", name=op.f("ck_survey_way")),
        _key("survey", "task_id", "survey_task"),
        _key("survey", "class_id", "course_class"),
        _key("survey", "owner_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_survey_public_id")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index("uq_survey_task_id_owner_id", ["task_id", "owner_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_survey_class_id"), ["class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_owner_id"), ["owner_id"], unique=False)


def _ways_in() -> None:
    op.create_table(
        "survey_door",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.CheckConstraint("kind IN ('pilot', 'collect')", name=op.f("ck_survey_door_kind")),
        _key("survey_door", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_door")),
        sa.UniqueConstraint("key", name=op.f("uq_survey_door_key")),
    )
    with op.batch_alter_table("survey_door", schema=None) as batch_op:
        batch_op.create_index("uq_survey_door_survey_id_kind", ["survey_id", "kind"], unique=True)
    op.create_table(
        "survey_token",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        _key("survey_token", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_survey_token")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_token_survey_id"), "survey_token", ["survey_id"], unique=False)


def _answers() -> None:
    op.create_table(
        "survey_response",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('pilot', 'real', 'simulated')", name=op.f("ck_survey_response_kind")
        ),
        _key("survey_response", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_response_survey_id", "survey_response", ["survey_id"], unique=False)
    op.create_table(
        "survey_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "act IN ('open', 'issue', 'close', 'simulate', 'keep', 'drop', 'clear_pilot', 'claim', "
            "'hand_in', 'return')",
            name=op.f("ck_survey_step_act"),
        ),
        _key("survey_step", "survey_id", "survey"),
        _key("survey_step", "author_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_step")),
    )
    with op.batch_alter_table("survey_step", schema=None) as batch_op:
        batch_op.create_index(
            "uq_survey_step_survey_id_number", ["survey_id", "number"], unique=True
        )


def downgrade() -> None:
    for table in (
        "survey_step", "survey_response", "survey_token", "survey_door", "survey", "survey_task",
    ):  # fmt: skip
        op.drop_table(table)
    # Marks of a kind of work that is no more.
    op.execute("DELETE FROM mark_event WHERE work_kind = 'survey'")
