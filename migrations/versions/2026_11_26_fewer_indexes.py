"""drop an index of saves that no query needs: each one costs every save

Revision: 0006; follows: 0005; made: 2026-11-26
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_response_log_sitting_id_slot_id_id", "response_log")


def downgrade() -> None:
    op.create_index(
        "ix_response_log_sitting_id_slot_id_id", "response_log", ["sitting_id", "slot_id", "id"]
    )
