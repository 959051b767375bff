"""first tables

Revision: 0001; follows: ; made: 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


LATE = (
    ("fk_item_current_version_id_item_version", "item", "current_version_id", "item_version"),
    ("fk_item_pending_version_id_item_version", "item", "pending_version_id", "item_version"),
    ("fk_exam_form_id_exam_form", "exam", "form_id", "exam_form"),
)


def upgrade() -> None:
    op.create_table(
        "content_state",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_content_state")),
    )
    op.create_table(
        "course_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("join_code", sa.String(length=12), nullable=False),
        sa.Column("join_open", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_class")),
        sa.UniqueConstraint("join_code", name=op.f("uq_course_class_join_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_course_class_public_id")),
    )
    op.create_table(
        "knowledge_point",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("chapter_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("cognitive", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_point")),
    )
    with op.batch_alter_table("knowledge_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_knowledge_point_chapter_id"), ["chapter_id"], unique=False
        )

    op.create_table(
        "stimulus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stimulus")),
        sa.UniqueConstraint("content_id", name=op.f("uq_stimulus_content_id")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("can_teach", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("extra_time", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=True),
        sa.Column("theme", sa.String(length=8), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "extra_time >= 1 AND extra_time <= 5", name=op.f("ck_user_extra_time_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_public_id")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('student', 'assistant', 'instructor')", name=op.f("ck_enrolment_role")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_enrolment_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_enrolment_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_enrolment_public_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_enrolment_class_id_user_id", ["class_id", "user_id"], unique=True)

    op.create_table(
        "grade_scheme",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("eligibility_line", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("pass_line", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("show_total", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_grade_scheme_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_grade_scheme")),
    )
    op.create_table(
        "identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=160), nullable=False),
        sa.Column("display", sa.String(length=160), nullable=False),
        sa.CheckConstraint(
            "kind IN ('student_no', 'username', 'email')", name=op.f("ck_identifier_kind")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_identifier_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint("value", name=op.f("uq_identifier_value")),
    )
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.create_index("uq_identifier_user_id_kind", ["user_id", "kind"], unique=True)

    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("content_id", sa.String(length=80), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("chapter_id", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("cognitive", sa.String(length=8), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Integer(), nullable=True),
        sa.Column("pending_version_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'retired')", name=op.f("ck_item_state")
        ),
        sa.CheckConstraint("use IN ('practice', 'exam', 'reserved')", name=op.f("ck_item_use")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_item_author_id_user")),
        sa.ForeignKeyConstraint(
            ["current_version_id"],
            ["item_version.id"],
            name=op.f("fk_item_current_version_id_item_version"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["pending_version_id"],
            ["item_version.id"],
            name=op.f("fk_item_pending_version_id_item_version"),
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("content_id", name=op.f("uq_item_content_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_item_public_id")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_item_chapter_id_type_use", ["chapter_id", "type", "use"], unique=False
        )

    op.create_table(
        "lesson_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("chapter_id", sa.String(length=16), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_lesson_note_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lesson_note_public_id")),
    )
    with op.batch_alter_table("lesson_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lesson_note_user_id_chapter_id", ["user_id", "chapter_id"], unique=False
        )

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_login_session_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "mastery",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("knowledge_id", sa.String(length=80), nullable=False),
        sa.Column(
            "recent",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["knowledge_id"],
            ["knowledge_point.id"],
            name=op.f("fk_mastery_knowledge_id_knowledge_point"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_mastery_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "knowledge_id", name=op.f("pk_mastery")),
    )
    op.create_table(
        "paste_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "cards",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "labels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_paste_draft_author_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paste_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paste_draft_public_id")),
    )
    with op.batch_alter_table("paste_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paste_draft_author_id"), ["author_id"], unique=False)

    op.create_table(
        "practice_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column(
            "query",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "items",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("mock", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_practice_run_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_practice_run_public_id")),
    )
    with op.batch_alter_table("practice_run", schema=None) as batch_op:
        batch_op.create_index("ix_practice_run_user_id_id", ["user_id", "id"], unique=False)

    op.create_table(
        "reading_position",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("chapter_id", sa.String(length=16), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column(
            "finished",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_reading_position_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "chapter_id", name=op.f("pk_reading_position")),
    )
    op.create_table(
        "grade_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weight >= 0 AND weight <= 100", name=op.f("ck_grade_category_weight")),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["grade_scheme.class_id"],
            name=op.f("fk_grade_category_class_id_grade_scheme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_category")),
    )
    op.create_table(
        "item_knowledge",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("knowledge_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
            name=op.f("fk_item_knowledge_item_id_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["knowledge_id"],
            ["knowledge_point.id"],
            name=op.f("fk_item_knowledge_knowledge_id_knowledge_point"),
        ),
        sa.PrimaryKeyConstraint("item_id", "knowledge_id", name=op.f("pk_item_knowledge")),
    )
    with op.batch_alter_table("item_knowledge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_knowledge_knowledge_id"), ["knowledge_id"], unique=False
        )

    op.create_table(
        "item_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column(
            "face",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "labels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("stimulus_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin IN ('content', 'edit')", name=op.f("ck_item_version_origin")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_item_version_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_version_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stimulus_id"], ["stimulus.id"], name=op.f("fk_item_version_stimulus_id_stimulus")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_version")),
    )
    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.create_index("uq_item_version_item_id_number", ["item_id", "number"], unique=True)

    op.create_table(
        "learner_item",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("streak_day", sa.Date(), nullable=True),
        sa.Column("in_mistakes", sa.Boolean(), nullable=False),
        sa.Column("mistaken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_correctness", sa.Numeric(precision=7, scale=6), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_learner_item_item_id_item")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_learner_item_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_learner_item")),
    )
    with op.batch_alter_table("learner_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_learner_item_user_id_in_mistakes", ["user_id", "in_mistakes"], unique=False
        )

    op.create_table(
        "answer_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column(
            "response",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("correctness", sa.Numeric(precision=7, scale=6), nullable=True),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "correctness IS NULL OR (correctness >= 0 AND correctness <= 1)",
            name=op.f("ck_answer_log_correctness"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_answer_log_item_id_item")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_answer_log_user_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_answer_log_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_log")),
    )
    with op.batch_alter_table("answer_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_log_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_answer_log_user_id_id", ["user_id", "id"], unique=False)

    op.create_table(
        "exam",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("shuffle_items", sa.Boolean(), nullable=False),
        sa.Column("shuffle_options", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column(
            "review",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("needs_eligibility", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'released')", name=op.f("ck_exam_state")
        ),
        sa.CheckConstraint("attempts >= 1", name=op.f("ck_exam_attempts")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_exam_window")),
        sa.CheckConstraint("minutes >= 1", name=op.f("ck_exam_minutes")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_exam_author_id_user")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["grade_category.id"], name=op.f("fk_exam_category_id_grade_category")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_exam_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["exam_form.id"], name=op.f("fk_exam_form_id_exam_form"), use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exam_public_id")),
    )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_class_id"), ["class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "grade_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("max", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("source_kind", sa.String(length=16), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("max > 0", name=op.f("ck_grade_column_max_positive")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["grade_category.id"],
            name=op.f("fk_grade_column_category_id_grade_category"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["course_class.id"],
            name=op.f("fk_grade_column_class_id_course_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_column")),
        sa.UniqueConstraint("public_id", name=op.f("uq_grade_column_public_id")),
    )
    with op.batch_alter_table("grade_column", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_column_class_id"), ["class_id"], unique=False)
        batch_op.create_index("uq_grade_column_source", ["source_kind", "source_id"], unique=True)

    op.create_table(
        "item_key",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["item_version.id"],
            name=op.f("fk_item_key_version_id_item_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_item_key")),
    )
    op.create_table(
        "mark_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("work_kind", sa.String(length=16), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("old", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("new", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("max", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("correctness", sa.Numeric(precision=7, scale=6), nullable=True),
        sa.Column(
            "detail",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "new IS NULL OR (new >= 0 AND new <= max)", name=op.f("ck_mark_event_within_max")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_mark_event_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_mark_event_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["user.id"], name=op.f("fk_mark_event_learner_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_mark_event_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_event")),
    )
    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.create_index("ix_mark_event_class_id", ["class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mark_event_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(
            "uq_mark_event_work", ["work_kind", "work_id", "part_id", "number"], unique=True
        )

    op.create_table(
        "exam_draft_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["exam.id"],
            name=op.f("fk_exam_draft_item_exam_id_exam"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_exam_draft_item_item_id_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_draft_item")),
    )
    with op.batch_alter_table("exam_draft_item", schema=None) as batch_op:
        batch_op.create_index(
            "uq_exam_draft_item_exam_id_item_id", ["exam_id", "item_id"], unique=True
        )

    op.create_table(
        "exam_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exam.id"], name=op.f("fk_exam_form_exam_id_exam"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_form")),
    )
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.create_index("uq_exam_form_exam_id_number", ["exam_id", "number"], unique=True)

    op.create_table(
        "grade_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("old", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("new", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_grade_event_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["column_id"],
            ["grade_column.id"],
            name=op.f("fk_grade_event_column_id_grade_column"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_grade_event_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_event")),
    )
    with op.batch_alter_table("grade_event", schema=None) as batch_op:
        batch_op.create_index("ix_grade_event_user_id", ["user_id"], unique=False)
        batch_op.create_index(
            "uq_grade_event_cell", ["column_id", "user_id", "number"], unique=True
        )

    op.create_table(
        "practice_answer",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "response",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer_log.id"], name=op.f("fk_practice_answer_answer_id_answer_log")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["practice_run.id"],
            name=op.f("fk_practice_answer_run_id_practice_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_practice_answer")),
    )
    op.create_table(
        "form_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_form_slot_points_positive")),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["exam_form.id"],
            name=op.f("fk_form_slot_form_id_exam_form"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_form_slot_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_slot")),
    )
    with op.batch_alter_table("form_slot", schema=None) as batch_op:
        batch_op.create_index("uq_form_slot_form_id_position", ["form_id", "position"], unique=True)

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column(
            "faces",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=12), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_by IS NULL OR closed_by IN ('candidate', 'staff', 'time')",
            name=op.f("ck_sitting_closed_by"),
        ),
        sa.CheckConstraint("state IN ('open', 'submitted')", name=op.f("ck_sitting_state")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_sitting_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_sitting_exam_id_exam")),
        sa.ForeignKeyConstraint(
            ["form_id"], ["exam_form.id"], name=op.f("fk_sitting_form_id_exam_form")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sitting_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sitting_public_id")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_state_deadline", ["state", "deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_sitting_exam_id_user_id_number", ["exam_id", "user_id", "number"], unique=True
        )

    op.create_table(
        "exam_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('publish', 'unpublish', 'extend', 'close', 'release')",
            name=op.f("ck_exam_act_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_exam_act_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exam.id"], name=op.f("fk_exam_act_exam_id_exam"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_exam_act_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_act")),
    )
    with op.batch_alter_table("exam_act", schema=None) as batch_op:
        batch_op.create_index(
            "ix_exam_act_exam_id_sitting_id", ["exam_id", "sitting_id"], unique=False
        )

    op.create_table(
        "response_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "response",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_response_log_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["form_slot.id"], name=op.f("fk_response_log_slot_id_form_slot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_log")),
    )
    with op.batch_alter_table("response_log", schema=None) as batch_op:
        batch_op.create_index(
            "ix_response_log_sitting_id_slot_id_id", ["sitting_id", "slot_id", "id"], unique=False
        )
        batch_op.create_index("uq_response_log_save", ["sitting_id", "client", "seq"], unique=True)

    # A table and its versions name each other: what CREATE TABLE could not say is added now.
    if op.get_context().dialect.name != "sqlite":
        for name, table, column, target in LATE:
            op.create_foreign_key(name, table, target, [column], ["id"])


def downgrade() -> None:
    if op.get_context().dialect.name != "sqlite":
        for name, table, _column, _target in LATE:
            op.drop_constraint(name, table, type_="foreignkey")
    with op.batch_alter_table("response_log", schema=None) as batch_op:
        batch_op.drop_index("uq_response_log_save")
        batch_op.drop_index("ix_response_log_sitting_id_slot_id_id")

    op.drop_table("response_log")
    with op.batch_alter_table("exam_act", schema=None) as batch_op:
        batch_op.drop_index("ix_exam_act_exam_id_sitting_id")

    op.drop_table("exam_act")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index("uq_sitting_exam_id_user_id_number")
        batch_op.drop_index(batch_op.f("ix_sitting_user_id"))
        batch_op.drop_index("ix_sitting_state_deadline")

    op.drop_table("sitting")
    with op.batch_alter_table("form_slot", schema=None) as batch_op:
        batch_op.drop_index("uq_form_slot_form_id_position")

    op.drop_table("form_slot")
    op.drop_table("practice_answer")
    with op.batch_alter_table("grade_event", schema=None) as batch_op:
        batch_op.drop_index("uq_grade_event_cell")
        batch_op.drop_index("ix_grade_event_user_id")

    op.drop_table("grade_event")
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.drop_index("uq_exam_form_exam_id_number")

    op.drop_table("exam_form")
    with op.batch_alter_table("exam_draft_item", schema=None) as batch_op:
        batch_op.drop_index("uq_exam_draft_item_exam_id_item_id")

    op.drop_table("exam_draft_item")
    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.drop_index("uq_mark_event_work")
        batch_op.drop_index(batch_op.f("ix_mark_event_learner_id"))
        batch_op.drop_index("ix_mark_event_class_id")

    op.drop_table("mark_event")
    op.drop_table("item_key")
    with op.batch_alter_table("grade_column", schema=None) as batch_op:
        batch_op.drop_index("uq_grade_column_source")
        batch_op.drop_index(batch_op.f("ix_grade_column_class_id"))

    op.drop_table("grade_column")
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_closes_at"))
        batch_op.drop_index(batch_op.f("ix_exam_class_id"))

    op.drop_table("exam")
    with op.batch_alter_table("answer_log", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_log_user_id_id")
        batch_op.drop_index(batch_op.f("ix_answer_log_item_id"))

    op.drop_table("answer_log")
    with op.batch_alter_table("learner_item", schema=None) as batch_op:
        batch_op.drop_index("ix_learner_item_user_id_in_mistakes")

    op.drop_table("learner_item")
    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.drop_index("uq_item_version_item_id_number")

    op.drop_table("item_version")
    with op.batch_alter_table("item_knowledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_knowledge_knowledge_id"))

    op.drop_table("item_knowledge")
    op.drop_table("grade_category")
    op.drop_table("reading_position")
    with op.batch_alter_table("practice_run", schema=None) as batch_op:
        batch_op.drop_index("ix_practice_run_user_id_id")

    op.drop_table("practice_run")
    with op.batch_alter_table("paste_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paste_draft_author_id"))

    op.drop_table("paste_draft")
    op.drop_table("mastery")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("lesson_note", schema=None) as batch_op:
        batch_op.drop_index("ix_lesson_note_user_id_chapter_id")

    op.drop_table("lesson_note")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index("ix_item_chapter_id_type_use")

    op.drop_table("item")
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.drop_index("uq_identifier_user_id_kind")

    op.drop_table("identifier")
    op.drop_table("grade_scheme")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("uq_enrolment_class_id_user_id")
        batch_op.drop_index(batch_op.f("ix_enrolment_user_id"))

    op.drop_table("enrolment")
    op.drop_table("user")
    op.drop_table("stimulus")
    with op.batch_alter_table("knowledge_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_point_chapter_id"))

    op.drop_table("knowledge_point")
    op.drop_table("course_class")
    op.drop_table("content_state")
