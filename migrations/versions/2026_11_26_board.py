"""find the saves that do not count without reading all the others

Revision: 0004; follows: 0003; made: 2026-11-26
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_response_log_set_aside",
        "response_log",
        ["sitting_id"],
        postgresql_where=sa.text("late OR superseded"),
        sqlite_where=sa.text("late = 1 OR superseded = 1"),
    )


def downgrade() -> None:
    op.drop_index("ix_response_log_set_aside", table_name="response_log")
