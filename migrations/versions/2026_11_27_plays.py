"""plays: scenarios as they were played, conversations, labels, class work, rooms, own scenarios

Revision: 0018; follows: 0017; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "play_script",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_script")),
        sa.UniqueConstraint("digest", name=op.f("uq_play_script_digest")),
    )
    with op.batch_alter_table("play_script", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_script_slug"), ["slug"], unique=False)

    op.create_table(
        "own_scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("script_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user.id"],
            name=op.f("fk_own_scenario_owner_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["script_id"], ["play_script.id"], name=op.f("fk_own_scenario_script_id_play_script")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_scenario")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_scenario_public_id")),
    )
    with op.batch_alter_table("own_scenario", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_scenario_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "play_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("script_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_play_room_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["user.id"], name=op.f("fk_play_room_host_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["script_id"], ["play_script.id"], name=op.f("fk_play_room_script_id_play_script")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_room")),
        sa.UniqueConstraint("code", name=op.f("uq_play_room_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_play_room_public_id")),
    )
    with op.batch_alter_table("play_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_room_class_id"), ["class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_play_room_host_id"), ["host_id"], unique=False)

    op.create_table(
        "own_scenario_member",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "\"right\" IN ('see', 'edit')", name=op.f("ck_own_scenario_member_right")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["own_scenario.id"],
            name=op.f("fk_own_scenario_member_scenario_id_own_scenario"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_own_scenario_member_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scenario_id", "user_id", name=op.f("pk_own_scenario_member")),
    )
    with op.batch_alter_table("own_scenario_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_scenario_member_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "own_scenario_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("script_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_own_scenario_version_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["own_scenario.id"],
            name=op.f("fk_own_scenario_version_scenario_id_own_scenario"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["script_id"],
            ["play_script.id"],
            name=op.f("fk_own_scenario_version_script_id_play_script"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_scenario_version")),
    )
    with op.batch_alter_table("own_scenario_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_own_scenario_version_number", ["scenario_id", "number"], unique=True
        )

    op.create_table(
        "play_room_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('join', 'say', 'answer', 'mood', 'rate', 'whisper', 'pause', 'resume', 'rotate', 'end', 'reopen')",
            name=op.f("ck_play_room_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_play_room_event_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["play_room.id"],
            name=op.f("fk_play_room_event_room_id_play_room"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_room_event")),
    )
    with op.batch_alter_table("play_room_event", schema=None) as batch_op:
        batch_op.create_index("uq_play_room_event_key", ["room_id", "key"], unique=True)
        batch_op.create_index("uq_play_room_event_number", ["room_id", "number"], unique=True)

    op.create_table(
        "play_room_seat",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "role IN ('agent', 'customer', 'observer', 'leader')",
            name=op.f("ck_play_room_seat_role"),
        ),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["play_room.id"],
            name=op.f("fk_play_room_seat_room_id_play_room"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_play_room_seat_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("room_id", "user_id", name=op.f("pk_play_room_seat")),
    )
    with op.batch_alter_table("play_room_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_room_seat_user_id"), ["user_id"], unique=False)

    op.create_table(
        "play_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("script_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("counts", sa.String(length=8), nullable=False),
        sa.Column("debrief", sa.String(length=12), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("counts IN ('best', 'last')", name=op.f("ck_play_assignment_counts")),
        sa.CheckConstraint(
            "debrief IN ('after_run', 'after_close')", name=op.f("ck_play_assignment_debrief")
        ),
        sa.CheckConstraint(
            "mode IN ('text', 'choice', 'both')", name=op.f("ck_play_assignment_mode")
        ),
        sa.CheckConstraint("attempts >= 1", name=op.f("ck_play_assignment_attempts")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_play_assignment_window")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_play_assignment_weight")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_play_assignment_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_play_assignment_category_id_grade_category"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_play_assignment_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["script_id"], ["play_script.id"], name=op.f("fk_play_assignment_script_id_play_script")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_play_assignment_public_id")),
    )
    with op.batch_alter_table("play_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_assignment_class_id"), ["class_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_play_assignment_script_id"), ["script_id"], unique=False
        )

    op.create_table(
        "play_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("script_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("voiced", sa.Boolean(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("from_turn", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("ending", sa.String(length=12), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("accepted_at", INSTANT, nullable=True),
        sa.CheckConstraint("mode IN ('text', 'choice')", name=op.f("ck_play_run_mode")),
        sa.CheckConstraint(
            "(assignment_id IS NULL) = (attempt IS NULL)", name=op.f("ck_play_run_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["play_assignment.id"],
            name=op.f("fk_play_run_assignment_id_play_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["play_run.id"],
            name=op.f("fk_play_run_parent_id_play_run"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["script_id"], ["play_script.id"], name=op.f("fk_play_run_script_id_play_script")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_play_run_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_play_run_public_id")),
    )
    with op.batch_alter_table("play_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_run_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_play_run_script_id"), ["script_id"], unique=False)
        batch_op.create_index("ix_play_run_user_id_id", ["user_id", "id"], unique=False)
        batch_op.create_index(
            "uq_play_run_attempt", ["assignment_id", "user_id", "attempt"], unique=True
        )

    op.create_table(
        "play_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("judgement", JSON, nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["play_run.id"],
            name=op.f("fk_play_turn_run_id_play_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_turn")),
    )
    with op.batch_alter_table("play_turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_play_turn_unsure"), ["unsure"], unique=False)
        batch_op.create_index("uq_play_turn_run_id_number", ["run_id", "number"], unique=True)

    op.create_table(
        "play_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("acts", JSON, nullable=False),
        sa.Column("taboo", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('ask', 'correct', 'keep')", name=op.f("ck_play_label_kind")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_play_label_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["play_turn.id"],
            name=op.f("fk_play_label_turn_id_play_turn"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_label")),
    )
    with op.batch_alter_table("play_label", schema=None) as batch_op:
        batch_op.create_index("uq_play_label_turn_id_number", ["turn_id", "number"], unique=True)

    op.create_table(
        "play_voice",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["play_turn.id"],
            name=op.f("fk_play_voice_turn_id_play_turn"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_play_voice")),
    )


def downgrade() -> None:
    op.drop_table("play_voice")
    with op.batch_alter_table("play_label", schema=None) as batch_op:
        batch_op.drop_index("uq_play_label_turn_id_number")

    op.drop_table("play_label")
    with op.batch_alter_table("play_turn", schema=None) as batch_op:
        batch_op.drop_index("uq_play_turn_run_id_number")
        batch_op.drop_index(batch_op.f("ix_play_turn_unsure"))

    op.drop_table("play_turn")
    with op.batch_alter_table("play_run", schema=None) as batch_op:
        batch_op.drop_index("uq_play_run_attempt")
        batch_op.drop_index("ix_play_run_user_id_id")
        batch_op.drop_index(batch_op.f("ix_play_run_script_id"))
        batch_op.drop_index(batch_op.f("ix_play_run_parent_id"))

    op.drop_table("play_run")
    with op.batch_alter_table("play_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_play_assignment_script_id"))
        batch_op.drop_index(batch_op.f("ix_play_assignment_class_id"))

    op.drop_table("play_assignment")
    with op.batch_alter_table("play_room_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_play_room_seat_user_id"))

    op.drop_table("play_room_seat")
    with op.batch_alter_table("play_room_event", schema=None) as batch_op:
        batch_op.drop_index("uq_play_room_event_number")
        batch_op.drop_index("uq_play_room_event_key")

    op.drop_table("play_room_event")
    with op.batch_alter_table("own_scenario_version", schema=None) as batch_op:
        batch_op.drop_index("uq_own_scenario_version_number")

    op.drop_table("own_scenario_version")
    with op.batch_alter_table("own_scenario_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_scenario_member_user_id"))

    op.drop_table("own_scenario_member")
    with op.batch_alter_table("play_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_play_room_host_id"))
        batch_op.drop_index(batch_op.f("ix_play_room_class_id"))

    op.drop_table("play_room")
    with op.batch_alter_table("own_scenario", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_scenario_owner_id"))

    op.drop_table("own_scenario")
    with op.batch_alter_table("play_script", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_play_script_slug"))

    op.drop_table("play_script")
