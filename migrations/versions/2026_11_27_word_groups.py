"""keep the synonyms that the teachers of a class enter for the engine of written answers

Revision: 0019; follows: 0018; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "word_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("words", JSON, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_word_group_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_word_group_class_id_course_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_group")),
    )
    op.create_index("uq_word_group_number", "word_group", ["class_id", "number"], unique=True)
    op.create_index("uq_word_group_undoes", "word_group", ["class_id", "undoes"], unique=True)


def downgrade() -> None:
    op.drop_table("word_group")
