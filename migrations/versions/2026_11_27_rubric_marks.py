"""let works that no item's key marks have marks: by rubric

Revision: 0010; follows: 0009; made: 2026-11-27
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.alter_column("version_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    # Marks by rubric cannot stand in a table that wants an item's version.
    op.execute("DELETE FROM mark_event WHERE version_id IS NULL")
    with op.batch_alter_table("mark_event", schema=None) as batch_op:
        batch_op.alter_column("version_id", existing_type=sa.Integer(), nullable=False)
